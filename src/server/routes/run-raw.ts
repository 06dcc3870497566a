import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { RawRoute } from '../frame/http.ts';
import type { Caller } from '../frame/route.ts';
import type { Services } from '../services.ts';
import { viewOfRun } from './run.ts';

const runId = z.uuid();

/** Operations that answer with an event stream or a file. */
export function rawRunRoutes(services: Services): RawRoute[] {
  const known = async (context: Context, caller: Caller): Promise<string> => {
    const run = runId.parse(context.req.param('run'));
    await services.evidence.run(caller.org, run);
    return run;
  };
  return [
    {
      method: 'get',
      path: '/runs/:run/events',
      handle: async (context, caller) => follow(context, services, caller.org, await known(context, caller)),
    },
    {
      method: 'get',
      path: '/runs/:run/report.html',
      handle: async (context, caller) => {
        const html = await services.reports.html(caller.org, await known(context, caller), contentWanted(context));
        return file(
          html,
          'text/html; charset=utf-8',
          `duheng-${context.req.param('run')}.html`,
          context.req.query('download') !== undefined,
        );
      },
    },
    {
      method: 'get',
      path: '/runs/:run/report.json',
      handle: async (context, caller) => {
        const report = await services.reports.report(caller.org, await known(context, caller), contentWanted(context));
        return file(JSON.stringify(report), 'application/json; charset=utf-8', '', false);
      },
    },
    {
      method: 'get',
      path: '/runs/:run/junit.xml',
      handle: async (context, caller) => {
        const lines = services.reports.junit(caller.org, await known(context, caller));
        const body = Readable.toWeb(Readable.from(lines)) as ReadableStream;
        return new Response(body, {
          headers: {
            'content-type': 'application/xml; charset=utf-8',
            'content-disposition': 'attachment; filename="junit.xml"',
          },
        });
      },
    },
  ];
}

const contentWanted = (context: Context): boolean => context.req.query('content') !== 'none';

/** A report holds what a model answered, so it gets a policy under which nothing in it can run. */
function file(body: string, type: string, name: string, download: boolean): Response {
  const headers: Record<string, string> = {
    'content-type': type,
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    'x-content-type-options': 'nosniff',
  };
  if (download) headers['content-disposition'] = `attachment; filename="${name}"`;
  return new Response(body, { headers });
}

/** Progress as it changes, then the run as it ended; at once for a run that does not go on. */
function follow(context: Context, services: Services, org: string, run: string): Response {
  return streamSSE(context, async (stream) => {
    let pending: Promise<unknown> = Promise.resolve();
    const unwatch = services.assessments.watch(run, (progress) => {
      pending = pending
        .then(() => stream.writeSSE({ event: 'progress', data: JSON.stringify(progress) }))
        .catch(() => undefined);
    });
    const gone = new Promise<void>((resolve) => stream.onAbort(resolve));
    await Promise.race([services.assessments.settled(run), gone]);
    unwatch();
    await pending;
    if (stream.aborted) return;
    const view = await viewOfRun(services, await services.evidence.run(org, run));
    await stream.writeSSE({ event: 'finished', data: JSON.stringify(view) });
  });
}
