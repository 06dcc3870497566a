import { Checkbox, InputNumber, Select } from 'antd';
import { useId } from 'react';
import { useApi, useResource } from '../api/use-api.ts';
import { attackName, suiteName } from '../words/codes.ts';
import { useWords } from '../words/use-words.ts';

export interface RunChoice {
  readonly suites: readonly string[];
  readonly attacks: readonly string[];
  readonly concurrency: number;
}

/** The starter bank, and a disguise of each kind, so that resistance to attack is measured at all. */
export const defaultChoice: RunChoice = {
  suites: ['starter'],
  attacks: ['base64', 'role-play', 'refusal-suppression'],
  concurrency: 20,
};

/** What to ask and how hard: banks, attacks, how many at once. */
export function RunChoices({
  value,
  onChange,
}: {
  readonly value: RunChoice;
  readonly onChange: (value: RunChoice) => void;
}) {
  const api = useApi();
  const { w, pick, format } = useWords();
  const suites = useResource('suites', api.suites);
  const attacks = useResource('attacks', api.attacks);
  const [attackField, numberField] = [useId(), useId()];
  return (
    <div className="fields">
      <fieldset>
        <legend>{w.run.suites}</legend>
        <Checkbox.Group
          value={[...value.suites]}
          onChange={(chosen) => onChange({ ...value, suites: chosen })}
          options={(suites.value?.items ?? []).map((it) => ({
            value: it.name,
            label: `${pick(suiteName(it.name))} (${w.run.suiteCount(format.integer(it.count))})`,
          }))}
        />
      </fieldset>
      <label htmlFor={attackField}>
        {w.run.attacks}
        <Select
          id={attackField}
          mode="multiple"
          value={[...value.attacks]}
          onChange={(chosen: string[]) => onChange({ ...value, attacks: chosen })}
          options={(attacks.value?.items ?? []).map((it) => ({ value: it, label: pick(attackName(it)) }))}
          optionFilterProp="label"
        />
        <small className="dim">{w.run.attacksHelp}</small>
      </label>
      <label htmlFor={numberField}>
        {w.run.concurrency}
        <InputNumber
          id={numberField}
          min={1}
          max={1000}
          precision={0}
          value={value.concurrency}
          onChange={(concurrency) => onChange({ ...value, concurrency: concurrency ?? defaultChoice.concurrency })}
        />
      </label>
    </div>
  );
}
