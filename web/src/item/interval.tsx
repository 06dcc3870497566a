import { useWords } from '../words/use-words.ts';
import type { RateReading } from './reading.ts';

/** A rate with its 95 % interval on the line from 0 to 1, and the threshold with the side that is asked for. */
export function Interval({ of, tone }: { readonly of: RateReading; readonly tone: string }) {
  const { w, format } = useWords();
  const { percent } = format;
  const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  const wanted =
    of.direction === 'at_least' ? { left: at(of.threshold), right: '0' } : { left: '0', right: at(1 - of.threshold) };
  const label = w.item.intervalLabel(
    of.rate === null ? '–' : percent(of.rate),
    percent(of.low),
    percent(of.high),
    w.item.threshold[of.direction](percent(of.threshold)),
  );
  return (
    <div className="interval" role="img" aria-label={label} data-tone={tone}>
      <span className="wanted" style={wanted} />
      <span className="band" style={{ left: at(of.low), right: at(1 - of.high) }} />
      {of.rate !== null && <span className="dot" style={{ left: at(of.rate) }} />}
      <span className="threshold" style={{ left: at(of.threshold) }} />
      <span className="end" style={{ left: 0 }}>
        0
      </span>
      <span className="end" style={{ right: 0 }}>
        100%
      </span>
    </div>
  );
}
