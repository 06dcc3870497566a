import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readCanaries } from '../../evidence/index.ts';
import { makeDirectory, type Stamp, writeFileDurably } from '../../ledger/index.ts';
import { AssessError, isAssessError } from '../error.ts';
import type { Target } from '../target/target.ts';
import { Engine, type EngineWorld } from './engine.ts';
import { Health } from './health.ts';
import { probeIdentity } from './identity.ts';
import { type Journal, openJournal, runError } from './journal.ts';
import { digestOf, type Instance, instancesOf, type Plan, type PlanHeader, readPlan, writePlan } from './plan.ts';
import { ProgressMeter } from './progress.ts';
import { type RunReader, readJournal } from './read.ts';
import { buildResult, outcomeFile } from './read-result.ts';
import type { Ending } from './result.ts';
import type { ResumeInput, RunInput, RunResult } from './run-types.ts';
import { parseSettings } from './settings.ts';
import { Throttle } from './throttle.ts';

/** Stands where no system is registered. */
const noSystem = '00000000-0000-0000-0000-000000000000';

function targetFacts(target: Target): PlanHeader['target'] {
  return { ...target.describe(), params: digestOf(target.params) };
}

function stampOf(input: ResumeInput): Stamp {
  return { clock: input.clock.now, newId: input.stamp.newId, random: input.stamp.random };
}

async function openFor(input: ResumeInput, org: string): Promise<Journal> {
  const { runDirectory: directory, actor } = input;
  return openJournal({ directory, access: 'write', org, actor, stamp: stampOf(input) });
}

/**
 * Plans a run in a directory of its own and runs it: every case plain and under each attack that applies to it, as often as there are
 * epochs. What is settled is on disk before it counts, so a run killed at any moment goes on with `resumeAssessment`. The result is
 * built from the journal alone; a journal that is not consistent makes the run `failed`.
 * @throws AssessError `run.*` for the directory, the settings or the disk, `suite.*` for a suite that changed; faults of the endpoint end the
 * run as `failed` with their code as its reason
 */
export async function runAssessment(input: RunInput): Promise<RunResult> {
  return afterAsking(await askNew(input), input);
}

/** Plans a run and asks all of it, as `runAssessment` does, and gives the run to read: its journal is not opened and inspected a second time. */
export async function askAssessment(input: RunInput): Promise<RunReader> {
  const { plan, journal, progress } = await askNew(input);
  const reader = await readJournal(input.runDirectory, plan, journal, input.grading);
  progress.finished(reader.result.counts);
  return reader;
}

async function askNew(input: RunInput): Promise<Asked> {
  const plan = await planAssessment(input);
  const journal = await openFor(input, input.org);
  return session({ input, plan, journal, settled: new Set() });
}

/**
 * Writes the plan of a run and asks nothing yet; `resumeAssessment` carries it out.
 * @throws AssessError as `runAssessment` does before it asks
 */
export async function planAssessment(input: RunInput): Promise<Plan> {
  const { runDirectory: directory, suites, attacks, grading, org, system, tool, target } = input;
  const settings = parseSettings(input.settings);
  if (existsSync(join(directory, 'plan.json'))) throw new AssessError('run.directory_exists', { directory });
  return planIn(directory, {
    run: input.stamp.newId(),
    org,
    system,
    suites,
    attacks,
    settings,
    target: targetFacts(target),
    graders: { ...grading.versions },
    tool,
  });
}

async function planIn(directory: string, input: Parameters<typeof writePlan>[1]): Promise<Plan> {
  try {
    await makeDirectory(directory);
    return await writePlan(directory, input);
  } catch (cause) {
    const system =
      cause instanceof Error && 'code' in cause && !(cause instanceof AssessError) ? String(cause.code) : null;
    if (system === null || !/^E[A-Z]+$/.test(system)) throw cause;
    const code = system === 'ENOSPC' || system === 'EDQUOT' ? 'run.disk_full' : 'run.write_failed';
    throw new AssessError(code, { directory, system }, { cause });
  }
}

/**
 * Goes on with a run that was killed, cancelled or stopped: asks what is not settled yet. A run that is complete gives its result again.
 * @throws AssessError `run.not_a_run`, `run.in_use`, `run.plan_changed`, `run.target_differs`, `run.grader_changed`, `run.journal_damaged`
 */
export async function resumeAssessment(input: ResumeInput): Promise<RunResult> {
  const plan = await readPlan(input.runDirectory);
  const { header } = plan;
  if (digestOf(header.target) !== digestOf(targetFacts(input.target))) {
    const { kind, address, model } = header.target;
    throw new AssessError('run.target_differs', { kind, address, model });
  }
  for (const [grader, version] of Object.entries(header.graders)) {
    const now = input.grading.versions[grader] ?? null;
    if (now !== version) throw new AssessError('run.grader_changed', { grader, was: version, now });
  }
  if (digestOf(header.attacks) !== digestOf(input.attacks.map((it) => it.name))) {
    throw new AssessError('run.plan_changed', { file: input.runDirectory });
  }
  const journal = await openFor(input, header.org);
  const settled = new Set<string>();
  try {
    for await (const { leaf } of journal.log.read()) if (leaf.kind === 'case.settled') settled.add(leaf.body.case);
  } catch (error) {
    await journal.close();
    throw runError(error, journal.log.directory);
  }
  return afterAsking(await session({ input, plan, journal, settled }), input);
}

/** A run whose asking has ended; its journal is still open. */
interface Asked {
  readonly plan: Plan;
  readonly journal: Journal;
  readonly progress: ProgressMeter;
}

async function afterAsking({ plan, journal, progress }: Asked, input: ResumeInput): Promise<RunResult> {
  try {
    const result = await buildResult(input.runDirectory, plan, journal, input.grading);
    progress.finished(result.counts);
    return result;
  } catch (error) {
    throw runError(error, journal.log.directory);
  } finally {
    await journal.close();
  }
}

interface Session {
  readonly input: ResumeInput;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly settled: Set<string>;
}

async function* unsettled(plan: Plan, settled: ReadonlySet<string>): AsyncGenerator<Instance> {
  for await (const instance of instancesOf(plan)) if (!settled.has(instance.id)) yield instance;
}

/** Asks what is not settled and says how it ended; closes the journal only when that fails. */
async function session(of: Session): Promise<Asked> {
  try {
    return await asking(of);
  } catch (error) {
    await of.journal.close();
    throw runError(error, of.journal.log.directory);
  }
}

async function asking({ input, plan, journal, settled }: Session): Promise<Asked> {
  const { header } = plan;
  if (journal.log.size === 0) {
    const { run, planned } = header;
    await journal.append('run.planned', { run, plan: plan.digest, planned, settings: plan.settingsDigest });
  }
  const throttle = new Throttle(header.settings.concurrency, input.clock);
  const progress = new ProgressMeter({
    run: header.run,
    total: header.planned,
    clock: input.clock,
    throttle,
    report: input.onProgress,
  });
  let ended: Ended = { ending: { status: 'complete', reason: null }, params: {} };
  if (settled.size < header.planned) ended = await drive({ input, plan, journal, settled }, throttle, progress);
  progress.phase('checking');
  await writeFileDurably(
    join(input.runDirectory, outcomeFile),
    JSON.stringify({ v: 1, ...ended, history: throttle.history }),
  );
  return { plan, journal, progress };
}

interface Ended {
  readonly ending: Ending;
  readonly params: AssessError['params'];
}

function failed({ code, params }: AssessError): Ended {
  return { ending: { status: 'failed', reason: code }, params };
}

/** Asks until all is settled, the user cancels, the endpoint proves to be away, or writing fails (which throws). */
async function drive(
  { input, plan, journal, settled }: Session,
  throttle: Throttle,
  progress: ProgressMeter,
): Promise<Ended> {
  const controller = new AbortController();
  const stopped: unknown[] = [];
  const cancel = () => controller.abort();
  if (input.signal?.aborted) cancel();
  input.signal?.addEventListener('abort', cancel, { once: true });
  const health = new Health();
  const world: EngineWorld = {
    target: input.target,
    throttle,
    health,
    clock: input.clock,
    random: input.random,
    settings: plan.header.settings,
    signal: controller.signal,
    attacks: input.attacks,
    grading: input.grading,
    journal,
    progress,
    cache: input.cache,
    stop(error) {
      if (error !== undefined) stopped.push(error);
      controller.abort();
    },
  };
  try {
    for (let done = settled.size; done > 0; done -= 1) progress.settled('pending_group', false);
    await probe(world, plan, journal);
    progress.phase('asking');
    if (!controller.signal.aborted) await new Engine(world).run(unsettled(plan, settled));
  } finally {
    input.signal?.removeEventListener('abort', cancel);
  }
  const fault = stopped.find((it) => it !== health.fatal);
  if (isAssessError(fault) && /^(grader\.|run\.judge_)/.test(fault.code)) return failed(fault);
  if (fault !== undefined) throw fault;
  if (health.fatal !== null) return failed(health.fatal);
  const cancelled = controller.signal.aborted;
  const ending: Ending = cancelled
    ? { status: 'cancelled', reason: 'run.cancelled' }
    : { status: 'complete', reason: null };
  return { ending, params: {} };
}

async function probe(world: EngineWorld, plan: Plan, journal: Journal): Promise<void> {
  if (!plan.header.settings.probe) return;
  world.progress.phase('probing');
  const identity = await probeIdentity(world, await readCanaries());
  if (world.health.fatal !== null) world.stop(world.health.fatal);
  if (identity === null) return;
  const seenAt = new Date(world.clock.now()).toISOString();
  const { run, system } = plan.header;
  await journal.append('identity.seen', { system: system ?? noSystem, run, identity, seenAt });
}
