import { LedgerError } from '../error.ts';
import { sameBytes } from './base64.ts';
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts';
import { type Primitives, verifierOf } from './cosignature.ts';
import { type SignatureType, sameKey, signatureTypes, type VerifierKey } from './key.ts';
import { type NoteSignature, type NoteSource, openNote, type VerifiedSignature } from './note.ts';

/** What makes a checkpoint count: pinned keys only; nothing a note says about keys is believed. */
export interface CheckpointPolicy {
  readonly log: {
    readonly origin: string;
    /** types 0x01 and 0x06, named after the origin; during a rotation the old and the new ones */
    readonly keys: readonly VerifierKey[];
  };
  /** `both` (the default): a valid Ed25519 and a valid ML-DSA-44 signature of the log; `any`: one of its pinned keys */
  readonly require?: 'both' | 'any';
  readonly witnesses?: Witnesses;
}

export interface Witnesses {
  readonly pins: readonly WitnessPin[];
  /** how many of the pins must have cosigned, 1 to all of them */
  readonly quorum: number;
}

/** One witness, one vote, however many keys (types 0x04 and 0x06) it has. */
export interface WitnessPin {
  readonly name: string;
  readonly keys: readonly VerifierKey[];
}

/** `signed`; `not_signed`: a key was pinned, no line is of it; `not_pinned`: nobody said which key it should be. */
export type KeyFinding = 'signed' | 'not_signed' | 'not_pinned';

/** A checkpoint that counts, and by what. */
export interface TrustedCheckpoint {
  readonly checkpoint: Checkpoint;
  /** the signed text */
  readonly text: string;
  readonly require: 'both' | 'any';
  readonly log: { readonly ed25519: KeyFinding; readonly mlDsa44: KeyFinding };
  /** null where no witness was pinned: then nobody but the log vouches that it shows all readers the same tree */
  readonly witnesses: {
    readonly quorum: number;
    readonly of: number;
    readonly signed: readonly string[];
    readonly notSigned: readonly string[];
  } | null;
  /** each pinned key that signed, with the time it stated */
  readonly verified: readonly VerifiedSignature[];
  /** lines of keys that are not pinned: they count for nothing */
  readonly unknown: readonly NoteSignature[];
}

const logTypes: readonly SignatureType[] = [signatureTypes.ed25519, signatureTypes.mlDsa44];
const witnessTypes: readonly SignatureType[] = [signatureTypes.ed25519Cosignature, signatureTypes.mlDsa44];

/**
 * Holds a signed checkpoint against a policy. Throws `ledger.key_invalid` for a policy that cannot be kept (see `checkPolicy`);
 * what `openNote` and `parseCheckpoint` throw; `ledger.signature_missing` `{missing: ed25519 | ml_dsa_44 | log | witnesses}`;
 * `ledger.origin_differs` `{found, expected}`. Whether the checkpoint is new, or agrees with an earlier one, is not looked at.
 */
export function checkCheckpoint(
  source: NoteSource,
  policy: CheckpointPolicy,
  primitives: Primitives,
): TrustedCheckpoint {
  checkPolicy(policy);
  const { log, require = 'both', witnesses } = policy;
  const pinned = [...log.keys, ...(witnesses?.pins.flatMap(({ keys }) => keys) ?? [])];
  const { text, verified, unknown } = openNote(
    source,
    pinned.map((key) => verifierOf(key, primitives)),
  );
  const signed = (key: VerifierKey): boolean => verified.some((it) => sameKey(it.key, key));
  const finding = (type: SignatureType): KeyFinding => {
    const keys = log.keys.filter((key) => key.type === type);
    return keys.length === 0 ? 'not_pinned' : keys.some(signed) ? 'signed' : 'not_signed';
  };
  const found = { ed25519: finding(signatureTypes.ed25519), mlDsa44: finding(signatureTypes.mlDsa44) };
  checkLog(require, found);
  const checkpoint = parseCheckpoint(text);
  if (checkpoint.origin !== log.origin) {
    throw new LedgerError('ledger.origin_differs', { found: checkpoint.origin, expected: log.origin });
  }
  return { checkpoint, text, require, log: found, witnesses: countWitnesses(witnesses, signed), verified, unknown };
}

function checkLog(require: 'both' | 'any', { ed25519, mlDsa44 }: TrustedCheckpoint['log']): void {
  const missing = (what: string) => new LedgerError('ledger.signature_missing', { missing: what });
  if (ed25519 !== 'signed' && mlDsa44 !== 'signed') throw missing('log');
  if (require === 'any') return;
  if (ed25519 !== 'signed') throw missing('ed25519');
  if (mlDsa44 !== 'signed') throw missing('ml_dsa_44');
}

function countWitnesses(
  witnesses: CheckpointPolicy['witnesses'],
  signed: (key: VerifierKey) => boolean,
): TrustedCheckpoint['witnesses'] {
  if (witnesses === undefined) return null;
  const { pins, quorum } = witnesses;
  const names = (wanted: boolean): string[] =>
    pins.filter(({ keys }) => keys.some(signed) === wanted).map(({ name }) => name);
  const count = { quorum, of: pins.length, signed: names(true), notSigned: names(false) };
  if (count.signed.length < quorum) throw new LedgerError('ledger.signature_missing', { missing: 'witnesses' });
  return count;
}

/**
 * Holds a signed checkpoint against witnesses alone, for readers who pinned no key of the log: a witness cosigns only what the log signed
 * and what grew out of all it saw before (c2sp.org/tlog-witness). Throws as `checkCheckpoint` does; whose the checkpoint is, is not looked at.
 */
export function checkCosignatures(
  source: NoteSource,
  witnesses: Witnesses,
  primitives: Primitives,
): Pick<TrustedCheckpoint, 'verified' | 'unknown'> & { readonly witnesses: TrustedCheckpoint['witnesses'] } {
  checkWitnesses(witnesses);
  const keys = witnesses.pins.flatMap((pin) => pin.keys);
  const { verified, unknown } = openNote(
    source,
    keys.map((key) => verifierOf(key, primitives)),
  );
  const signed = (key: VerifierKey): boolean => verified.some((it) => sameKey(it.key, key));
  return { witnesses: countWitnesses(witnesses, signed), verified, unknown };
}

/**
 * Refuses a policy that nothing could satisfy or that would count one key twice. Throws `ledger.key_invalid`
 * `{reason: not_pinned | role | name | duplicate | quorum}`: no log key, or under `both` one algorithm unpinned; a type that does not
 * belong to its role; a log key not named after the origin (c2sp.org/tlog-policy); one public key pinned twice, whatever its names and
 * types; a quorum that is not 1 to the number of witnesses.
 */
export function checkPolicy({ log, require = 'both', witnesses }: CheckpointPolicy): void {
  if (log.keys.some(({ type }) => !logTypes.includes(type))) throw unkept('role', { role: 'log' });
  if (log.keys.some(({ name }) => name !== log.origin)) throw unkept('name', { expected: log.origin });
  const unpinned = logTypes.filter((type) => log.keys.every((key) => key.type !== type));
  if (unpinned.length === logTypes.length || (require === 'both' && unpinned.length > 0)) {
    throw unkept('not_pinned', { missing: unpinned.includes(signatureTypes.mlDsa44) ? 'ml_dsa_44' : 'ed25519' });
  }
  checkOnce([...log.keys, ...(witnesses?.pins.flatMap(({ keys }) => keys) ?? [])]);
  if (witnesses !== undefined) checkWitnesses(witnesses);
}

/** Refuses witnesses of which no quorum could come, as `checkPolicy` does. */
export function checkWitnesses({ pins, quorum }: Witnesses): void {
  const keys = pins.flatMap((pin) => pin.keys);
  if (keys.some(({ type }) => !witnessTypes.includes(type))) throw unkept('role', { role: 'witness' });
  checkOnce(keys);
  if (pins.some((pin) => pin.keys.length === 0)) throw unkept('not_pinned', { missing: 'witness' });
  if (new Set(pins.map(({ name }) => name)).size < pins.length) throw unkept('duplicate', { role: 'witness' });
  if (!Number.isInteger(quorum) || quorum < 1 || quorum > pins.length) throw unkept('quorum', { of: pins.length });
}

function checkOnce(keys: readonly VerifierKey[]): void {
  const twice = keys.find((key, at) => keys.slice(0, at).some((it) => sameBytes(it.publicKey, key.publicKey)));
  if (twice !== undefined) throw unkept('duplicate', { name: twice.name });
}

function unkept(reason: string, params: LedgerError['params'] = {}): LedgerError {
  return new LedgerError('ledger.key_invalid', { reason, ...params });
}
