import type { Progress } from '../run/run-types.ts';

export type Watcher = (progress: Progress) => void;

/** A run that goes on in this process, from before anything is opened for it until all is closed again. */
export interface ActiveRun {
  readonly signal: AbortSignal;
  show(progress: Progress): void;
  /** no longer active; `error` is what it ended by, or null */
  end(error: unknown): void;
}

/** The runs of this process. A run is here at most once, so that no two sessions write one journal. */
export interface ActiveRuns {
  /** null where the run is active already */
  begin(run: string): ActiveRun | null;
  has(run: string): boolean;
  progress(run: string): Progress | null;
  watch(run: string, watcher: Watcher): () => void;
  /** the error by which its last session here ended; null where it goes on, ended well or was never here */
  lastError(run: string): unknown;
  /** the error it ends by, or null; at once for a run that is not active */
  settled(run: string): Promise<unknown>;
  /** aborts it and waits for its end */
  stop(run: string): Promise<void>;
  /** aborts all, waits for their ends; what begins later is aborted from the start */
  close(): Promise<void>;
}

interface Entry {
  readonly controller: AbortController;
  readonly watchers: Set<Watcher>;
  readonly done: Promise<unknown>;
  progress: Progress | null;
}

/** Errors of so many runs are remembered. */
const remembered = 1_000;

export function createActiveRuns(): ActiveRuns {
  const entries = new Map<string, Entry>();
  /** in the order in which they ended */
  const errors = new Map<string, unknown>();
  let closed = false;
  const remember = (run: string, error: unknown) => {
    errors.delete(run);
    if (error === null) return;
    errors.set(run, error);
    for (const it of errors.keys()) if (errors.size > remembered) errors.delete(it);
  };
  const stop = async (entry: Entry | undefined) => {
    entry?.controller.abort();
    await entry?.done;
  };
  return {
    begin(run) {
      if (entries.has(run)) return null;
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const entry: Entry = { controller: new AbortController(), watchers: new Set(), done: promise, progress: null };
      entries.set(run, entry);
      errors.delete(run);
      if (closed) entry.controller.abort();
      return {
        signal: entry.controller.signal,
        show(progress) {
          entry.progress = progress;
          for (const it of entry.watchers) it(progress);
        },
        end(error) {
          entries.delete(run);
          remember(run, error);
          resolve(error);
        },
      };
    },
    has: (run) => entries.has(run),
    progress: (run) => entries.get(run)?.progress ?? null,
    watch(run, watcher) {
      const entry = entries.get(run);
      entry?.watchers.add(watcher);
      if (entry?.progress) watcher(entry.progress);
      return () => entry?.watchers.delete(watcher);
    },
    lastError: (run) => errors.get(run) ?? null,
    settled: (run) => entries.get(run)?.done ?? Promise.resolve(null),
    stop: (run) => stop(entries.get(run)),
    async close() {
      closed = true;
      await Promise.all([...entries.values()].map(stop));
    },
  };
}
