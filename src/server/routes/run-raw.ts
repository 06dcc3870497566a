import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { RawRoute } from '../frame/http.ts';
import type { Caller } from '../frame/route.ts';
import type { Services } from '../services.ts';
import { viewOfRun } from './run.ts';

const params = z.strictObject({ run: z.uuid() });
const contentQuery = {
  content: z.enum(['all', 'none']).optional().describe('`none` leaves questions and answers out'),
};

/** Operations that answer with an event stream or a file. */
export function rawRunRoutes(services: Services): RawRoute[] {
  const known = async (context: Context, caller: Caller): Promise<string> => {
    const { run } = params.parse(context.req.param());
    await services.evidence.run(caller.org, run);
    return run;
  };
  return [
    {
      ...{ method: 'get', path: '/runs/:run/events', operation: 'followRun', produces: 'text/event-stream', params },
      summary: {
        zh: '运行进度（服务器推送事件）',
        en: 'Progress of a run as server-sent events, then the run as it ended',
      },
      handle: async (context, caller) => follow(context, services, caller.org, await known(context, caller)),
    },
    {
      ...{ method: 'get', path: '/runs/:run/report.html', operation: 'reportHtml', produces: 'text/html', params },
      summary: { zh: '自包含的 HTML 报告', en: 'The report as one self-contained HTML file' },
      query: z.strictObject({ ...contentQuery, download: z.string().max(10).optional() }),
      handle: async (context, caller) => {
        const run = await known(context, caller);
        const html = await services.reports.html(caller.org, run, contentWanted(context));
        const name = context.req.query('download') === undefined ? null : `duheng-${run}.html`;
        return file(html, 'text/html; charset=utf-8', name);
      },
    },
    {
      ...{
        method: 'get',
        path: '/runs/:run/report.json',
        operation: 'reportJson',
        produces: 'application/json',
        params,
      },
      summary: {
        zh: 'JSON 报告(docs/schemas/report.schema.json)',
        en: 'The report as JSON (docs/schemas/report.schema.json)',
      },
      query: z.strictObject(contentQuery),
      handle: async (context, caller) => {
        const report = await services.reports.report(caller.org, await known(context, caller), contentWanted(context));
        return file(JSON.stringify(report), 'application/json; charset=utf-8', null);
      },
    },
    {
      ...{ method: 'get', path: '/runs/:run/junit.xml', operation: 'reportJunit', produces: 'application/xml', params },
      summary: { zh: '供持续集成使用的 JUnit XML', en: 'JUnit XML for continuous integration' },
      handle: async (context, caller) => {
        const lines = services.reports.junit(caller.org, await known(context, caller));
        const body = Readable.toWeb(Readable.from(encoded(lines))) as ReadableStream;
        return file(body, 'application/xml; charset=utf-8', 'junit.xml');
      },
    },
  ];
}

async function* encoded(lines: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  for await (const it of lines) yield encoder.encode(it);
}

const contentWanted = (context: Context): boolean => context.req.query('content') !== 'none';

/** A report holds what a model answered, so it gets a policy under which nothing in it can run, and no cache keeps it. */
function file(body: string | ReadableStream, type: string, download: string | null): Response {
  const headers: Record<string, string> = {
    'content-type': type,
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'",
    'cache-control': 'no-store',
  };
  if (download !== null) headers['content-disposition'] = `attachment; filename="${download}"`;
  return new Response(body, { headers });
}

/** Progress as it changes, then the run as it ended; at once for a run that does not go on. A slow reader gets the newest, not all. */
function follow(context: Context, services: Services, org: string, run: string): Response {
  return streamSSE(context, async (stream) => {
    // A HEAD request has no body that anyone would read to its end.
    if (context.req.method === 'HEAD') return;
    const newest: { progress: unknown; writing: Promise<void> | null } = { progress: null, writing: null };
    const pump = async () => {
      while (newest.progress !== null && !stream.aborted) {
        const data = JSON.stringify(newest.progress);
        newest.progress = null;
        await stream.writeSSE({ event: 'progress', data });
      }
      newest.writing = null;
    };
    const unwatch = services.assessments.watch(run, (progress) => {
      newest.progress = progress;
      newest.writing ??= pump();
    });
    const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
    await Promise.race([services.assessments.settled(run), gone]);
    unwatch();
    if (stream.aborted) return;
    await newest.writing;
    const view = await viewOfRun(services, await services.evidence.run(org, run));
    await stream.writeSSE({ event: 'finished', data: JSON.stringify(view) });
  });
}
