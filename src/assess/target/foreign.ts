import { AssessError, type ErrorParams } from '../error.ts';
import type { Answer, Target } from './target.ts';

/** Longest name of a model, fingerprint or finish that a record takes, in UTF-16 units. */
const longestWord = 300;

/** Takes every occurrence of the secrets out of `text`. */
export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) if (clean.includes(secret)) clean = clean.replaceAll(secret, '[redacted]');
  return clean;
}

/** At most `most` UTF-16 units of `text`, never ending within a character. */
export function cutAtCharacter(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/**
 * A word that an endpoint gave, fit for a record: no control character, no half of a surrogate pair, no secret, at most 300 units.
 * Secrets go after the controls, which may stand between the parts of a key, and before the cut, which may leave half of one.
 */
export function foreignWord(given: string | null | undefined, secrets: readonly string[]): string | null {
  if (given === null || given === undefined) return null;
  const plain = given.replace(/\p{Cc}/gu, '').toWellFormed();
  const word = cutAtCharacter(redact(plain, secrets), longestWord);
  return word === '' ? null : word;
}

function cleanParams(params: ErrorParams, secrets: readonly string[]): ErrorParams {
  const clean: Record<string, ErrorParams[string]> = {};
  for (const [name, value] of Object.entries(params)) {
    clean[name] = typeof value === 'string' ? redact(value.toWellFormed(), secrets) : value;
  }
  return clean;
}

function cleanAnswer(answer: Answer, secrets: readonly string[]): Answer {
  return {
    text: redact(answer.text, secrets),
    reportedModel: foreignWord(answer.reportedModel, secrets),
    fingerprint: foreignWord(answer.fingerprint, secrets),
    finish: foreignWord(answer.finish, secrets),
    bytes: answer.bytes,
  };
}

/**
 * A target whose answers and errors are fit for records, whatever the endpoint said. Looks at what was parsed, not at the bytes: a key
 * that is echoed piece by piece over a stream, or with JSON's escapes, is whole only there.
 */
export function cleaned(target: Target, secrets: readonly string[]): Target {
  return {
    ...target,
    async ask(turns, signal) {
      try {
        return cleanAnswer(await target.ask(turns, signal), secrets);
      } catch (error) {
        if (!(error instanceof AssessError)) throw error;
        const { finish } = error.params;
        const words = typeof finish === 'string' ? { finish: foreignWord(finish, secrets) } : {};
        const params = { ...cleanParams(error.params, secrets), ...words };
        throw new AssessError(error.code, params, { cause: error.cause, faults: error.faults });
      }
    },
  };
}

/** An answer in the place of one that the endpoint withheld by a field of its own, in a form that a person and the graders read as refusing. */
export function declined(why: 'content_filter' | 'refusal'): string {
  return `[declined by the endpoint: ${why}] I can’t help with that.`;
}
