import { z } from 'zod';
import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { type Checkpoint, parseCheckpoint } from '../note/checkpoint.ts';
import type { Primitives } from '../note/cosignature.ts';
import { parseVerifierKey } from '../note/key.ts';
import { parseNote, type VerifiedSignature } from '../note/note.ts';
import { checkCheckpoint, checkCosignatures, type TrustedCheckpoint } from '../note/policy.ts';
import { instant } from '../record.ts';
import type { FindingCode, Findings } from './finding.ts';
import { parsedJson } from './json.ts';
import { type BundleManifest, limitOf, logPaths } from './manifest.ts';
import type { BundlePins } from './pins.ts';

/** `keys.json` of a log: what the log says of its own keys, as `/ledger/main/keys` serves it. */
export const bundleKeys = z.strictObject({
  keys: z
    .array(
      z.strictObject({
        vkey: z.string().max(4096),
        algorithm: z.enum(['ed25519', 'ml_dsa_44']),
        from: instant,
        until: instant.nullable(),
      }),
    )
    .max(200),
});

/** Who signed the checkpoint of a log, of those that the reader pinned. */
export interface Vouching {
  readonly log: TrustedCheckpoint['log'];
  readonly witnesses: TrustedCheckpoint['witnesses'];
  /** latest second that a pinned key states, RFC 3339; null where none states any */
  readonly signedAt: string | null;
  /** signature lines of keys that nobody pinned */
  readonly unknown: number;
}

export interface CheckpointCheck {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly stated: BundleManifest['logs'][number];
  readonly pins: BundlePins;
  readonly primitives: Primitives;
  readonly sha256: Sha256;
}

const unpinned: TrustedCheckpoint['log'] = { ed25519: 'not_pinned', mlDsa44: 'not_pinned' };

/** What the checkpoint of a log says, and who vouches for it; faults become findings. Null where no checkpoint can be read. */
export function readSignedCheckpoint(
  it: CheckpointCheck,
  findings: Findings,
): { readonly checkpoint: Checkpoint; readonly vouching: Vouching | null } | null {
  const paths = logPaths(it.stated.n);
  const note = it.files.get(paths.checkpoint);
  if (note === undefined) return null;
  const checkpoint = attempt(paths.checkpoint, findings, () => parseCheckpoint(parseNote(note).text));
  if (checkpoint === undefined) return null;
  checkOwnKeys(note, checkpoint, it, findings);
  return { checkpoint, vouching: vouch(note, checkpoint, it, findings) };
}

/** The log's keys as the bundle states them prove nothing of who signed; but a checkpoint they did not sign has been changed. */
function checkOwnKeys(note: Uint8Array, { origin }: Checkpoint, it: CheckpointCheck, findings: Findings): void {
  const file = logPaths(it.stated.n).keys;
  const bytes = it.files.get(file);
  if (bytes === undefined) return;
  const stated = bundleKeys.safeParse(bytes.length > limitOf(file) ? undefined : parsedJson(bytes)?.value);
  if (!stated.success) {
    findings.add('keys_invalid', { file }, { reason: 'form' });
    return;
  }
  try {
    const keys = stated.data.keys.map(({ vkey }) => parseVerifierKey(vkey, it.sha256));
    checkCheckpoint(note, { log: { origin, keys } }, it.primitives);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const reason = String(error.params.reason ?? error.params.missing ?? error.code);
    findings.add(error.code === 'ledger.key_invalid' ? 'keys_invalid' : 'keys_do_not_sign', { file }, { reason });
  }
}

function vouch(note: Uint8Array, { origin }: Checkpoint, it: CheckpointCheck, findings: Findings): Vouching | null {
  const { keys, require, witnesses } = it.pins;
  const file = logPaths(it.stated.n).checkpoint;
  const own = keys.filter(({ name }) => name === origin);
  if (keys.length > 0 && own.length === 0) {
    findings.add('origin_not_pinned', { file }, { origin });
    return null;
  }
  if (own.length === 0 && witnesses === null) return null;
  return (
    attempt(file, findings, () => {
      if (own.length === 0 && witnesses !== null)
        return vouching({ log: unpinned, ...checkCosignatures(note, witnesses, it.primitives) });
      const policy = { log: { origin, keys: own }, require, ...(witnesses === null ? {} : { witnesses }) };
      return vouching(checkCheckpoint(note, policy, it.primitives));
    }) ?? null
  );
}

function vouching(it: Pick<TrustedCheckpoint, 'log' | 'witnesses' | 'verified' | 'unknown'>): Vouching {
  const { log, witnesses, verified, unknown } = it;
  return { log, witnesses, signedAt: latest(verified), unknown: unknown.length };
}

/** Seconds beyond what a date can hold are a statement like any other, but none that a calendar has a name for. */
function latest(verified: readonly VerifiedSignature[]): string | null {
  const seconds = verified.reduce((most, { time }) => (time !== null && time > most ? time : most), 0n);
  return seconds === 0n || seconds > 8_640_000_000_000n ? null : new Date(Number(seconds) * 1000).toISOString();
}

const codes: Readonly<Partial<Record<LedgerError['code'], FindingCode>>> = {
  'ledger.note_invalid': 'checkpoint_invalid',
  'ledger.checkpoint_invalid': 'checkpoint_invalid',
  'ledger.signature_invalid': 'signature_invalid',
  'ledger.signature_missing': 'signature_missing',
  'ledger.key_invalid': 'key_ambiguous',
};

function attempt<T>(file: string, findings: Findings, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = error instanceof LedgerError ? codes[error.code] : undefined;
    if (!(error instanceof LedgerError) || code === undefined) throw error;
    const { reason, name, missing } = error.params;
    findings.add(code, { file }, definedOf({ reason, name, missing }));
    return undefined;
  }
}

function definedOf(params: Record<string, string | number | boolean | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value).slice(0, 300)]],
    ),
  );
}
