import { Button, Checkbox, Select } from 'antd';
import { useId, useState } from 'react';
import { useAction, useApi } from '../api/use-api.ts';
import { Day } from '../item/statements.tsx';
import { ProblemNote } from '../shell/problem.tsx';
import { useWords } from '../words/use-words.ts';
import { type OwnDays, type PeriodChoice, periodChoices, periodQuery } from './period.ts';

/** The evidence of a system as one file: which period, and whether under its name. */
export function BundleSection({ system }: { readonly system: string }) {
  const api = useApi();
  const { w, language } = useWords();
  const [choice, setChoice] = useState<PeriodChoice>('all');
  const [days, setDays] = useState<OwnDays>({ first: '', last: '' });
  const [named, setNamed] = useState(true);
  const [made, setMade] = useState<string | null>(null);
  const field = useId();
  const make = useAction(async () => {
    setMade(null);
    const period = periodQuery(choice, days, Date.now());
    const { name, content } = await api.bundle(system, { ...period, name: named ? undefined : 'no' });
    save(name, content);
    setMade(name);
  });
  return (
    <section className="bundle">
      <h3>{w.system.bundle}</h3>
      <p className="dim">{w.system.bundleLead}</p>
      <form
        className="add"
        onSubmit={(event) => {
          event.preventDefault();
          void make.run();
        }}
      >
        <label htmlFor={field}>
          {w.system.bundlePeriod}
          <Select
            id={field}
            value={choice}
            onChange={setChoice}
            options={periodChoices.map((it) => ({ value: it, label: w.system.bundlePeriods[it] }))}
          />
        </label>
        {choice === 'own' && (
          <div className="days">
            <Day
              label={w.system.bundleFrom}
              value={days.first}
              onChange={(first) => setDays((old) => ({ ...old, first }))}
            />
            <Day
              label={w.system.bundleTo}
              value={days.last}
              onChange={(last) => setDays((old) => ({ ...old, last }))}
            />
          </div>
        )}
        <Checkbox checked={named} onChange={(event) => setNamed(event.target.checked)}>
          {w.system.bundleNamed}
        </Checkbox>
        {make.error && <ProblemNote error={make.error} />}
        <p className="buttons">
          <Button htmlType="submit" aria-busy={make.busy} loading={make.busy}>
            {w.system.bundleMake}
          </Button>
        </p>
        <p role="status">{made !== null && w.system.bundleMade(made)}</p>
      </form>
      <p>
        <a href={`/ledger/keys?lang=${language}`}>{w.system.bundleKeys}</a> ·{' '}
        <a href="/verify">{w.system.bundleVerify}</a>
      </p>
    </section>
  );
}

/** Hands a file to the browser's own way of keeping downloads. */
function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Some browsers read the address only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
