import type { RunReader } from '../run/read.ts';

/** Readers of whole runs kept open at once. */
const kept = 4;

interface Entry {
  readonly opening: Promise<RunReader>;
  users: number;
  /** closed as soon as nobody uses it */
  leaving: boolean;
}

/** Opened runs. Opening one reads its whole journal, so the few that were read last stay open: clicking through cases is then fast. */
export interface OpenReaders {
  /** A reader whose `close` gives it back. Rejects as opening does. */
  take(run: string): Promise<RunReader>;
  close(): Promise<void>;
}

/** A run that still changes, or may go on, is never kept. */
export function createReaders(
  open: (run: string) => Promise<RunReader>,
  mayKeep: (run: string) => boolean,
): OpenReaders {
  /** in the order of last use */
  const entries = new Map<string, Entry>();

  async function leave(run: string, entry: Entry): Promise<void> {
    entry.leaving = true;
    if (entries.get(run) === entry) entries.delete(run);
    if (entry.users === 0) await (await entry.opening).close();
  }

  async function evict(): Promise<void> {
    for (const [run, entry] of entries) {
      if (entries.size <= kept) return;
      if (entry.users === 0) await leave(run, entry);
    }
  }

  async function giveBack(run: string, entry: Entry): Promise<void> {
    entry.users -= 1;
    if (entry.users > 0) return;
    const { status, settled, planned } = (await entry.opening).result;
    const whole = status === 'complete' && settled === planned;
    if (entry.leaving || !whole || !mayKeep(run)) await leave(run, entry);
    else await evict();
  }

  return {
    async take(run) {
      const known = mayKeep(run) ? entries.get(run) : undefined;
      const entry = known ?? { opening: open(run), users: 0, leaving: !mayKeep(run) };
      entry.users += 1;
      if (!entry.leaving) {
        entries.delete(run);
        entries.set(run, entry);
      }
      const reader = await entry.opening.catch((error: unknown) => {
        if (entries.get(run) === entry) entries.delete(run);
        throw error;
      });
      return lent(reader, () => giveBack(run, entry));
    },
    async close() {
      await Promise.all([...entries].map(([run, entry]) => leave(run, entry)));
    },
  };
}

/** The reader with a `close` of its own, which counts once. */
function lent(reader: RunReader, back: () => Promise<void>): RunReader {
  let open = true;
  return {
    header: reader.header,
    result: reader.result,
    cases: (query) => reader.cases(query),
    case: (id) => reader.case(id),
    review: (query) => reader.review(query),
    outcomes: () => reader.outcomes(),
    all: () => reader.all(),
    async close() {
      if (!open) return;
      open = false;
      await back();
    },
  };
}
