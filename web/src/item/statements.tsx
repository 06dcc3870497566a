import { Button, Input, Select } from 'antd';
import { type ReactNode, useId, useState } from 'react';
import type { ApiError } from '../api/client.ts';
import type { ExceptionView, JudgementView } from '../api/types.ts';
import { useAction, useApi } from '../api/use-api.ts';
import { Foreign } from '../shell/foreign.tsx';
import { ProblemNote } from '../shell/problem.tsx';
import { When } from '../shell/when.tsx';
import { useWords } from '../words/use-words.ts';
import { dayFrom, endOfDay } from './expiry.ts';

interface Shared {
  readonly system: string;
  readonly item: string;
  readonly onChanged: () => void;
}

/** What people state of the item, with a form to state more. */
export function Judgements({
  system,
  item,
  judgements,
  onChanged,
}: Shared & { readonly judgements: readonly JudgementView[] }) {
  const api = useApi();
  const { w } = useWords();
  const [text, setText] = useState('');
  const [day, setDay] = useState('');
  const add = useAction(async () => {
    await api.judge(system, { item, statement: text, expires: endOfDay(day, Date.now()) });
    setText('');
    onChanged();
  });
  return (
    <section>
      <h3>{w.item.judgements}</h3>
      <p className="dim">{w.item.judgementNote}</p>
      <ul className="statements">
        {judgements.length === 0 && <li className="dim">{w.item.judgementNone}</li>}
        {judgements.map((it) => (
          <li key={it.judgement} className={it.withdrawnAt === null ? '' : 'withdrawn'}>
            <p>
              <Foreign text={it.statement ?? '–'} />
            </p>
            <p className="dim">
              <When at={it.statedAt} /> · <Signer of={it.actor} />
              <Ends at={it.expires} withdrawn={it.withdrawnAt} />
            </p>
            {it.withdrawnAt === null && (
              <Withdraw act={() => api.withdrawJudgement(system, it.judgement)} onChanged={onChanged} />
            )}
          </li>
        ))}
      </ul>
      <AddForm
        title={w.item.addJudgement}
        busy={add.busy}
        error={add.error}
        ready={text.trim() !== ''}
        onSubmit={add.run}
      >
        <Area label={w.item.statement} value={text} onChange={setText} />
        <Day min={dayFrom(Date.now(), 1)} label={w.item.expiresOptional} value={day} onChange={setDay} />
      </AddForm>
    </section>
  );
}

interface ExceptionProps extends Shared {
  readonly checks: readonly string[];
  readonly exceptions: readonly ExceptionView[];
}

/** Failures that are accepted for a time, with a form to accept one. */
export function Exceptions({ system, item, checks, exceptions, onChanged }: ExceptionProps) {
  const api = useApi();
  const { w } = useWords();
  const [reason, setReason] = useState('');
  const [check, setCheck] = useState('');
  const [day, setDay] = useState(() => dayFrom(Date.now(), 30));
  const expires = endOfDay(day, Date.now());
  const add = useAction(async () => {
    if (expires === null) return;
    await api.except(system, { item, check: check === '' ? null : check, reason, expires });
    setReason('');
    onChanged();
  });
  const options = [{ value: '', label: w.item.everyCheck }, ...checks.map((it) => ({ value: it, label: it }))];
  const field = useId();
  return (
    <section>
      <h3>{w.item.exceptions}</h3>
      <p className="dim">{w.item.exceptionNote}</p>
      <ul className="statements">
        {exceptions.length === 0 && <li className="dim">{w.item.exceptionNone}</li>}
        {exceptions.map((it) => (
          <li key={it.exception} className={it.withdrawnAt === null ? '' : 'withdrawn'}>
            <p>
              <Foreign text={it.reason ?? '–'} />
            </p>
            <p className="dim">
              {w.item.forCheck} {it.check ?? w.item.everyCheck} · <When at={it.approvedAt} /> ·{' '}
              <Signer of={it.approver} />
              {it.selfApproved && ` · ${w.item.selfApproved}`}
              <Ends at={it.expires} withdrawn={it.withdrawnAt} />
            </p>
            {it.withdrawnAt === null && (
              <Withdraw act={() => api.withdrawException(system, it.exception)} onChanged={onChanged} />
            )}
          </li>
        ))}
      </ul>
      <AddForm
        title={w.item.addException}
        busy={add.busy}
        error={add.error}
        ready={reason.trim() !== '' && expires !== null}
        onSubmit={add.run}
      >
        <Area label={w.item.reason} value={reason} onChange={setReason} />
        {checks.length > 0 && (
          <label htmlFor={field}>
            {w.item.forCheck}
            <Select id={field} value={check} options={options} onChange={setCheck} />
          </label>
        )}
        <Day min={dayFrom(Date.now(), 1)} label={w.item.expires} value={day} onChange={setDay} />
      </AddForm>
    </section>
  );
}

/** Takes a statement back; it stays in the record, marked as withdrawn. */
function Withdraw({ act, onChanged }: { readonly act: () => Promise<unknown>; readonly onChanged: () => void }) {
  const { w } = useWords();
  const withdraw = useAction(async () => {
    await act();
    onChanged();
  });
  return (
    <>
      <Button size="small" aria-busy={withdraw.busy} disabled={withdraw.busy} onClick={withdraw.run}>
        {w.item.withdraw}
      </Button>
      {withdraw.error && <ProblemNote error={withdraw.error} />}
    </>
  );
}

function Signer({ of }: { readonly of: JudgementView['actor'] }) {
  const { w } = useWords();
  return (
    <span title={of.id}>
      {of.kind}
      {of.assurance === 'unauthenticated' && ` (${w.shell.unauthenticated})`}
    </span>
  );
}

function Ends({ at, withdrawn }: { readonly at: string | null; readonly withdrawn: string | null }) {
  const { w, format } = useWords();
  if (withdrawn !== null) return <> · {w.item.withdrawn}</>;
  return at === null ? null : (
    <>
      {' '}
      · <span title={at}>{w.item.until(format.day(at))}</span>
    </>
  );
}

interface AddProps {
  readonly title: string;
  readonly busy: boolean;
  readonly ready: boolean;
  readonly error: ApiError | null;
  readonly onSubmit: () => Promise<boolean>;
  readonly children: ReactNode;
}

function AddForm({ title, busy, ready, error, onSubmit, children }: AddProps) {
  const { w } = useWords();
  const [open, setOpen] = useState(false);
  if (!open)
    return (
      <Button size="small" onClick={() => setOpen(true)}>
        {title}
      </Button>
    );
  const submit = async () => {
    if (await onSubmit()) setOpen(false);
  };
  return (
    <form
      className="add"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
      {error && <ProblemNote error={error} />}
      <p className="buttons">
        <Button type="primary" htmlType="submit" aria-busy={busy} disabled={!ready}>
          {title}
        </Button>
        <Button onClick={() => setOpen(false)}>{w.shell.cancel}</Button>
      </p>
    </form>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function Area({ label, value, onChange }: FieldProps) {
  const field = useId();
  return (
    <label htmlFor={field}>
      {label}
      <Input.TextArea
        id={field}
        rows={3}
        maxLength={5000}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  );
}

/** A day; the earliest that may be chosen is `min`. */
export function Day({ label, value, onChange, min }: FieldProps & { readonly min?: string }) {
  const field = useId();
  return (
    <label htmlFor={field}>
      {label}
      <Input id={field} type="date" min={min} value={value} onChange={(event) => onChange(event.target.value)} />
    </label>
  );
}
