import type { Progress } from '../assess/index.ts';
import type { AssessJob } from './assess-job.ts';

type Shown = Pick<Progress, 'done' | 'total' | 'rate' | 'millisecondsLeft' | 'counts' | 'phase'>;

export interface ProgressLine {
  show(progress: Shown): void;
  end(): void;
}

const quietMilliseconds = 10_000;

/** On a terminal one line that is written over; elsewhere a line every ten seconds; nothing with `--quiet`. All on standard error. */
export function progressLine({ io, say, options }: AssessJob, now: () => number = Date.now): ProgressLine {
  let last = Number.NEGATIVE_INFINITY;
  let open = false;
  return {
    show(progress) {
      if (options.quiet || (!io.isTTY && now() - last < quietMilliseconds)) return;
      last = now();
      const { done, total, counts, rate, millisecondsLeft } = progress;
      const left = millisecondsLeft === null ? say.unknownTime : clockTime(millisecondsLeft);
      const text = say.progress({ done, total, rate: rate.toFixed(rate < 10 ? 1 : 0), left, ...counts });
      io.stderr(io.isTTY ? `\r\u001b[2K${text}` : `${text}\n`);
      open = io.isTTY;
    },
    end() {
      if (open) io.stderr('\r\u001b[2K');
      open = false;
    },
  };
}

/** 3725000 → 1:02:05. */
function clockTime(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1_000);
  const parts = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((it, at) => (at === 0 ? String(it) : String(it).padStart(2, '0'))).join(':');
}
