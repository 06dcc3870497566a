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

export function createActiveRuns(): ActiveRuns {
  const entries = new Map<string, Entry>();
  let closed = false;
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
      if (closed) entry.controller.abort();
      return {
        signal: entry.controller.signal,
        show(progress) {
          entry.progress = progress;
          for (const it of entry.watchers) it(progress);
        },
        end(error) {
          entries.delete(run);
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
    settled: (run) => entries.get(run)?.done ?? Promise.resolve(null),
    stop: (run) => stop(entries.get(run)),
    async close() {
      closed = true;
      await Promise.all([...entries.values()].map(stop));
    },
  };
}
