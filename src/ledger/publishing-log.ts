import type { Log } from './log.types.ts';
import type { Publication } from './publication.ts';

export interface PublishingOptions {
  /** longest time between an acknowledged append and its publication; milliseconds */
  readonly delayMs: number;
  /** after how long a publication that failed is tried again without an append; milliseconds. Absent: not */
  readonly retryMs?: number;
  /** told of every publication that failed; the next append, and closing, try again */
  readonly onFailure: (error: unknown) => void;
}

/** The log, published by itself soon after it is opened, soon after each append, and once more when it is closed. An append waits for its own fsync only. */
export function publishingLog(
  log: Log,
  publication: { publish(): Promise<unknown> } & Pick<Publication, 'close'>,
  { delayMs, retryMs, onFailure }: PublishingOptions,
): Log {
  let timer: NodeJS.Timeout | null = null;
  let closing = false;
  const publish = async (): Promise<void> => {
    timer = null;
    try {
      await publication.publish();
    } catch (error) {
      onFailure(error);
      if (retryMs !== undefined && !closing) soon(retryMs);
    }
  };
  const soon = (milliseconds = delayMs): void => {
    timer ??= setTimeout(() => void publish(), milliseconds);
    timer.unref();
  };
  // What a crash kept from being published.
  soon();
  return {
    id: log.id,
    directory: log.directory,
    torn: log.torn,
    get size() {
      return log.size;
    },
    get head() {
      return log.head;
    },
    get start() {
      return log.start ?? 0;
    },
    async append(leaf) {
      const appended = await log.append(leaf);
      soon();
      return appended;
    },
    read: (range) => log.read(range),
    headAt: (size) => log.headAt(size),
    async close() {
      closing = true;
      if (timer !== null) clearTimeout(timer);
      await publish();
      await publication.close();
      await log.close();
    },
  };
}
