import {
  type Checkpoint,
  checkCheckpoint,
  LedgerError,
  type NoteSource,
  nodePrimitives,
  parseVerifierKey,
  publicKeysOf,
  readLogKeys,
  sha256,
  type TrustedCheckpoint,
  type WitnessPin,
} from '../ledger/index.ts';
import { CliError } from './error.ts';

/** What a checkpoint is verified with, and what was found of its witnesses. */
export interface Trust {
  /** what a checkpoint says, where log and witnesses have signed as asked; throws as `checkCheckpoint` does */
  readonly trust: (note: NoteSource) => Checkpoint;
  /** of the checkpoint that was read last; null where no witness was pinned */
  witnesses(): TrustedCheckpoint['witnesses'];
}

export interface Pinned {
  readonly key?: readonly string[];
  readonly witness?: readonly string[];
  readonly quorum?: number;
}

/** The pinned keys of witnesses; those of one name are one witness with one vote. Throws `ledger.key_invalid`. */
function pinsOf(vkeys: readonly string[]): WitnessPin[] {
  const keys = vkeys.map((it) => parseVerifierKey(it, sha256));
  return [...Map.groupBy(keys, ({ name }) => name)].map(([name, own]) => ({ name, keys: own }));
}

/**
 * What makes a checkpoint count: both signatures of the pinned keys, else of the keys that lie beside the log; and, where witnesses are
 * pinned, so many of them (all, where no quorum is given). Throws `ledger.key_invalid`, `cli.option_invalid`, and as `readLogKeys`.
 */
export async function trustOf({ key = [], witness = [], quorum }: Pinned, keyFile: string | null): Promise<Trust> {
  if (witness.length === 0 && quorum !== undefined)
    throw new CliError('cli.option_invalid', { option: '--quorum', why: '--witness' });
  if (key.length === 0 && keyFile === null) throw new LedgerError('ledger.key_invalid', { reason: 'none_given' });
  const vkeys = key.length > 0 ? key : publicKeysOf(await readLogKeys(keyFile ?? '')).map((it) => it.vkey);
  const keys = vkeys.map((it) => parseVerifierKey(it, sha256));
  const pins = pinsOf(witness);
  const witnesses = pins.length === 0 ? {} : { witnesses: { pins, quorum: quorum ?? pins.length } };
  const policy = { log: { origin: keys[0]?.name ?? '', keys }, ...witnesses };
  let found: TrustedCheckpoint | null = null;
  return {
    trust(note) {
      found = checkCheckpoint(note, policy, nodePrimitives);
      return found.checkpoint;
    },
    witnesses: () => found?.witnesses ?? null,
  };
}
