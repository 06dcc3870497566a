import { isLink, type Leaf, type RecordBody, saidBy } from '../record.ts';
import type { BundleEntry } from './entries.ts';
import type { Findings } from './finding.ts';
import { type BundleCounts, type BundleManifest, countLeaf, noCounts } from './manifest.ts';

/** What the entries say of one run. */
export interface RunFacts {
  /** how its journal stood when it ended, and what it counted; the newest where a run was resumed and ended again */
  finished: Pick<RecordBody<'run.finished'>, 'journal' | 'counts'> | null;
  /** digests that observations name as what they rest on */
  readonly artefacts: Set<string>;
}

/** What an entry is about: a system, a run, both, or neither. */
interface About {
  readonly system?: string;
  readonly run?: string;
}

function aboutOf({ body }: Leaf): About {
  const { system, run } = body as { readonly system?: string; readonly run?: string | null };
  return { ...(system === undefined ? {} : { system }), ...(typeof run === 'string' ? { run } : {}) };
}

/**
 * Takes in the entries of all logs of a bundle: whether they belong to its system, organisation and period, what they count to, and what
 * they say of runs.
 * A leaf that is carried on from an earlier log is taken for that leaf. Those by which one log names another are about no system and of no
 * period; `Links` compares them.
 */
export class Holdings {
  readonly runs = new Map<string, RunFacts>();
  readonly counts: BundleCounts = noCounts();
  entries = 0;
  /** entries from before the period, which held when it began */
  standing = 0;
  readonly #manifest: BundleManifest;
  readonly #findings: Findings;
  readonly #ids = new Set<string>();
  /** runs that an entry ascribes to the system; entries that name a run alone, until all have been seen */
  readonly #ofSystem = new Set<string>();
  readonly #byRun: { readonly run: string; readonly entry: Pick<BundleEntry, 'file' | 'line'>; index: string }[] = [];

  constructor(manifest: BundleManifest, findings: Findings) {
    this.#manifest = manifest;
    this.#findings = findings;
  }

  take(entry: BundleEntry): void {
    const { file, line } = entry;
    const leaf = saidBy(entry.leaf);
    this.entries += 1;
    if (leaf.at < this.#manifest.period.from && !isLink(leaf)) this.standing += 1;
    countLeaf(this.counts, leaf);
    this.#place({ ...entry, leaf });
    if (this.#ids.has(leaf.id)) this.#findings.add('entry_repeated', { file, line }, { id: leaf.id });
    this.#ids.add(leaf.id);
    const { run } = aboutOf(leaf);
    if (run !== undefined) this.#learn(run, leaf);
  }

  /** Whether every entry that names a run alone names one of the system. To be called once all entries were taken in. */
  close(): void {
    for (const { run, entry, index } of this.#byRun)
      if (!this.#ofSystem.has(run)) this.#findings.add('entry_of_unknown_run', entry, { run, index });
  }

  #place({ leaf, file, line, index }: BundleEntry): void {
    const { org, system, period } = this.#manifest;
    const about = aboutOf(leaf);
    const params = { index: index ?? '?', kind: leaf.kind };
    if (leaf.org !== org) this.#findings.add('entry_of_other_org', { file, line }, { ...params, org: leaf.org });
    if (isLink(leaf)) return;
    if (leaf.at >= period.to) this.#findings.add('entry_after_period', { file, line }, { ...params, at: leaf.at });
    if (about.system === system) {
      if (about.run !== undefined) this.#ofSystem.add(about.run);
    } else if (about.system !== undefined)
      this.#findings.add('entry_of_other_system', { file, line }, { ...params, system: about.system });
    else if (about.run === undefined || leaf.kind === 'run.planned')
      this.#findings.add('entry_of_no_system', { file, line }, params);
    else this.#byRun.push({ run: about.run, entry: { file, line }, index: params.index });
  }

  #learn(run: string, leaf: Leaf): void {
    const facts = this.runs.get(run) ?? { finished: null, artefacts: new Set() };
    this.runs.set(run, facts);
    if (leaf.kind === 'run.finished') facts.finished = leaf.body;
    if (leaf.kind === 'observation' && leaf.body.artefact !== null) facts.artefacts.add(leaf.body.artefact);
  }
}

/** Names every count of a manifest that the entries do not bear out. */
export function compareCounts(stated: BundleCounts, found: BundleCounts, findings: Findings): void {
  for (const part of ['observations', 'entries'] as const) {
    const [a, b]: Readonly<Record<string, number>>[] = [stated[part], found[part]];
    for (const name of new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])) {
      const [is, was] = [b?.[name] ?? 0, a?.[name] ?? 0];
      if (is !== was)
        findings.add('count_differs', { file: 'manifest.json' }, { what: `${part}.${name}`, stated: was, found: is });
    }
  }
}
