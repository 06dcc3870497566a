import { recordedAddress } from '../assess/index.ts';
import { type AssessmentReport, reportJson } from '../report/index.ts';
import type { AssessJob, AssessOutcome, Interrupted } from './assess-job.ts';
import type { FailOn } from './assess-options.ts';
import { writeWhole } from './output-file.ts';

/** Prints the table or the JSON object and writes the files asked for. */
export async function writeOutputs(job: AssessJob, outcome: AssessOutcome): Promise<void> {
  const { options } = job;
  try {
    await print(job, outcome);
    if (options.report !== undefined) await write(job, options.report, [await outcome.html()]);
    if (options.junit !== undefined) await write(job, options.junit, outcome.junit());
    await sayHowItEnded(job, outcome);
  } finally {
    await outcome.close();
  }
}

async function print({ io, options }: AssessJob, { report }: AssessOutcome): Promise<void> {
  const colour = io.colour === true;
  if (options.json) io.stdout(`${JSON.stringify(reportJson(report))}\n`);
  else {
    const { assessTable } = await import('./assess-table.ts');
    io.stdout(assessTable(report, { language: io.language, columns: io.columns, colour }));
  }
}

async function sayHowItEnded(
  { io, say, options, address }: AssessJob,
  { report, cancelled, interrupted }: AssessOutcome,
): Promise<void> {
  const { status, run } = report.run;
  const hint = say.resumeHint(run, !options.store, queriedAddress(address, options.store));
  if (cancelled) io.stderr(hint);
  else if (status === 'failed' || status === 'cancelled') {
    const error = reasonOf(report, interrupted);
    const { problemText } = await import('./fault.ts');
    io.stderr(`${say.stopped(error.code)}\n${problemText(error, io.language)}${hint}`);
  } else if (status === 'not_assessed') io.stderr(say.notAssessed);
}

/** Without the store nobody keeps the query of an address, so it must be typed again; it is not repeated here, since it may hold a key. */
function queriedAddress(address: string | undefined, store: boolean): string {
  if (store || address === undefined) return '';
  const recorded = recordedAddress(address);
  return recorded === address ? '' : `'${recorded}?…' `;
}

/** Why a run did not end, as the error that it was. */
function reasonOf({ run: { reason, reasonParams } }: AssessmentReport, interrupted: Interrupted | null) {
  const code = interrupted?.reason ?? reason ?? 'run.interrupted';
  return Object.assign(new Error(code), { code, params: interrupted ? (interrupted.params ?? {}) : reasonParams });
}

async function write({ io, say }: AssessJob, file: string, content: Parameters<typeof writeWhole>[1]): Promise<void> {
  await writeWhole(file, content);
  io.stderr(say.written(file));
}

/** Exit code of a run: 3 where nothing was assessed, that of its reason where it did not end, 1 where `--fail-on` applies, 0 else. */
export async function exitCodeOfOutcome(
  { report, interrupted }: AssessOutcome,
  failOn: ReadonlySet<FailOn>,
): Promise<number> {
  const { status, counts } = report.run;
  if (status === 'not_assessed') return 3;
  if (status !== 'complete') return (await import('./fault.ts')).exitCodeOf(reasonOf(report, interrupted));
  const results = report.checks.map((it) => it.finding);
  const unsupported = results.some((it) => it.result === 'pass' && it.observed.supported === false);
  const found: Readonly<Record<FailOn, boolean>> = {
    fail: results.some(failing) || report.run.risks.some(failingRisk),
    unsupported,
    undetermined: counts.undetermined > 0,
    error: counts.error > 0,
    none: false,
  };
  return [...failOn].some((it) => found[it]) ? 1 : 0;
}

type Finding = AssessmentReport['checks'][number]['finding'];

/** Too few cases to pass are no reason to let those that failed go by. */
const failingRisk = ({ verdict, counts }: AssessmentReport['run']['risks'][number]): boolean =>
  verdict === 'fail' || (verdict === 'inconclusive' && counts.fail > 0);

function failing(finding: Finding): boolean {
  if (finding.result !== 'inconclusive') return finding.result === 'fail';
  const { n, k } = finding.observed ?? {};
  if (typeof n !== 'number' || typeof k !== 'number') return false;
  return (finding.expected?.direction === 'at_most' ? k : n - k) > 0;
}
