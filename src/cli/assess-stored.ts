import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Progress } from '../assess/index.ts';
import type { AssessmentReport } from '../report/index.ts';
import type { AssessJob, AssessOutcome, Interrupted } from './assess-job.ts';
import { progressLine } from './assess-progress.ts';
import { type ApiClient, connect, RemoteProblem } from './client.ts';
import { CliError } from './error.ts';
import { isKnown } from './fault.ts';
import { onInterrupt } from './interrupt.ts';

interface RunView {
  readonly run: string;
  readonly finished: { readonly status: string } | null;
  readonly interrupted: Interrupted | null;
}

/** Assesses through the rooms of the data directory: here where nobody has it open, else through the process that has. */
export async function assessStored(job: AssessJob): Promise<AssessOutcome> {
  const { io, settings, version, options } = job;
  const client = await connect(
    settings,
    version,
    (where, error) => {
      // The error by which a run ends is told at its end, wherever it was carried out.
      if (where.startsWith('run ') && isKnown(error)) return;
      io.stderr(`${where}: ${error instanceof Error ? error.message : String(error)}\n`);
    },
    () => io.stderr(job.say.waiting),
  );
  try {
    const { run } = await begin(client, job);
    const stopped = await follow(client, job, run).catch((error: unknown) => {
      io.stderr(job.say.resumeHint(run, false));
      throw error;
    });
    const content = options.content ? '' : '?content=none';
    const at = `/api/v1/runs/${run}`;
    const report = await client.get<AssessmentReport>(`${at}/report.json${content}`);
    const { interrupted } = await client.get<RunView>(at);
    return {
      report,
      interrupted,
      cancelled: stopped && report.run.status === 'cancelled',
      html: async () => textOf(await client.stream(`${at}/report.html${content}`)),
      junit: () => junitOf(client, at),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

async function* junitOf(client: ApiClient, at: string): AsyncGenerator<Uint8Array> {
  yield* await client.stream(`${at}/junit.xml`);
}

async function begin(client: ApiClient, job: AssessJob): Promise<RunView> {
  const { options, input } = job;
  if (options.resume !== undefined) return resumed(client, options.resume, job);
  const { key, target, judge, ...rest } = input;
  return client.post<RunView>('/api/v1/runs', {
    ...rest,
    target: target && { ...target, key },
    ...(target ? {} : { key }),
    judge,
  });
}

/** A run that has ended needs no resuming: its result is shown again. */
async function resumed(client: ApiClient, run: string, { input, settings }: AssessJob): Promise<RunView> {
  const at = `/api/v1/runs/${run}`;
  const runs = join(settings.data.value, 'runs');
  const known = await client.get<RunView>(at).catch((error: unknown) => {
    // Nothing recorded, but a plan on disk: made with --no-store.
    const planned = error instanceof RemoteProblem && existsSync(join(runs, run, 'plan.json'));
    throw planned && error.code === 'evidence.run_unknown' ? new CliError('cli.run_not_stored', { run }, error) : error;
  });
  return known.finished ? known : client.post<RunView>(`${at}/resume`, { key: input.key });
}

/** Shows the progress until the run no longer goes on; true where the user stopped it. */
async function follow(client: ApiClient, job: AssessJob, run: string): Promise<boolean> {
  const line = progressLine(job);
  let cancelled = false;
  let ended = false;
  const unwatch = onInterrupt(() => {
    cancelled = true;
    void client.post(`/api/v1/runs/${run}/cancel`).catch(() => undefined);
  });
  try {
    for await (const { event, data } of client.events(`/api/v1/runs/${run}/events`)) {
      if (event === 'progress') line.show(data as Progress);
      ended ||= event === 'finished';
    }
  } finally {
    line.end();
    unwatch();
  }
  if (!ended) throw new CliError('cli.owner_gone');
  return cancelled;
}

async function textOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const held: Uint8Array[] = [];
  for await (const it of pieces) held.push(it);
  return Buffer.concat(held).toString('utf8');
}
