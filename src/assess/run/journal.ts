import { join } from 'node:path';
import {
  type ActorRef,
  type ContentStore,
  type Digest,
  type Fact,
  LedgerError,
  type Log,
  makeLeaf,
  openContent,
  openLog,
  type RecordBody,
  type RecordKind,
  type Stamp,
} from '../../ledger/index.ts';
import { AssessError, type RunErrorCode } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import type { Instance } from './plan.ts';

/** Largest question or answer that is kept, in bytes. */
const largestPiece = 32 * 1024 * 1024;

export type Settled = RecordBody<'case.settled'>;

/** What came of one question, before it is written. */
export interface Outcome {
  readonly verdict: Settled['verdict'];
  readonly reason: string;
  readonly params: Settled['params'];
  readonly feature: string | null;
  /** words of the grader, which may quote the answer */
  readonly noted: Readonly<Record<string, string | number>> | null;
  readonly turns: readonly Turn[];
  readonly answer: string | null;
  readonly attempts: number;
  readonly milliseconds: number;
}

export interface Journal {
  readonly log: Log;
  readonly content: ContentStore;
  append<K extends RecordKind>(kind: K, body: RecordBody<K>): Promise<void>;
  /** Resolves once question, answer and outcome are on disk. */
  settle(instance: Instance, outcome: Outcome): Promise<void>;
  close(): Promise<void>;
}

const codes: Readonly<Record<string, RunErrorCode>> = {
  'ledger.disk_full': 'run.disk_full',
  'ledger.in_use': 'run.in_use',
  'ledger.corrupt': 'run.journal_damaged',
  'ledger.read_failed': 'run.journal_damaged',
  'ledger.content_missing': 'run.content_missing',
  'ledger.content_erased': 'run.content_missing',
};

/** A fault of the ledger as one of the run. */
export function runError(error: unknown, directory: string): unknown {
  if (!(error instanceof LedgerError)) return error;
  return new AssessError(codes[error.code] ?? 'run.write_failed', { directory, ledger: error.code }, { cause: error });
}

export interface JournalOptions {
  readonly directory: string;
  readonly access: 'read' | 'write';
  readonly org: string;
  readonly actor: ActorRef;
  readonly stamp: Stamp;
}

async function settleIn(journal: Journal, instance: Instance, outcome: Outcome): Promise<void> {
  const { content } = journal;
  const question = content.put(JSON.stringify(outcome.turns)).digest;
  const answer = outcome.answer === null ? null : content.put(outcome.answer).digest;
  const noted: { noted?: Digest } =
    outcome.noted === null ? {} : { noted: content.put(JSON.stringify(outcome.noted)).digest };
  await journal.append('case.settled', {
    case: instance.id,
    verdict: outcome.verdict,
    reason: outcome.reason,
    params: { ...outcome.params, ...noted },
    // A sketch of the answer is content too, so that the leaf holds its name only.
    feature: outcome.feature === null ? null : content.put(outcome.feature).digest,
    question,
    answer,
    attempts: outcome.attempts,
    milliseconds: outcome.milliseconds,
  });
}

/**
 * Opens the journal of a run: a log of what was settled, and the content that its leaves name.
 * @throws AssessError `run.in_use`, `run.journal_damaged`, `run.disk_full`, `run.write_failed`
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { directory, access, org, actor, stamp } = options;
  try {
    const content = await openContent(join(directory, 'content'), {
      access,
      maxEntryBytes: largestPiece,
      random: stamp.random,
    });
    const log = await openLog(join(directory, 'journal'), { access, after: access === 'write' ? [content] : [] }).catch(
      async (error: unknown) => {
        await content.close();
        throw error;
      },
    );
    const journal: Journal = {
      log,
      content,
      async append<K extends RecordKind>(kind: K, body: RecordBody<K>) {
        // The pair is typed by K above; the log takes leaves of every kind.
        const fact = { kind, body, org, actor } as Fact<RecordKind>;
        try {
          await log.append(makeLeaf(fact, stamp));
        } catch (error) {
          throw runError(error, directory);
        }
      },
      settle: (instance, outcome) => settleIn(journal, instance, outcome),
      async close() {
        await log.close();
        await content.close();
      },
    };
    return journal;
  } catch (error) {
    throw runError(error, directory);
  }
}
