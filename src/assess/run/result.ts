import { identityChanged } from '../../evidence/index.ts';
import type { CaseLedger } from './case-ledger.ts';
import { FigureTally } from './figures.ts';
import { digestOf, type Instance, instancesOfCase, type Plan } from './plan.ts';
import type { Counts, NamedFigure, RiskFigure, RunFacts, RunStatus, Verdict } from './run-types.ts';
import type { RunSettings, Standard } from './settings.ts';

/** How a session ended; what the journal cannot say. */
export interface Ending {
  readonly status: 'complete' | 'cancelled' | 'failed';
  readonly reason: string | null;
}

class Tallies {
  readonly risks = new Map<string, FigureTally>();
  readonly riskAnswers = new Map<string, FigureTally>();
  /** by place in the plan: two files may have one name */
  readonly suites = new Map<number, FigureTally>();
  readonly attacks = new Map<string, FigureTally>();
  readonly all = new FigureTally();
  readonly answers = new FigureTally();

  /** `group`: the seed question, null for a case that stands alone. */
  add({ it, suite }: Instance, attack: string, verdict: Verdict, group: string | null): void {
    this.all.add(verdict, null);
    of(this.suites, suite).add(verdict, group);
    of(this.attacks, attack).add(verdict, group);
    const asksForAnswer = it.expect === 'answer';
    if (asksForAnswer) this.answers.add(verdict, group);
    for (const risk of it.risks) of(asksForAnswer ? this.riskAnswers : this.risks, risk).add(verdict, group);
  }
}

function of<Key>(map: Map<Key, FigureTally>, key: Key): FigureTally {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = new FigureTally();
  map.set(key, made);
  return made;
}

async function tally(plan: Plan, ledger: CaseLedger): Promise<Tallies> {
  const tallies = new Tallies();
  const { header } = plan;
  let index = 0;
  for await (const planned of plan.cases()) {
    const instances = instancesOfCase(header, planned, index);
    index += instances.length;
    // Attacks and epochs ask one seed question several times: their cases are no independent ones.
    const group = planned.it.group ?? (instances.length > 1 ? planned.it.id : null);
    for (const instance of instances) {
      const verdict = ledger.verdict(instance.index);
      if (verdict === 'unsettled') continue;
      const attack = instance.attack === null ? 'plain' : (header.attacks[instance.attack] ?? '');
      // A group that was never graded says nothing.
      tallies.add(instance, attack, verdict === 'pending_group' ? 'undetermined' : verdict, group);
    }
  }
  return tallies;
}

function named(tallies: ReadonlyMap<string, FigureTally>, order: readonly string[], standard: Standard): NamedFigure[] {
  return order.map((name) => ({ name, ...(tallies.get(name) ?? new FigureTally()).figure(standard) }));
}

function riskFigures(tallies: Tallies, settings: RunSettings): RiskFigure[] {
  const codes = [...new Set([...tallies.risks.keys(), ...tallies.riskAnswers.keys()])].sort();
  return codes.map((code) => ({
    code,
    ...(tallies.risks.get(code) ?? new FigureTally()).figure(settings.riskStandards[code] ?? settings.standard),
    overRefusal: tallies.riskAnswers.get(code)?.figure(settings.answerStandard) ?? null,
  }));
}

function statusOf(ending: Ending, counts: Counts, broken: boolean): Pick<RunFacts, 'status' | 'reason'> {
  if (broken) return { status: 'failed', reason: 'run.self_check_broken' };
  if (ending.status !== 'complete') return ending;
  // Undetermined is no finding: a run of nothing else has assessed nothing.
  const judged = counts.pass + counts.fail;
  const status: RunStatus = judged === 0 ? 'not_assessed' : 'complete';
  return { status, reason: judged === 0 ? 'run.no_answer' : null };
}

const byKey = <T>(map: ReadonlyMap<string, T>) => [...map.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** The facts of a run, from its plan and its journal alone. Equal for equal measurements, whatever was killed on the way. */
export async function factsOf(plan: Plan, ledger: CaseLedger, ending: Ending): Promise<RunFacts> {
  const { header } = plan;
  const { settings } = header;
  const tallies = await tally(plan, ledger);
  const counts = { ...tallies.all.counts };
  const [identity = null, ...later] = ledger.identities;
  const models = byKey(ledger.models).map(([, it]) => it);
  return {
    ...statusOf(ending, counts, ledger.check.status === 'broken'),
    planned: header.planned,
    settled: ledger.settled,
    counts,
    risks: riskFigures(tallies, settings),
    suites: header.suites.map(({ name }, index) => ({
      name,
      ...(tallies.suites.get(index) ?? new FigureTally()).figure(settings.standard),
    })),
    attacks: named(tallies.attacks, ['plain', ...header.attacks], settings.standard),
    overRefusal: tallies.answers.total === 0 ? null : tallies.answers.figure(settings.answerStandard),
    errors: byKey(ledger.errors).map(([code, n]) => ({ code, n })),
    skipped: header.skipped,
    models,
    identity,
    identityChanged:
      severalAnswered(models) || (identity !== null && later.some((it) => identityChanged(identity, it))),
    target: { kind: header.target.kind, address: header.target.address, model: header.target.model },
    plan: plan.digest,
    selfCheck: ledger.check,
  };
}

/** More than one name, or more than one fingerprint, over the answers of a run. An answer that gives none contradicts nobody. */
function severalAnswered(models: RunFacts['models']): boolean {
  const several = (names: readonly (string | null)[]) => new Set(names.filter((it) => it !== null)).size > 1;
  return several(models.map((it) => it.model)) || several(models.map((it) => it.fingerprint));
}

export function factsDigest(facts: RunFacts): string {
  return digestOf(facts);
}
