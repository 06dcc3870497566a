import { type IdentityFacts, type Leaf, makeLeaf, type RecordBody, type Stamp } from '../ledger/index.ts';
import type { By, Register } from '../register/index.ts';
import type { CheckDefinition } from './check.ts';
import { EvidenceError } from './errors.ts';
import { refuseInvalidFinding } from './finding.ts';
import type { Finding, Observation } from './observation.ts';
import type { EvidenceReader } from './reading.ts';
import { storable } from './storable.ts';
import type { IdentitySighting, Run } from './types.ts';

export type RunPlan = Omit<RecordBody<'run.started'>, 'run' | 'tool' | 'scope'> & { readonly scope: readonly string[] };
export type RunOutcome = Omit<RecordBody<'run.finished'>, 'run'>;

/** What is recorded of runs while they go. */
export interface Recording {
  /**
   * Opens a run over the checks of its `scope`; with `id`, under the one that a journal already carries: a run of that id that is
   * still open goes on and nothing is recorded anew, one that has ended throws `evidence.run_finished`.
   * Throws EvidenceError `evidence.run_scope_empty`, `evidence.check_unknown {check}`; RegisterError `register.system_unknown`.
   */
  startRun(by: By, plan: RunPlan, id?: string): Promise<Run>;
  /**
   * Records what a check of the run found, stamped with time, identity and, for a pass, the validity that the system's grade asks.
   * Throws `evidence.run_unknown`, `evidence.run_finished`, `evidence.check_out_of_scope`, `evidence.measurement_missing`,
   * `evidence.finding_invalid`; what the log throws when it cannot keep the leaf.
   */
  record(by: By, run: string, check: string, finding: Finding, identity: IdentityFacts | null): Promise<Observation>;
  /** Records which model was seen behind an endpoint of a system. */
  seeIdentity(by: By, system: string, identity: IdentityFacts, run: string | null): Promise<IdentitySighting>;
  /**
   * Closes a run. One that settled no case is `not_assessed`, whatever it says of itself.
   * Throws `evidence.run_unknown`, `evidence.run_finished`.
   */
  finishRun(by: By, run: string, outcome: RunOutcome): Promise<Run>;
}

export type RecordingParts = Readonly<{
  append: (leaf: Leaf) => Promise<unknown>;
  stamp: Stamp;
  register: Pick<Register, 'get' | 'requirements'>;
  reader: Pick<EvidenceReader, 'run'>;
  definitionOf: (check: string) => CheckDefinition;
  /** name and version of Duheng, as records carry it */
  tool: string;
}>;

/** A run that is under way, and for how long its passes will hold. */
type Open = Readonly<{ run: Run; validityDays: number }>;

const DAY = 86_400_000;

export function createRecording(parts: RecordingParts): Recording {
  const { append, stamp, register, reader, definitionOf, tool } = parts;
  /** by organisation and run; what the tables would say, were they never behind the log */
  const open = new Map<string, Open>();

  async function openRun(org: string, id: string): Promise<Open> {
    const opened = open.get(`${org} ${id}`);
    if (opened) return opened;
    const run = await reader.run(org, id);
    if (run.finished) throw new EvidenceError('evidence.run_finished', { run: id });
    return remember(run);
  }

  async function remember(run: Run): Promise<Open> {
    const system = await register.get(run.org, run.system);
    const opened = { run, validityDays: register.requirements(system).evidenceValidityDays };
    open.set(`${run.org} ${run.run}`, opened);
    return opened;
  }

  /** A run of this id that goes on, null where there is none. */
  async function known(org: string, id: string): Promise<Run | null> {
    try {
      return (await openRun(org, id)).run;
    } catch (error) {
      if (error instanceof EvidenceError && error.code === 'evidence.run_unknown') return null;
      throw error;
    }
  }

  return {
    async startRun(by, given, resumed) {
      const before = resumed === undefined ? null : await known(by.org, resumed);
      if (before) return before;
      const { scope, ...plan } = storable(given);
      const id = resumed ?? stamp.newId();
      const checks = [...new Set(scope)];
      if (checks.length === 0) throw new EvidenceError('evidence.run_scope_empty', {});
      for (const check of checks) definitionOf(check);
      await register.get(by.org, plan.system);
      const body = { ...plan, run: id, scope: checks, tool };
      const leaf = makeLeaf({ ...by, kind: 'run.started', body }, stamp);
      await append(leaf);
      const started = { ...body, org: by.org, startedAt: leaf.at, actor: by.actor, finished: null };
      return (await remember(started)).run;
    },

    async record(by, id, check, givenFinding, givenIdentity) {
      const { run, validityDays } = await openRun(by.org, id);
      if (!run.scope.includes(check)) throw new EvidenceError('evidence.check_out_of_scope', { run: id, check });
      refuseInvalidFinding(givenFinding);
      const { finding, identity } = storable({ finding: givenFinding, identity: givenIdentity });
      const now = stamp.clock();
      const stamped = {
        ...{ observation: stamp.newId(), run: id, system: run.system, check, identity, tool },
        checkVersion: definitionOf(check).version,
        observedAt: new Date(now).toISOString(),
        validUntil: finding.result === 'pass' ? new Date(now + validityDays * DAY).toISOString() : null,
      };
      await append(makeLeaf({ ...by, kind: 'observation', body: { ...bodyOf(finding), ...stamped } }, stamp));
      return { ...finding, ...stamped, org: by.org };
    },

    async seeIdentity(by, system, given, run) {
      const identity = storable(given);
      await register.get(by.org, system);
      const seenAt = new Date(stamp.clock()).toISOString();
      await append(makeLeaf({ ...by, kind: 'identity.seen', body: { system, run, identity, seenAt } }, stamp));
      return { identity, seenAt };
    },

    async finishRun(by, id, outcome) {
      const { run } = await openRun(by.org, id);
      const settled = Object.values(outcome.counts).some((it) => it > 0);
      const status = outcome.status === 'complete' && !settled ? 'not_assessed' : outcome.status;
      const leaf = makeLeaf({ ...by, kind: 'run.finished', body: { ...outcome, run: id, status } }, stamp);
      await append(leaf);
      open.delete(`${by.org} ${id}`);
      return { ...run, finished: { ...outcome, status, at: leaf.at } };
    },
  };
}

/** A finding with every field that the record has. */
function bodyOf(finding: Finding) {
  const { result, subject, reason } = finding;
  const observed = ('observed' in finding && finding.observed) || null;
  const expected = ('expected' in finding && finding.expected) || null;
  const artefact = ('artefact' in finding && finding.artefact) || null;
  return { result, subject, reason, observed, expected, artefact };
}
