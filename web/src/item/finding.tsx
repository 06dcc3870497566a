import { Foreign } from '../shell/foreign.tsx';
import { metricName, profileName } from '../words/codes.ts';
import { useWords } from '../words/use-words.ts';
import { Interval } from './interval.tsx';
import type { BreadthReading, OtherReading, RateReading, Reading } from './reading.ts';

/** Observed against expected, in words: what was counted, out of how many, what is asked for and by whom. */
export function Finding({ reading, tone }: { readonly reading: Reading; readonly tone: string }) {
  if (reading.kind === 'rate') return <RateFinding of={reading} tone={tone} />;
  if (reading.kind === 'breadth') return <BreadthFinding of={reading} />;
  return <OtherFinding of={reading} />;
}

function RateFinding({ of, tone }: { readonly of: RateReading; readonly tone: string }) {
  const { w, pick, format } = useWords();
  const { percent, integer } = format;
  const minimum = of.minimumSample === null ? null : integer(of.minimumSample);
  const standing = w.item.standing[of.standing];
  const source =
    of.profile === null || of.standing === 'ours' ? standing : w.item.sourced(pick(profileName(of.profile)), standing);
  return (
    <div className="finding">
      <p className="rate">
        <b>{of.rate === null ? '–' : percent(of.rate)}</b>
        <span>
          {pick(metricName(of.metric))}
          <span className="dim">{w.item.countOf(integer(of.k), integer(of.n))}</span>
        </span>
      </p>
      <Interval of={of} tone={tone} />
      <ul className="notes">
        <li>{w.item.interval(percent(of.low), percent(of.high))}</li>
        {of.groups && <li>{w.item.groups(integer(of.groups.groups), integer(Math.round(of.groups.effective)))}</li>}
        <li>{w.item.required(w.item.threshold[of.direction](percent(of.threshold)), minimum, source)}</li>
        <li>{supportWords(of)}</li>
        {(of.undetermined > 0 || of.errors > 0) && <li>{w.item.left(integer(of.undetermined), integer(of.errors))}</li>}
      </ul>
    </div>
  );

  function supportWords(it: RateReading): string {
    if (it.supported) return w.item.supported;
    return it.casesLacking === null ? w.item.unsupportedEver : w.item.unsupported(integer(it.casesLacking));
  }
}

function BreadthFinding({ of }: { readonly of: BreadthReading }) {
  const { w, pick, format } = useWords();
  return (
    <div className="finding">
      <p className="rate">
        <b>{format.integer(of.risks)}</b>
        <span>
          {pick(metricName(of.metric))}
          <span className="dim">{w.item.breadth(format.integer(of.risks), format.integer(of.cases))}</span>
        </span>
      </p>
      <ul className="notes">
        <li>{w.item.required(w.item.threshold.at_least(format.integer(of.threshold)), null, w.item.standing.ours)}</li>
      </ul>
    </div>
  );
}

/** Codes and numbers as they are: nothing is left out because this page has no sentence for it. */
function OtherFinding({ of }: { readonly of: OtherReading }) {
  const rows = [
    ...Object.entries(of.observed),
    ...Object.entries(of.expected).map(([name, it]) => [`expected.${name}`, it] as const),
  ];
  return (
    <dl className="pairs">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <Foreign text={String(value)} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
