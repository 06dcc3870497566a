import { LedgerError } from '../error.ts';
import { fromBase64, toBase64, toHex } from './base64.ts';
import { formatVerifierKey, hasControl, isKeyName, namesKey, sameKey, type VerifierKey } from './key.ts';

/*
 * Signed notes, c2sp.org/signed-note: a text ending in a newline, an empty line, and one signature line or more,
 * `— <key name> base64(key id ‖ signature)`. Behaviour where the specification leaves room: golang.org/x/mod/sumdb/note.
 */

/** A signed note as it came: text, or bytes that must be UTF-8. */
export type NoteSource = string | Uint8Array;

/** One signature line: a claim until a verifier has checked it. */
export interface NoteSignature {
  readonly name: string;
  /** 4 bytes */
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Note {
  /** with its final newline: what the signatures are over */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** A pinned key that can check its signatures. */
export interface NoteVerifier {
  readonly key: VerifierKey;
  /** What a valid signature of this key states about the text; nothing where the signature is not valid. */
  readonly verify: (text: string, signature: Uint8Array) => Statement | undefined;
}

/** What a valid signature says beside the text. */
export interface Statement {
  /** POSIX seconds of a cosignature, 0 where the signer states no time; null for a plain note signature, which has none */
  readonly time: bigint | null;
}

/** A key that can sign the text of a note. */
export interface Signer {
  readonly key: VerifierKey;
  readonly sign: (text: string) => Uint8Array;
}

export interface VerifiedSignature extends Statement {
  readonly key: VerifierKey;
}

export interface OpenedNote {
  readonly text: string;
  /** one for each known key that signed, in the order of the note */
  readonly verified: readonly VerifiedSignature[];
  /** lines of keys that are not known, unchecked; repeated lines once */
  readonly unknown: readonly NoteSignature[];
}

/** The largest note that is read, in bytes of UTF-8. */
export const largestNote = 1_000_000;
/** The most signature lines a note may have; the specification asks for 16 at least, Go's note reads 100. */
export const mostSignatures = 100;

const linePrefix = '\u2014 ';

/**
 * Reads a signed note: strictly, and bounded before anything else. Throws `ledger.note_invalid`
 * `{reason: too_large | utf8 | control | separator | signature_line | too_many_signatures}`. Nothing in the result is verified.
 */
export function parseNote(source: NoteSource): Note {
  const whole = boundedText(source);
  const split = whole.lastIndexOf('\n\n');
  if (split < 0 || !whole.endsWith('\n') || split + 2 === whole.length) throw invalid('separator');
  const lines = whole.slice(split + 2, -1).split('\n', mostSignatures + 1);
  if (lines.length > mostSignatures) throw invalid('too_many_signatures');
  return { text: whole.slice(0, split + 1), signatures: lines.map(parseLine) };
}

/**
 * Writes a signed note, signatures in their order. Throws `ledger.note_invalid` for what `parseNote` would not read back, and
 * `{reason: text}` for a text without its final newline.
 */
export function formatNote({ text, signatures }: Note): string {
  if (!text.endsWith('\n')) throw invalid('text');
  if (signatures.length === 0) throw invalid('separator');
  if (signatures.length > mostSignatures) throw invalid('too_many_signatures');
  return boundedText(`${text}\n${signatures.map(formatSignatureLine).join('')}`);
}

/** The text signed by each signer, in their order. Throws as `formatNote`, and what a signer throws. */
export function signNote(text: string, signers: readonly Signer[]): string {
  const signatures = signers.map(({ key: { name, keyId }, sign }) => ({ name, keyId, signature: sign(text) }));
  return formatNote({ text, signatures });
}

/**
 * Reads a signed note and checks it against the known keys. As Go's note: lines of unknown keys are left aside (also where they share
 * a name or an id, but not both, with a known key); the first line of a known key counts, and later ones of that key are passed over.
 * Throws `ledger.note_invalid`; `ledger.signature_invalid` `{name}` where a known key's signature is wrong, whatever the other lines;
 * `ledger.signature_missing` `{missing: known_key}`; `ledger.key_invalid` `{reason: ambiguous}` where two different known keys share
 * the name and id of a line, since the line then does not say which of them signed.
 */
export function openNote(source: NoteSource, verifiers: readonly NoteVerifier[]): OpenedNote {
  const { text, signatures } = parseNote(source);
  const verified = new Map<string, VerifiedSignature>();
  const unknown = new Map<string, NoteSignature>();
  for (const line of signatures) {
    const verifier = named(line, verifiers);
    if (verifier === undefined) {
      const repeated = formatSignatureLine(line);
      if (!unknown.has(repeated)) unknown.set(repeated, line);
      continue;
    }
    const { key } = verifier;
    const vkey = formatVerifierKey(key);
    if (verified.has(vkey)) continue;
    const statement = verifier.verify(text, line.signature);
    if (statement === undefined) throw new LedgerError('ledger.signature_invalid', { name: key.name });
    verified.set(vkey, { key, ...statement });
  }
  if (verified.size === 0) throw new LedgerError('ledger.signature_missing', { missing: 'known_key' });
  return { text, verified: [...verified.values()], unknown: [...unknown.values()] };
}

function named(line: NoteSignature, verifiers: readonly NoteVerifier[]): NoteVerifier | undefined {
  const [first, ...others] = verifiers.filter(({ key }) => namesKey(line, key));
  if (first !== undefined && others.some(({ key }) => !sameKey(key, first.key))) {
    throw new LedgerError('ledger.key_invalid', { reason: 'ambiguous', name: line.name, keyId: toHex(line.keyId) });
  }
  return first;
}

/** The text of a source of at most `largestNote` bytes that is valid Unicode without control characters but newline. */
export function boundedText(source: NoteSource): string {
  if (source.length > largestNote) throw invalid('too_large');
  const text = typeof source === 'string' ? source : decoded(source);
  if (typeof source === 'string') {
    if (!text.isWellFormed()) throw invalid('utf8');
    if (new TextEncoder().encode(text).length > largestNote) throw invalid('too_large');
  }
  if (hasControl(text, '\n')) throw invalid('control');
  return text;
}

/** A byte order mark is kept: it is part of what is signed. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid('utf8', cause);
  }
}

/** The key id and at least one byte of signature must be there. */
function parseLine(line: string): NoteSignature {
  const space = line.indexOf(' ', linePrefix.length);
  const name = line.slice(linePrefix.length, space);
  const bytes = space < 0 ? undefined : fromBase64(line.slice(space + 1));
  if (!line.startsWith(linePrefix) || !isKeyName(name) || bytes === undefined || bytes.length < 5) {
    throw invalid('signature_line');
  }
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** One signature line, with its newline. Throws `ledger.note_invalid` `{reason: signature_line}`. */
export function formatSignatureLine({ name, keyId, signature }: NoteSignature): string {
  const bytes = new Uint8Array(keyId.length + signature.length);
  bytes.set(keyId);
  bytes.set(signature, keyId.length);
  if (keyId.length !== 4 || signature.length === 0 || !isKeyName(name)) throw invalid('signature_line');
  return `${linePrefix}${name} ${toBase64(bytes)}\n`;
}

function invalid(reason: string, cause?: unknown): LedgerError {
  return new LedgerError('ledger.note_invalid', { reason }, cause);
}
