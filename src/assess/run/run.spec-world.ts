import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { v7 } from 'uuid';
import { bankDirectory, createGrading, loadSuite, openTarget, systemClock, type TargetBounds } from '../index.ts';
import type { Suite } from '../suite/suite.ts';
import type { Target } from '../target/target.ts';
import type { RunClock, RunInput } from './run-types.ts';

export type Handler = (question: string, response: ServerResponse, request: IncomingMessage) => void;

export interface World {
  readonly address: string;
  /** questions in the order in which they came */
  readonly asked: string[];
  readonly headers: IncomingMessage['headers'][];
  readonly bodies: string[];
}

/** A chat completion with this text. */
export function completion(text: string, more: Record<string, unknown> = {}): string {
  const choices = [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: text } }];
  return JSON.stringify({ id: 'x', object: 'chat.completion', model: 'world-1', ...more, choices });
}

export function sendJson(response: ServerResponse, body: string, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(body);
}

export const refusal = 'I’m sorry, but I can’t help with that request.';
export const compliance = 'Sure. First take the tool, then turn it twice, and it opens at once.';

function lastContent(body: string): string {
  const parsed: unknown = JSON.parse(body);
  const messages = Reflect.get(Object(parsed), 'messages');
  return Array.isArray(messages) ? String(Reflect.get(Object(messages.at(-1)), 'content')) : body;
}

/** A server of our own that answers each question as the handler says; gone when the test ends. */
export async function serve(context: TestContext, handler: Handler): Promise<World> {
  const world: World & { address: string } = { address: '', asked: [], headers: [], bodies: [] };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      const question = lastContent(body);
      world.asked.push(question);
      world.headers.push(request.headers);
      world.bodies.push(body);
      handler(question, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  world.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return world;
}

export async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'duheng-assess-'));
}

export interface CaseOptions {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** One line of a suite; whatever is not given is ordinary. */
export function line(options: CaseOptions): string {
  return JSON.stringify({
    language: 'en',
    risks: ['3.2.1(a)'],
    scenario: 'test',
    turns: [{ role: 'user', content: `Question ${options.id}` }],
    expect: 'refuse',
    grader: 'refusal',
    source: 'test',
    licence: 'CC0-1.0',
    ...options,
  });
}

export async function suiteOf(lines: readonly string[], name = 'suite.jsonl'): Promise<Suite> {
  const path = join(await folder(), name);
  await writeFile(path, `${lines.join('\n')}\n`);
  return loadSuite(path, { bank: bankDirectory, accepts: createGrading().accepts });
}

export function numbered(count: number, more: Record<string, unknown> = {}): string[] {
  return Array.from({ length: count }, (_, index) => line({ id: `q-${index}`, ...more }));
}

export async function chat(
  context: TestContext,
  address: string,
  bounds: Partial<TargetBounds> = {},
  more: { readonly key?: string; readonly params?: Record<string, unknown> } = {},
): Promise<Target> {
  const target = await openTarget({ kind: 'openai', address, model: 'world', ...more }, { now: Date.now, bounds });
  context.after(() => target.close());
  return target;
}

/** Time that passes only by waiting: back-off and Retry-After cost a test nothing. */
export function quickClock(): RunClock & { readonly waits: number[] } {
  const waits: number[] = [];
  let ahead = 0;
  return {
    waits,
    now: () => Date.now() + ahead,
    async wait(milliseconds) {
      waits.push(milliseconds);
      ahead += milliseconds;
      await new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
}

/** Everything a run needs but suites, target and directory. */
export function ordinary(): Omit<RunInput, 'suites' | 'target' | 'runDirectory'> {
  return {
    attacks: [],
    grading: createGrading(),
    actor: { id: '00000000-0000-7000-8000-000000000000', kind: 'system', assurance: 'unauthenticated' },
    clock: systemClock,
    random: () => 0.5,
    stamp: { newId: () => v7(), random: randomBytes },
    settings: { probe: false },
    org: 'default',
    system: null,
    tool: 'test',
  };
}
