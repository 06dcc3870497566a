import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { unzipSync } from 'fflate';
import { LedgerError } from '../error.ts';
import { toHex } from '../note/base64.ts';
import { generateLogKeys, nodePrimitives, publicKeysOf } from '../note/index.ts';
import { sha256 } from '../stamp.ts';
import {
  faultsOf,
  type Made,
  madeBundle,
  origin,
  otherSystemId,
  type Parts,
  type Pinned,
  pack,
  runId,
  verdictFor,
  withFacts,
  withFile,
  withNextLog,
} from './evidence-bundle.spec-world.ts';
import { exitCodeOfVerdict, parsePins, reportOf, reportText, verdictJson, verifyBundle } from './index.ts';
import { writeZip } from './zip.ts';

const entries = 'logs/1/entries.jsonl';
const proofs = 'logs/1/proofs.jsonl';
const checkpoint = 'logs/1/checkpoint';
const journal = `artefacts/${runId}.jsonl`;

describe('an evidence bundle of a real log', () => {
  let made: Made;
  before(async () => {
    made = await madeBundle();
  });

  it('holds, and the pinned keys of the log vouch for it', () => {
    const verdict = verdictFor(made.zip, { keys: made.vkeys });
    assert.deepEqual(faultsOf(verdict), []);
    assert.equal(verdict.vouched, 'pinned');
    assert.deepEqual(verdict.logs[0]?.vouching?.log, { ed25519: 'signed', mlDsa44: 'signed' });
    assert.deepEqual(verdict.checked, { files: 12, entries: 6, standing: 0, journals: 1 });
    assert.equal(exitCodeOfVerdict(verdict), 0);
  });

  it('is the same zip when it is packed again', () => {
    assert.deepEqual(pack(made), made.zip);
    assert.deepEqual(pack({ ...made, files: made.files.toReversed() }), made.zip);
  });

  it('holds without pins, but nobody vouches for it', () => {
    const verdict = verdictFor(made.zip);
    assert.deepEqual([verdict.integrity, verdict.vouched, exitCodeOfVerdict(verdict)], ['holds', 'nobody', 3]);
  });

  describe('the reader’s pins', () => {
    const other = publicKeysOf(generateLogKeys(origin, 0)).map(({ vkey }) => vkey);
    const foreign = publicKeysOf(generateLogKeys('duheng/foreign', 0)).map(({ vkey }) => vkey);
    const table: readonly [string, () => Pinned, readonly string[], string, number][] = [
      ['keys of the same name that did not sign', () => ({ keys: other }), ['signature_missing'], 'refused', 1],
      ['keys of another log', () => ({ keys: foreign }), ['origin_not_pinned'], 'refused', 1],
      ['one algorithm, where any will do', () => ({ keys: made.vkeys.slice(1), require: 'any' }), [], 'pinned', 0],
      ['a witness alone', () => ({ witnesses: made.witnesses.slice(0, 1) }), [], 'pinned', 0],
      [
        'a witness that did not sign',
        () => ({ witnesses: made.witnesses.slice(2) }),
        ['signature_missing'],
        'refused',
        1,
      ],
      ['two of three witnesses', () => ({ keys: made.vkeys, witnesses: made.witnesses, quorum: 2 }), [], 'pinned', 0],
      ['three of three', () => ({ keys: made.vkeys, witnesses: made.witnesses }), ['signature_missing'], 'refused', 1],
      ['two witnesses and no log', () => ({ witnesses: made.witnesses, quorum: 2 }), [], 'pinned', 0],
    ];
    for (const [what, pins, codes, vouched, exit] of table) {
      it(`${what}: ${vouched}`, () => {
        const verdict = verdictFor(made.zip, pins());
        assert.deepEqual(
          faultsOf(verdict),
          codes.map((code) => `${code} ${checkpoint}`),
        );
        assert.deepEqual([verdict.integrity, verdict.vouched], ['holds', vouched]);
        assert.equal(exitCodeOfVerdict(verdict), exit);
      });
    }

    it('a foreign key with the id of a key that signed is no key that signed', () => {
      const own = parsePins({ keys: made.vkeys, witnesses: [] }, sha256);
      const strange = parsePins({ keys: other, witnesses: [] }, sha256);
      const keys = strange.keys.map((key, at) => ({ ...key, keyId: own.keys[at]?.keyId ?? key.keyId }));
      const look = (pinned: typeof keys) =>
        faultsOf(verifyBundle(made.zip, { pins: { ...own, keys: pinned }, primitives: nodePrimitives, sha256 }));
      assert.deepEqual(look(keys), [`signature_invalid ${checkpoint}`]);
      // Pinned beside the right ones, nobody can say which of the two a line is of.
      assert.deepEqual(look([...keys, ...own.keys]), [`key_ambiguous ${checkpoint}`]);
    });

    it('names the witnesses that signed', () => {
      const { witnesses } = verdictFor(made.zip, { witnesses: made.witnesses, quorum: 2 }).logs[0]?.vouching ?? {};
      assert.deepEqual(witnesses, { quorum: 2, of: 3, signed: ['w1', 'w2'], notSigned: ['w3'] });
    });

    const refused: readonly [string, () => Pinned, string][] = [
      ['one algorithm, where both are asked for', () => ({ keys: made.vkeys.slice(1) }), 'not_pinned'],
      ['a key of a log as a witness', () => ({ witnesses: made.vkeys.slice(0, 1) }), 'role'],
      ['a witness as a log', () => ({ keys: made.witnesses.slice(0, 1) }), 'role'],
      ['a quorum above the witnesses', () => ({ witnesses: made.witnesses, quorum: 4 }), 'quorum'],
      ['a quorum without witnesses', () => ({ keys: made.vkeys, quorum: 1 }), 'quorum'],
      ['half a key', () => ({ keys: [made.vkeys[0]?.slice(0, -8) ?? ''] }), 'length'],
    ];
    for (const [what, pins, reason] of refused) {
      it(`refuses ${what}`, () => {
        assert.throws(
          () => verdictFor(made.zip, pins()),
          (error) => error instanceof LedgerError && error.params.reason === reason,
        );
      });
    }
  });

  describe('a log whose keys an earlier log of the bundle handed over', () => {
    const second = 'duheng/second';
    let both: Made;
    let zip: Uint8Array;
    let vkeys: readonly string[];
    before(async () => {
      const next = await madeBundle(() => false, { origin: second });
      vkeys = next.vkeys;
      both = await madeBundle(undefined, { next: { log: runId, origin: second, keys: [...vkeys] } });
      zip = pack(withNextLog(both, next));
    });
    const look = (pinned: Pinned) => {
      const verdict = verdictFor(zip, pinned);
      const said = (['zh', 'en'] as const).map((it) => reportText(reportOf(verdict, it)));
      return { verdict, said, handedOver: verdict.logs.map((it) => it.handedOver) };
    };

    it('is vouched for by the keys of the first, and the verdict says who handed them over', () => {
      const { verdict, said, handedOver } = look({ keys: both.vkeys });
      assert.deepEqual([faultsOf(verdict), verdict.vouched], [[], 'pinned']);
      assert.deepEqual(handedOver, [null, { origin, pinned: origin }]);
      assert.match(
        said[0] ?? '',
        /后续日志的公钥由包内前一本日志移交[\s\S]*公钥由日志 duheng\/test 移交，那本日志的公钥由你给出/,
      );
      assert.match(
        said[1] ?? '',
        /that the log before handed over[\s\S]*keys handed over by duheng\/test, whose keys you gave/,
      );
    });

    it('is the reader’s own where they pinned its keys too, and nobody’s where they pinned nobody', () => {
      for (const pinned of [{ keys: [...both.vkeys, ...vkeys] }, {}]) {
        const { verdict, said, handedOver } = look(pinned);
        assert.deepEqual([faultsOf(verdict), handedOver], [[], [null, null]]);
        assert.doesNotMatch(said.join(''), /handed over|移交/);
      }
      assert.deepEqual(faultsOf(look({ keys: vkeys }).verdict), [`origin_not_pinned ${checkpoint}`]);
    });
  });

  it('says beside the headline of every verdict that holds what is under no signature, and in JSON too', () => {
    const caveats = {
      zh: /清单、概要和各 JSON 文件没有签名/,
      en: /Manifest, summaries and the JSON files are not signed/,
    };
    const head = (zip: Uint8Array, pinned: Pinned, language: 'zh' | 'en') =>
      reportText(reportOf(verdictFor(zip, pinned), language)).split('\n\n')[0] ?? '';
    const foreign = publicKeysOf(generateLogKeys('duheng/foreign', 0)).map(({ vkey }) => vkey);
    const broken = pack(withFile(made, checkpoint, () => 'nothing\n'));
    for (const language of ['zh', 'en'] as const) {
      for (const pinned of [{}, { keys: made.vkeys }, { keys: foreign }])
        assert.match(head(made.zip, pinned, language), caveats[language]);
      assert.doesNotMatch(head(broken, {}, language), caveats[language]);
    }
    const { unsigned } = JSON.parse(verdictJson(verdictFor(made.zip))) as { unsigned: string[] };
    assert.ok(['manifest.json', 'summary.zh.md', 'system.json', 'checks.json'].every((it) => unsigned.includes(it)));
  });

  const swapped = (text: string, a: number, b: number): string => {
    const lines = text.split('\n');
    [lines[a], lines[b]] = [lines[b] ?? '', lines[a] ?? ''];
    return lines.join('\n');
  };

  /** Whoever forges a bundle makes its manifest anew: the digests of files agree in all of these. */
  describe('a bundle that was forged whole', () => {
    const table: readonly [string, (parts: Parts) => Parts, readonly string[]][] = [
      [
        'a changed result',
        (it) => withFile(it, entries, (text) => text.replace('"result":"fail"', '"result":"pass"')),
        [`proof_does_not_lead_to_root ${entries}:4`, 'count_differs manifest.json', 'count_differs manifest.json'],
      ],
      [
        'two proofs swapped',
        (it) => withFile(it, proofs, (text) => swapped(text, 2, 3)),
        [
          `proof_does_not_lead_to_root ${entries}:3`,
          `entries_out_of_order ${entries}:4`,
          `proof_does_not_lead_to_root ${entries}:4`,
        ],
      ],
      [
        'entries with their proofs in another order',
        (it) =>
          withFile(
            withFile(it, proofs, (text) => swapped(text, 2, 3)),
            entries,
            (text) => swapped(text, 2, 3),
          ),
        [`entries_out_of_order ${entries}:4`],
      ],
      [
        'an entry left out',
        (it) =>
          withFile(
            withFile(it, proofs, (text) => dropped(text, 3)),
            entries,
            (text) => dropped(text, 3),
          ),
        [`entry_count_differs ${entries}`, 'count_differs manifest.json', 'count_differs manifest.json'],
      ],
      [
        'an entry without its proof',
        (it) => withFile(it, proofs, (text) => dropped(text, 5)),
        [`proofs_not_one_each ${proofs}:6`],
      ],
      [
        'a proof without its entry',
        (it) => withFile(it, proofs, (text) => `${text}${text.split('\n')[0]}\n`),
        [`proofs_not_one_each ${proofs}:7`],
      ],
      [
        'an index with a leading zero',
        (it) => withFile(it, proofs, (text) => text.replace('"index":"2"', '"index":"02"')),
        [`proof_invalid ${proofs}:2`],
      ],
      [
        'a record of an unknown kind',
        (it) => withFile(it, entries, (text) => text.replace('"kind":"judgement"', '"kind":"judged"')),
        [
          `proof_does_not_lead_to_root ${entries}:6`,
          `leaf_invalid ${entries}:6`,
          `entry_count_differs ${entries}`,
          'count_differs manifest.json',
        ],
      ],
      [
        'a space in a record',
        (it) => withFile(it, entries, (text) => text.replace('{"actor"', '{ "actor"')),
        [`proof_does_not_lead_to_root ${entries}:1`, `leaf_not_canonical ${entries}:1`],
      ],
      [
        'a last line cut off',
        (it) => withFile(it, entries, (text) => text.slice(0, -1)),
        [
          `line_not_ended ${entries}:6`,
          `proofs_not_one_each ${proofs}:6`,
          `entry_count_differs ${entries}`,
          'count_differs manifest.json',
        ],
      ],
      [
        'another size in the checkpoint',
        (it) => withFile(it, checkpoint, (text) => text.replace('\n7\n', '\n8\n')),
        [
          'keys_do_not_sign logs/1/keys.json',
          `checkpoint_size_differs ${checkpoint}`,
          `proof_does_not_lead_to_root ${entries}:6`,
        ],
      ],
      [
        'a checkpoint that is none',
        (it) => withFile(it, checkpoint, () => 'nothing\n'),
        [`checkpoint_invalid ${checkpoint}`],
      ],
      [
        'other counts in the manifest',
        (it) =>
          withFacts(it, { counts: { ...it.facts.counts, observations: { ...it.facts.counts.observations, fail: 0 } } }),
        ['count_differs manifest.json'],
      ],
      [
        'another system in the manifest',
        (it) => withFacts(it, { system: otherSystemId }),
        [1, 2, 3, 4, 6]
          .map((line) => `entry_of_other_system ${entries}:${line}`)
          .concat(`entry_of_unknown_run ${entries}:5`),
      ],
      [
        'another organisation',
        (it) => withFacts(it, { org: 'other' }),
        [
          ...[1, 2, 3, 4, 5, 6].map((line) => `entry_of_other_org ${entries}:${line}`),
          ...[1, 2, 3, 4].map((line) => `entry_of_other_org ${journal}:${line}`),
        ],
      ],
      [
        'a period that ends before its entries',
        (it) => withFacts(it, { period: { from: '2026-11-01T00:00:00.000Z', to: '2026-11-02T00:00:00.000Z' } }),
        [1, 2, 3, 4, 5, 6].map((line) => `entry_after_period ${entries}:${line}`),
      ],
      [
        'another origin in the manifest',
        (it) => withFacts(it, { logs: it.facts.logs.map((log) => ({ ...log, origin: 'duheng/else' })) }),
        [`checkpoint_origin_differs ${checkpoint}`],
      ],
      [
        'a changed case in a journal',
        (it) => withFile(it, journal, (text) => text.replace('"verdict":"fail"', '"verdict":"pass"')),
        [`journal_differs ${journal}`],
      ],
      [
        'a journal under the name of another run',
        (it) => ({
          ...it,
          files: it.files.map((file) =>
            file.path === journal ? { ...file, path: `artefacts/${otherSystemId}.jsonl` } : file,
          ),
        }),
        [
          `journal_of_other_run artefacts/${otherSystemId}.jsonl:1`,
          `journal_of_unknown_run artefacts/${otherSystemId}.jsonl`,
        ],
      ],
      [
        'JSON that is not canonical',
        (it) => withFile(it, 'edition.json', () => '{ }'),
        ['json_not_canonical edition.json'],
      ],
      [
        'a required file left out',
        (it) => ({ ...it, files: it.files.filter(({ path }) => path !== 'system.json') }),
        ['file_missing system.json'],
      ],
      [
        'a log without its keys',
        (it) => ({ ...it, files: it.files.filter(({ path }) => path !== 'logs/1/keys.json') }),
        ['file_missing logs/1/keys.json'],
      ],
      [
        'files of a log that the manifest does not name',
        (it) => ({ ...it, files: [...it.files, { path: 'logs/2/checkpoint', bytes: new Uint8Array(1) }] }),
        ['file_not_of_a_log logs/2/checkpoint'],
      ],
    ];
    for (const [what, change, expected] of table) {
      it(`${what} is named with its place`, () => {
        const verdict = verdictFor(pack(change(made)));
        assert.deepEqual(faultsOf(verdict), expected);
        assert.equal(verdict.integrity, 'broken');
        assert.equal(exitCodeOfVerdict(verdict), 1);
      });
    }

    it('an entry of another system, proven in the same log', async () => {
      // The whole log is one bundle: what belongs to the other system is proven as well, and still has no place here.
      const whole = await madeBundle(() => true);
      assert.deepEqual(faultsOf(verdictFor(whole.zip)), [`entry_of_other_system ${entries}:2`]);
    });
  });

  describe('JSON that is made to exhaust a parser is not parsed', () => {
    const half = 31 * 1024 * 1024;
    /** Half a megabyte as a zip. Made without the packer, which refuses it. */
    const zipOf = (parts: Parts, path: string, bytes: Uint8Array): Uint8Array => {
      const files = Object.entries(unzipSync(pack(parts))).map(([name, content]) => ({ path: name, bytes: content }));
      const stated = parts.files.find((it) => it.path === path)?.bytes ?? new Uint8Array();
      return writeZip(
        files.map((it) => {
          if (it.path === path) return { path, bytes };
          if (it.path !== 'manifest.json') return it;
          const text = Buffer.from(it.bytes).toString();
          const digests = text.replace(toHex(sha256(stated)), toHex(sha256(bytes)));
          const sizes = digests.replace(
            `"bytes":${stated.length},"path":"${path}"`,
            `"bytes":${bytes.length},"path":"${path}"`,
          );
          return { path: it.path, bytes: Buffer.from(sizes) };
        }),
      );
    };
    const nested = (depth: number) => Buffer.from(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    const table: readonly [string, string, Uint8Array, readonly string[]][] = [
      ['62 MB of brackets', 'system.json', nested(half), ['json_too_large system.json']],
      ['16 MB of brackets', 'checks.json', nested(8 * 1024 * 1024), ['json_too_deep checks.json']],
      ['62 MB of brackets', 'manifest.json', nested(half), ['json_too_large manifest.json']],
      ['4 MB of brackets', 'manifest.json', nested(2 * 1024 * 1024), ['json_too_deep manifest.json']],
      ['65 levels', 'edition.json', nested(65), ['json_too_deep edition.json']],
      ['64 levels', 'edition.json', nested(64), []],
      ['brackets within strings', 'edition.json', Buffer.from(`["\\"${'['.repeat(100)}"]`), []],
      [
        'brackets behind a string',
        'edition.json',
        Buffer.from(`["\\\\",${'['.repeat(64)}`),
        ['json_too_deep edition.json'],
      ],
    ];
    for (const [what, path, bytes, expected] of table)
      it(`${what} in ${path}: ${expected.join() || 'nothing to say'}`, () => {
        assert.deepEqual(faultsOf(verdictFor(zipOf(made, path, bytes))), expected);
      });

    it('a line of brackets is no leaf', () => {
      const deep = withFile(made, entries, (text) =>
        text.replace(/^.*\n/, `${'['.repeat(30_000)}${']'.repeat(30_000)}\n`),
      );
      assert.ok(faultsOf(verdictFor(pack(deep))).includes(`leaf_invalid ${entries}:1`));
    });

    it('the packer makes none', () => {
      const large = withFile(made, 'system.json', () => `"${'a'.repeat(16 * 1024 * 1024)}"`);
      assert.throws(
        () => pack(large),
        (error) =>
          error instanceof LedgerError && error.params.path === 'system.json' && error.params.reason === 'file',
      );
    });
  });

  it('gives up on a flood of faulty lines', () => {
    const flood = withFile(made, entries, () => '\n'.repeat(2_000_000));
    const { faults, integrity } = verdictFor(pack(flood));
    assert.equal(integrity, 'broken');
    assert.ok(faults >= 10_000 && faults < 10_100, `${faults}`);
  });

  it('names at most 200 faults and counts them all', () => {
    const flood = withFile(made, entries, (text) => `${'{}\n'.repeat(300)}${text}`);
    const verdict = verdictFor(pack(flood));
    assert.equal(verdict.findings.length, 200);
    assert.ok(verdict.faults > 600);
  });
});

function dropped(text: string, line: number): string {
  return text.split('\n').toSpliced(line, 1).join('\n');
}
