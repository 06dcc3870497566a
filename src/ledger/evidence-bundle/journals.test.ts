import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { Digest, RecordBody } from '../record.ts';
import { sha256 } from '../stamp.ts';
import { type Made, madeBundle, runId } from './evidence-bundle.spec-world.ts';
import { type Finding, Findings } from './finding.ts';
import type { RunFacts } from './holdings.ts';
import { checkJournal } from './journals.ts';
import { journalPath } from './manifest.ts';

type Finished = RecordBody<'run.finished'>;

describe('the journal of a run', () => {
  let made: Made;
  let bytes: Uint8Array;
  let finished: Finished;
  before(async () => {
    made = await madeBundle();
    bytes = made.files.find(({ path }) => path === journalPath(runId))?.bytes ?? new Uint8Array();
    const body = made.leaves.find(({ kind }) => kind === 'run.finished')?.body;
    assert.ok(body !== undefined && 'journal' in body);
    finished = body;
  });

  function found(facts: Partial<RunFacts> | undefined, changed: Uint8Array = bytes): readonly Finding[] {
    const findings = new Findings();
    const whole = facts === undefined ? undefined : { finished: null, artefacts: new Set<string>(), ...facts };
    checkJournal({ run: runId, org: 'default', bytes: changed, facts: whole }, sha256, findings);
    return findings.list;
  }
  const codes = (list: readonly Finding[]) =>
    list.map(({ code, params }) => [code, params.what].filter(Boolean).join(' '));
  const other: Digest = `sha256:${'f'.repeat(64)}`;

  it('is the one that the end of its run names', () => {
    assert.deepEqual(found({ finished }), []);
    assert.deepEqual(codes(found({ finished: { ...finished, journal: other } })), ['journal_differs']);
  });

  it('is, where the run has no end yet, one that an observation rests on', () => {
    assert.deepEqual(found({ artefacts: new Set([String(finished.journal)]) }), []);
    assert.deepEqual(codes(found({ artefacts: new Set([other]) })), ['journal_not_named']);
    assert.deepEqual(codes(found(undefined)), ['journal_of_unknown_run']);
  });

  // The journal holds a pass, a fail, and a case that waits for its group.
  const counts: readonly [Finished['counts'], readonly string[]][] = [
    [{ pass: 2, fail: 1, undetermined: 0, error: 0 }, []],
    [{ pass: 1, fail: 2, undetermined: 0, error: 0 }, []],
    [{ pass: 1, fail: 1, undetermined: 1, error: 0 }, []],
    [{ pass: 1, fail: 1, undetermined: 0, error: 0 }, ['journal_counts_differ cases']],
    [{ pass: 3, fail: 0, undetermined: 0, error: 0 }, ['journal_counts_differ pass', 'journal_counts_differ fail']],
    [{ pass: 2, fail: 1, undetermined: 1, error: 0 }, ['journal_counts_differ cases']],
  ];
  for (const [stated, expected] of counts) {
    it(`${JSON.stringify(stated)}: ${expected.length === 0 ? 'borne out' : expected.join(', ')}`, () => {
      assert.deepEqual(codes(found({ finished: { ...finished, counts: stated } })), expected);
    });
  }

  it('holds no entry of another kind, and begins with its plan', () => {
    const lines = Buffer.from(bytes).toString().split('\n');
    const turned = Buffer.from([lines[1], lines[0], ...lines.slice(2)].join('\n'));
    assert.deepEqual(
      found({ finished }, turned).map(({ code, line }) => `${code} ${line}`),
      ['journal_kind 1', 'journal_kind 2', 'journal_differs null'],
    );
  });
});
