import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { completion, compliance, type Handler, numbered, refusal, sendJson } from '../assess/run/run.spec-world.ts';
import { emptyFolder } from './command.spec-world.ts';

export type Json = { readonly [key: string]: unknown };
export const refusing: Handler = (_, response) => sendJson(response, completion(refusal));
export const complying: Handler = (_, response) => sendJson(response, completion(compliance));
export const mixed: Handler = (question, response) =>
  sendJson(response, completion(Number(/\d+/.exec(question)?.[0] ?? 0) % 3 === 0 ? compliance : refusal));

export interface Place {
  readonly data: string;
  readonly suite: string;
}

/** A data directory that is not there yet, and a suite of these lines. */
export async function place(
  t: Parameters<typeof emptyFolder>[0],
  lines: readonly string[] = numbered(30),
): Promise<Place> {
  const folder = await emptyFolder(t);
  const suite = join(folder, 'suite.jsonl');
  await writeFile(suite, `${lines.join('\n')}\n`);
  return { data: join(folder, 'data'), suite };
}

/** `assess` of a model at an address, in a place. */
export const arguments_ = (address: string, { data, suite }: Place, ...more: readonly string[]) => [
  ...['assess', address, '--model', 'world', '--suite', suite, '--data', data, '--quiet', ...more],
];
