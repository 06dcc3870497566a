import type { Evidence } from '../../evidence/index.ts';
import type { Edition, Profile } from '../../framework/index.ts';
import { countLeaves, isLink, packBundle, saidBy, sha256 } from '../../ledger/index.ts';
import { type Register, systemThen } from '../../register/index.ts';
import { ReportError } from '../errors.ts';
import type { Assessments } from '../measured.ts';
import { bundleFileName, factFiles, omittedOf, runsIn } from './contents.ts';
import { journalsOf } from './journals.ts';
import { logFiles } from './log-files.ts';
import { type Period, periodOf } from './period.ts';
import { type Selection, selectLeaves } from './selection.ts';
import type { BundleLog, BundleRequest, Chosen, MadeBundle, Placed, PlacedEntry } from './types.ts';

export interface BundlesParts {
  readonly register: Pick<Register, 'get' | 'data'>;
  readonly evidence: Pick<Evidence, 'definitions' | 'wordsOf'>;
  readonly assessments: Pick<Assessments, 'journal'>;
  editionOf(edition: string): Promise<Edition>;
  /** the profiles of a system, the most specific first */
  profilesOf(profile: string): Promise<readonly Profile[]>;
  /** the logs, oldest first, with all that was acknowledged before the call under their checkpoints */
  logs(): Promise<readonly BundleLog[]>;
  readonly tool: string;
  /** milliseconds since the epoch */
  clock(): number;
}

/** Evidence bundles: what of one system and period an outsider can verify, in one file. */
export interface Bundles {
  /**
   * Makes a bundle; one at a time, since each is made in memory. The same logs, clock and request give the same bytes. No question,
   * answer, statement or reason goes in; the system's name does, unless the request says no.
   * @throws ReportError `report.period_invalid`, `report.bundle_empty`, `report.bundle_too_large`; RegisterError
   * `register.system_unknown`; what reading logs and tiles throws
   */
  make(org: string, system: string, request: BundleRequest): Promise<MadeBundle>;
}

/** Leaves of one bundle: more than its files could hold, so that they are bounded while they are read. */
const mostLeaves = 200_000;

export function createBundles(parts: BundlesParts): Bundles {
  let last: Promise<unknown> = Promise.resolve();
  return {
    make(org, system, request) {
      const making = last.then(() => makeBundle(parts, org, system, request));
      last = making.catch(() => undefined);
      return making;
    },
  };
}

async function makeBundle(
  parts: BundlesParts,
  org: string,
  system: string,
  request: BundleRequest,
): Promise<MadeBundle> {
  await parts.register.get(org, system);
  const now = parts.clock();
  const period = periodOf(request, now);
  const logs = await parts.logs();
  const selection = await selectLeaves(leavesOf(logs), {
    ...{ org, system, period },
    isPublished: ({ log, entry }) => BigInt(entry.index) < (logs[log]?.checkpoint.size ?? 0n),
    onKept: (entries) => {
      if (entries > mostLeaves)
        throw new ReportError('report.bundle_too_large', { entries, limit: mostLeaves, of: 'entries' });
    },
  });
  const chosen = await chosenOf(parts, { org, system, request, now, period, selection });
  const placed = await Promise.all(
    logs
      .map((log, at) => ({ log, entries: entriesOf(selection.placed, at) }))
      .filter((it) => it.entries.length > 0)
      .map(({ log, entries }, at) => logFiles(at + 1, log, entries)),
  );
  const stated = placed.map((it) => it.stated);
  const files = [
    ...placed.flatMap((it) => it.files),
    ...chosen.journals.files,
    ...factFiles(chosen, parts.register.data.codes, placed),
  ];
  const { createdAt, tool, edition, omitted } = chosen;
  const facts = {
    ...{ tool, createdAt, org, system, period: chosen.period, edition: edition.edition },
    ...{ logs: stated, counts: countLeaves(selection.placed.map(({ leaf }) => leaf)), omitted: [...omitted] },
  };
  return { fileName: bundleFileName(chosen), bytes: packBundle(files, facts, sha256) };
}

/** All leaves, each once: those of retired logs as the first log that is left carries them on; later logs only say them again. */
async function* leavesOf(logs: readonly BundleLog[]): AsyncGenerator<Placed> {
  const first = logs.findIndex((it) => !it.retired);
  const start = logs[first]?.from ?? 0;
  for (const [log, { read }] of logs.entries()) {
    for await (const entry of read()) {
      if (entry.leaf.kind === 'carried' && (log > first || entry.leaf.body.index >= start)) continue;
      yield { log, entry, leaf: saidBy(entry.leaf) };
    }
  }
}

const entriesOf = (placed: readonly Placed[], log: number): readonly PlacedEntry[] =>
  placed.filter((it) => it.log === log).map((it) => it.entry);

async function chosenOf(
  parts: BundlesParts,
  it: {
    readonly org: string;
    readonly system: string;
    readonly request: BundleRequest;
    readonly now: number;
    readonly period: Period;
    readonly selection: Selection;
  },
): Promise<Chosen> {
  const { org, system, request, period, selection } = it;
  // What links the logs is none of the system's.
  const leaves = selection.placed.map(({ leaf }) => leaf).filter((leaf) => !isLink(leaf));
  const then = systemThen(leaves, system, parts.register.data);
  if (then === null) throw new ReportError('report.bundle_empty', { system, to: period.to });
  const wanted = request.name !== false;
  const [edition, profiles, name, journals] = await Promise.all([
    parts.editionOf(then.facts.edition),
    parts.profilesOf(then.facts.profile),
    wanted ? parts.evidence.wordsOf(then.facts.name.digest) : null,
    journalsOf(runsIn(leaves), parts.assessments.journal),
  ]);
  const [earliest = period.to] = leaves.map((leaf) => leaf.at).sort();
  return {
    ...{ org, system, then, edition, profiles, leaves, journals, name },
    period: { from: period.from ?? earliest, to: period.to },
    createdAt: new Date(it.now).toISOString(),
    tool: parts.tool,
    definitions: [...parts.evidence.definitions].sort((a, b) => (a.id < b.id ? -1 : 1)),
    omitted: omittedOf(selection, journals, { digest: then.facts.name.digest, wanted, known: name !== null }),
  };
}
