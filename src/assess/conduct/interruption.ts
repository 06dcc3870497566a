import { isAssessError } from '../error.ts';
import { readOutcome } from '../run/read-result.ts';

/** Why a run that neither goes on nor has ended stopped: the code of a problem and its params. */
export interface Interruption {
  readonly reason: string;
  readonly params: Readonly<Record<string, unknown>>;
}

const full: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What the error of a session says; null where it says nothing to anyone but us. */
function interruptionBy(error: unknown, directory: string): Interruption | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  const { code } = error;
  if (isAssessError(error)) return { reason: code, params: error.params };
  if (/^E[A-Z0-9]+$/.test(code))
    return { reason: full.has(code) ? 'run.disk_full' : 'run.write_failed', params: { directory, system: code } };
  const params = 'params' in error && typeof error.params === 'object' ? { ...error.params } : {};
  return /^[a-z]+\.[a-z_]+$/.test(code) ? { reason: code, params } : null;
}

/** By the error of its last session where that is known, else by what the run itself kept of its ending. */
export async function interruptionOf(directory: string, error: unknown): Promise<Interruption> {
  const known = interruptionBy(error, directory);
  if (known) return known;
  const { ending, params } = (await readOutcome(directory)) ?? { ending: { reason: null }, params: {} };
  return { reason: ending.reason ?? 'run.interrupted', params };
}
