/**
 * `npm run soak [-- --rounds 500 --seed S]`: kills a writer of the ledger with `kill -9` again and again and verifies what it left. Prints
 * the seed first and counts at the end; ends with 1, and keeps the directory, where something does not hold.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } });
const wholeNumber = (text: string | undefined, otherwise: number): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a whole number: ${text}`);
  return value;
};
const rounds = wholeNumber(values.rounds, 500);
const seed = wholeNumber(values.seed, Date.now() % 1_000_000);
const directory = await mkdtemp(join(tmpdir(), 'duheng-soak-'));
process.stdout.write(`seed ${seed}, ${rounds} rounds in ${directory}\n`);
const startedAt = performance.now();
const totals = await soak({
  ...{ directory, rounds, seed },
  onRound: ({ kills, acknowledged }) => {
    const end = process.stderr.isTTY ? '\r' : '\n';
    if (process.stderr.isTTY || kills % 50 === 0) process.stderr.write(`${kills} kills, ${acknowledged} leaves${end}`);
  },
});
await rm(directory, { recursive: true });
const seconds = Math.round((performance.now() - startedAt) / 1000);
process.stdout.write(
  `${totals.kills} kills with seed ${seed} in ${seconds} s: ${totals.acknowledged} leaves acknowledged, 0 lost; ${totals.found} found, all whole, with their content; ` +
    `${totals.tornTails} torn ends cut back; ${totals.checkpoints} checkpoints, each extended by the next\n`,
);
