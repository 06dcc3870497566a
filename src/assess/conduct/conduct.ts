import { join } from 'node:path';
import { type Evidence, findGrade, gradeCheck } from '../../evidence/index.ts';
import type { Profile } from '../../framework/index.ts';
import { makeDirectory, type Stamp } from '../../ledger/index.ts';
import type { By, Register } from '../../register/index.ts';
import type { Secrets } from '../../store/index.ts';
import { parseAttacks } from '../attack/index.ts';
import type { AssessmentCheck } from '../catalogue/index.ts';
import { AssessError } from '../error.ts';
import { createGrading } from '../grader/index.ts';
import { openResponseCache } from '../run/cache.ts';
import { systemClock } from '../run/clock.ts';
import type { Grading } from '../run/grading.ts';
import { type Plan, readPlan } from '../run/plan.ts';
import { type RunReader, readRun } from '../run/read.ts';
import { readOutcome } from '../run/read-result.ts';
import { planAssessment, resumeAssessment } from '../run/run.ts';
import type { Progress, RunResult } from '../run/run-types.ts';
import { bankDirectory, loadSuite } from '../suite/load.ts';
import { openTarget } from '../target/open-target.ts';
import type { Target } from '../target/target.ts';
import { drawFraction, openGrading } from './judge.ts';
import { findingsOfRun, scopeOf } from './outcome.ts';
import { type AssessmentInput, placeOf } from './place.ts';
import {
  type AssessmentRequest,
  judgeSecretOf,
  keepRequest,
  readRequest,
  secretNameOf,
  specificationOf,
  subjectOf,
} from './request.ts';

export interface ConductParts {
  readonly dataDirectory: string;
  readonly register: Register;
  readonly evidence: Evidence;
  readonly secrets: Pick<Secrets, 'put' | 'get' | 'has'>;
  readonly checks: readonly AssessmentCheck[];
  /** the profiles of a system, the most specific first; the last has a threshold for every metric */
  profilesOf(profile: string): Promise<readonly Profile[]>;
  readonly stamp: Stamp;
  readonly tool: string;
  /** told of a run that ended by an error of ours; its journal is whole and it can be resumed */
  onFailure(run: string, error: unknown): void;
}

type Watcher = (progress: Progress) => void;

/** Runs that go on in this process, and those that lie on disk. */
export interface Assessments {
  /** Plans, records the start, and goes on in the background. Rejects before anything was asked when the input is faulty. */
  start(by: By, input: AssessmentInput): Promise<{ readonly run: string; readonly system: string }>;
  /** Goes on with an interrupted or failed run. Rejects with `run.not_resumable`, `run.target_differs` and the like. */
  resume(by: By, run: string, key?: string): Promise<void>;
  /** Stops asking; the run can be resumed. */
  cancel(run: string): Promise<void>;
  /** Ends an interrupted run for good: what it settled stays on disk, nothing of it counts. */
  abandon(by: By, run: string): Promise<void>;
  progress(run: string): Progress | null;
  isActive(run: string): boolean;
  /** Why a run that neither goes on nor has ended stopped. */
  interruption(run: string): Promise<{ readonly reason: string; readonly params: Readonly<Record<string, unknown>> }>;
  /** Calls back with every change of progress; the returned function ends that. */
  watch(run: string, watcher: Watcher): () => void;
  /** Resolves when the run no longer goes on in this process; the error it ended by, or null. */
  settled(run: string): Promise<unknown>;
  /** The run as it lies on disk; close it after use. */
  open(run: string): Promise<RunReader>;
  directoryOf(run: string): string;
  close(): Promise<void>;
}

interface Keys {
  readonly key?: string | undefined;
  readonly judgeKey?: string | undefined;
}

/** What a run holds open while it goes on. */
interface Opened {
  readonly target: Target;
  readonly grading: Grading;
  close(): Promise<void>;
}

interface Active {
  readonly controller: AbortController;
  readonly watchers: Set<Watcher>;
  readonly done: Promise<unknown>;
  progress: Progress | null;
}

export function createAssessments(parts: ConductParts): Assessments {
  const { register, evidence, secrets, stamp, dataDirectory } = parts;
  const active = new Map<string, Active>();
  const directoryOf = (run: string) => join(dataDirectory, 'runs', run);
  /** reads back what any grader settled: group grades need no judge */
  const grading = createGrading();
  const random = () => drawFraction(stamp);

  async function plan(by: By, input: AssessmentInput, run: string, opened: Opened, system: string): Promise<Plan> {
    const suites = await Promise.all(
      input.suites.map((it) => loadSuite(it, { bank: bankDirectory, accepts: opened.grading.accepts })),
    );
    return planAssessment({
      ...sessionOf(by, run, opened),
      stamp: { random: stamp.random, newId: () => run },
      attacks: await attacksOf(input.attacks),
      suites,
      settings: {
        concurrency: input.concurrency,
        epochs: input.epochs,
        ...(input.attempts === undefined ? {} : { attempts: input.attempts }),
      },
      org: by.org,
      system,
      tool: parts.tool,
    });
  }

  function sessionOf(by: By, run: string, { target, grading }: Opened) {
    const { actor } = by;
    const clock = { ...systemClock, now: stamp.clock };
    return {
      runDirectory: directoryOf(run),
      target,
      grading,
      actor,
      clock,
      random,
      stamp: { newId: stamp.newId, random: stamp.random },
    };
  }

  /** Carries a planned run out and records what it found; the run is in `active` meanwhile. */
  function carryOut(by: By, run: string, request: AssessmentRequest, opened: Opened, useCache: boolean): void {
    const controller = new AbortController();
    const watchers = new Set<Watcher>();
    const work = async () => {
      try {
        const result = await resumeAssessment({
          ...sessionOf(by, run, opened),
          attacks: await attacksOf(request.attacks),
          signal: controller.signal,
          ...(useCache ? { cache: openResponseCache(join(dataDirectory, 'cache'), systemClock) } : {}),
          onProgress(progress) {
            state.progress = progress;
            for (const it of watchers) it(progress);
          },
        });
        await conclude(by, run, request, result);
        return null;
      } catch (error) {
        parts.onFailure(run, error);
        return error;
      } finally {
        await opened.close();
        active.delete(run);
      }
    };
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const state: Active = { controller, watchers, progress: null, done: promise };
    active.set(run, state);
    void work().then(resolve);
  }

  /** An interrupted or failed run stays open, so that it can be resumed; only a whole one settles anything. */
  async function conclude(by: By, run: string, request: AssessmentRequest, result: RunResult): Promise<void> {
    if (result.identity) await evidence.seeIdentity(by, request.system, result.identity, run);
    const broken = result.selfCheck.status === 'broken';
    if (result.status === 'cancelled' || (result.status === 'failed' && !broken)) return;
    const system = await register.get(by.org, request.system);
    const reader = await readRun(directoryOf(run), grading);
    try {
      const standards = {
        profiles: await parts.profilesOf(system.profile),
        minimumSampleFactor: register.requirements(system).minimumSampleFactor,
      };
      const scope = await scopeOf(parts.checks, await readPlan(directoryOf(run)));
      const found = await findingsOfRun(
        scope,
        reader,
        subjectOf({ address: result.target.address, model: result.target.model }),
        standards,
      );
      const recorded = new Set(
        (await evidence.observations(by.org, { run }, { limit: 200 })).rows.map((it) => it.check),
      );
      for (const { check, finding } of found) {
        if (!recorded.has(check.id)) await evidence.record(by, run, check.id, finding, result.identity);
      }
      if (!recorded.has(gradeCheck.id)) await evidence.record(by, run, gradeCheck.id, findGrade(system), null);
    } finally {
      await reader.close();
    }
    const { status, counts, journal, selfCheck, reason } = result;
    await evidence.finishRun(by, run, { status, counts, journal, selfCheck: selfCheck.status, reason });
  }

  /** Opens what a run asks, with the keys that are kept; a key given now is kept first. */
  async function open(request: AssessmentRequest, keys: Keys): Promise<Opened> {
    const name = secretNameOf(request.endpoint);
    const judgeName = judgeSecretOf(request.judge?.address ?? '');
    if (keys.key !== undefined) await secrets.put(name, keys.key);
    if (keys.judgeKey !== undefined) await secrets.put(judgeName, keys.judgeKey);
    const kept = (it: string) => (secrets.has(it) ? secrets.get(it) : undefined);
    const target = await openTarget(specificationOf(request.target, kept(name)), { now: stamp.clock });
    const graders = await openGrading(request.judge, kept(judgeName), stamp);
    const close = async () => {
      await target.close();
      await graders.close();
    };
    return { target, grading: graders.grading, close };
  }

  return {
    directoryOf,
    isActive: (run) => active.has(run),
    progress: (run) => active.get(run)?.progress ?? null,
    open: (run) => readRun(directoryOf(run), grading),
    settled: (run) => active.get(run)?.done ?? Promise.resolve(null),

    async interruption(run) {
      const { ending, params } = (await readOutcome(directoryOf(run))) ?? { ending: { reason: null }, params: {} };
      return { reason: ending.reason ?? 'run.interrupted', params };
    },

    async start(by, input) {
      await attacksOf(input.attacks);
      const { system, endpoint, target } = await placeOf(register, by, input);
      const run = stamp.newId();
      const request: AssessmentRequest = {
        v: 1,
        system: system.id,
        endpoint: endpoint.id,
        target,
        suites: [...input.suites],
        attacks: [...input.attacks],
        judge: input.judge ? { address: input.judge.address, model: input.judge.model } : null,
      };
      const opened = await open(request, { key: input.key, judgeKey: input.judge?.key });
      try {
        const planned = await plan(by, input, run, opened, system.id);
        await makeDirectory(directoryOf(run));
        await keepRequest(directoryOf(run), request);
        await recordStart(by, run, planned, request);
        carryOut(by, run, request, opened, input.cache === true);
      } catch (error) {
        await opened.close();
        throw error;
      }
      return { run, system: system.id };
    },

    async resume(by, run, key) {
      if (active.has(run)) return;
      const request = await readRequest(directoryOf(run));
      if (!request) throw new AssessError('run.not_resumable', { run });
      const known = await evidence.run(by.org, run);
      if (known.finished) throw new AssessError('run.finished', { run });
      carryOut(by, run, request, await open(request, { key }), false);
    },

    async cancel(run) {
      const found = active.get(run);
      found?.controller.abort();
      await found?.done;
    },

    async abandon(by, run) {
      active.get(run)?.controller.abort();
      await active.get(run)?.done;
      const reader = await readRun(directoryOf(run), grading);
      const { counts, journal, selfCheck } = reader.result;
      await reader.close();
      await evidence.finishRun(by, run, {
        status: 'cancelled',
        counts,
        journal,
        selfCheck: selfCheck.status,
        reason: 'run.abandoned',
      });
    },

    watch(run, watcher) {
      const found = active.get(run);
      found?.watchers.add(watcher);
      if (found?.progress) watcher(found.progress);
      return () => found?.watchers.delete(watcher);
    },

    async close() {
      for (const it of active.values()) it.controller.abort();
      await Promise.all([...active.values()].map((it) => it.done));
    },
  };

  async function recordStart(by: By, run: string, planned: Plan, request: AssessmentRequest): Promise<void> {
    const { header, digest } = planned;
    const scope = [...(await scopeOf(parts.checks, planned)).map((it) => it.id), gradeCheck.id];
    await evidence.startRun(
      by,
      {
        system: request.system,
        scope,
        suites: header.suites.map((it) => ({ name: it.name.slice(0, 200), digest: it.digest })),
        attacks: header.attacks,
        endpoint: header.target.address,
        model: header.target.model,
        planned: header.planned,
        plan: digest,
      },
      run,
    );
  }
}

async function attacksOf(names: readonly string[]) {
  return names.length === 0 ? [] : parseAttacks(names.join(','));
}
