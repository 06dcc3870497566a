import { type Canaries, canaryProof } from '../../evidence/index.ts';
import type { IdentityFacts } from '../../ledger/index.ts';
import { AssessError, isAssessError } from '../error.ts';
import type { Answer, Target } from '../target/target.ts';
import { type AskWorld, askPatiently } from './ask.ts';
import { isTimeout } from './health.ts';
import { leafWord } from './leaf-word.ts';

async function askAll(world: AskWorld, canaries: Canaries, stop: () => void): Promise<(Answer | null)[]> {
  const asked = canaries.questions.map(async ({ text }) => {
    const { answer } = await askPatiently(world, [{ role: 'user', content: text }]);
    if (answer !== null) world.health.answered();
    if (world.health.fatal !== null) stop();
    return answer;
  });
  return Promise.all(asked);
}

/** How long a canary may take where the target names no bound; milliseconds. */
const canaryMs = 120_000;

/**
 * A target for canaries: their answers are short, so each has the time of a first byte for the whole of it. The first that takes longer
 * ends the probe by `stop`: time-outs must not add up before the first case is asked.
 */
function impatient({ target, health }: AskWorld, stop: () => void): Target {
  // A little more than the target's own bound, whose error says more.
  const limitMs = (target.bounds?.firstByteMs ?? canaryMs) + 250;
  const failure = (error: unknown, late: AbortSignal): unknown => {
    if (!isAssessError(error)) return error;
    if (error.code !== 'target.cancelled' || !late.aborted) return error;
    return new AssessError('target.timeout', { address: target.describe().address, limitMs });
  };
  return {
    ...{ kind: target.kind, params: target.params },
    describe: () => target.describe(),
    close: () => target.close(),
    async ask(turns, signal) {
      const late = AbortSignal.timeout(limitMs);
      try {
        return await target.ask(turns, AbortSignal.any([signal, late]));
      } catch (thrown) {
        const error = signal.aborted ? thrown : failure(thrown, late);
        if (isAssessError(error) && isTimeout(error)) {
          health.away(error);
          stop();
        }
        throw error;
      }
    },
  };
}

/** The one value that all answers agree on; null where they do not or where none gives any. */
function agreed(answers: readonly (Answer | null)[], of: (answer: Answer) => string | null): string | null {
  const values = new Set(answers.flatMap((it) => (it === null ? [] : [of(it)])));
  const [only = null] = values;
  return values.size === 1 ? only : null;
}

/**
 * Asks the fixed canary questions twice, with the user's own parameters, and gives who answered. An endpoint that does not agree
 * with itself, or that lets one wait too long, stays `unproven`. Null when nothing was answered at all.
 */
export async function probeIdentity(run: AskWorld, canaries: Canaries): Promise<IdentityFacts | null> {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const signal = AbortSignal.any([run.signal, controller.signal]);
  const world: AskWorld = { ...run, signal, target: impatient(run, stop) };
  const first = await askAll(world, canaries, stop);
  if (run.signal.aborted || run.health.fatal !== null) return null;
  const second = signal.aborted ? first.map(() => null) : await askAll(world, canaries, stop);
  const all = [...first, ...second];
  if (all.every((it) => it === null)) return null;
  const texts = (answers: readonly (Answer | null)[]) => answers.map((it) => it?.text ?? null);
  return {
    endpoint: world.target.describe().address,
    reportedModel: agreed(all, (it) => leafWord(it.reportedModel)),
    fingerprint: agreed(all, (it) => leafWord(it.fingerprint)),
    ...canaryProof(texts(first), texts(second), canaries.version),
  };
}
