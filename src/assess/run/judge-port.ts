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

/**
 * A judge model behind a target, asked as patiently as the system under test. Once it has proved to be away it rejects at once, so that
 * a run does not wait for it case by case.
 */
export function judgePort({ target, clock, random }: JudgePortOptions): JudgePort {
  const settings = parseSettings({});
  const throttle = new Throttle(settings.concurrency, clock);
  const health = new Health();
  return {
    async ask(prompt, signal = new AbortController().signal) {
      if (health.fatal !== null) throw health.fatal;
      const world = { target, throttle, health, clock, random, settings, signal };
      const asked = await askPatiently(world, [{ role: 'user', content: prompt }]);
      if (asked.error === null) {
        health.answered();
        return asked.answer.text;
      }
      if (asked.error.code !== 'target.cancelled') health.caseFailed(asked.error);
      throw asked.error;
    },
  };
}
