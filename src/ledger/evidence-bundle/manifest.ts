import { z } from 'zod';
import { instant, type Leaf, type RecordKind, recordBodies, saidBy, uuid } from '../record.ts';

/*
 * What an evidence bundle is made of: a zip of the observations of one system and period, with the signed checkpoints and proofs that
 * place them in their logs, and this manifest, which names every other file by its SHA-256. The set of paths is closed: a file that no
 * reader knows could say anything.
 */

/** What a reader takes at most; larger bundles are refused before anything is unpacked. */
export const bundleLimits = {
  /** bytes of the zip */
  zip: 512 * 1024 * 1024,
  /** bytes of all files, unpacked */
  unpacked: 1024 * 1024 * 1024,
  /** bytes of one file, unpacked */
  file: 64 * 1024 * 1024,
  files: 10_000,
  /** bytes of the manifest: 10,000 files, 1,000 logs and all that may be left out stay below it */
  manifest: 4 * 1024 * 1024,
  /** bytes of any other file of JSON */
  json: 16 * 1024 * 1024,
  /** arrays and objects within each other in any JSON of a bundle, lines too; leaves stay below 32 */
  depth: 64,
  /** entries of all logs together */
  entries: 1_000_000,
  /** bytes of one line, as in an entry bundle of tlog-tiles */
  line: 65_535,
  logs: 1_000,
} as const;

export const manifestPath = 'manifest.json';

const runId = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const logFiles = String.raw`checkpoint|entries\.jsonl|proofs\.jsonl|keys\.json|timestamp\.tsr`;
const pathForm = new RegExp(
  String.raw`^(?:summary\.(?:zh|en)\.md|(?:system|edition|profiles|checks)\.json|logs/[1-9]\d{0,3}/(?:${logFiles})|artefacts/${runId}\.jsonl)$`,
);

/** The bytes that a file may have: JSON is read whole, other files line by line or not at all. */
export function limitOf(path: string): number {
  if (path === manifestPath) return bundleLimits.manifest;
  return path.endsWith('.json') ? bundleLimits.json : bundleLimits.file;
}

/** The files that every bundle holds, beside those of its logs. */
export const requiredFiles: readonly string[] = [
  'checks.json',
  'edition.json',
  'profiles.json',
  'summary.en.md',
  'summary.zh.md',
  'system.json',
];

/** Where the files of the log `n` of a bundle lie. */
export const logPaths = (n: number) => ({
  checkpoint: `logs/${n}/checkpoint`,
  entries: `logs/${n}/entries.jsonl`,
  proofs: `logs/${n}/proofs.jsonl`,
  keys: `logs/${n}/keys.json`,
  timestamp: `logs/${n}/timestamp.tsr`,
});

/** Where the journal of a run lies in a bundle. */
export const journalPath = (run: string): string => `artefacts/${run}.jsonl`;

const count = z.int().min(0);
const code = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,99}$/);
const decimal = z
  .string()
  .regex(/^(?:0|[1-9]\d{0,18})$/)
  .describe('a decimal, since an index may be above 2^53');
const kinds = Object.keys(recordBodies) as [RecordKind, ...RecordKind[]];

const counts = z.strictObject({
  /** observations in the bundle by their result */
  observations: z.strictObject({
    pass: count,
    fail: count,
    inconclusive: count,
    error: count,
    not_applicable: count,
  }),
  /** entries in the bundle by their kind; a kind without an entry is not named */
  entries: z.partialRecord(z.enum(kinds), z.int().min(1)),
});

export const bundleManifest = z.strictObject({
  v: z.literal(1),
  format: z.literal('duheng.evidence-bundle'),
  /** name and version of what made it */
  tool: z.string().min(1).max(60),
  createdAt: instant,
  org: z.string().regex(/^[a-z0-9-]{1,64}$/),
  system: uuid,
  /** `from` inclusive, `to` exclusive */
  period: z.strictObject({ from: instant, to: instant }).refine(({ from, to }) => from < to),
  edition: z.string().min(1).max(10),
  logs: z
    .array(
      z.strictObject({
        /** 1, 2 …: the folder `logs/<n>` */
        n: z.int().min(1).max(bundleLimits.logs),
        origin: z.string().min(1).max(255),
        size: decimal,
        /** base64 of 32 bytes */
        root: z.base64().length(44),
        entries: count.max(bundleLimits.entries),
      }),
    )
    .min(1)
    .max(bundleLimits.logs)
    .refine((logs) => logs.every(({ n }, at) => n === at + 1), 'n counts from 1'),
  /** every file but the manifest itself, sorted by path */
  files: z
    .array(
      z.strictObject({
        path: z.string().regex(pathForm),
        bytes: count.max(bundleLimits.file),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
      }),
    )
    .max(bundleLimits.files - 1)
    .refine((files) => files.every(({ path }, at) => at === 0 || (files[at - 1]?.path ?? '') < path), 'sorted, once'),
  counts,
  /** what was left out, how often, and why */
  omitted: z.array(z.strictObject({ what: code, count, reason: code })).max(1_000),
});

export type BundleManifest = z.infer<typeof bundleManifest>;
export type BundleCounts = BundleManifest['counts'];

/** What the leaves of a bundle count to, as its manifest states it and as a verifier counts it anew. */
export function countLeaves(leaves: Iterable<Leaf>): BundleCounts {
  const counts = noCounts();
  for (const leaf of leaves) countLeaf(counts, leaf);
  return counts;
}

export function noCounts(): BundleCounts {
  return { observations: { pass: 0, fail: 0, inconclusive: 0, error: 0, not_applicable: 0 }, entries: {} };
}

/** One leaf more; one that is carried on from an earlier log counts as what it was there. */
export function countLeaf({ observations, entries }: BundleCounts, given: Leaf): void {
  const leaf = saidBy(given);
  entries[leaf.kind] = (entries[leaf.kind] ?? 0) + 1;
  if (leaf.kind === 'observation') observations[leaf.body.result] += 1;
}
