import { z } from 'zod';
import type { WitnessAddress } from '../ledger/index.ts';
import { CliError } from './error.ts';
import type { Settings } from './settings.ts';

const witness = z.strictObject({
  name: z.string().min(1).max(200),
  url: z.url({ protocol: /^https?$/ }).max(2_000),
  keys: z.array(z.string().min(1).max(4_096)).min(1).max(8),
});
const witnesses = z.array(witness).min(1).max(16);
/** how many of them must cosign */
const quorum = z.int().min(1).max(16);

/**
 * `ledger:` in config.yaml: the period of a log, and the witnesses that must cosign before a checkpoint is published. Keys are read by
 * `witnessesOf` alone, so that small commands start at once.
 */
export const ledgerSettings = <P extends z.ZodType>(period: P) =>
  z
    .strictObject({ period: period.optional(), witnesses: witnesses.optional(), quorum: quorum.optional() })
    .refine((it) => (it.witnesses === undefined) === (it.quorum === undefined), {
      path: ['quorum'],
      error: 'witnesses and quorum go together',
    });

export interface LedgerSettings {
  readonly witnesses: z.infer<typeof witnesses>;
  readonly quorum: number;
}

/** The witnesses that a file asks for; undefined where it names none. */
export function askedIn(
  ledger: { readonly [K in keyof LedgerSettings]?: LedgerSettings[K] | undefined } | undefined,
): LedgerSettings | undefined {
  const { witnesses, quorum } = ledger ?? {};
  return witnesses === undefined || quorum === undefined ? undefined : { witnesses, quorum };
}

/** Whom the main log asks for cosignatures, and how many of them must give one. */
export interface WitnessesAsked {
  readonly witnesses: readonly WitnessAddress[];
  readonly quorum: number;
}

/** The configured witnesses with their keys; null where there are none. Throws CliError `cli.config_invalid` for keys, names and a quorum that cannot be. */
export async function witnessesOf({ ledger }: Settings): Promise<WitnessesAsked | null> {
  if (ledger.value === null) return null;
  const { checkWitnesses, LedgerError, parseVerifierKey, sha256 } = await import('../ledger/index.ts');
  const { quorum } = ledger.value;
  try {
    const witnesses = ledger.value.witnesses.map(({ name, url, keys }) => ({
      ...{ name, url },
      keys: keys.map((it) => parseVerifierKey(it, sha256)),
    }));
    checkWitnesses({ pins: witnesses, quorum });
    return { witnesses, quorum };
  } catch (cause) {
    if (!(cause instanceof LedgerError)) throw cause;
    throw new CliError(
      'cli.config_invalid',
      { where: ledger.from ?? 'config.yaml', why: `ledger.witnesses: ${cause.message}` },
      cause,
    );
  }
}
