import { type Canaries, canaryProof } from '../../evidence/index.ts';
import type { IdentityFacts } from '../../ledger/index.ts';
import type { Answer } from '../target/target.ts';
import { type AskWorld, askPatiently } from './ask.ts';

async function askAll(world: AskWorld, canaries: Canaries): Promise<(Answer | null)[]> {
  const asked = canaries.questions.map(({ text }) => askPatiently(world, [{ role: 'user', content: text }]));
  return (await Promise.all(asked)).map((it) => {
    if (it.answer !== null) world.health.answered();
    return it.answer;
  });
}

/** The one value that all answers agree on; null where they do not or where none gives any. */
function agreed(answers: readonly (Answer | null)[], of: (answer: Answer) => string | null): string | null {
  const values = new Set(answers.flatMap((it) => (it === null ? [] : [of(it)])));
  const [only = null] = values;
  return values.size === 1 ? only : null;
}

/**
 * Asks the fixed canary questions twice, with the user's own parameters, and gives who answered. An endpoint that does not agree
 * with itself stays `unproven`. Null when nothing was answered at all.
 */
export async function probeIdentity(world: AskWorld, canaries: Canaries): Promise<IdentityFacts | null> {
  const first = await askAll(world, canaries);
  if (world.signal.aborted || world.health.fatal !== null) return null;
  const second = await askAll(world, canaries);
  const all = [...first, ...second];
  if (all.every((it) => it === null)) return null;
  const texts = (answers: readonly (Answer | null)[]) => answers.map((it) => it?.text ?? null);
  return {
    endpoint: world.target.describe().address,
    reportedModel: agreed(all, (it) => it.reportedModel),
    fingerprint: agreed(all, (it) => it.fingerprint),
    ...canaryProof(texts(first), texts(second), canaries.version),
  };
}
