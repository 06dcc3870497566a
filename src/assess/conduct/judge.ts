import type { Stamp } from '../../ledger/index.ts';
import { createGrading } from '../grader/index.ts';
import { systemClock } from '../run/clock.ts';
import type { Grading } from '../run/grading.ts';
import { judgePort } from '../run/judge-port.ts';
import { openTarget } from '../target/open-target.ts';

export interface JudgeAddress {
  readonly address: string;
  readonly model: string;
}

/** The graders of a run, with the judge model that the user named where there is one. `close` ends its connections. */
export async function openGrading(
  judge: JudgeAddress | null,
  key: string | undefined,
  stamp: Pick<Stamp, 'random' | 'clock'>,
): Promise<{ readonly grading: Grading; close(): Promise<void> }> {
  if (judge === null) return { grading: createGrading(), close: async () => {} };
  const { address, model } = judge;
  const target = await openTarget({ kind: 'openai', address, model, key, params: {} }, { now: stamp.clock });
  const port = judgePort({ target, clock: { ...systemClock, now: stamp.clock }, random: () => drawFraction(stamp) });
  const drawFence = () => Buffer.from(stamp.random(24)).toString('hex');
  return { grading: createGrading({ port, drawFence, identity: `${model}@${address}` }), close: () => target.close() };
}

/** Uniform in [0, 1), 48 bits. */
export const drawFraction = ({ random }: Pick<Stamp, 'random'>): number =>
  Buffer.from(random(6)).readUIntBE(0, 6) / 2 ** 48;
