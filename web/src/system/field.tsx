import { type ReactNode, useId } from 'react';

/** What a control takes to belong to its label, its help and its fault. */
export interface FieldControl {
  readonly id: string;
  readonly 'aria-invalid'?: true;
  readonly 'aria-describedby'?: string;
}

interface FieldProps {
  readonly label: string;
  readonly help?: string;
  readonly issue: string | undefined;
  readonly children: (control: FieldControl) => ReactNode;
}

/** One control of a form with its label, and beneath it its help and what is wrong with it. */
export function Field({ label, help, issue, children }: FieldProps) {
  const id = useId();
  const [helpId, issueId] = [`${id}help`, `${id}issue`];
  const wrong = issue !== undefined;
  const described = [help && helpId, wrong && issueId].filter(Boolean).join(' ');
  return (
    <div className={wrong ? 'field wrong' : 'field'}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(wrong ? { 'aria-invalid': true as const } : {}),
        ...(described === '' ? {} : { 'aria-describedby': described }),
      })}
      {help && (
        <small id={helpId} className="dim">
          {help}
        </small>
      )}
      {wrong && (
        <small id={issueId} role="alert" className="issue">
          {issue}
        </small>
      )}
    </div>
  );
}
