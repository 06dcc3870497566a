import type { Finding, FindingCode, Findings } from './finding.ts';
import type { VouchedLog } from './links.ts';
import { type BundleManifest, manifestPath, requiredFiles } from './manifest.ts';
import type { Vouching } from './vouching.ts';

/** What was found of one log of a bundle. */
export interface LogVerdict {
  readonly n: number;
  readonly origin: string;
  /** entries under the checkpoint; null where no checkpoint could be read */
  readonly size: bigint | null;
  /** entries of it in the bundle */
  readonly entries: number;
  /** null where nobody whom the reader pinned signed it */
  readonly vouching: Vouching | null;
  /** the earlier log of the bundle whose last leaf gave the keys that it was checked with; null where the reader gave them, or nobody did */
  readonly handedOver: VouchedLog | null;
}

export interface Checked {
  readonly files: number;
  readonly entries: number;
  /** entries from before the period, which held when it began */
  readonly standing: number;
  readonly journals: number;
}

/** What a verification says. `integrity` and `vouched` are two questions: whether the bundle agrees with itself, and who stands for it. */
export interface BundleVerdict {
  readonly integrity: 'holds' | 'broken';
  /**
   * `pinned`: every log's checkpoint bears the signatures that the reader asked for; `refused`: they asked, and one does not; `nobody`: they
   * pinned nobody, so that whoever made the bundle may have made all of it up
   */
  readonly vouched: 'pinned' | 'refused' | 'nobody';
  /** the first of the faults, each with its place */
  readonly findings: readonly Finding[];
  /** all faults; counting ends at some ten thousand */
  readonly faults: number;
  /** null where none could be read */
  readonly manifest: BundleManifest | null;
  /** the files that no signature covers: the word of whoever made the bundle, even where it holds */
  readonly unsigned: readonly string[];
  readonly logs: readonly LogVerdict[];
  readonly checked: Checked;
  /** time stamps (RFC 3161) that lie in the bundle; this verifier does not check them */
  readonly timestamps: number;
}

/** Faults that say nothing against the bundle as such, only that those whom the reader trusts did not sign it. */
const refusals: ReadonlySet<FindingCode> = new Set([
  'origin_not_pinned',
  'signature_invalid',
  'signature_missing',
  'key_ambiguous',
]);

/** The verdict over what was found; `found` is null where no manifest could be read. */
export function verdictOf(
  findings: Findings,
  found: Pick<BundleVerdict, 'manifest' | 'logs' | 'checked' | 'timestamps'> | null,
): BundleVerdict {
  const { list, total, codes } = findings;
  const refused = [...codes].some((code) => refusals.has(code));
  const pinned = found !== null && found.logs.length > 0 && found.logs.every(({ vouching }) => vouching !== null);
  return {
    integrity: [...codes].every((code) => refusals.has(code)) ? 'holds' : 'broken',
    vouched: refused ? 'refused' : pinned ? 'pinned' : 'nobody',
    unsigned: found?.manifest ? [manifestPath, ...requiredFiles] : [],
    findings: list,
    faults: total,
    ...(found ?? {
      manifest: null,
      logs: [],
      checked: { files: 0, entries: 0, standing: 0, journals: 0 },
      timestamps: 0,
    }),
  };
}

/** The exit code of a verification: 0 it holds and somebody pinned vouches for it, 3 it holds and nobody does, 1 anything else. */
export function exitCodeOfVerdict({ integrity, vouched }: Pick<BundleVerdict, 'integrity' | 'vouched'>): 0 | 1 | 3 {
  if (integrity === 'broken' || vouched === 'refused') return 1;
  return vouched === 'pinned' ? 0 : 3;
}

/** A verdict as JSON for scripts; sizes of logs are decimals. */
export function verdictJson(verdict: BundleVerdict): string {
  return JSON.stringify(verdict, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}
