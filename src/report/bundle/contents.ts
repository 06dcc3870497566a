import { type CheckDefinition, posture, recordedIn } from '../../evidence/index.ts';
import { type BundleFile, canonicalBytes, type Leaf } from '../../ledger/index.ts';
import type { Register } from '../../register/index.ts';
import type { JournalOf } from './journals.ts';
import type { Selection } from './selection.ts';
import { type SummaryFacts, summaryOf } from './summary.ts';
import type { Chosen, Journals, Omission } from './types.ts';

/** The runs of a bundle in the order of their starts, each with the head that its end names. */
export function runsIn(leaves: readonly Leaf[]): readonly JournalOf[] {
  const heads = new Map<string, JournalOf['head']>();
  for (const leaf of leaves) {
    if (leaf.kind === 'run.started') heads.set(leaf.body.run, undefined);
    if (leaf.kind === 'run.finished') heads.set(leaf.body.run, leaf.body.journal);
  }
  return [...heads].map(([run, head]) => ({ run, head }));
}

/** What stays out of a bundle, how often and why; nothing that does not occur. */
export function omittedOf(
  { placed, left }: Selection,
  journals: Journals,
  name: { readonly digest: string; readonly wanted: boolean; readonly known: boolean },
): Omission[] {
  const words = new Set(placed.flatMap(({ leaf }) => wordsOf(leaf)));
  if (name.known || !name.wanted) words.delete(name.digest);
  const all: Omission[] = [
    { what: 'words', count: words.size, reason: 'holds_personal_data' },
    { what: 'system_name', count: name.wanted ? 0 : 1, reason: 'not_wanted' },
    { what: 'questions_and_answers', count: journals.content, reason: 'holds_personal_data' },
    ...journals.omitted,
    { what: 'own_entries', count: left.outside, reason: 'outside_the_period' },
    { what: 'entries_of_other_systems', count: left.others, reason: 'not_asked_for' },
    { what: 'unpublished_entries', count: left.unpublished, reason: 'not_under_a_checkpoint' },
  ];
  return all.filter((it) => it.count > 0);
}

/** Digests of the words of people that a leaf names: names, contacts, statements, reasons. */
function wordsOf({ body }: Leaf): readonly string[] {
  return Object.values(body).flatMap((it: unknown) =>
    typeof it === 'object' && it !== null && 'digest' in it && Object.keys(it).length === 1 ? [String(it.digest)] : [],
  );
}

/** The files that say what the entries are about: facts of the system, edition, thresholds, checks, and the summary. */
export function factFiles(chosen: Chosen, codes: Register['data']['codes'], logs: SummaryFacts['logs']): BundleFile[] {
  const { org, system, then, name, period, edition, profiles, definitions, leaves } = chosen;
  const { facts, grade, registeredAt } = then;
  const { level, computed, override, overrideOutdated } = grade;
  const at = { edition, definitions, now: period.to, system: { id: system, ...facts } };
  const summary = { ...chosen, codes, logs, posture: posture({ ...at, ...recordedIn(leaves) }) };
  const markdown = (language: 'zh' | 'en') => Buffer.from(summaryOf(summary, language), 'utf8');
  return [
    {
      path: 'system.json',
      bytes: canonicalBytes({
        ...{ org, system, name, at: period.to, registeredAt, facts },
        grade: {
          level,
          computed: computed.level,
          basis: computed.basis,
          overridden: override !== null,
          overrideOutdated,
        },
      }),
    },
    { path: 'edition.json', bytes: canonicalBytes(edition) },
    { path: 'profiles.json', bytes: canonicalBytes(profiles) },
    { path: 'checks.json', bytes: canonicalBytes(definitions.map(definitionOf)) },
    { path: 'summary.zh.md', bytes: markdown('zh') },
    { path: 'summary.en.md', bytes: markdown('en') },
  ];
}

/** A definition without what runs it. */
const definitionOf = ({ id, version, title, aim, bindings }: CheckDefinition) => ({
  id,
  version,
  title,
  aim,
  bindings,
});

/** ASCII; the end of the id, since ids that were made in one minute begin alike. */
export function bundleFileName({ system, period }: Pick<Chosen, 'system' | 'period'>): string {
  const day = (at: string) => at.slice(0, 10);
  return `duheng-evidence-${system.slice(-8)}-${day(period.from)}-${day(period.to)}.zip`;
}
