import { isLink, type Leaf } from '../../ledger/index.ts';
import type { Period } from './period.ts';
import { StandingFacts } from './standing-facts.ts';
import type { Placed } from './types.ts';

/** What a bundle holds of the logs, and what of them it leaves out. */
export interface Selection {
  /** in the order of the logs */
  readonly placed: readonly Placed[];
  readonly left: {
    /** of other systems and organisations; they are counted and not looked at */
    readonly others: number;
    /** the system's own: before the period and no longer holding, or after it */
    readonly outside: number;
    /** the system's own within the period, not under the checkpoint yet */
    readonly unpublished: number;
  };
}

interface Wanted {
  readonly org: string;
  readonly system: string;
  readonly period: Period;
  /** a leaf behind it is under no checkpoint */
  readonly isPublished: (placed: Placed) => boolean;
  /** told how many of the period are kept so far; throws where they are too many */
  readonly onKept?: (kept: number) => void;
}

/**
 * Chooses, in one pass over the leaves in the order of their logs, what a bundle of one system and period holds: every published leaf of the
 * system with its time in the period, and those before it that still held at its start (see `StandingFacts`). A leaf that names a run
 * brings the start of that run along, since only the start says whose run it is. With them go the leaves that link the logs up to the last of
 * them, so that who pinned the keys of an earlier log can follow to a later one. Memory holds what is kept and one leaf a run.
 */
export async function selectLeaves(
  leaves: AsyncIterable<Placed> | Iterable<Placed>,
  wanted: Wanted,
): Promise<Selection> {
  const { from, to } = wanted.period;
  const ownRuns = new Set<string>();
  const starts = new Map<string, Placed>();
  const standing = new StandingFacts();
  const within: Placed[] = [];
  const links: Placed[] = [];
  const left = { others: 0, outside: 0, unpublished: 0 };
  let own = 0;
  for await (const placed of ofSystems(leaves, (it) => wanted.isPublished(it) && links.push(it))) {
    const { leaf } = placed;
    if (!isOwn(leaf, wanted, ownRuns)) {
      left.others += 1;
      continue;
    }
    if (leaf.kind === 'run.started') ownRuns.add(leaf.body.run);
    if (leaf.at < to && !wanted.isPublished(placed)) {
      left.unpublished += 1;
      continue;
    }
    own += 1;
    if (leaf.at >= to) continue;
    if (leaf.kind === 'run.started' && !starts.has(leaf.body.run)) starts.set(leaf.body.run, placed);
    // Where a clock went back the start of a run may lie behind the period: without it nothing says whose run it is.
    if (!('system' in leaf.body) && !starts.has(runOf(leaf) ?? '')) continue;
    if (from === null || leaf.at >= from) {
      within.push(placed);
      wanted.onKept?.(within.length);
    } else standing.take(placed);
  }
  const before = from === null ? null : standing.at(from);
  const runs = [...(before?.runs ?? []), ...within.flatMap(({ leaf }) => runOf(leaf) ?? [])];
  const kept = new Set([...within, ...(before?.leaves ?? []), ...runs.flatMap((run) => starts.get(run) ?? [])]);
  const outside = own - kept.size;
  const placed = [...kept, ...linksTo(kept, links)].sort((a, b) => a.log - b.log || a.entry.index - b.entry.index);
  return { placed, left: { ...left, outside } };
}

/** The run that a leaf belongs to; null for one that belongs to none. */
export function runOf({ body }: Leaf): string | null {
  return 'run' in body ? body.run : null;
}

/** Leaves but for what the logs say of themselves, and of content that was erased; tells of those that link the logs. */
async function* ofSystems(
  leaves: AsyncIterable<Placed> | Iterable<Placed>,
  onLink: (link: Placed) => unknown,
): AsyncGenerator<Placed> {
  for await (const placed of leaves) {
    const { leaf } = placed;
    if (isLink(leaf)) onLink(placed);
    if (!leaf.kind.startsWith('log.') && leaf.kind !== 'content.erased') yield placed;
  }
}

/** The links up to the last log that anything was kept of. */
function linksTo(kept: Iterable<Placed>, links: readonly Placed[]): Placed[] {
  let last = -1;
  for (const { log } of kept) last = Math.max(last, log);
  return links.filter(({ log, leaf }) => log < last || (log === last && leaf.kind === 'log.opened'));
}

/** A leaf names its system, or a run that the system's own log entry started. */
function isOwn(leaf: Leaf, { org, system }: Wanted, runs: ReadonlySet<string>): boolean {
  if (leaf.org !== org) return false;
  if ('system' in leaf.body) return leaf.body.system === system;
  const run = runOf(leaf);
  return run !== null && runs.has(run);
}
