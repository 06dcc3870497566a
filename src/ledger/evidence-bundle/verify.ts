import type { Sha256 } from '../leaf.ts';
import { fromBase64, sameBytes, toBase64 } from '../note/base64.ts';
import type { Checkpoint } from '../note/checkpoint.ts';
import type { Primitives } from '../note/cosignature.ts';
import { type BundleContents, readContents } from './contents.ts';
import { readEntries } from './entries.ts';
import { Findings } from './finding.ts';
import { compareCounts, Holdings } from './holdings.ts';
import { checkJournal } from './journals.ts';
import { type HandedOver, Links, type VouchedLog } from './links.ts';
import { bundleLimits, journalPath, logPaths } from './manifest.ts';
import { type BundlePins, noPins } from './pins.ts';
import { type BundleVerdict, type Checked, type LogVerdict, verdictOf } from './verdict.ts';
import { readSignedCheckpoint } from './vouching.ts';

export interface VerifyOptions {
  /** whom the reader trusts; nobody where it is not given */
  readonly pins?: BundlePins;
  readonly primitives: Primitives;
  readonly sha256: Sha256;
}

/** How far a verification has come: bytes of files hashed, then entries proven. */
export interface VerifyProgress {
  readonly step: 'files' | 'entries' | 'journals';
  readonly done: number;
}

/**
 * Verifies an evidence bundle and says all that is wrong with it; a bad bundle is an answer, never an exception. Throws
 * `ledger.key_invalid` for pins that no checkpoint could satisfy, which `parsePins` has refused already.
 */
export function verifyBundle(zip: Uint8Array, options: VerifyOptions): BundleVerdict {
  const steps = verifyInSteps(zip, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** `verifyBundle` that pauses where the caller wants to show how far it is, or to let a page breathe. */
export function* verifyInSteps(zip: Uint8Array, options: VerifyOptions): Generator<VerifyProgress, BundleVerdict> {
  const findings = new Findings();
  const reading = readContents(zip, options.sha256, findings);
  let read = reading.next();
  for (; read.done !== true; read = reading.next()) yield { step: 'files', done: read.value };
  if (read.value === null) return verdictOf(findings, null);
  return yield* verifyContents(read.value, options, findings);
}

function* verifyContents(
  contents: BundleContents,
  options: VerifyOptions,
  findings: Findings,
): Generator<VerifyProgress, BundleVerdict> {
  const { manifest, files } = contents;
  const holdings = new Holdings(manifest, findings);
  const links = new Links(findings, options.sha256);
  const logs: LogVerdict[] = [];
  for (const stated of manifest.logs)
    logs.push(yield* verifyLogOf(contents, stated, { options, holdings, links, findings }));
  holdings.close();
  compareCounts(manifest.counts, holdings.counts, findings);
  let journals = 0;
  for (const [path, bytes] of files) {
    const [, run] = /^artefacts\/([0-9a-f-]{36})\.jsonl$/.exec(path) ?? [];
    if (run === undefined || path !== journalPath(run)) continue;
    checkJournal({ run, org: manifest.org, bytes, facts: holdings.runs.get(run) }, options.sha256, findings);
    journals += 1;
    yield { step: 'journals', done: journals };
  }
  const { entries, standing } = holdings;
  const checked: Checked = { files: files.size, entries, standing, journals };
  const timestamps = manifest.logs.filter(({ n }) => files.has(logPaths(n).timestamp)).length;
  return verdictOf(findings, { manifest, logs, checked, timestamps });
}

type StatedLog = BundleContents['manifest']['logs'][number];

function* verifyLogOf(
  { files }: Pick<BundleContents, 'files'>,
  stated: StatedLog,
  {
    options,
    holdings,
    links,
    findings,
  }: { options: VerifyOptions; holdings: Holdings; links: Links; findings: Findings },
): Generator<VerifyProgress, LogVerdict> {
  const { primitives, sha256 } = options;
  const given = options.pins ?? noPins;
  const handedOver = neededOf(given, links.handedOverTo(stated.origin), stated.origin);
  const pins = handedOver === null ? given : { ...given, keys: [...given.keys, ...handedOver.keys] };
  const signed = readSignedCheckpoint({ files, stated, pins, primitives, sha256 }, findings);
  const checkpoint = signed?.checkpoint ?? null;
  const by = signed === null || signed.vouching === null ? null : vouchedLog(stated.origin, handedOver);
  if (checkpoint !== null) {
    compareCheckpoint(stated, checkpoint, findings);
    links.takeEnd(checkpoint);
  }
  let entries = 0;
  const from = holdings.entries;
  for (const entry of readEntries({ files, n: stated.n, checkpoint, sha256 }, findings)) {
    entries += 1;
    if (from + entries > bundleLimits.entries) {
      findings.add('too_many_entries', { file: entry.file, line: entry.line }, { limit: bundleLimits.entries });
      break;
    }
    holdings.take(entry);
    links.take(entry, by);
    if (entries % 64 === 0) yield { step: 'entries', done: from + entries };
  }
  if (entries !== stated.entries)
    findings.add(
      'entry_count_differs',
      { file: logPaths(stated.n).entries },
      { stated: stated.entries, found: entries },
    );
  const { n, origin } = stated;
  return {
    n,
    origin: checkpoint?.origin ?? origin,
    size: checkpoint?.size ?? null,
    entries,
    vouching: signed?.vouching ?? null,
    handedOver: by === null ? null : (handedOver?.by ?? null),
  };
}

/** Keys that an earlier log handed over stand for a pinned key; where the reader pinned a key of this log itself, that one counts alone. */
function neededOf({ keys }: BundlePins, handedOver: HandedOver | null, origin: string): HandedOver | null {
  return keys.length === 0 || keys.some(({ name }) => name === origin) ? null : handedOver;
}

const vouchedLog = (origin: string, handedOver: HandedOver | null): VouchedLog => ({
  origin,
  pinned: handedOver?.by.pinned ?? origin,
});

function compareCheckpoint(stated: StatedLog, { origin, size, root }: Checkpoint, findings: Findings): void {
  const file = logPaths(stated.n).checkpoint;
  if (origin !== stated.origin)
    findings.add('checkpoint_origin_differs', { file }, { stated: stated.origin, found: origin });
  if (String(size) !== stated.size)
    findings.add('checkpoint_size_differs', { file }, { stated: stated.size, found: String(size) });
  if (!sameBytes(fromBase64(stated.root) ?? new Uint8Array(), root))
    findings.add('checkpoint_root_differs', { file }, { stated: stated.root, found: toBase64(root) });
}
