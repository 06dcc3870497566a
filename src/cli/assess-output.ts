import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AssessmentReport, reportJson } from '../report/index.ts';
import type { AssessJob, AssessOutcome } from './assess-job.ts';
import type { FailOn } from './assess-options.ts';
import { assessTable } from './assess-table.ts';
import { CliError } from './error.ts';

/** Prints the table or the JSON object and writes the files asked for. */
export async function writeOutputs(job: AssessJob, outcome: AssessOutcome): Promise<void> {
  const { io, say, options } = job;
  const { report } = outcome;
  try {
    if (options.report !== undefined) await write(job, options.report, [await outcome.html()]);
    if (options.junit !== undefined) await write(job, options.junit, outcome.junit());
  } finally {
    await outcome.close();
  }
  if (options.json) io.stdout(`${JSON.stringify(reportJson(report))}\n`);
  else
    io.stdout(
      assessTable(report, {
        language: io.language,
        columns: io.columns,
        colour: io.isTTY && io.env.NO_COLOR === undefined,
      }),
    );
  const { status, reason, run } = report.run;
  if (outcome.cancelled) io.stderr(say.resumeHint(run, !options.store));
  else if (status === 'failed' || status === 'cancelled') {
    const { problemText } = await import('./fault.ts');
    const why = Object.assign(new Error(String(reason)), {
      code: reason ?? 'run.interrupted',
      params: report.run.reasonParams,
    });
    io.stderr(
      `${say.stopped(reason ?? status)}\n${problemText(why, io.language)}${say.resumeHint(run, !options.store)}`,
    );
  } else if (status === 'not_assessed') io.stderr(say.notAssessed);
}

async function write(
  { io, say }: AssessJob,
  file: string,
  content: Iterable<string> | AsyncIterable<string | Uint8Array>,
): Promise<void> {
  try {
    await pipeline(Readable.from(content), createWriteStream(file));
  } catch (cause) {
    throw new CliError('cli.output_failed', { file }, cause);
  }
  io.stderr(say.written(file));
}

/** Exit code of a finished run: 3 where nothing was assessed or the run did not end, 1 where `--fail-on` applies, 0 else. */
export function exitCodeOfReport(report: AssessmentReport, failOn: ReadonlySet<FailOn>): number {
  const { status, counts } = report.run;
  if (status !== 'complete') return 3;
  const results = report.checks.map((it) => it.finding);
  const unsupported = results.some((it) => it.result === 'pass' && it.observed.supported === false);
  const found: Readonly<Record<FailOn, boolean>> = {
    fail: results.some((it) => it.result === 'fail') || report.run.risks.some((it) => it.verdict === 'fail'),
    unsupported,
    undetermined: counts.undetermined > 0,
    error: counts.error > 0,
    none: false,
  };
  return [...failOn].some((it) => found[it]) ? 1 : 0;
}
