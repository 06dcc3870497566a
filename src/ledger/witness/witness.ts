import { join } from 'node:path';
import { claimDirectory, type Owned } from '../claim.ts';
import { makeDirectory } from '../durable.ts';
import { LedgerError } from '../error.ts';
import {
  type Checkpoint,
  type CheckpointPolicy,
  checkCheckpoint,
  checkPolicy,
  formatNote,
  formatSignatureLine,
  type LogKeys,
  type NoteSignature,
  namesKey,
  nodePrimitives,
  parseCheckpoint,
  parseNote,
  publicKeysOf,
  signersOf,
  type VerifierKey,
  verifiersOf,
} from '../note/index.ts';
import { keysOfLog } from '../publication.ts';
import { sha256 } from '../stamp.ts';
import { judge, type Refusal, type Suspicion } from './judgement.ts';
import { type Remembered, WitnessMemory } from './memory.ts';
import type { Submission } from './submission.ts';

export interface WitnessOptions {
  /** holds keys, what was cosigned and what was refused; of one process at a time */
  readonly directory: string;
  /** what the witness is called in its cosignatures; needed at the first start, and the same ever after */
  readonly name?: string | undefined;
  /** public keys of the logs that are witnessed; a log is what its keys are named after */
  readonly logs: readonly VerifierKey[];
  /** milliseconds since the epoch */
  readonly clock: () => number;
}

/** What came of a submission. */
export type Outcome = Cosigned | Refused;

export interface Cosigned {
  readonly cosigned: true;
  readonly checkpoint: Checkpoint;
  /** the witness's own signature lines */
  readonly lines: string;
  /** the checkpoint with the log's signatures and the witness's */
  readonly note: string;
}

export interface Refused {
  readonly cosigned: false;
  readonly refusal: Refusal;
  readonly suspicion: Suspicion | null;
  /** what was cosigned last; null where nothing was */
  readonly known: Checkpoint | null;
  readonly offered: Checkpoint;
  /** the file that both notes were kept in; null where there is no suspicion, or enough was kept of this kind */
  readonly evidence: string | null;
}

/**
 * A witness (c2sp.org/tlog-witness): for each log it cosigns only what continues what it cosigned before. What it cosigned is durable
 * before anybody gets the cosignature.
 */
export interface Witness {
  readonly name: string;
  /** its public keys: what others pin */
  readonly vkeys: readonly string[];
  readonly origins: readonly string[];
  /**
   * Cosigns a checkpoint, or refuses it and keeps the evidence. One submission of a log at a time, whatever comes at once.
   * `fromTiles`: see `Question`.
   * @throws LedgerError `ledger.note_invalid`, `ledger.checkpoint_invalid`, `ledger.witness_origin_unknown`,
   * `ledger.signature_missing` and `ledger.signature_invalid` where the log has not signed, and what reading and writing throw
   */
  add(submission: Submission, fromTiles?: boolean): Promise<Outcome>;
  /** What was cosigned last of a log. Throws `ledger.witness_state_invalid`. */
  newest(origin: string): Promise<Remembered | null>;
  close(): Promise<void>;
}

/** The file of the witness's keys in its directory. */
export const witnessKeysIn = (directory: string): string => join(directory, 'keys', 'witness.json');

/** A witness of more logs than this is another kind of service. */
const mostLogs = 256;

/**
 * Opens a witness over its directory; keys are made at the first start.
 * @throws LedgerError `ledger.in_use` where another process has the directory; `ledger.key_invalid` for keys of logs that cannot be
 * trusted (see `checkPolicy`) and for another name than the keys were made for; `ledger.witness_state_invalid` for a memory that is damaged
 */
export async function openWitness(options: WitnessOptions): Promise<Witness> {
  const logs = keysByOrigin(options.logs);
  await makeDirectory(options.directory);
  const claim = await claimDirectory(options.directory);
  if (!claim.owner) {
    await claim.release();
    throw new LedgerError('ledger.in_use', { directory: options.directory, pid: claim.pid });
  }
  try {
    const keys = await keysOfWitness(options);
    const witness = new DirectoryWitness(options, logs, keys, claim);
    for (const origin of logs.keys()) await witness.newest(origin);
    return witness;
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function keysByOrigin(all: readonly VerifierKey[]): ReadonlyMap<string, readonly VerifierKey[]> {
  const logs = Map.groupBy(all, ({ name }) => name);
  if (logs.size === 0) throw new LedgerError('ledger.key_invalid', { reason: 'none_given' });
  if (logs.size > mostLogs) throw new LedgerError('ledger.key_invalid', { reason: 'too_many', limit: mostLogs });
  for (const [origin, keys] of logs) checkPolicy(policyOf(origin, keys));
  return logs;
}

/** Who pinned keys of both algorithms relies on both: were one signature enough, whoever broke either could speak for the log. */
function policyOf(origin: string, keys: readonly VerifierKey[]): CheckpointPolicy {
  const both = new Set(keys.map(({ type }) => type)).size > 1;
  return { log: { origin, keys }, require: both ? 'both' : 'any' };
}

/** A witness under another name would be another one, whose memory is empty. */
async function keysOfWitness({ directory, name, clock }: WitnessOptions): Promise<LogKeys> {
  const keys = await keysOfLog(witnessKeysIn(directory), name ?? '', clock());
  if (name !== undefined && keys.name !== name)
    throw new LedgerError('ledger.key_invalid', { reason: 'name', expected: keys.name });
  return keys;
}

class DirectoryWitness implements Witness {
  readonly name: string;
  readonly vkeys: readonly string[];
  readonly #logs: ReadonlyMap<string, readonly VerifierKey[]>;
  readonly #keys: LogKeys;
  readonly #clock: () => number;
  readonly #memory: WitnessMemory;
  readonly #claim: Owned;
  /** the end of the line of submissions of each log */
  readonly #last = new Map<string, Promise<unknown>>();

  constructor(
    { directory, clock }: WitnessOptions,
    logs: ReadonlyMap<string, readonly VerifierKey[]>,
    keys: LogKeys,
    claim: Owned,
  ) {
    this.name = keys.name;
    this.vkeys = publicKeysOf(keys, 'witness').map(({ vkey }) => vkey);
    this.#logs = logs;
    this.#keys = keys;
    this.#clock = clock;
    this.#memory = new WitnessMemory(directory, verifiersOf(keys, 'witness'));
    this.#claim = claim;
  }

  get origins(): readonly string[] {
    return [...this.#logs.keys()];
  }

  newest(origin: string): Promise<Remembered | null> {
    return this.#memory.newest(origin);
  }

  async add(submission: Submission, fromTiles = false): Promise<Outcome> {
    const offered = this.#signedByLog(submission.note);
    const { origin } = offered.checkpoint;
    const before = this.#last.get(origin) ?? Promise.resolve();
    const turn = before.catch(() => {}).then(() => this.#decide(submission, offered, fromTiles));
    this.#last.set(origin, turn);
    return turn;
  }

  /** The checkpoint and the lines that the log signed it with; those of others are left out. */
  #signedByLog(note: string): { readonly checkpoint: Checkpoint; readonly signed: readonly NoteSignature[] } {
    const { text, signatures } = parseNote(note);
    const checkpoint = parseCheckpoint(text);
    const keys = this.#logs.get(checkpoint.origin);
    if (keys === undefined)
      throw new LedgerError('ledger.witness_origin_unknown', { origin: checkpoint.origin.slice(0, 300) });
    const { verified } = checkCheckpoint(note, policyOf(checkpoint.origin, keys), nodePrimitives);
    const signed = verified.flatMap(({ key }) => signatures.filter((line) => namesKey(line, key)).slice(0, 1));
    return { checkpoint, signed };
  }

  async #decide(
    { old, proof, note }: Submission,
    { checkpoint: offered, signed }: { readonly checkpoint: Checkpoint; readonly signed: readonly NoteSignature[] },
    fromTiles: boolean,
  ): Promise<Outcome> {
    const { origin } = offered;
    const newest = await this.#memory.newest(origin);
    const known = newest?.checkpoint ?? null;
    const { refusal, suspicion } = judge({ known, offered, old, proof, fromTiles }, sha256);
    if (refusal !== null) {
      const refusedAt = new Date(this.#clock()).toISOString();
      const evidence =
        suspicion === null || newest === null
          ? null
          : await this.#memory.refuse(origin, { suspicion, refusedAt, known: newest.note, offered: note, old, proof });
      return { cosigned: false, refusal, suspicion, known, offered, evidence };
    }
    const { text } = parseNote(note);
    const own = signersOf(this.#keys, this.#clock(), 'witness').map(
      ({ key: { name, keyId }, sign }): NoteSignature => ({ name, keyId, signature: sign(text) }),
    );
    const cosigned = formatNote({ text, signatures: [...signed, ...own] });
    await this.#memory.remember(origin, cosigned);
    return { cosigned: true, checkpoint: offered, lines: own.map(formatSignatureLine).join(''), note: cosigned };
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#last.values());
    await this.#claim.release();
  }
}
