import { pieces } from '../words/foreign.ts';

/** Text that came from outside: it cannot turn the text around it, and what it hides is spelled out. */
export function Foreign({ text }: { readonly text: string }) {
  return (
    <bdi>
      {pieces(text).map((it, index) =>
        it.marked ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a fixed text, which may repeat
          <span key={index} className="spelled">
            {it.text}
          </span>
        ) : (
          it.text
        ),
      )}
    </bdi>
  );
}
