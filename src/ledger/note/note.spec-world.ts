import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LedgerError, type LedgerErrorCode } from '../error.ts';
import { sha256 } from '../stamp.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { signerOf, verifierOf } from './cosignature.ts';
import { type SignatureType, signatureTypes, type VerifierKey, verifierKey } from './key.ts';
import { nodePrimitives } from './keys.ts';
import type { NoteVerifier, Signer } from './note.ts';

export const origin = 'example.com/log';
export const root = new Uint8Array(sha256(new TextEncoder().encode('a root')));
export const checkpointText = formatCheckpoint({ origin, size: 42n, root });
export const second = 1_764_000_000n;

/** A key of the test with all that can be done with it. */
export interface Actor {
  readonly key: VerifierKey;
  readonly signer: Signer;
  readonly verifier: NoteVerifier;
}

/** Ed25519 keys come from a seed and are the same in every run; ML-DSA-44 keys are new. */
export function actor(name: string, type: SignatureType, seed = `${name} ${type}`, time = second): Actor {
  const privateKey =
    type === signatureTypes.mlDsa44 ? generateKeyPairSync('ml-dsa-44').privateKey : ed25519OfSeed(seed);
  const length = type === signatureTypes.mlDsa44 ? 1312 : 32;
  const raw = createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-length);
  const key = verifierKey(name, type, new Uint8Array(raw), sha256);
  return {
    key,
    signer: signerOf(key, (message) => sign(null, message, privateKey), time),
    verifier: verifierOf(key, nodePrimitives),
  };
}

function ed25519OfSeed(seed: string): KeyObject {
  const bytes = createHash('sha256').update(seed).digest();
  const key = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), bytes]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}

/** For `assert.throws`: a ledger error of this code and these parameters. */
export function refusal(code: LedgerErrorCode, params: LedgerError['params'] = {}): (error: unknown) => boolean {
  return (error) =>
    error instanceof LedgerError &&
    error.code === code &&
    Object.entries(params).every(([name, value]) => error.params[name] === value);
}

const vectors = fileURLToPath(new URL('../../../../shared/data/ledger-vectors', import.meta.url));

export const vectorsAbsent: string | false = existsSync(vectors) ? false : `${vectors} is absent`;

export function vector(path: string): string {
  return readFileSync(`${vectors}/${path}`, 'utf8');
}

/** RFC 6962 root and audit path of one leaf, by the recursive definition. */
export function auditPath(leaves: readonly Uint8Array[], index: number): { root: Uint8Array; path: Uint8Array[] } {
  const [only] = leaves;
  if (only !== undefined && leaves.length === 1) return { root: only, path: [] };
  const split = 2 ** Math.ceil(Math.log2(leaves.length) - 1);
  const left = auditPath(leaves.slice(0, split), index);
  const right = auditPath(leaves.slice(split), index - split);
  const path = index < split ? [...left.path, right.root] : [...right.path, left.root];
  return { root: sha256(Uint8Array.of(1), left.root, right.root), path };
}
