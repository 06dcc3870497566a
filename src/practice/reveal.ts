/** Characters of a message that are looked at. */
export const mostRead = 60_000;

/** What may be read out of one disguised message; empty where no disguise is seen. Never throws, whatever comes. */
export type Reveal = (message: string) => readonly string[];

/** Letters of other scripts that look Latin (Unicode TR 39), and the Latin ones. */
const lookAlikes = 'аaсcеeіiјjоoрpѕsхxуyАAВBСCЕEНHІIКKМMΝNОOРPЅSТTХXҮYΖZ';
const latinOf: ReadonlyMap<string, string> = new Map(
  (lookAlikes.match(/../gu) ?? []).map((pair) => [pair.charAt(0), pair.charAt(1)]),
);

function fromBase64(text: string): string[] {
  return [...text.matchAll(/[A-Za-z0-9+/]{12,}={0,2}/gu)].map(([run]) => Buffer.from(run, 'base64').toString('utf8'));
}

function fromHex(text: string): string[] {
  return [...text.matchAll(/(?:[0-9a-f]{2}){8,}/giu)].map(([run]) => Buffer.from(run, 'hex').toString('utf8'));
}

function rotated(text: string): string {
  return text.replace(/[A-Za-z]/gu, (letter) => {
    const first = letter <= 'Z' ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - first + 13) % 26) + first);
  });
}

function asLatin(text: string): string {
  return text.replace(/[\u0370-\u04ff]/gu, (letter) => latinOf.get(letter) ?? letter);
}

/** Every second character, where the others are all one sign. */
function unseparated(text: string): string[] {
  const characters = [...text.trim()];
  const [, separator] = characters;
  const spaced = characters.length > 4 && characters.every((it, at) => at % 2 === 0 || it === separator);
  return spaced ? [characters.filter((_, at) => at % 2 === 0).join('')] : [];
}

/** Pieces in quotation marks of a kind that only a puzzle uses, joined. */
function joined(text: string): string[] {
  const pieces = [...text.matchAll(/「([^」]*)」|«([^»]*)»/gu)].map((it) => it[1] ?? it[2] ?? '');
  return pieces.length > 1 ? [pieces.join('')] : [];
}

/**
 * Undoes what can be undone without a table: base64, hex, ROT13, look-alike letters, separators, a text cut into pieces. Full-width and
 * unseen characters, and words around a question, need no undoing: the search for a learnt question looks past them.
 */
export const revealDisguises: Reveal = (message) => {
  const text = message.slice(0, mostRead);
  return [
    ...fromBase64(text),
    ...fromHex(text),
    rotated(text),
    asLatin(text),
    ...unseparated(text),
    ...joined(text),
  ].filter((it) => it !== '' && it !== text);
};
