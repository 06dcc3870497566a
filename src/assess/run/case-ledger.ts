import type { ContentStore, Digest, IdentityFacts, Log } from '../../ledger/index.ts';
import type { Grading, GroupMember } from './grading.ts';
import type { Settled } from './journal.ts';
import { instancesOf, type Plan } from './plan.ts';
import type { SelfCheck, Verdict } from './run-types.ts';

/** Verdicts as one byte each, so that a million cases take a megabyte. */
const verdictCodes = ['unsettled', 'pass', 'fail', 'undetermined', 'error', 'pending_group'] as const;
export type StoredVerdict = (typeof verdictCodes)[number];
const byteOf = new Map<StoredVerdict, number>(verdictCodes.map((it, index) => [it, index]));

const mostBroken = 20;

/** All that a journal says, by place in the plan; no more than a few bytes per case. */
export interface CaseLedger {
  readonly settled: number;
  verdict(index: number): StoredVerdict;
  /** position of the case's leaf in the journal, -1 where it is not settled */
  leaf(index: number): number;
  /** code of why the case ended as it did, null where it is not settled */
  reason(index: number): string | null;
  readonly errors: ReadonlyMap<string, number>;
  readonly models: ReadonlyMap<string, { model: string | null; fingerprint: string | null; n: number }>;
  readonly cached: number;
  readonly firstAt: string | null;
  readonly lastAt: string | null;
  readonly identities: readonly IdentityFacts[];
  readonly check: SelfCheck;
}

interface Pending {
  readonly index: number;
  readonly member: GroupMember;
}

class Reading {
  readonly verdicts: Uint8Array;
  readonly leaves: Int32Array;
  readonly errors = new Map<string, number>();
  readonly models = new Map<string, { model: string | null; fingerprint: string | null; n: number }>();
  readonly identities: IdentityFacts[] = [];
  readonly broken: { code: string; case: string | null }[] = [];
  readonly features = new Map<number, Digest>();
  /** codes, each once, and which of them a case has: a run has few codes and may have many cases */
  readonly #reasons: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #reasonOf: Uint32Array;
  readonly #index: ReadonlyMap<string, number>;
  readonly #content: ContentStore;
  settled = 0;
  cached = 0;
  planned = 0;
  firstAt: string | null = null;
  lastAt: string | null = null;

  constructor(index: ReadonlyMap<string, number>, content: ContentStore) {
    this.#index = index;
    this.#content = content;
    this.verdicts = new Uint8Array(index.size);
    this.leaves = new Int32Array(index.size).fill(-1);
    this.#reasonOf = new Uint32Array(index.size);
  }

  fault(code: string, name: string | null = null): void {
    if (this.broken.length < mostBroken) this.broken.push({ code, case: name });
  }

  take(body: Settled, at: number): void {
    const index = this.#index.get(body.case);
    if (index === undefined || this.verdicts[index] !== 0) {
      this.fault(index === undefined ? 'check.case_not_planned' : 'check.case_settled_twice', body.case);
      return;
    }
    this.settled += 1;
    this.verdicts[index] = byteOf.get(body.verdict) ?? 0;
    this.leaves[index] = at;
    this.#note(index, body.reason);
    for (const digest of [body.question, body.answer, body.feature, body.params.noted]) {
      if (typeof digest === 'string' && !this.#content.has(digest) && !this.#content.erased(digest))
        this.fault('check.content_missing', body.case);
    }
    if (body.feature !== null && body.verdict === 'pending_group') this.features.set(index, body.feature);
    if (body.verdict === 'error') this.errors.set(body.reason, (this.errors.get(body.reason) ?? 0) + 1);
    if (body.params.cached === true) this.cached += 1;
    if (body.answer !== null) this.#seeModel(body.params);
  }

  #seeModel(params: Settled['params']): void {
    const model = typeof params.model === 'string' ? params.model : null;
    const fingerprint = typeof params.fingerprint === 'string' ? params.fingerprint : null;
    const key = JSON.stringify([model, fingerprint]);
    const known = this.models.get(key);
    if (known === undefined) this.models.set(key, { model, fingerprint, n: 1 });
    else known.n += 1;
  }

  give(index: number, verdict: Verdict, reason: string): void {
    this.verdicts[index] = byteOf.get(verdict) ?? 0;
    this.#note(index, reason);
  }

  #note(index: number, reason: string): void {
    let place = this.#places.get(reason);
    if (place === undefined) {
      place = this.#reasons.push(reason) - 1;
      this.#places.set(reason, place);
    }
    this.#reasonOf[index] = place;
  }

  reason(index: number): string | null {
    return (this.verdicts[index] ?? 0) === 0 ? null : (this.#reasons[this.#reasonOf[index] ?? 0] ?? null);
  }
}

async function indexOf(plan: Plan): Promise<Map<string, number>> {
  const index = new Map<string, number>();
  for await (const it of instancesOf(plan)) index.set(it.id, it.index);
  return index;
}

/** Members of a group are compared under one attack and in one epoch only. */
async function settleGroups(reading: Reading, plan: Plan, grading: Grading, content: ContentStore): Promise<void> {
  if (reading.features.size === 0) return;
  const groups = new Map<string, { grader: GroupMember['it']['grader']; members: Pending[] }>();
  for await (const { id, index, it, attack, epoch, suite } of instancesOf(plan)) {
    const digest = reading.features.get(index);
    if (digest === undefined) continue;
    const key = JSON.stringify([suite, it.grader, it.group ?? it.id, attack, epoch]);
    const group = groups.get(key) ?? { grader: it.grader, members: [] };
    // An erased feature is none: its group comes out undetermined, and the rest of the run stands.
    const feature = content.erased(digest) ? '' : await content.text(digest);
    group.members.push({ index, member: { id, it, feature } });
    groups.set(key, group);
  }
  for (const { grader, members } of groups.values()) {
    const grades = grading.gradeGroup(
      grader,
      members.map((it) => it.member),
    );
    for (const { index, member } of members) {
      const grade = grades.get(member.id) ?? { verdict: 'undetermined' as const, code: `${grader}.not_graded` };
      reading.give(index, grade.verdict, grade.code);
    }
  }
}

function checkPlan(reading: Reading, plan: Plan, saidComplete: boolean): void {
  if (reading.planned !== 1) reading.fault('check.plan_not_stated_once');
  if (reading.verdicts.length !== plan.header.planned) reading.fault('check.planned_number_differs');
  if (saidComplete && reading.settled !== plan.header.planned) reading.fault('check.case_not_settled');
  let counted = 0;
  for (const verdict of reading.verdicts) if (verdict !== 0) counted += 1;
  if (counted !== reading.settled) reading.fault('check.sums_disagree');
}

/**
 * Reads a run from its journal alone, once through: which case ended how, and whether the journal is consistent with the plan and with
 * the content that it names. Nothing counted while the run went on enters here.
 */
export async function readCaseLedger(
  plan: Plan,
  log: Pick<Log, 'read'>,
  content: ContentStore,
  grading: Grading,
  saidComplete: boolean,
): Promise<CaseLedger> {
  const reading = new Reading(await indexOf(plan), content);
  for await (const { leaf, index } of log.read()) {
    reading.firstAt ??= leaf.at;
    reading.lastAt = leaf.at;
    if (leaf.kind === 'case.settled') reading.take(leaf.body, index);
    else if (leaf.kind === 'identity.seen') reading.identities.push(leaf.body.identity);
    else if (leaf.kind === 'run.planned') {
      reading.planned += 1;
      const { plan: digest, planned, settings } = leaf.body;
      if (digest !== plan.digest || settings !== plan.settingsDigest || planned !== plan.header.planned) {
        reading.fault('check.plan_differs');
      }
    } else reading.fault('check.foreign_leaf');
  }
  checkPlan(reading, plan, saidComplete);
  await settleGroups(reading, plan, grading, content);
  const { settled, errors, models, cached, firstAt, lastAt, identities, broken } = reading;
  return {
    settled,
    errors,
    models,
    cached,
    firstAt,
    lastAt,
    identities,
    reason: (index) => reading.reason(index),
    verdict: (index) => verdictCodes[reading.verdicts[index] ?? 0] ?? 'unsettled',
    leaf: (index) => reading.leaves[index] ?? -1,
    check: { status: broken.length === 0 ? 'holds' : 'broken', broken },
  };
}
