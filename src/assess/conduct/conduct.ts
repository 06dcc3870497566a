import { join } from 'node:path';
import type { Evidence } from '../../evidence/index.ts';
import type { Profile } from '../../framework/index.ts';
import type { LogEntry, Stamp } from '../../ledger/index.ts';
import type { By, Register } from '../../register/index.ts';
import type { Secrets } from '../../store/index.ts';
import { parseAttacks } from '../attack/index.ts';
import type { AssessmentCheck } from '../catalogue/index.ts';
import { AssessError } from '../error.ts';
import { createGrading } from '../grader/index.ts';
import { openResponseCache } from '../run/cache.ts';
import { systemClock } from '../run/clock.ts';
import type { Grading } from '../run/grading.ts';
import { journalLeaves } from '../run/journal-leaves.ts';
import { readPlan } from '../run/plan.ts';
import { type RunReader, readRun } from '../run/read.ts';
import { planAssessment, resumeAssessment } from '../run/run.ts';
import type { Progress } from '../run/run-types.ts';
import { bankDirectory, loadSuite } from '../suite/load.ts';
import type { Suite } from '../suite/suite.ts';
import type { Target } from '../target/target.ts';
import { type ActiveRun, createActiveRuns, type Watcher } from './active.ts';
import { judgeIdOf, keepSecrets, recordedAddress, withSecrets } from './address.ts';
import { conclude, giveUp, isConclusive, recordStart } from './conclude.ts';
import { type Interruption, interruptionOf } from './interruption.ts';
import { drawFraction, openGrading } from './judge.ts';
import { type AssessmentInput, placeOf } from './place.ts';
import { createReaders } from './readers.ts';
import { type AssessmentRequest, keepRequest, openRequested, reachOf, readRequest } from './request.ts';

export interface ConductParts {
  readonly dataDirectory: string;
  readonly register: Register;
  readonly evidence: Evidence;
  readonly secrets: Pick<Secrets, 'put' | 'get' | 'has' | 'delete'>;
  readonly checks: readonly AssessmentCheck[];
  /** models that are for practice only: a system that is registered for one never enters real figures */
  readonly practiceModels?: readonly string[];
  /** the profiles of a system, the most specific first; the last has a threshold for every metric */
  profilesOf(profile: string): Promise<readonly Profile[]>;
  readonly stamp: Stamp;
  readonly tool: string;
  /** told of a run that ended by an error of ours; its journal is whole and it can be resumed */
  onFailure(run: string, error: unknown): void;
}

function asPractice(input: AssessmentInput, models: readonly string[]): AssessmentInput {
  const { model = null } = input.target ?? {};
  return model !== null && models.includes(model) ? { ...input, practice: true } : input;
}

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
  interruption(run: string): Promise<Interruption>;
  /** Calls back with every change of progress; the returned function ends that. */
  watch(run: string, watcher: Watcher): () => void;
  /** Resolves when the run no longer goes on in this process; the error it ended by, or null. */
  settled(run: string): Promise<unknown>;
  /** The run as it lies on disk; close it after use. */
  open(run: string): Promise<RunReader>;
  directoryOf(run: string): string;
  /** what a run settled, leaf by leaf, as its journal holds it; throws as `journalLeaves` does */
  journal(run: string): AsyncIterable<LogEntry>;
  close(): Promise<void>;
}

/** What a run holds open while it goes on. */
interface Opened {
  readonly target: Target;
  readonly grading: Grading;
  close(): Promise<void>;
}

/** Conducts assessments in one data directory: from what a person asked to what is recorded. */
export function createAssessments(parts: ConductParts): Assessments {
  const { register, evidence, secrets, stamp, dataDirectory } = parts;
  const active = createActiveRuns();
  const directoryOf = (run: string) => join(dataDirectory, 'runs', run);
  /** reads back what any grader settled: group grades need no judge */
  const grading = createGrading();
  const read = (run: string) => readRun(directoryOf(run), grading);
  let lastPlaced: Promise<unknown> = Promise.resolve();
  const readers = createReaders(read, (run) => !active.has(run));

  /** The suites of what was asked, having made sure that all of it can be asked: a faulty request registers, keeps and records nothing. */
  async function checkedSuites(input: AssessmentInput): Promise<readonly Suite[]> {
    await attacksOf(input.attacks);
    if (input.target)
      await (await openRequested({ ...input.target, ...reachOf(input) }, input.key, stamp.clock)).close();
    const { grading, close } = await openGrading(input.judge ?? null, input.judge?.key, stamp);
    await close();
    const { accepts } = grading;
    return Promise.all(input.suites.map((it) => loadSuite(it, { bank: bankDirectory, accepts })));
  }

  /** Plans a run and records that it begins. */
  async function begin(
    by: By,
    input: AssessmentInput & { readonly loaded: readonly Suite[] },
    run: string,
    request: AssessmentRequest,
    opened: Opened,
  ): Promise<void> {
    const { concurrency, epochs, attempts } = input;
    const planned = await planAssessment({
      ...sessionOf(by, run, opened),
      stamp: { random: stamp.random, newId: () => run },
      attacks: await attacksOf(input.attacks),
      suites: input.loaded,
      settings: { concurrency, epochs, ...(attempts === undefined ? {} : { attempts }) },
      ...{ org: by.org, system: request.system, tool: parts.tool },
    });
    await keepRequest(directoryOf(run), request);
    await recordStart(parts, by, run, planned, request);
  }

  function sessionOf(by: By, run: string, { target, grading }: Opened) {
    const clock = { ...systemClock, now: stamp.clock };
    const random = () => drawFraction(stamp);
    const ids = { newId: stamp.newId, random: stamp.random };
    return { runDirectory: directoryOf(run), target, grading, actor: by.actor, clock, random, stamp: ids };
  }

  /** Carries a planned run out and records what it found. */
  async function carryOut(
    by: By,
    run: string,
    going: ActiveRun,
    request: AssessmentRequest,
    opened: Opened,
    useCache: boolean,
  ): Promise<void> {
    let probed = false;
    const result = await resumeAssessment({
      ...sessionOf(by, run, opened),
      attacks: await attacksOf(request.attacks),
      signal: going.signal,
      ...(useCache ? { cache: openResponseCache(join(dataDirectory, 'cache'), systemClock) } : {}),
      onProgress(progress) {
        probed ||= progress.phase === 'probing';
        going.show(progress);
      },
    });
    // An identity that an earlier session saw is not seen again by recording it again.
    if (result.identity && probed) await evidence.seeIdentity(by, request.system, result.identity, run);
    if (!isConclusive(result)) return;
    const reader = await read(run);
    try {
      await conclude(parts, by, request, await readPlan(directoryOf(run)), reader);
    } finally {
      await reader.close();
    }
  }

  /** Goes on in the background; what it ends by is told to those who wait for it. */
  function goOn(run: string, going: ActiveRun, opened: Opened, work: () => Promise<void>): void {
    const settle = async () => {
      const error: unknown = await work().then(
        () => null,
        (cause: unknown) => cause,
      );
      await opened.close();
      if (error !== null) parts.onFailure(run, error);
      return error;
    };
    void settle().then(going.end, going.end);
  }

  /** Opens what a run asks, with what is kept for it. */
  async function open(request: AssessmentRequest): Promise<Opened> {
    const { target: asked, judge } = request;
    const { key, address } = withSecrets(secrets, request.endpoint, asked.address);
    const target = await openRequested({ ...asked, address }, key, stamp.clock);
    try {
      const judgeAt = judge && withSecrets(secrets, judgeIdOf(judge.address), judge.address);
      const graders = await openGrading(
        judge && judgeAt && { ...judge, address: judgeAt.address },
        judgeAt?.key,
        stamp,
      );
      const close = async () => {
        await target.close();
        await graders.close();
      };
      return { target, grading: graders.grading, close };
    } catch (error) {
      await target.close();
      throw error;
    }
  }

  async function requestOf(by: By, input: AssessmentInput): Promise<AssessmentRequest> {
    // One after the other: two that name the same new endpoint at once must not register it twice.
    const placing = lastPlaced.then(() => placeOf(register, by, asPractice(input, parts.practiceModels ?? [])));
    lastPlaced = placing.catch(() => undefined);
    const { system, endpoint, target, given } = await placing;
    const { judge } = input;
    await keepSecrets(secrets, endpoint.id, { key: input.key, address: given });
    if (judge) await keepSecrets(secrets, judgeIdOf(judge.address), judge);
    return {
      ...{ v: 1, system: system.id, endpoint: endpoint.id, target: { ...target, ...reachOf(input) } },
      ...{ suites: [...input.suites], attacks: [...input.attacks] },
      judge: judge ? { address: recordedAddress(judge.address), model: judge.model } : null,
      // What an address holds of a query lies among the secrets.
      queried: [],
    };
  }

  /** Holds the run from before anything is opened, so that a second session and a closing program see it. */
  async function underWay(
    run: string,
    prepare: (going: ActiveRun) => Promise<{ readonly opened: Opened; work(): Promise<void> }>,
  ): Promise<void> {
    const going = active.begin(run);
    if (!going) return;
    try {
      const { opened, work } = await prepare(going);
      goOn(run, going, opened, work);
    } catch (error) {
      going.end(error);
      throw error;
    }
  }

  return {
    directoryOf,
    isActive: active.has,
    progress: active.progress,
    watch: active.watch,
    settled: active.settled,
    open: readers.take,
    journal: (run) => journalLeaves(directoryOf(run)),
    cancel: active.stop,

    interruption: (run) => interruptionOf(directoryOf(run), active.lastError(run)),

    async start(by, input) {
      const loaded = await checkedSuites(input);
      const run = stamp.newId();
      const request = await requestOf(by, input);
      await underWay(run, async (going) => {
        const opened = await open(request);
        try {
          await begin(by, { ...input, loaded }, run, request, opened);
        } catch (error) {
          await opened.close();
          throw error;
        }
        return { opened, work: () => carryOut(by, run, going, request, opened, input.cache === true) };
      });
      return { run, system: request.system };
    },

    async resume(by, run, key) {
      await underWay(run, async (going) => {
        const known = await evidence.run(by.org, run);
        if (known.finished) throw new AssessError('run.finished', { run });
        const request = await readRequest(directoryOf(run));
        if (!request) throw new AssessError('run.not_resumable', { run });
        await keepSecrets(secrets, request.endpoint, { key });
        const opened = await open(request);
        return { opened, work: () => carryOut(by, run, going, request, opened, false) };
      });
    },

    async abandon(by, run) {
      await active.stop(run);
      if ((await evidence.run(by.org, run)).finished) throw new AssessError('run.finished', { run });
      await giveUp(evidence, by, run, () => read(run));
    },

    async close() {
      await active.close();
      await readers.close();
    },
  };
}

async function attacksOf(names: readonly string[]) {
  return names.length === 0 ? [] : parseAttacks(names.join(','));
}
