import { useWords } from '../words/use-words.ts';

/** A time in the reader's locale and zone, with the UTC instant as its title. */
export function When({ at, day = false }: { readonly at: string; readonly day?: boolean }) {
  const { format } = useWords();
  return (
    <time dateTime={at} title={at}>
      {day ? format.day(at) : format.time(at)}
    </time>
  );
}
