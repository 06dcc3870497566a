import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type CaseLedger, readCaseLedger } from './case-ledger.ts';
import type { Grading } from './grading.ts';
import type { Journal } from './journal.ts';
import type { Plan } from './plan.ts';
import { type Ending, factsDigest, factsOf } from './result.ts';
import type { RunResult } from './run-types.ts';

/** How the last session of a run ended. Not part of the truth: without it a run counts as interrupted until all its cases are settled. */
export const outcomeFile = 'outcome.json';

const change = z.strictObject({
  atMs: z.number(),
  from: z.number(),
  to: z.number(),
  why: z.enum(['start', 'slow_start', 'growth', 'rate_limited', 'server_errors']),
});

const outcome = z.strictObject({
  v: z.literal(1),
  ending: z.strictObject({ status: z.enum(['complete', 'cancelled', 'failed']), reason: z.string().nullable() }),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  history: z.array(change),
});
type Outcome = z.infer<typeof outcome>;

/** How the last session ended; null where it was killed before it could say. */
export async function readOutcome(directory: string): Promise<Outcome | null> {
  try {
    return outcome.parse(JSON.parse(await readFile(join(directory, outcomeFile), 'utf8')));
  } catch {
    return null;
  }
}

function endingOf(known: Outcome | null, settled: number, planned: number): Ending {
  if (settled >= planned) return { status: 'complete', reason: null };
  if (known !== null && known.ending.status !== 'complete') return known.ending;
  return { status: 'cancelled', reason: 'run.interrupted' };
}

/** The result of a run and what it was built from. */
export async function buildAll(
  directory: string,
  plan: Plan,
  journal: Pick<Journal, 'log' | 'content'>,
  grading: Grading,
): Promise<{ readonly result: RunResult; readonly ledger: CaseLedger }> {
  const known = await readOutcome(directory);
  const saidComplete = known?.ending.status === 'complete';
  const ledger = await readCaseLedger(plan, journal.log, journal.content, grading, saidComplete);
  const ending = endingOf(known, ledger.settled, plan.header.planned);
  const complete = ending.status === 'complete';
  const facts = await factsOf(plan, ledger, ending);
  const result: RunResult = {
    run: plan.header.run,
    directory,
    ...facts,
    startedAt: ledger.firstAt,
    finishedAt: ledger.lastAt,
    factsDigest: factsDigest(facts),
    journal: journal.log.head,
    reasonParams: complete ? {} : (known?.params ?? {}),
    answersFromCache: ledger.cached,
    concurrencyHistory: known?.history ?? [],
  };
  return { result, ledger };
}

/** {@link buildAll} for those who want the result alone. */
export async function buildResult(...args: Parameters<typeof buildAll>): Promise<RunResult> {
  return (await buildAll(...args)).result;
}
