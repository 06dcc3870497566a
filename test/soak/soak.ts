import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { Inspector } from './inspector.ts';
import { planOf, type RoundPlan } from './plan.ts';
import { type Report, reportDescriptor, reportsIn } from './report.ts';

export interface Soak {
  readonly directory: string;
  readonly rounds: number;
  readonly seed: number;
  readonly onRound?: (totals: SoakTotals) => void;
}

export interface SoakTotals {
  readonly kills: number;
  /** leaves that a child had acknowledged when it was killed: all of them were found */
  readonly acknowledged: number;
  /** leaves found, acknowledged or not */
  readonly found: number;
  readonly tornTails: number;
  /** checkpoints that a child had published: what is found extends each of them */
  readonly checkpoints: number;
}

const childFile = join(import.meta.dirname, 'child.ts');
/** Looking through a log takes as long as it is: so many kills on one, then the next. */
const roundsPerLog = 25;
/** A child that does nothing for so long hangs. */
const patienceMs = 60_000;

/**
 * Kills a real writer with SIGKILL, opens what it left and holds it against what it had said, again and again. Throws an AssertionError or
 * a LedgerError for whatever does not hold, with the round.
 */
export async function soak({ directory, rounds, seed, onRound }: Soak): Promise<SoakTotals> {
  const totals = { kills: 0, acknowledged: 0, found: 0, tornTails: 0, checkpoints: 0 };
  let inspector: Inspector | null = null;
  for (let round = 0; round < rounds; round += 1) {
    if (round % roundsPerLog === 0 || inspector === null) inspector = new Inspector(seed);
    const place = join(directory, String(Math.floor(round / roundsPerLog)));
    const plan = planOf(seed, round);
    try {
      const reports = await liveAndDie(place, seed, plan);
      const { found, torn } = await inspector.inspect(place, plan, reports);
      totals.kills += 1;
      totals.found += found;
      totals.tornTails += torn;
      totals.acknowledged += reports.filter((it) => it.said === 'acknowledged').length;
      totals.checkpoints += new Set(reports.map((it) => (it.said === 'published' ? it.note : ''))).size;
      onRound?.(totals);
    } catch (cause) {
      throw new Error(`round ${round} of seed ${seed} (${JSON.stringify(plan)}) in ${place}`, { cause });
    }
  }
  return totals;
}

/** Runs one child to the moment that the plan names, kills it, and gives all that it had said. */
async function liveAndDie(directory: string, seed: number, plan: RoundPlan): Promise<Report[]> {
  const child = spawn(process.execPath, [childFile, directory, String(seed), String(plan.round)], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    timeout: patienceMs,
    killSignal: 'SIGABRT',
  });
  const closed = once(child, 'close');
  const [errors, said] = [child.stderr, child.stdio[reportDescriptor]];
  assert.ok(errors !== null && said && 'read' in said);
  let fault = '';
  errors.setEncoding('utf8').on('data', (it: string) => {
    fault += it;
  });
  let text = '';
  let lines = 0;
  const due = plan.phase === 'opening' ? 1 : 1 + plan.acknowledgements;
  await new Promise<void>((resolve) => {
    said.setEncoding('utf8').on('data', (it: string) => {
      text += it;
      lines += it.split(plan.phase === 'opening' ? '"opening"' : /"opening"|"acknowledged"/).length - 1;
      if (lines >= due) resolve();
    });
    void closed.then(() => resolve());
  });
  for (let i = 0; i < plan.turns; i += 1) await turn();
  child.kill('SIGKILL');
  const [, signal] = (await closed) as [number | null, NodeJS.Signals | null];
  assert.equal(signal, 'SIGKILL', `the child ended by itself: ${fault}`);
  return reportsIn(text);
}
