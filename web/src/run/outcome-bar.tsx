import type { ReactNode } from 'react';
import { Mark, verdictMark } from '../table/mark.tsx';
import { useWords } from '../words/use-words.ts';
import { type Counts, sharesOf, totalOf } from './standing.ts';

const verdicts = ['pass', 'fail', 'undetermined', 'error'] as const;

/** Outcomes of a run as parts of a bar of all that is planned. */
export function OutcomeBar({
  counts,
  total,
  label,
}: {
  readonly counts: Counts;
  readonly total: number;
  readonly label?: string;
}) {
  return (
    <div
      className="outcome-bar"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={totalOf(counts)}
    >
      {sharesOf(counts, total).map((it) => (
        <span
          key={it.verdict}
          className="bar-part"
          data-state={verdictMark(it.verdict)}
          style={{ width: `${it.share * 100}%` }}
        />
      ))}
    </div>
  );
}

/** The same in words and numbers. */
export function OutcomeCounts({ counts, children }: { readonly counts: Counts; readonly children?: ReactNode }) {
  const { w, format } = useWords();
  return (
    <p className="outcomes">
      {verdicts.map((it) => (
        <span key={it}>
          <Mark of={verdictMark(it)} size={14} /> {w.run.verdicts[it]} <b>{format.integer(counts[it])}</b>
        </span>
      ))}
      {children}
    </p>
  );
}
