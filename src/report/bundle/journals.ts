import { type BundleFile, bundleLimits, type Digest, journalPath, type LogEntry } from '../../ledger/index.ts';
import { JsonLines } from './lines.ts';
import type { JournalReason, Journals, Omission } from './types.ts';

export interface JournalOf {
  readonly run: string;
  /** the running head that the end of the run names; null where it named none, undefined while the run goes on */
  readonly head: Digest | null | undefined;
}

/** Bytes of all journals of a bundle together: a bundle is made in memory. */
const mostBytes = 192 * 1024 * 1024;
/** Runs whose journals a bundle holds; the files beside them have room too. */
const mostJournals = bundleLimits.files - 1_000;

type ReadJournal = (run: string) => AsyncIterable<LogEntry>;

/**
 * Reads the journals of runs, the newest run first, so that the latest evidence is there where not all of it fits. A journal goes in
 * only whole and only where its running head is the one that the log names; any other is left out, counted and said.
 */
export async function journalsOf(runs: readonly JournalOf[], read: ReadJournal): Promise<Journals> {
  const files: BundleFile[] = [];
  const of = new Map<string, 'included' | JournalReason>();
  let bytes = 0;
  let content = 0;
  for (const { run, head } of runs.toReversed()) {
    const room = files.length < mostJournals ? mostBytes - bytes : 0;
    const found = await journalOf(run, head, read, room);
    if (typeof found === 'string') {
      of.set(run, found);
      continue;
    }
    of.set(run, 'included');
    bytes += found.bytes.length;
    content += found.content;
    files.push({ path: journalPath(run), bytes: found.bytes });
  }
  return { files, of, content, omitted: omittedOf(of.values()) };
}

type Read = { readonly bytes: Uint8Array; readonly content: number };

async function journalOf(
  run: string,
  head: JournalOf['head'],
  read: ReadJournal,
  room: number,
): Promise<Read | JournalReason> {
  if (head === undefined) return 'not_finished';
  if (head === null) return 'missing';
  const lines = new JsonLines();
  const named = new Set<string>();
  let last: Digest | null = null;
  try {
    for await (const entry of read(run)) {
      if (!lines.add(entry.leaf) || lines.bytes > room) return 'too_large';
      for (const it of contentOf(entry)) named.add(it);
      last = entry.head;
    }
  } catch (error) {
    return reasonOf(error);
  }
  return last === head ? { bytes: lines.file(), content: named.size } : 'differs';
}

/** What a journal that cannot be read amounts to; anything else that went wrong is thrown on. */
function reasonOf(error: unknown): 'missing' | 'damaged' {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'run.not_a_run') return 'missing';
  if (code === 'run.journal_damaged') return 'damaged';
  throw error;
}

/** Digests of content that a leaf of a journal names. */
function contentOf({ leaf }: LogEntry): readonly string[] {
  if (leaf.kind !== 'case.settled') return [];
  const { question, answer, feature, params } = leaf.body;
  return [question, answer, feature, params.noted].filter((it) => typeof it === 'string');
}

function omittedOf(found: Iterable<'included' | JournalReason>): Omission[] {
  const counts = new Map<string, number>();
  for (const it of found) if (it !== 'included') counts.set(it, (counts.get(it) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ what: 'run_journal', count, reason }));
}
