import {
  type Checkpoint,
  type CheckpointPolicy,
  checkCheckpoint,
  LedgerError,
  type LogPlace,
  type NoteSource,
  nodePrimitives,
  parseCheckpoint,
  parseNote,
  parseVerifierKey,
  publicKeysOf,
  readLogKeys,
  sha256,
  type Trust,
  type TrustedCheckpoint,
  type Vouched,
  type WitnessPin,
} from '../ledger/index.ts';
import { CliError } from './error.ts';

/** What was pinned before a verification, and what it found of the witnesses. */
export interface PinnedTrust {
  /**
   * What makes the checkpoint of a log count: both signatures of the pinned keys and of those that the log before it vouched for; where none is
   * pinned, of the keys that lie beside the log. A log before the first that was pinned need not be signed by anybody known: the pinned one
   * repeats its end, and the walk compares that. Throws `ledger.key_missing` where there are none, `ledger.key_invalid`, and as `readLogKeys`.
   */
  trustOf(
    log: { readonly origin: string | null; readonly place: LogPlace | null },
    vouched?: Vouched | null,
  ): Promise<Trust>;
  /**
   * To be asked when all logs were walked. Throws `ledger.origin_differs` where no pinned key is of any of them. Gives who of the pinned witnesses
   * cosigned the newest log's checkpoint, which names all logs before it; null where none was pinned. Throws
   * `ledger.signature_missing` where they are too few.
   */
  settle(): TrustedCheckpoint['witnesses'];
}

export interface Pinned {
  readonly key?: readonly string[];
  readonly witness?: readonly string[];
  readonly quorum?: number;
}

/** Throws `ledger.key_invalid` for what is no vkey, `cli.option_invalid` for a quorum of nobody. */
export function pinnedTrust({ key = [], witness = [], quorum }: Pinned): PinnedTrust {
  if (witness.length === 0 && quorum !== undefined)
    throw new CliError('cli.option_invalid', { option: '--quorum', why: '--witness' });
  const pins = pinsOf(witness);
  const pinned = key.map((it) => parseVerifierKey(it, sha256));
  let signed = false;
  /** origin of the last log that was left to those after it */
  let skipped: string | null = null;
  const beforePinned = (note: NoteSource, origin: string): Checkpoint => {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    if (checkpoint.origin !== origin)
      throw new LedgerError('ledger.origin_differs', { found: checkpoint.origin, expected: origin });
    skipped = origin;
    return checkpoint;
  };
  let newest: { readonly note: NoteSource; readonly log: CheckpointPolicy['log'] } | null = null;
  return {
    async trustOf({ origin, place }, vouched = null) {
      if (origin !== null && key.length > 0 && !signed && !pinned.some(({ name }) => name === origin))
        return (note) => beforePinned(note, origin);
      const vkeys = key.length > 0 ? [...new Set([...key, ...(vouched?.keys ?? [])])] : await ownKeys(place);
      const log = policyOf(vkeys, origin);
      return (note) => {
        const { checkpoint } = checkCheckpoint(note, { log }, nodePrimitives);
        newest = { note, log };
        signed = true;
        return checkpoint;
      };
    },
    settle() {
      if (!signed && skipped !== null)
        throw new LedgerError('ledger.origin_differs', { found: skipped, expected: pinned[0]?.name ?? '' });
      if (newest === null || pins.length === 0) return null;
      const witnesses = { pins, quorum: quorum ?? pins.length };
      return checkCheckpoint(newest.note, { log: newest.log, witnesses }, nodePrimitives).witnesses;
    },
  };
}

async function ownKeys(place: LogPlace | null): Promise<string[]> {
  if (place === null) throw new LedgerError('ledger.key_missing');
  return publicKeysOf(await readLogKeys(place.keys)).map((it) => it.vkey);
}

/** Keys of the log's own name; where none is, of the first key's name, so that the difference is told. */
function policyOf(vkeys: readonly string[], origin: string | null): CheckpointPolicy['log'] {
  const known = vkeys.map((it) => parseVerifierKey(it, sha256));
  const ofLog = known.filter((it) => it.name === origin);
  const keys = ofLog.length > 0 ? ofLog : known.filter((it) => it.name === known[0]?.name);
  return { origin: keys[0]?.name ?? '', keys };
}

/** The pinned keys of witnesses; those of one name are one witness with one vote. */
function pinsOf(vkeys: readonly string[]): WitnessPin[] {
  const keys = vkeys.map((it) => parseVerifierKey(it, sha256));
  return [...Map.groupBy(keys, ({ name }) => name)].map(([name, own]) => ({ name, keys: own }));
}
