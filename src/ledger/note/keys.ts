import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { makeDirectory, writeFileDurably } from '../durable.ts';
import { LedgerError, readError, writeError } from '../error.ts';
import { sha256 } from '../stamp.ts';
import { type Primitives, signerOf, verifierOf } from './cosignature.ts';
import {
  formatVerifierKey,
  isKeyName,
  type SignatureType,
  signatureTypes,
  type VerifierKey,
  verifierKey,
} from './key.ts';
import type { NoteVerifier, Signer } from './note.ts';

/*
 * The log's own keys, on Node: pairs of Ed25519 and ML-DSA-44, each with its time of validity. This is the one module of the folder
 * that uses `node:`; ML-DSA-44 needs OpenSSL 3.5 (Node 24).
 */

/** Two private keys that sign side by side. Instants are milliseconds since the epoch; `until` is the first at which it no longer signs. */
export interface KeyPairOfLog {
  readonly from: number;
  readonly until: number | null;
  readonly ed25519: KeyObject;
  readonly mlDsa44: KeyObject;
}

/** Whose keys they are: a log signs its note plainly with Ed25519 (0x01), a witness states a time with it (0x04); ML-DSA-44 (0x06) is one for both. */
export type KeyRole = 'log' | 'witness';

/** The keys of a log or of a witness, oldest pair first. Key objects, so that no print or JSON of it shows a private key. */
export interface LogKeys {
  readonly name: string;
  readonly pairs: readonly KeyPairOfLog[];
}

/** One key of a public key page. */
export interface PublicLogKey {
  readonly vkey: string;
  readonly algorithm: 'ed25519' | 'ml_dsa_44';
  /** RFC 3339, UTC, milliseconds */
  readonly from: string;
  readonly until: string | null;
}

const prefixes = {
  ed25519: Buffer.from('302a300506032b6570032100', 'hex'),
  // id-ml-dsa-44, 2.16.840.1.101.3.4.3.17 (RFC 9881)
  mlDsa44: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
} as const;

const ed25519Types: Readonly<Record<KeyRole, SignatureType>> = {
  log: signatureTypes.ed25519,
  witness: signatureTypes.ed25519Cosignature,
};

/** A private key takes some 3.6 KB in the file; 64 pairs are decades of rotations. */
const largestFile = 512 * 1024;
const mostPairs = 64;

/** Checks of raw signatures by node:crypto. `ledger.key_invalid` `{reason: unsupported}` on a Node without ML-DSA-44. */
export const nodePrimitives: Primitives = {
  ed25519: (publicKey, message, signature) => verified(prefixes.ed25519, publicKey, message, signature),
  mlDsa44: (publicKey, message, signature) => verified(prefixes.mlDsa44, publicKey, message, signature),
};

/** A new log's keys: one pair, valid from `now` (milliseconds) on. Throws `ledger.key_invalid` `{reason: name | unsupported}`. */
export function generateLogKeys(name: string, now: number): LogKeys {
  if (!isKeyName(name) || Buffer.byteLength(name) > 255) throw invalid('name');
  return { name, pairs: [freshPair(now)] };
}

/**
 * A new pair from `now` on; those that still sign go on beside it for `overlap` milliseconds, or less where they end earlier. Readers
 * pin the new keys within that time. Throws `ledger.key_invalid` `{reason: overlap | too_many}`.
 */
export function rotateLogKeys({ name, pairs }: LogKeys, now: number, overlap: number): LogKeys {
  if (!Number.isSafeInteger(overlap) || overlap < 0) throw invalid('overlap');
  if (pairs.length >= mostPairs) throw invalid('too_many');
  const end = now + overlap;
  // The end of a pair only ever comes nearer, and one that is over stays as it was: both are Math.min.
  const ending = pairs.map((pair) => ({ ...pair, until: Math.min(pair.until ?? end, end) }));
  return { name, pairs: [...ending, freshPair(now)] };
}

/**
 * What signs at `now` (milliseconds): for each valid pair its Ed25519 key (see `KeyRole`) and its ML-DSA-44 key; cosignatures state the
 * second of `now`. Throws `ledger.key_invalid` `{reason: none_valid}`.
 */
export function signersOf({ name, pairs }: LogKeys, now: number, role: KeyRole = 'log'): Signer[] {
  const valid = pairs.filter((pair) => pair.from <= now && !isOver(pair, now));
  if (valid.length === 0) throw invalid('none_valid');
  const time = BigInt(Math.floor(now / 1000));
  return valid.flatMap(({ ed25519, mlDsa44 }) => [
    signer(name, ed25519Types[role], ed25519, time),
    signer(name, signatureTypes.mlDsa44, mlDsa44, time),
  ]);
}

/** Every public key with its validity, past ones too: old checkpoints need them. */
export function publicKeysOf(keys: LogKeys, role: KeyRole = 'log'): PublicLogKey[] {
  return keys.pairs.flatMap((pair) => {
    const validity = { from: instant(pair.from), until: pair.until === null ? null : instant(pair.until) };
    return verifierKeysOf(keys.name, pair, role).map((key) => ({
      vkey: formatVerifierKey(key),
      algorithm: key.type === signatureTypes.mlDsa44 ? 'ml_dsa_44' : 'ed25519',
      ...validity,
    }));
  });
}

/** Checks signatures of all keys the log ever had, so that it knows its own checkpoints again after a rotation. */
export function verifiersOf({ name, pairs }: LogKeys, role: KeyRole = 'log'): NoteVerifier[] {
  return pairs.flatMap((pair) => verifierKeysOf(name, pair, role)).map((key) => verifierOf(key, nodePrimitives));
}

/**
 * Keeps the private keys in a JSON file: mode 0600, replaced as a whole, durable when this resolves. A directory that is missing is
 * made with mode 0700; one that is there must not be writable by others. Throws `ledger.key_invalid` `{reason: directory_mode}`,
 * `ledger.disk_full`, `ledger.write_failed`.
 */
export async function writeLogKeys(file: string, { name, pairs }: LogKeys): Promise<void> {
  const stored: z.infer<typeof storedKeys> = {
    v: 1,
    name,
    pairs: pairs.map(({ from, until, ed25519, mlDsa44 }) => ({
      from: instant(from),
      until: until === null ? null : instant(until),
      ed25519: pkcs8(ed25519),
      mlDsa44: pkcs8(mlDsa44),
    })),
  };
  try {
    await makeDirectory(dirname(file));
    await checkDirectory(file);
    await writeFileDurably(file, `${JSON.stringify(stored, null, 2)}\n`);
  } catch (cause) {
    throw writeError(file, cause);
  }
}

/**
 * Reads the private keys back. Throws `ledger.key_invalid` `{reason: file_mode | directory_mode}` where others may read the file or
 * write its directory (POSIX only), `{reason: file}` for a file that is not what `writeLogKeys` wrote, and `ledger.read_failed`.
 */
export async function readLogKeys(file: string): Promise<LogKeys> {
  const text = await readGuarded(file);
  try {
    const { name, pairs } = storedKeys.parse(JSON.parse(text));
    return { name, pairs: pairs.map((pair) => restored(pair)) };
  } catch {
    // Without the cause: what Zod and OpenSSL say may quote the file.
    throw invalid('file', { file });
  }
}

const instants = z.iso.datetime({ precision: 3 });
const privateText = z.base64().max(8192);
const storedPair = z.strictObject({
  from: instants,
  until: instants.nullable(),
  ed25519: privateText,
  mlDsa44: privateText,
});
const storedKeys = z.strictObject({
  v: z.literal(1),
  name: z.string().max(255).refine(isKeyName),
  pairs: z.array(storedPair).min(1).max(mostPairs),
});

function restored({ from, until, ed25519, mlDsa44 }: z.infer<typeof storedPair>): KeyPairOfLog {
  const key = (text: string, type: string): KeyObject => {
    const it = createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
    if (it.asymmetricKeyType !== type) throw invalid('file');
    return it;
  };
  const times = { from: Date.parse(from), until: until === null ? null : Date.parse(until) };
  return { ...times, ed25519: key(ed25519, 'ed25519'), mlDsa44: key(mlDsa44, 'ml-dsa-44') };
}

async function readGuarded(file: string): Promise<string> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file, 'r');
    const { mode, size } = await handle.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) throw invalid('file_mode', { file, mode: octal(mode) });
    await checkDirectory(file);
    if (size > largestFile) throw invalid('file', { file });
    return await handle.readFile('utf8');
  } catch (cause) {
    throw readError(file, cause);
  } finally {
    await handle?.close();
  }
}

async function checkDirectory(file: string): Promise<void> {
  const { mode } = await stat(dirname(file));
  if (process.platform !== 'win32' && (mode & 0o022) !== 0) {
    throw invalid('directory_mode', { file: dirname(file), mode: octal(mode) });
  }
}

function freshPair(now: number): KeyPairOfLog {
  const ed25519 = generateKeyPairSync('ed25519').privateKey;
  try {
    return { from: now, until: null, ed25519, mlDsa44: generateKeyPairSync('ml-dsa-44').privateKey };
  } catch (cause) {
    throw invalid('unsupported', { algorithm: 'ml_dsa_44' }, cause);
  }
}

function isOver({ until }: KeyPairOfLog, now: number): boolean {
  return until !== null && until <= now;
}

function signer(name: string, type: SignatureType, key: KeyObject, time: bigint): Signer {
  return signerOf(publicOf(name, type, key), (message) => sign(null, message, key), time);
}

function verifierKeysOf(name: string, { ed25519, mlDsa44 }: KeyPairOfLog, role: KeyRole): VerifierKey[] {
  return [publicOf(name, ed25519Types[role], ed25519), publicOf(name, signatureTypes.mlDsa44, mlDsa44)];
}

function publicOf(name: string, type: SignatureType, key: KeyObject): VerifierKey {
  const prefix = type === signatureTypes.mlDsa44 ? prefixes.mlDsa44 : prefixes.ed25519;
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  if (!spki.subarray(0, prefix.length).equals(prefix)) throw invalid('algorithm');
  return verifierKey(name, type, new Uint8Array(spki.subarray(prefix.length)), sha256);
}

function verified(prefix: Uint8Array, raw: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  let key: KeyObject;
  try {
    key = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
  } catch (cause) {
    // Of the right length (a vkey has been through `verifierKey`), any 32 and any 1312 bytes are an encoding.
    throw invalid('unsupported', { bytes: raw.length }, cause);
  }
  return verify(null, message, key, signature);
}

function pkcs8(key: KeyObject): string {
  return key.export({ format: 'der', type: 'pkcs8' }).toString('base64');
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function octal(mode: number): string {
  return (mode & 0o777).toString(8).padStart(4, '0');
}

function invalid(reason: string, params: LedgerError['params'] = {}, cause?: unknown): LedgerError {
  return new LedgerError('ledger.key_invalid', { reason, ...params }, cause);
}
