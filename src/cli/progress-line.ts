import type { CliIo } from './io.ts';

/** One line of progress that is written over; nothing where standard error is no terminal. */
export interface ProgressLine {
  show(text: string): void;
  clear(): void;
}

const shownEveryMs = 100;

/** A line on standard error, at most ten times a second. */
export function progressLine(io: Pick<CliIo, 'stderr' | 'isTTY'>, now: () => number = performance.now): ProgressLine {
  let last = Number.NEGATIVE_INFINITY;
  return {
    show(text) {
      if (!io.isTTY || now() - last < shownEveryMs) return;
      last = now();
      io.stderr(`\r\x1b[K${text}`);
    },
    clear() {
      if (io.isTTY && last > Number.NEGATIVE_INFINITY) io.stderr('\r\x1b[K');
      last = Number.NEGATIVE_INFINITY;
    },
  };
}
