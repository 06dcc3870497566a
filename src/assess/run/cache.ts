import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Answer } from '../target/target.ts';
import type { ResponseCache, RunClock } from './run-types.ts';

const entry = z.strictObject({
  v: z.literal(1),
  at: z.number(),
  text: z.string(),
  reportedModel: z.string().nullable(),
  fingerprint: z.string().nullable(),
  finish: z.string().nullable(),
  bytes: z.number(),
});

const check = (body: string) => createHash('sha256').update(body).digest('hex');

async function readEntry(path: string): Promise<z.infer<typeof entry> | null> {
  try {
    const text = await readFile(path, 'utf8');
    const body = text.slice(65);
    // Written without fsync: after a power cut a file may hold anything.
    return check(body) === text.slice(0, 64) ? entry.parse(JSON.parse(body)) : null;
  } catch {
    return null;
  }
}

async function writeEntry(path: string, answer: Answer, at: number): Promise<void> {
  const body = JSON.stringify({ v: 1, at, ...answer });
  const temporary = `${path}.${process.pid}.new`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(`${check(body)}\n${body}`);
  } finally {
    await file.close();
  }
  await rename(temporary, path);
}

/**
 * Answers kept in files of a directory, one each, so that any number of processes may share it. An entry older than `maxAgeMs` is not
 * used: an answer of last month says nothing of the model of today. A write that fails only loses the entry.
 */
export function openResponseCache(directory: string, clock: RunClock, maxAgeMs = 24 * 3_600_000): ResponseCache {
  const pathOf = (key: string) => join(directory, key.slice(0, 2), key.slice(2));
  return {
    async read(key) {
      const found = await readEntry(pathOf(key));
      if (found === null || clock.now() - found.at > maxAgeMs) return null;
      const { v: _, at: __, ...answer } = found;
      return answer;
    },
    async write(key, answer) {
      await writeEntry(pathOf(key), answer, clock.now()).catch(() => undefined);
    },
  };
}
