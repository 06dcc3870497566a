import { Button, Select } from 'antd';
import { useId, useState } from 'react';
import type { SystemView } from '../api/types.ts';
import { useAction, useApi } from '../api/use-api.ts';
import { ProblemNote } from '../shell/problem.tsx';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import { defaultChoice, type RunChoice, RunChoices } from './choices.tsx';

/** Another assessment of a system that is known already. */
export function StartPanel({ system, onStarted }: { readonly system: SystemView; readonly onStarted: () => void }) {
  const api = useApi();
  const { w } = useWords();
  const [choice, setChoice] = useState<RunChoice>(defaultChoice);
  const [picked, setPicked] = useState<string | null>(null);
  // An endpoint that was corrected a moment ago has another id: what was picked counts only while the system has it.
  const endpoint = system.endpoints.find((it) => it.id === picked)?.id ?? system.endpoints[0]?.id ?? null;
  const field = useId();
  const start = useAction(async () => {
    const { suites, attacks, concurrency } = choice;
    const at = endpoint === null || system.endpoints.length === 1 ? {} : { endpoint };
    await api.start({ system: system.id, ...at, suites: [...suites], attacks: [...attacks], concurrency });
    onStarted();
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void start.run();
      }}
    >
      {system.endpoints.length > 1 && (
        <label htmlFor={field}>
          {w.run.endpoint}
          <Select
            id={field}
            value={endpoint}
            onChange={setPicked}
            options={system.endpoints.map((it) => ({
              value: it.id,
              label: plainly(`${it.address} ${it.model ?? ''}`),
            }))}
          />
        </label>
      )}
      <RunChoices value={choice} onChange={setChoice} />
      {start.error && <ProblemNote error={start.error} />}
      <p className="buttons">
        <Button type="primary" htmlType="submit" aria-busy={start.busy} disabled={choice.suites.length === 0}>
          {w.run.startNow}
        </Button>
      </p>
    </form>
  );
}
