import { Button, Input, Select } from 'antd';
import { useId, useState } from 'react';
import type { CodeListsView, EditionView, SystemView } from '../api/types.ts';
import { useAction, useApi, useResource } from '../api/use-api.ts';
import { Area } from '../item/statements.tsx';
import { Foreign } from '../shell/foreign.tsx';
import type { Panel } from '../shell/place.ts';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { useWords } from '../words/use-words.ts';
import { BundleSection } from './bundle-section.tsx';

interface Props {
  readonly system: SystemView;
  readonly edition: EditionView;
  readonly onChanged: () => void;
  readonly onOpen: (panel: Panel) => void;
}

/** A system's facts, how its grade arose, its stage and the gate before the next, its endpoints. */
export function SystemPanel({ system, edition, onChanged, onOpen }: Props) {
  const api = useApi();
  const codes = useResource('codes', api.codes);
  if (codes.error) return <ProblemNote error={codes.error} retry={codes.reload} />;
  if (!codes.value) return <Waiting />;
  return (
    <div className="system">
      <Facts system={system} codes={codes.value} />
      <Grade system={system} codes={codes.value} onChanged={onChanged} />
      <Stage key={system.stage} system={system} edition={edition} onChanged={onChanged} onOpen={onOpen} />
      <Endpoints system={system} onChanged={onChanged} />
      <BundleSection system={system.id} />
    </div>
  );
}

function Facts({ system, codes }: { readonly system: SystemView; readonly codes: CodeListsView }) {
  const { w, pick, format } = useWords();
  const title = (list: CodeListsView[keyof CodeListsView], code: string) => {
    const found = list.find((it) => it.code === code);
    return found ? pick(found.title) : code;
  };
  const rows = [
    [w.system.actorRole, title(codes.actorRoles, system.actorRole)],
    [w.system.scenario, title(codes.scenarios, system.scenario)],
    [w.system.sector, title(codes.sectors, system.sector)],
    [w.system.populations, format.list(system.populations.map((it) => title(codes.populations, it)))],
    [w.system.modalities, format.list(system.modalities.map((it) => title(codes.modalities, it)))],
    [w.system.intelligence, title(codes.intelligence, system.intelligence)],
    [w.system.scale, title(codes.scales, system.scale)],
  ] as const;
  return (
    <section>
      {system.description && (
        <p>
          <Foreign text={system.description} />
        </p>
      )}
      <dl className="pairs">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <div>
          <dt>{w.system.registeredAt}</dt>
          <dd>
            <When at={system.registeredAt} />
          </dd>
        </div>
      </dl>
    </section>
  );
}

function Grade({
  system,
  codes,
  onChanged,
}: {
  readonly system: SystemView;
  readonly codes: CodeListsView;
  readonly onChanged: () => void;
}) {
  const api = useApi();
  const { w, pick, language } = useWords();
  const { grade } = system;
  const [level, setLevel] = useState<string>(grade.level);
  const [reason, setReason] = useState('');
  const [open, setOpen] = useState(false);
  const field = useId();
  const save = useAction(async () => {
    await api.setGrade(system.id, level, reason);
    setOpen(false);
    onChanged();
  });
  return (
    <section>
      <h3>{w.system.gradeTitle(w.table.levels[grade.level])}</h3>
      {grade.override && (
        <p>
          {w.system.overridden(w.table.levels[grade.override.computed])} ·{' '}
          <Foreign text={grade.override.reason ?? '–'} />
        </p>
      )}
      {grade.overrideOutdated && <p role="alert">{w.system.outdated}</p>}
      <ol className="explanation">
        {grade.explanation[language].map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ol>
      {!open && (
        <Button size="small" onClick={() => setOpen(true)}>
          {w.system.setGrade}
        </Button>
      )}
      {open && (
        <form
          className="add"
          onSubmit={(event) => {
            event.preventDefault();
            void save.run();
          }}
        >
          <label htmlFor={field}>
            {w.system.level}
            <Select
              id={field}
              value={level}
              onChange={setLevel}
              options={codes.levels.map((it) => ({ value: it.code, label: pick(it.title) }))}
            />
          </label>
          <Area label={w.system.reason} value={reason} onChange={setReason} />
          {save.error && <ProblemNote error={save.error} />}
          <p className="buttons">
            <Button type="primary" htmlType="submit" aria-busy={save.busy} disabled={reason.trim() === ''}>
              {w.shell.save}
            </Button>
            <Button onClick={() => setOpen(false)}>{w.shell.cancel}</Button>
          </p>
        </form>
      )}
    </section>
  );
}

function Stage({ system, edition, onChanged, onOpen }: Props) {
  const api = useApi();
  const { w, pick, format } = useWords();
  const order = edition.stages.toSorted((a, b) => a.order - b.order);
  const following = order[order.findIndex((it) => it.code === system.stage) + 1] ?? order[0];
  const [stage, setStage] = useState(following?.code ?? system.stage);
  const gate = useResource(`${system.id} ${stage}`, (signal) => api.gate(system.id, stage, signal));
  const field = useId();
  const move = useAction(async () => {
    await api.setStage(system.id, stage);
    onChanged();
  });
  const current = order.find((it) => it.code === system.stage);
  return (
    <section>
      <h3>{w.system.stageTitle(current ? pick(current.title) : system.stage)}</h3>
      <p className="buttons">
        <label htmlFor={field}>{w.system.moveTo}</label>
        <Select
          id={field}
          value={stage}
          onChange={setStage}
          style={{ minWidth: 130 }}
          options={order
            .filter((it) => it.code !== system.stage)
            .map((it) => ({ value: it.code, label: pick(it.title) }))}
        />
        <Button aria-busy={move.busy} disabled={gate.value?.open !== true} onClick={() => void move.run()}>
          {w.system.move}
        </Button>
      </p>
      {gate.error && <ProblemNote error={gate.error} retry={gate.reload} />}
      {move.error && <ProblemNote error={move.error} />}
      {gate.value && (
        <p className="dim">
          {gate.value.open
            ? w.system.gateOpen
            : w.system.gateClosed(gate.value.unmet.length, format.integer(gate.value.unmet.length))}
        </p>
      )}
      {gate.value && (
        <ul className="unmet">
          {gate.value.unmet.map((it) => (
            <li key={it.item}>
              <Button size="small" onClick={() => onOpen({ kind: 'item', item: it.item })}>
                {it.item}
                {it.exception !== null && ` (${w.system.excepted})`}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Endpoints({ system, onChanged }: { readonly system: SystemView; readonly onChanged: () => void }) {
  const { w } = useWords();
  return (
    <section>
      <h3>{w.system.endpoints}</h3>
      <ul className="endpoints">
        {system.endpoints.map((it) => (
          <li key={it.id}>
            <p>
              <span className="mono">
                <Foreign text={it.address} />
              </span>{' '}
              {it.model !== null && <Foreign text={it.model} />}{' '}
              <span className="dim">{it.hasKey ? w.system.keyKept : w.system.keyNone}</span>
            </p>
            {!system.practice && <KeyForm system={system.id} endpoint={it.id} onChanged={onChanged} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

function KeyForm({
  system,
  endpoint,
  onChanged,
}: {
  readonly system: string;
  readonly endpoint: string;
  readonly onChanged: () => void;
}) {
  const api = useApi();
  const { w } = useWords();
  const [key, setKey] = useState('');
  const save = useAction(async () => {
    await api.setKey(system, endpoint, key);
    setKey('');
    onChanged();
  });
  return (
    <form
      className="key"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <Input.Password
        aria-label={w.system.key}
        autoComplete="new-password"
        visibilityToggle={false}
        value={key}
        onChange={(event) => setKey(event.target.value)}
      />
      <Button htmlType="submit" aria-busy={save.busy} disabled={key === ''}>
        {w.system.setKey}
      </Button>
      {save.error && <ProblemNote error={save.error} />}
    </form>
  );
}
