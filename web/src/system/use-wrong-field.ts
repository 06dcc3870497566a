import { type RefObject, useEffect, useRef, useState } from 'react';

/** Leads a person to the first wrong field after each try that a form refused, here or at the server. */
export function useWrongField(busy: boolean): {
  readonly form: RefObject<HTMLFormElement | null>;
  /** how often the form was sent */
  readonly tries: number;
  readonly tried: () => void;
} {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (tries === 0 || busy) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [tries, busy]);
  return { form, tries, tried: () => setTries((it) => it + 1) };
}
