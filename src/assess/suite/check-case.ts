import type { z } from 'zod';
import type { Fault } from '../error.ts';
import { compilePattern } from '../grader/contains.ts';
import { type SuiteCase, suiteCase } from './case.ts';

/** Says whether a grader can judge what a case expects; `null` when it can, else a code. */
export type ExpectationCheck = (it: SuiteCase) => string | null;

/** What a case is held against beside its shape. */
export interface CaseChecks {
  readonly accepts: ExpectationCheck;
  /** codes of the risks that a case may name */
  readonly risks: ReadonlySet<string>;
}

type FaultBody = Pick<Fault, 'code' | 'field' | 'params'>;

function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const key of path) field += typeof key === 'number' ? `[${key}]` : `${field === '' ? '' : '.'}${String(key)}`;
  return field;
}

type Issue = z.core.$ZodIssue;

function faultsOfIssue(issue: Issue, value: unknown): FaultBody[] {
  const field = fieldOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'suite.field_unknown',
      field: field === '' ? key.slice(0, 100) : `${field}.${key.slice(0, 100)}`,
      params: {},
    }));
  }
  if (issue.path.length > 0 && valueAt(value, issue.path) === undefined)
    return [{ code: 'suite.field_missing', field, params: {} }];
  if (issue.code === 'invalid_union') return [{ code: 'suite.expectation_unknown', field, params: {} }];
  return [{ code: 'suite.field_invalid', field, params: { problem: issue.code, detail: issue.message.slice(0, 200) } }];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at: unknown = value;
  for (const key of path) at = typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined;
  return at;
}

/** The user's own regular expression, compiled at load so that a fault is found before anything is asked. */
function regexFaults(it: SuiteCase): FaultBody[] {
  if (typeof it.expect === 'string' || !('matches' in it.expect)) return [];
  const compiled = compilePattern(it.expect.matches, it.expect.flags);
  return 'problem' in compiled
    ? [{ code: 'suite.regex_invalid', field: 'expect.matches', params: { problem: compiled.problem } }]
    : [];
}

/** A risk that the framework does not know would be a row of its own in every report. */
function riskFaults(it: SuiteCase, known: ReadonlySet<string>): FaultBody[] {
  return it.risks.flatMap((risk, index) =>
    known.has(risk) ? [] : [{ code: 'suite.risk_unknown', field: `risks[${index}]`, params: { risk } }],
  );
}

/** Parses one line's value and gives either the case or all its faults. */
export function checkCase(
  value: unknown,
  { accepts, risks }: CaseChecks,
): { readonly case: SuiteCase } | { readonly faults: readonly FaultBody[] } {
  const parsed = suiteCase.safeParse(value);
  if (!parsed.success) return { faults: parsed.error.issues.flatMap((issue) => faultsOfIssue(issue, value)) };
  const it = parsed.data;
  const faults = [...regexFaults(it), ...riskFaults(it, risks)];
  if (faults.length > 0) return { faults };
  const refused = accepts(it);
  if (refused !== null) {
    return { faults: [{ code: 'suite.grader_refuses', field: 'expect', params: { grader: it.grader, why: refused } }] };
  }
  if ((it.grader === 'counterfactual' || it.grader === 'robustness') && it.group === undefined) {
    return { faults: [{ code: 'suite.group_missing', field: 'group', params: { grader: it.grader } }] };
  }
  if (!it.turns.some((turn) => turn.role === 'user'))
    return { faults: [{ code: 'suite.no_user_turn', field: 'turns', params: {} }] };
  return { case: it };
}
