import { Input, Select } from 'antd';
import { useWords } from '../words/use-words.ts';
import { kinds } from './endpoint.ts';
import { Field } from './field.tsx';

/** An endpoint as a person types it; a registered one may be of a kind that the console does not offer. */
export interface EndpointDraft {
  readonly address: string;
  readonly model: string;
  readonly kind: string;
  readonly key: string;
}

interface Props {
  readonly draft: EndpointDraft;
  readonly set: (part: Partial<EndpointDraft>) => void;
  readonly issues: ReadonlyMap<string, string>;
  readonly modelRequired: boolean;
}

/** Where a model answers and how it is asked, with its key. */
export function EndpointFields({ draft, set, issues, modelRequired }: Props) {
  const { w } = useWords();
  return (
    <div className="fields">
      <Field label={w.system.address} help={w.system.addressHelp} issue={issues.get('address')}>
        {(it) => (
          <Input
            {...it}
            required
            inputMode="url"
            spellCheck={false}
            value={draft.address}
            onChange={(event) => set({ address: event.target.value })}
          />
        )}
      </Field>
      <Field label={w.system.model} help={w.system.modelHelp} issue={issues.get('model')}>
        {(it) => (
          <Input
            {...it}
            required={modelRequired}
            spellCheck={false}
            value={draft.model}
            onChange={(event) => set({ model: event.target.value })}
          />
        )}
      </Field>
      <KeyField value={draft.key} onChange={(key) => set({ key })} issue={issues.get('key')} />
      <Field label={w.system.kind} issue={issues.get('kind')}>
        {(it) => (
          <Select
            {...it}
            value={draft.kind}
            onChange={(kind) => set({ kind })}
            options={kinds.map((kind) => ({ value: kind as string, label: w.system.kinds[kind] }))}
          />
        )}
      </Field>
    </div>
  );
}

interface KeyProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly issue?: string | undefined;
}

/** A key is typed unseen and never filled in from what is kept. */
export function KeyField({ value, onChange, issue }: KeyProps) {
  const { w } = useWords();
  return (
    <Field label={w.system.key} help={w.system.keyHelp} issue={issue}>
      {(it) => (
        <Input.Password
          {...it}
          autoComplete="new-password"
          visibilityToggle={false}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
