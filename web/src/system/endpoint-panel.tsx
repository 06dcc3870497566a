import { Button } from 'antd';
import { useState } from 'react';
import type { SystemView } from '../api/types.ts';
import { useAction, useApi } from '../api/use-api.ts';
import type { Panel } from '../shell/place.ts';
import { ProblemNote } from '../shell/problem.tsx';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import { type EndpointDraft, EndpointFields, KeyField } from './endpoint-fields.tsx';
import { isWebAddress } from './issues.ts';
import { useWrongField } from './use-wrong-field.ts';

type Endpoint = SystemView['endpoints'][number];

interface Props {
  readonly system: SystemView;
  readonly field: 'key' | 'address';
  readonly onChanged: () => void;
  readonly onOpen: (panel: Panel) => void;
}

/** What to set right where an endpoint did not answer as it should: its key, or the endpoint itself. */
export function EndpointPanel({ system, field, onChanged, onOpen }: Props) {
  const { w } = useWords();
  if (system.practice) return <p className="dim">{w.table.practiceNote}</p>;
  return (
    <div className="system">
      {system.endpoints.map((it) =>
        field === 'key' ? (
          <KeyForm key={it.id} system={system} endpoint={it} onChanged={onChanged} onOpen={onOpen} />
        ) : (
          <AddressForm key={it.id} system={system} endpoint={it} onChanged={onChanged} onOpen={onOpen} />
        ),
      )}
    </div>
  );
}

type FormProps = Omit<Props, 'field'> & { readonly endpoint: Endpoint };

function KeyForm({ system, endpoint, onChanged, onOpen }: FormProps) {
  const api = useApi();
  const { w } = useWords();
  const [key, setKey] = useState('');
  const save = useAction(async () => {
    await api.setKey(system.id, endpoint.id, key);
    onChanged();
    onOpen({ kind: 'none' });
  });
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run();
      }}
    >
      <p className="mono">{plainly(`${endpoint.address} ${endpoint.model ?? ''}`)}</p>
      <KeyField value={key} onChange={setKey} />
      <p className="dim">{w.system.keyThen}</p>
      {save.error && <ProblemNote error={save.error} />}
      <p className="buttons">
        <Button type="primary" htmlType="submit" aria-busy={save.busy} disabled={key === ''}>
          {w.system.setKey}
        </Button>
      </p>
    </form>
  );
}

/** Another address, model or protocol is another endpoint: its key is asked for anew, and it is assessed by a run of its own. */
function AddressForm({ system, endpoint, onChanged, onOpen }: FormProps) {
  const api = useApi();
  const { w } = useWords();
  const [draft, setDraft] = useState<EndpointDraft>({ ...endpoint, model: endpoint.model ?? '', key: '' });
  const set = (part: Partial<EndpointDraft>) => setDraft((old) => ({ ...old, ...part }));
  const save = useAction(async () => {
    const given = { kind: draft.kind, address: draft.address.trim(), model: draft.model.trim() || null };
    const endpoints = system.endpoints.map((it) =>
      it.id === endpoint.id ? given : { kind: it.kind, address: it.address, model: it.model },
    );
    const changed = await api.change(system.id, { endpoints });
    const mine = changed.endpoints[system.endpoints.indexOf(endpoint)];
    if (draft.key !== '' && mine) await api.setKey(system.id, mine.id, draft.key);
    onChanged();
    onOpen({ kind: 'start' });
  });
  const { form, tries, tried } = useWrongField(save.busy);
  const issues = new Map<string, string>();
  if (tries > 0 && !isWebAddress(draft.address)) issues.set('address', w.system.addressWrong);
  return (
    <form
      ref={form}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        tried();
        if (isWebAddress(draft.address)) void save.run();
      }}
    >
      <EndpointFields draft={draft} set={set} issues={issues} modelRequired={false} />
      <p className="dim">{w.system.correctThen}</p>
      {save.error && <ProblemNote error={save.error} />}
      <p className="buttons">
        <Button type="primary" htmlType="submit" aria-busy={save.busy}>
          {w.shell.save}
        </Button>
      </p>
    </form>
  );
}
