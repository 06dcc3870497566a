import { emptyHead, leafHash, nextHead, type Sha256, toDigest } from '../leaf.ts';
import type { Leaf, RecordBody } from '../record.ts';
import { readLeaf } from './entries.ts';
import type { Findings } from './finding.ts';
import type { RunFacts } from './holdings.ts';
import { linesOf } from './json.ts';
import { journalPath } from './manifest.ts';

export interface JournalInput {
  readonly run: string;
  readonly org: string;
  readonly bytes: Uint8Array;
  /** what the entries say of the run; nothing where none names it */
  readonly facts: RunFacts | undefined;
}

type Verdict = RecordBody<'case.settled'>['verdict'];

/**
 * Holds the journal of a run against what the log says of it: the running head over its lines is the digest that the end of the run names,
 * else one that an observation of the run rests on; its cases count to what the run says.
 */
export function checkJournal({ run, org, bytes, facts }: JournalInput, sha256: Sha256, findings: Findings): void {
  const file = journalPath(run);
  const verdicts = new Map<string, Verdict>();
  let head = emptyHead(sha256);
  for (const { line, bytes: leafBytes } of linesOf(file, bytes, findings)) {
    head = nextHead(head, leafHash(leafBytes, sha256), sha256);
    const leaf = readLeaf(file, { line, bytes: leafBytes }, findings);
    if (leaf === undefined) continue;
    if (leaf.org !== org) findings.add('entry_of_other_org', { file, line }, { kind: leaf.kind, org: leaf.org });
    checkKind(leaf, { run, file, line }, findings);
    // Where a case was settled twice the run took the first, and its own check named the second.
    if (leaf.kind === 'case.settled' && !verdicts.has(leaf.body.case)) verdicts.set(leaf.body.case, leaf.body.verdict);
  }
  if (facts === undefined) {
    findings.add('journal_of_unknown_run', { file });
    return;
  }
  const found = toDigest(head);
  const named = facts.finished?.journal ?? null;
  if (named !== null && named !== found) findings.add('journal_differs', { file }, { stated: named, found });
  if (named === null && !facts.artefacts.has(found)) findings.add('journal_not_named', { file }, { found });
  if (facts.finished !== null && named === found) compareVerdicts(file, verdicts, facts.finished.counts, findings);
}

function checkKind(
  leaf: Leaf,
  { run, ...place }: { run: string; file: string; line: number },
  findings: Findings,
): void {
  const wanted = place.line === 1 ? 'run.planned' : 'case.settled';
  // Each session of a run asks first who answers, and says so in the journal.
  const fits = leaf.kind === wanted || (place.line > 1 && leaf.kind === 'identity.seen');
  if (!fits) findings.add('journal_kind', place, { kind: leaf.kind, expected: wanted });
  if ((leaf.kind === 'run.planned' || leaf.kind === 'identity.seen') && leaf.body.run !== run)
    findings.add('journal_of_other_run', place, { run: leaf.body.run ?? '' });
}

/**
 * Cases that wait for their group get a verdict from graders that look at the whole group, which a journal does not hold: each of them may
 * have become anything, and all of them together must account for the difference.
 */
function compareVerdicts(
  file: string,
  verdicts: ReadonlyMap<string, Verdict>,
  stated: RecordBody<'run.finished'>['counts'],
  findings: Findings,
): void {
  const counted = { pass: 0, fail: 0, undetermined: 0, error: 0, pending_group: 0 };
  for (const verdict of verdicts.values()) counted[verdict] += 1;
  const all = stated.pass + stated.fail + stated.undetermined + stated.error;
  if (all !== verdicts.size)
    findings.add('journal_counts_differ', { file }, { what: 'cases', stated: all, found: verdicts.size });
  for (const what of ['pass', 'fail', 'undetermined', 'error'] as const) {
    const [is, was] = [counted[what], stated[what]];
    if (was < is || was > is + counted.pending_group)
      findings.add('journal_counts_differ', { file }, { what, stated: was, found: is });
  }
}
