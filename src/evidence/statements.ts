import { type ActorRef, type ContentStore, type Leaf, makeLeaf, type Stamp } from '../ledger/index.ts';
import type { By, Register, System } from '../register/index.ts';
import { EvidenceError } from './errors.ts';
import type { EvidenceReader } from './reading.ts';
import { storable } from './storable.ts';
import type { CaseReview, Exception, Judgement } from './types.ts';

export type JudgementInput = Readonly<{ system: string; item: string; statement: string; expires?: string | null }>;
export type ExceptionInput = Readonly<{
  system: string;
  item: string;
  /** null or left out: every check of the item */
  check?: string | null;
  reason: string;
  expires: string;
  /** who asked for it, when that is someone else than the one who approves by recording it */
  requestedBy?: ActorRef | null;
}>;
export type CaseReviewInput = Readonly<{ run: string; case: string; verdict: 'pass' | 'fail'; reason: string }>;

/** What people state, accept and decide. Words go into the content store, their digests into the log. */
export interface Statements {
  /** Throws EvidenceError `evidence.item_unknown`, `evidence.reason_missing`, `evidence.expiry_invalid`. */
  judge(by: By, input: JudgementInput): Promise<Judgement>;
  /** Throws `evidence.judgement_unknown`. Withdrawing twice changes nothing. */
  withdrawJudgement(by: By, system: string, judgement: string): Promise<void>;
  /**
   * Accepts a failure for a time. The approver is the one who records it. Approving what oneself asked for is possible only
   * in a one-person installation, and is marked. The grade bounds how long an exception may last.
   * Throws `evidence.item_unknown`, `evidence.check_unknown`, `evidence.reason_missing`, `evidence.expiry_invalid {latest}`,
   * `evidence.self_approval_refused`.
   */
  except(by: By, input: ExceptionInput): Promise<Exception>;
  /** Throws `evidence.exception_unknown`. Withdrawing twice changes nothing. */
  withdrawException(by: By, system: string, exception: string): Promise<void>;
  /** Decides a case that no grader could. Throws `evidence.run_unknown`, `evidence.reason_missing`. */
  reviewCase(by: By, input: CaseReviewInput): Promise<CaseReview>;
}

export type StatementParts = Readonly<{
  append: (leaf: Leaf) => Promise<unknown>;
  stamp: Stamp;
  words: Pick<ContentStore, 'put'>;
  register: Pick<Register, 'get' | 'requirements'>;
  reader: Pick<EvidenceReader, 'run' | 'judgements' | 'exceptions'>;
  /** codes of the items in the scope of a system */
  scopeOf: (system: System) => Promise<ReadonlySet<string>>;
  /** ids of the checks bound to an item */
  checksOf: (item: string) => readonly string[];
  /** whether nobody else could approve */
  onePerson: (org: string) => boolean | Promise<boolean>;
}>;

const DAY = 86_400_000;
const MAX_WORDS = 10_000;
/** RFC 3339 with its offset: a time without one would mean something else on every machine. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

export function createStatements(parts: StatementParts): Statements {
  const { append, stamp, words, register, reader, scopeOf, checksOf, onePerson } = parts;

  async function systemWith(org: string, id: string, item: string): Promise<System> {
    const system = await register.get(org, id);
    if (!(await scopeOf(system)).has(item))
      throw new EvidenceError('evidence.item_unknown', { item: item.slice(0, 100) });
    return system;
  }

  return {
    async judge(by, { system, item, statement, expires: given = null }) {
      await systemWith(by.org, system, item);
      const now = stamp.clock();
      const expires = given === null ? null : instantAfter(given, now, null);
      const body = { judgement: stamp.newId(), system, item, statement: words.put(worded(statement)) };
      const times = { statedAt: new Date(now).toISOString(), expires };
      await append(makeLeaf({ ...by, kind: 'judgement', body: { ...body, ...times } }, stamp));
      return { ...body, ...times, statement: body.statement.digest, actor: by.actor, withdrawnAt: null };
    },

    async withdrawJudgement(by, system, judgement) {
      const known = (await reader.judgements(by.org, system)).find((it) => it.judgement === judgement);
      if (!known) throw new EvidenceError('evidence.judgement_unknown', { judgement: judgement.slice(0, 100) });
      if (known.withdrawnAt) return;
      await append(makeLeaf({ ...by, kind: 'judgement.withdrawn', body: { judgement, system } }, stamp));
    },

    async except(by, { system: id, item, check = null, reason, expires: given, requestedBy }) {
      const system = await systemWith(by.org, id, item);
      if (check !== null && !checksOf(item).includes(check))
        throw new EvidenceError('evidence.check_unknown', { check: check.slice(0, 100) });
      const selfApproved = (requestedBy ?? by.actor).id === by.actor.id;
      if (selfApproved && !(await onePerson(by.org)))
        throw new EvidenceError('evidence.self_approval_refused', { item });
      const now = stamp.clock();
      const expires = instantAfter(given, now, now + register.requirements(system).exceptionDays * DAY);
      const text = words.put(worded(reason));
      const body = { exception: stamp.newId(), system: id, item, check, approver: by.actor, selfApproved, expires };
      const approvedAt = new Date(now).toISOString();
      await append(makeLeaf({ ...by, kind: 'exception', body: { ...body, approvedAt, reason: text } }, stamp));
      return { ...body, approvedAt, reason: text.digest, withdrawnAt: null };
    },

    async withdrawException(by, system, exception) {
      const known = (await reader.exceptions(by.org, system)).find((it) => it.exception === exception);
      if (!known) throw new EvidenceError('evidence.exception_unknown', { exception: exception.slice(0, 100) });
      if (known.withdrawnAt) return;
      await append(makeLeaf({ ...by, kind: 'exception.withdrawn', body: { exception, system } }, stamp));
    },

    async reviewCase(by, { run, case: given, verdict, reason }) {
      const name = storable(given);
      await reader.run(by.org, run);
      const text = words.put(worded(reason));
      const leaf = makeLeaf({ ...by, kind: 'case.reviewed', body: { run, case: name, verdict, reason: text } }, stamp);
      await append(leaf);
      return { id: leaf.id, run, case: name, verdict, reason: text.digest, at: leaf.at, actor: by.actor };
    },
  };
}

function worded(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '') throw new EvidenceError('evidence.reason_missing', {});
  return trimmed.slice(0, MAX_WORDS);
}

/** An instant in canonical form that lies after `now` and not after `latest`, milliseconds. */
function instantAfter(given: string, now: number, latest: number | null): string {
  const at = INSTANT.test(given) ? Date.parse(given) : Number.NaN;
  const last = latest === null ? '' : new Date(latest).toISOString();
  if (Number.isNaN(at) || at <= now || (latest !== null && at > latest))
    throw new EvidenceError('evidence.expiry_invalid', { expires: given.slice(0, 100), latest: last });
  return new Date(at).toISOString();
}
