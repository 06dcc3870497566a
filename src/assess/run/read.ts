import type { ActorRef } from '../../ledger/index.ts';
import { AssessError } from '../error.ts';
import { expectationKind } from '../grader/case-verdict.ts';
import type { Turn } from '../suite/case.ts';
import type { CaseLedger } from './case-ledger.ts';
import type { Grading } from './grading.ts';
import { type Journal, openJournal, runError, type Settled } from './journal.ts';
import { type Instance, instancesOf, type Plan, type PlanHeader, readPlan } from './plan.ts';
import { buildAll } from './read-result.ts';
import type { CaseDetail, CaseOutcome, CaseRow, RunResult, Verdict } from './run-types.ts';

export interface CaseQuery {
  readonly offset?: number | undefined;
  /** 1 to 200, 50 by default */
  readonly limit?: number | undefined;
  readonly verdict?: Verdict | 'unsettled' | undefined;
  readonly risk?: string | undefined;
  readonly suite?: string | undefined;
  /** `plain` for the questions as they stand */
  readonly attack?: string | undefined;
  /** a further condition, such as the slice of one check */
  readonly where?: ((it: Pick<CaseRow, 'risks' | 'grader' | 'expects' | 'attack'>) => boolean) | undefined;
}

export interface CasePage {
  /** cases that the query finds in all */
  readonly total: number;
  readonly rows: readonly CaseRow[];
}

/** A run as it lay on disk when it was opened. */
export interface RunReader {
  readonly header: PlanHeader;
  readonly result: RunResult;
  cases(query?: CaseQuery): Promise<CasePage>;
  /** @throws AssessError `run.case_unknown` */
  case(id: string): Promise<CaseDetail>;
  /** cases that a person must look at: those left undetermined */
  review(query?: Pick<CaseQuery, 'offset' | 'limit'>): Promise<CasePage>;
  /** what came of every case, in plan order: for figures, which need no leaf and so no second reading of the journal */
  outcomes(): AsyncIterable<CaseOutcome>;
  /** every case in plan order with its leaf, for exports; nothing is kept */
  all(): AsyncIterable<CaseRow>;
  close(): Promise<void>;
}

/** Characters of a question that a list shows. */
const beginning = 300;

function beginningOf(turns: readonly Turn[]): string {
  const asked = turns.findLast((it) => it.role === 'user')?.content ?? '';
  return asked.slice(0, beginning).toWellFormed();
}

/** Readers write nothing, so nobody signs. */
const nobody: ActorRef = { id: '00000000-0000-0000-0000-000000000000', kind: 'system', assurance: 'unauthenticated' };

interface Wanted {
  readonly id: string;
  readonly resolve: (detail: CaseDetail) => void;
  readonly reject: (error: unknown) => void;
}

interface Found {
  readonly instance: Instance;
  leaf: Settled | null;
}

class Reader implements RunReader {
  readonly #plan: Plan;
  readonly #journal: Journal;
  readonly #ledger: CaseLedger;
  readonly result: RunResult;
  #wanted: Wanted[] = [];

  constructor(plan: Plan, journal: Journal, ledger: CaseLedger, result: RunResult) {
    this.#plan = plan;
    this.#journal = journal;
    this.#ledger = ledger;
    this.result = result;
  }

  get header(): PlanHeader {
    return this.#plan.header;
  }

  async cases(query: CaseQuery = {}): Promise<CasePage> {
    const offset = Math.max(0, query.offset ?? 0);
    const limit = Math.min(200, Math.max(1, query.limit ?? 50));
    let total = 0;
    const wanted: Instance[] = [];
    for await (const instance of instancesOf(this.#plan)) {
      if (!this.#matches(instance, query)) continue;
      if (total >= offset && wanted.length < limit) wanted.push(instance);
      total += 1;
    }
    return { total, rows: await this.#rows(wanted) };
  }

  review(query: Pick<CaseQuery, 'offset' | 'limit'> = {}): Promise<CasePage> {
    return this.cases({ ...query, verdict: 'undetermined' });
  }

  /**
   * One pass over plan and journal side by side. Cases are settled nearly in plan order, so few leaves wait for their turn.
   */
  async *all(): AsyncGenerator<CaseRow> {
    const waiting = new Map<number, Settled>();
    const leaves = this.#journal.log.read()[Symbol.asyncIterator]();
    try {
      for await (const instance of instancesOf(this.#plan)) {
        const at = this.#ledger.leaf(instance.index);
        while (at >= 0 && !waiting.has(at)) {
          const next = await leaves.next();
          if (next.done) break;
          const { leaf, index } = next.value;
          if (leaf.kind === 'case.settled') waiting.set(index, leaf.body);
        }
        yield this.#rowOf(instance, waiting.get(at) ?? null);
        waiting.delete(at);
      }
    } finally {
      await leaves.return?.();
    }
  }

  /** The leaves of a page, read in one go. */
  async #rows(instances: readonly Instance[]): Promise<CaseRow[]> {
    const places = instances.map(({ index }) => this.#ledger.leaf(index)).filter((it) => it >= 0);
    const wanted = new Set(places);
    const leaves = new Map<number, Settled>();
    const range = { from: Math.min(...places), to: Math.max(...places) + 1 };
    if (places.length > 0) {
      for await (const { leaf, index } of this.#journal.log.read(range)) {
        if (leaf.kind === 'case.settled' && wanted.has(index)) leaves.set(index, leaf.body);
      }
    }
    return instances.map((it) => this.#rowOf(it, leaves.get(this.#ledger.leaf(it.index)) ?? null));
  }

  /** Cases asked for at the same time are found in one pass over plan and journal. */
  case(id: string): Promise<CaseDetail> {
    return new Promise((resolve, reject) => {
      if (this.#wanted.length === 0) setImmediate(() => void this.#serve());
      this.#wanted.push({ id, resolve, reject });
    });
  }

  async #serve(): Promise<void> {
    const wanted = this.#wanted;
    this.#wanted = [];
    try {
      const found = await this.#find(new Set(wanted.map((it) => it.id)));
      for (const { id, resolve, reject } of wanted) {
        const known = found.get(id);
        if (known === undefined) reject(new AssessError('run.case_unknown', { case: id.slice(0, 300) }));
        else this.#detail(known.instance, known.leaf).then(resolve, reject);
      }
    } catch (error) {
      for (const { reject } of wanted) reject(error);
    }
  }

  async #find(ids: ReadonlySet<string>): Promise<Map<string, Found>> {
    const found = new Map<string, Found>();
    let from = Number.POSITIVE_INFINITY;
    let to = 0;
    for await (const instance of instancesOf(this.#plan)) {
      if (!ids.has(instance.id)) continue;
      found.set(instance.id, { instance, leaf: null });
      const at = this.#ledger.leaf(instance.index);
      if (at < 0) continue;
      from = Math.min(from, at);
      to = Math.max(to, at + 1);
    }
    if (from >= to) return found;
    for await (const { leaf } of this.#journal.log.read({ from, to })) {
      if (leaf.kind !== 'case.settled') continue;
      const known = found.get(leaf.body.case);
      if (known !== undefined) known.leaf = leaf.body;
    }
    return found;
  }

  async close(): Promise<void> {
    await this.#journal.close();
  }

  #verdict(index: number): Verdict | 'unsettled' {
    const verdict = this.#ledger.verdict(index);
    return verdict === 'pending_group' ? 'undetermined' : verdict;
  }

  #attack({ attack }: Instance): string | null {
    return attack === null ? null : (this.header.attacks[attack] ?? null);
  }

  #suite({ suite }: Instance): string {
    return this.header.suites[suite]?.name ?? '';
  }

  #matches(instance: Instance, { verdict, risk, suite, attack, where }: CaseQuery): boolean {
    const { risks, grader, expect } = instance.it;
    return (
      (verdict === undefined || this.#verdict(instance.index) === verdict) &&
      (risk === undefined || instance.it.risks.includes(risk)) &&
      (suite === undefined || this.#suite(instance) === suite) &&
      (attack === undefined || (this.#attack(instance) ?? 'plain') === attack) &&
      (where === undefined ||
        where({ risks, grader, expects: expectationKind(expect), attack: this.#attack(instance) }))
    );
  }

  async *outcomes(): AsyncGenerator<CaseOutcome> {
    for await (const instance of instancesOf(this.#plan)) yield this.#outcomeOf(instance);
  }

  #rowOf(instance: Instance, leaf: Settled | null): CaseRow {
    return {
      ...this.#outcomeOf(instance),
      params: leaf?.params ?? {},
      attempts: leaf?.attempts ?? 0,
      milliseconds: leaf?.milliseconds ?? 0,
    };
  }

  #outcomeOf(instance: Instance): CaseOutcome {
    const { it } = instance;
    return {
      case: instance.id,
      caseId: it.id,
      suite: this.#suite(instance),
      attack: this.#attack(instance),
      epoch: instance.epoch,
      risks: it.risks,
      language: it.language,
      asked: beginningOf(it.turns),
      grader: it.grader,
      expects: expectationKind(it.expect),
      group: it.group ?? null,
      verdict: this.#verdict(instance.index),
      reason: this.#ledger.reason(instance.index),
    };
  }

  async #detail(instance: Instance, leaf: Settled | null): Promise<CaseDetail> {
    const { content } = this.#journal;
    const text = async (digest: unknown) =>
      typeof digest === 'string' && !content.erased(digest) ? content.text(digest) : null;
    const question = await text(leaf?.question);
    const noted = await text(leaf?.params.noted);
    return {
      ...this.#rowOf(instance, leaf),
      // Both were written by us and are verified against their digests.
      question: question === null ? instance.it.turns : (JSON.parse(question) as readonly Turn[]),
      answer: await text(leaf?.answer),
      noted: noted === null ? {} : (JSON.parse(noted) as Record<string, string | number>),
      questionDigest: leaf?.question ?? null,
      answerDigest: leaf?.answer ?? null,
    };
  }
}

/**
 * Opens a run for reading, also while it goes on: what was on disk at that moment.
 * @throws AssessError `run.not_a_run`, `run.plan_changed`, `run.journal_damaged`
 */
export async function readRun(runDirectory: string, grading: Grading): Promise<RunReader> {
  const plan = await readPlan(runDirectory);
  const stamp = { clock: () => 0, newId: () => nobody.id, random: (bytes: number) => new Uint8Array(bytes) };
  const options = { directory: runDirectory, access: 'read', org: plan.header.org, actor: nobody, stamp } as const;
  return readJournal(runDirectory, plan, await openJournal(options), grading);
}

/** Reads a run from its open journal, which the reader closes; all comes from the disk, as in `readRun`. */
export async function readJournal(
  runDirectory: string,
  plan: Plan,
  journal: Journal,
  grading: Grading,
): Promise<RunReader> {
  try {
    const { result, ledger } = await buildAll(runDirectory, plan, journal, grading);
    return new Reader(plan, journal, ledger, result);
  } catch (error) {
    await journal.close();
    throw runError(error, runDirectory);
  }
}
