import { join } from 'node:path';
import {
  type AssessmentInput,
  askAssessment,
  bankDirectory,
  findingsOfRun,
  keepRequest,
  loadSuite,
  measuredGraders,
  openGrading,
  openRequested,
  parseAttacks,
  type RunReader,
  reachOf,
  readCatalogue,
  readRequest,
  readRun,
  recordedAddress,
  resumeAssessment,
  subjectOf,
  systemClock,
  type TargetRequest,
} from '../assess/index.ts';
import { type Edition, readEdition, readProfile } from '../framework/index.ts';
import { type ActorRef, makeDirectory, systemStamp } from '../ledger/index.ts';
import { type AssessmentReport, reportHtml, reportJunit, reportOfRun, shippedDefinitions } from '../report/index.ts';
import { openDataDirectory } from '../store/index.ts';
import type { AssessJob, AssessOutcome } from './assess-job.ts';
import { progressLine } from './assess-progress.ts';
import { CliError } from './error.ts';
import { onInterrupt } from './interrupt.ts';

const nobody: ActorRef = { id: '00000000-0000-7000-8000-000000000000', kind: 'person', assurance: 'unauthenticated' };
const nil = '00000000-0000-0000-0000-000000000000';
const ourProfile = 'duheng-1.0';

/** Assesses with nothing but the run's own journal under `<data>/runs`: no database, no ledger, no registered system. */
export async function assessUnstored(job: AssessJob): Promise<AssessOutcome> {
  const { options, settings, input } = job;
  const run = options.resume ?? systemStamp.newId();
  const directory = join(settings.data.value, 'runs', run);
  const request = options.resume === undefined ? requestOf(input) : await keptRequest(job, run);
  const graders = await openGrading(request.judge, job.judgeKey, systemStamp);
  const target = await openRequested(asTyped(request.target, job), input.key, systemStamp.clock);
  // read once: it takes as long as asking hundreds of questions of a quick endpoint
  const edition = await readEdition('1.0');
  let cancelled = false;
  try {
    const reader = await carryOut(job, {
      directory,
      run,
      request,
      target,
      grading: graders.grading,
      edition,
      onCancel: () => (cancelled = true),
    });
    const { result } = reader;
    const report = await reportOf(job, reader, edition, request.target);
    return {
      report,
      interrupted: null,
      cancelled: cancelled && result.status === 'cancelled',
      html: async () => reportHtml(report, job.io.language),
      junit: () => reportJunit(() => reader.all(), report),
      close: () => reader.close(),
    };
  } finally {
    await target.close();
    await graders.close();
  }
}

/** The request of a run that was made before. Throws CliError `cli.run_unknown`, `cli.option_invalid` for an address that is not the run's. */
async function keptRequest({ address, settings, say }: AssessJob, run: string): Promise<Request> {
  const runs = join(settings.data.value, 'runs');
  const request = await readRequest(join(runs, run));
  if (!request) throw new CliError('cli.run_unknown', { run, where: runs });
  const { target } = request;
  if (address !== undefined && recordedAddress(address) !== target.address)
    throw new CliError('cli.option_invalid', { option: '[url]', why: say.otherAddress(target.address) });
  if (request.queried.includes('target') && !hasQuery(address))
    throw new CliError('cli.option_invalid', { option: '[url]', why: say.wholeAddress(target.address) });
  if (request.queried.includes('judge'))
    throw new CliError('cli.option_invalid', { option: '--resume', why: say.judgeAddress });
  return request;
}

const hasQuery = (address: string | undefined): boolean =>
  address !== undefined && recordedAddress(address) !== address;

/** The address with the query that was typed, which no file holds; to resume such a run it is typed again. */
function asTyped(target: TargetRequest, { address }: AssessJob): TargetRequest {
  return address !== undefined && recordedAddress(address) === target.address ? { ...target, address } : target;
}

type Request = NonNullable<Awaited<ReturnType<typeof readRequest>>>;

function requestOf(input: AssessmentInput): Request {
  const { target, suites, attacks, judge } = input;
  if (!target)
    throw new CliError('cli.option_invalid', { option: '--no-store', why: 'needs the address of an endpoint' });
  const judged = judge ? { address: recordedAddress(judge.address), model: judge.model } : null;
  const recorded = { ...target, address: recordedAddress(target.address), ...reachOf(input) };
  return {
    v: 1,
    system: nil,
    endpoint: nil,
    target: recorded,
    suites: [...suites],
    attacks: [...attacks],
    judge: judged,
    queried: [
      ...(hasQuery(target.address) ? (['target'] as const) : []),
      ...(hasQuery(judge?.address) ? (['judge'] as const) : []),
    ],
  };
}

interface Work {
  readonly directory: string;
  readonly run: string;
  readonly request: Request;
  readonly target: Awaited<ReturnType<typeof openRequested>>;
  readonly grading: Awaited<ReturnType<typeof openGrading>>['grading'];
  readonly edition: Edition;
  onCancel(): void;
}

async function carryOut(
  job: AssessJob,
  { directory, run, request, target, grading, edition, onCancel }: Work,
): Promise<RunReader> {
  const { input, options, version } = job;
  const line = progressLine(job);
  const controller = new AbortController();
  const unwatch = onInterrupt(() => {
    onCancel();
    controller.abort();
  });
  const session = {
    ...{ runDirectory: directory, target, grading, actor: nobody, clock: systemClock, random: Math.random },
    attacks: request.attacks.length === 0 ? [] : await parseAttacks(request.attacks.join(',')),
    stamp: { newId: systemStamp.newId, random: systemStamp.random },
    signal: controller.signal,
    onProgress: line.show,
  };
  try {
    if (options.resume !== undefined) {
      await resumeAssessment(session);
      return await readRun(directory, grading);
    }
    const risks = new Set(edition.risks.map((it) => it.code));
    const suites = await Promise.all(
      request.suites.map((it) => loadSuite(it, { bank: bankDirectory, accepts: grading.accepts, risks })),
    );
    await openDataDirectory(job.settings.data.value);
    await makeDirectory(directory);
    await keepRequest(directory, request);
    const settings = { concurrency: input.concurrency, epochs: input.epochs };
    // The directory is named by the run's id, so that both can be given to --resume.
    let first: string | null = run;
    const newId = () => {
      const id = first ?? systemStamp.newId();
      first = null;
      return id;
    };
    return await askAssessment({
      ...session,
      ...{ suites, settings, org: 'default', system: null, tool: `duheng/${version}` },
      stamp: { newId, random: systemStamp.random },
    });
  } finally {
    line.end();
    unwatch();
  }
}

async function reportOf(
  job: AssessJob,
  reader: RunReader,
  edition: Edition,
  target: TargetRequest,
): Promise<AssessmentReport> {
  const profiles = [await readProfile(ourProfile)];
  const { result } = reader;
  const settled = result.status === 'complete' || result.status === 'not_assessed';
  const subject = subjectOf(target);
  const findings = settled
    ? await findingsOfRun(readCatalogue(), reader, subject, { profiles, minimumSampleFactor: 1 })
    : [];
  return reportOfRun({
    reader,
    findings,
    profiles,
    tool: `duheng/${job.version}`,
    version: job.version,
    generatedAt: new Date().toISOString(),
    edition,
    practice: false,
    system: null,
    definitions: shippedDefinitions(),
    graders: measuredGraders(),
    content: job.options.content,
  });
}
