import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import type { Api, SystemBody } from '../api/api.ts';
import type { Bilingual, CodeListsView, SystemView } from '../api/types.ts';
import { useAction, useApi, useResource } from '../api/use-api.ts';
import { defaultChoice, type RunChoice, RunChoices } from '../run/choices.tsx';
import { ProblemNote, Waiting } from '../shell/problem.tsx';
import { issueName } from '../words/codes.ts';
import { useWords } from '../words/use-words.ts';
import { registeredAt } from './endpoint.ts';
import { type EndpointDraft, EndpointFields } from './endpoint-fields.tsx';
import { Field } from './field.tsx';
import { issuesByField, isWebAddress } from './issues.ts';
import { useWrongField } from './use-wrong-field.ts';

interface Form extends EndpointDraft {
  readonly name: string;
  readonly actorRole: string;
  readonly stage: string;
  readonly scenario: string;
  readonly sector: string;
  readonly populations: readonly string[];
  readonly modalities: readonly string[];
  readonly intelligence: string;
  readonly scale: string;
}

const empty: Form = {
  address: '',
  model: '',
  key: '',
  kind: 'openai',
  name: '',
  actorRole: 'provider',
  stage: 'testing',
  scenario: 'general_assistant',
  sector: 'internet',
  populations: ['general_public'],
  modalities: ['text'],
  intelligence: 'assists',
  scale: 'small',
};
const fieldNames = Object.keys(empty);

/** Registers a system with its endpoint and starts its first assessment. A second try after a failed start does not register again. */
export function ConnectPanel({ onStarted }: { readonly onStarted: (system: string) => void }) {
  const api = useApi();
  const { w, pick } = useWords();
  const codes = useResource('codes', api.codes);
  const [form, setForm] = useState<Form>(empty);
  const [choice, setChoice] = useState<RunChoice>(defaultChoice);
  const [registered, setRegistered] = useState<SystemView | null>(null);
  const submit = useAction(async () => {
    if (!isReady(form)) return;
    const { system, endpoint } = await put(api, form, registered);
    setRegistered(system);
    const { suites, attacks, concurrency } = choice;
    const at = endpoint ? { endpoint: endpoint.id } : {};
    await api.start({ system: system.id, ...at, suites: [...suites], attacks: [...attacks], concurrency });
    onStarted(system.id);
  });
  const { form: element, tries, tried } = useWrongField(submit.busy);
  if (codes.error) return <ProblemNote error={codes.error} retry={codes.reload} />;
  if (!codes.value) return <Waiting />;
  const set = (part: Partial<Form>) => setForm((old) => ({ ...old, ...part }));
  const issues = new Map(
    [...issuesByField(submit.error?.issues ?? [], fieldNames)].map(([name, it]) => [name, pick(issueName(it))]),
  );
  if (tries > 0 && !isWebAddress(form.address)) issues.set('address', w.system.addressWrong);
  if (tries > 0 && form.model.trim() === '') issues.set('model', pick(issueName('too_small')));
  return (
    <form
      ref={element}
      className="form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        tried();
        void submit.run();
      }}
    >
      <p className="dim">{w.system.connectLead}</p>
      <div>
        <h3>{w.system.endpointPart}</h3>
        <EndpointFields draft={form} set={set} issues={issues} modelRequired />
        <FactFields form={form} set={set} codes={codes.value} issues={issues} />
      </div>
      <h3>{w.system.runPart}</h3>
      <RunChoices value={choice} onChange={setChoice} />
      {submit.error && registered && (
        <p role="alert">
          {w.system.registered} {w.system.startLater}
        </p>
      )}
      {submit.error && <ProblemNote error={submit.error} />}
      <p className="buttons">
        <Button type="primary" htmlType="submit" aria-busy={submit.busy} disabled={choice.suites.length === 0}>
          {w.system.submit}
        </Button>
      </p>
    </form>
  );
}

/** What the page itself can tell to be missing. */
const isReady = (form: Form): boolean => isWebAddress(form.address) && form.model.trim() !== '';

function bodyOf({ address, model, key, kind, name, ...facts }: Form): SystemBody {
  const endpoint = { kind, address: address.trim(), model: model.trim() === '' ? null : model.trim() };
  return {
    ...facts,
    name: name.trim() === '' ? nameFrom(address) : name.trim(),
    endpoints: [endpoint],
    ...(key === '' ? {} : { key }),
  };
}

/**
 * Registers, or corrects what an earlier try registered; a system that has this very endpoint is taken up, not registered once more. The
 * key goes with the endpoint as it then is.
 */
async function put(api: Api, form: Form, registered: SystemView | null) {
  if (registered) return correct(api, form, registered);
  const { key, stage, ...facts } = bodyOf(form);
  const { endpoints, ...rest } = facts;
  const name = form.name.trim();
  const [wanted] = endpoints;
  const known = wanted ? registeredAt((await api.systems()).items, wanted, name) : null;
  if (!known) {
    const system = await api.register({ ...facts, stage, ...(key === undefined ? {} : { key }) });
    return { system, endpoint: system.endpoints[0] };
  }
  // Facts are taken from the form where the system was named: without a name they may be those of the empty form.
  if (name !== '') await api.change(known.system.id, rest);
  if (key !== undefined) await api.setKey(known.system.id, known.endpoint.id, key);
  return known;
}

async function correct(api: Api, form: Form, registered: SystemView) {
  const { key, stage: _kept, ...facts } = bodyOf(form);
  const system = await api.change(registered.id, facts);
  const [endpoint] = system.endpoints;
  if (key !== undefined && endpoint) await api.setKey(system.id, endpoint.id, key);
  return { system, endpoint };
}

/** The host stands for the name where none was given. */
function nameFrom(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address.slice(0, 200);
}

interface Fields {
  readonly form: Form;
  readonly set: (part: Partial<Form>) => void;
  readonly issues: ReadonlyMap<string, string>;
}

type OneOf = 'actorRole' | 'stage' | 'scenario' | 'sector' | 'intelligence' | 'scale';
type ManyOf = 'populations' | 'modalities';

function FactFields({ form, set, codes, issues }: Fields & { readonly codes: CodeListsView }) {
  const { w, pick } = useWords();
  const options = (list: readonly { code: string; title: Bilingual }[]) =>
    list.map((it) => ({ value: it.code, label: pick(it.title) }));
  const one = (name: OneOf, list: readonly { code: string; title: Bilingual }[]) => (
    <Field label={w.system[name]} issue={issues.get(name)}>
      {(it) => (
        <Select
          {...it}
          showSearch={{ optionFilterProp: 'label' }}
          value={form[name]}
          options={options(list)}
          onChange={(value: string) => set({ [name]: value })}
        />
      )}
    </Field>
  );
  const many = (name: ManyOf, list: readonly { code: string; title: Bilingual }[]) => (
    <Field label={w.system[name]} issue={issues.get(name)}>
      {(it) => (
        <Select
          {...it}
          mode="multiple"
          optionFilterProp="label"
          value={[...form[name]]}
          options={options(list)}
          onChange={(value: string[]) => set({ [name]: value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <h3>{w.system.factsPart}</h3>
      <div className="fields">
        <Field label={w.system.name} issue={issues.get('name')}>
          {(it) => (
            <Input
              {...it}
              placeholder={w.system.namePlaceholder}
              value={form.name}
              onChange={(event) => set({ name: event.target.value })}
            />
          )}
        </Field>
        {one('actorRole', codes.actorRoles)}
        {one('stage', codes.stages)}
        {one('scenario', codes.scenarios)}
        {one('sector', codes.sectors)}
        {many('populations', codes.populations)}
        {many('modalities', codes.modalities)}
        {one('intelligence', codes.intelligence)}
        {one('scale', codes.scales)}
      </div>
    </>
  );
}
