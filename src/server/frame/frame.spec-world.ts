import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Hono } from 'hono';
import { z } from 'zod';
import { problemTable } from '../problems/index.ts';
import { ServerError } from './error.ts';
import { frame } from './http.ts';
import type { IdempotencyStore } from './idempotency.ts';
import { pageQuery, route } from './route.ts';

export const token = 'the-token-of-this-world';
export const at = 'http://127.0.0.1:7878';

type Init = RequestInit & { readonly headers?: Record<string, string>; readonly local?: boolean };

export interface FrameWorld {
  readonly app: Hono;
  /** asks with host and token, unless the headers say otherwise; an empty header value leaves that header out */
  ask(path: string, init?: Init): Promise<Response>;
  readonly errors: { readonly code: string; readonly error: unknown }[];
  /** how often the counting operation was carried out */
  counted(): number;
  readonly directory: string;
}

/** Answers kept for as long as a test lasts; the one of the store has tests of its own on both engines. */
export function answersInMemory(): IdempotencyStore {
  const kept = new Map<string, Parameters<IdempotencyStore['remember']>[2]>();
  return {
    recall: async (org, key) => kept.get(`${org}\n${key}`) ?? null,
    remember: async (org, key, answer) => void kept.set(`${org}\n${key}`, answer),
  };
}

const thing = z.object({ name: z.string(), n: z.int() });

/** The frame over operations of our own that do nothing but show what it does. */
export async function frameWorld(
  t: Pick<TestContext, 'after'>,
  options: { readonly answers?: IdempotencyStore; readonly gate?: () => Promise<void> } = {},
): Promise<FrameWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-console-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  await mkdir(join(directory, 'web', 'assets'), { recursive: true });
  await writeFile(join(directory, 'web', 'index.html'), '<!doctype html><title>console</title>');
  await writeFile(join(directory, 'web', 'assets', 'a.js'), 'export {};');
  await writeFile(join(directory, 'secret.txt'), 'outside');
  const errors: { code: string; error: unknown }[] = [];
  let count = 0;
  let present = { name: 'first', n: 1 };
  const summary = { zh: '试', en: 'test' };
  const routes = [
    route({
      ...{ method: 'get', path: '/thing', operation: 'getThing', summary, response: thing },
      handle: () => present,
    }),
    route({
      ...{ method: 'put', path: '/thing', operation: 'putThing', summary, response: thing },
      body: z.strictObject({ name: z.string().max(20) }),
      current: async () => present,
      async handle({ body }) {
        await options.gate?.();
        present = { name: body.name, n: present.n + 1 };
        return present;
      },
    }),
    route({
      ...{
        method: 'post',
        path: '/count',
        operation: 'count',
        summary,
        status: 201,
        response: z.object({ n: z.int() }),
      },
      body: z.looseObject({ fail: z.string().optional() }),
      async handle({ body }) {
        await options.gate?.();
        count += 1;
        if (body.fail === 'coded') throw new ServerError('server.endpoint_unknown', { endpoint: 'e' });
        if (body.fail === 'defect') throw new Error('key sk-very-secret at /home/someone/file.ts');
        return { n: count };
      },
    }),
    route({
      ...{ method: 'get', path: '/list', operation: 'list', summary, query: pageQuery, response: z.looseObject({}) },
      handle: ({ query }) => ({ ...query }),
    }),
    route({
      ...{ method: 'get', path: '/wrong', operation: 'wrong', summary, response: thing },
      handle: () => ({ name: 'secret of the store', n: 1.5 }),
    }),
    route({
      ...{ method: 'get', path: '/parses', operation: 'parses', summary, response: thing },
      handle: () => thing.parse({ password: 1 }),
    }),
    route({
      ...{ method: 'get', path: '/caller', operation: 'caller', summary, response: z.object({ local: z.boolean() }) },
      handle: ({ caller }) => ({ local: caller.local }),
    }),
  ];
  const app = frame({
    ...{ version: '1.2.3', token, org: 'default', problems: problemTable, routes, raw: [], pages: () => {} },
    actor: { id: '00000000-0000-7000-8000-000000000000', kind: 'person', assurance: 'unauthenticated' },
    idempotency: options.answers ?? answersInMemory(),
    consoleDirectory: join(directory, 'web'),
    address: () => at,
    onError: (error, code) => errors.push({ error, code }),
  });
  return {
    ...{ app, errors, directory },
    counted: () => count,
    async ask(path, { local, headers = {}, ...init } = {}) {
      const given = { host: '127.0.0.1:7878', authorization: `Bearer ${token}`, ...headers };
      const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
      return app.request(`${at}${path}`, { ...init, headers: kept }, { listener: local ? 'duheng-local' : 'loopback' });
    },
  };
}

/** The code of a problem, having made sure that it is one. */
export async function problemOf(
  response: Response,
): Promise<{ code: string; status: number; [field: string]: unknown }> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`no problem: ${response.status} ${await response.text()}`);
  return (await response.json()) as { code: string; status: number };
}
