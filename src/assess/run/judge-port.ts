import { AssessError } from '../error.ts';
import type { JudgePort } from '../grader/index.ts';
import type { Target } from '../target/target.ts';
import { askPatiently } from './ask.ts';
import { Health } from './health.ts';
import type { RunClock } from './run-types.ts';
import { parseSettings } from './settings.ts';
import { Throttle } from './throttle.ts';

export interface JudgePortOptions {
  readonly target: Target;
  readonly clock: RunClock;
  readonly random: () => number;
}

/** Why a run cannot go on without its judge. */
function judgeFailure(fatal: AssessError, target: Target): AssessError {
  const { address } = target.describe();
  const { said = '' } = fatal.params;
  if (fatal.code === 'target.unauthorised')
    return new AssessError('run.judge_unauthorised', { address, said }, { cause: fatal });
  return new AssessError('run.judge_unavailable', { address, because: fatal.code, said }, { cause: fatal });
}

/**
 * A judge model behind a target, asked as patiently as the system under test. Once it has proved to be away or to refuse its key it
 * rejects with `run.judge_unavailable` or `run.judge_unauthorised`, which end a run.
 */
export function judgePort({ target, clock, random }: JudgePortOptions): JudgePort {
  const settings = parseSettings({});
  const throttle = new Throttle(settings.concurrency, clock);
  const health = new Health();
  return {
    async ask(prompt, signal = new AbortController().signal) {
      if (health.fatal !== null) throw judgeFailure(health.fatal, target);
      const world = { target, throttle, health, clock, random, settings, signal };
      const asked = await askPatiently(world, [{ role: 'user', content: prompt }]);
      if (asked.error === null) {
        health.answered();
        return asked.answer.text;
      }
      if (asked.error.code !== 'target.cancelled') health.caseFailed(asked.error);
      if (health.fatal !== null) throw judgeFailure(health.fatal, target);
      throw asked.error;
    },
  };
}
