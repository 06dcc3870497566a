import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import {
  type Made,
  madeBundle,
  pack,
  verdictFor,
  withFile,
} from '../src/ledger/evidence-bundle/evidence-bundle.spec-world.ts';
import { verdictJson } from '../src/ledger/pure.ts';
import type { verify } from './src/verify.ts';

const program = join(import.meta.dirname, 'dist', 'duheng-verify.mjs');
const absent = existsSync(program) ? false : `${program} is not built; node bin/duheng.mjs --set-up builds it`;
const run = promisify(execFile);

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function ended(node: string, args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, LANG: 'C' };
  const found = await run(node, [program, ...args], { env }).catch(
    (error: { code?: number; stdout?: string; stderr?: string }) => error,
  );
  return { code: 'code' in found ? (found.code ?? -1) : 0, out: found.stdout ?? '', err: found.stderr ?? '' };
}

const systemNode = process.env.DUHENG_TEST_NODE20 ?? '/usr/bin/node';
const nodes = [
  { name: `Node ${process.version}`, node: process.execPath, skip: absent },
  {
    name: `the system’s Node, ${systemNode}`,
    node: systemNode,
    skip: absent || (existsSync(systemNode) ? false : `no Node at ${systemNode}; set DUHENG_TEST_NODE20`),
  },
];

for (const { name, node, skip } of nodes) {
  describe(`duheng-verify.mjs on ${name}`, { skip }, () => {
    let directory: string;
    let made: Made;
    const at = (file: string): string => join(directory, file);
    before(async () => {
      directory = await mkdtemp(join(tmpdir(), 'duheng-verify-'));
      made = await madeBundle();
      await writeFile(at('good.zip'), made.zip);
      const forged = withFile(made, 'logs/1/entries.jsonl', (text) => text.replace('"fail"', '"pass"'));
      await writeFile(at('forged.zip'), pack(forged));
    });
    after(() => rm(directory, { recursive: true, force: true }));
    const keys = (): string[] => made.vkeys.flatMap((it) => ['--key', it]);

    it('says that a bundle holds and who vouches for it', async () => {
      const { code, out, err } = await ended(node, [at('good.zip'), ...keys()]);
      assert.equal(err, '');
      assert.match(out, /^✓ The bundle holds\n/);
      assert.match(out, /✓ Ed25519: signed, and it holds\n +✓ ML-DSA-44: signed, and it holds/);
      assert.match(out, /That an entry does not exist/);
      assert.equal(code, 0);
    });

    it('says in words that nobody vouches, and ends with 3', async () => {
      const { code, out } = await ended(node, [at('good.zip')]);
      assert.match(out, /the operator could have rewritten all of this and signed it anew/);
      assert.equal(code, 3);
    });

    it('names the faulty row, in both languages', async () => {
      const english = await ended(node, [at('forged.zip'), ...keys()]);
      assert.match(english.out, /✗ logs\/1\/entries\.jsonl:4 {2}entry 4 and its proof do not lead to the root/);
      assert.equal(english.code, 1);
      const chinese = await ended(node, [at('forged.zip'), ...keys(), '--language', 'zh']);
      assert.match(chinese.out, /✗ logs\/1\/entries\.jsonl:4 {2}第 4 号记录与其证明不能得出检查点的根/);
    });

    it('gives the same JSON as Duheng’s own cryptography', async () => {
      const { out } = await ended(node, [at('good.zip'), ...keys(), '--witness', made.witnesses[0] ?? '', '--json']);
      const own = verdictFor(made.zip, { keys: made.vkeys, witnesses: made.witnesses.slice(0, 1) });
      assert.equal(out, `${verdictJson(own)}\n`);
    });

    it('counts witnesses against a quorum', async () => {
      const witnesses = made.witnesses.flatMap((it) => ['--witness', it]);
      assert.equal((await ended(node, [at('good.zip'), ...witnesses, '--quorum', '2'])).code, 0);
      const missed = await ended(node, [at('good.zip'), ...witnesses, '--quorum=3']);
      assert.equal(missed.code, 1);
      assert.match(missed.out, /✗ Those whom you trust did not sign it/);
    });

    it('is started through a link too', async () => {
      await symlink(program, at('link.mjs'));
      const { stdout } = await run(node, [at('link.mjs'), '--help']);
      assert.match(stdout, /^duheng-verify: verify an evidence bundle/);
    });

    const wrong: readonly [string, () => string[], number, RegExp][] = [
      ['no file', () => [], 64, /give one file/],
      ['two files', () => ['a', 'b'], 64, /give one file/],
      ['an unknown option', () => [at('good.zip'), '--keys'], 64, /unknown option: --keys/],
      ['an option without its value', () => [at('good.zip'), '--key'], 64, /--key needs a value/],
      ['a quorum that is no number', () => [at('good.zip'), '--quorum', 'two'], 64, /--quorum is wrong/],
      ['half a key', () => [at('good.zip'), '--key', made.vkeys[0]?.slice(0, -8) ?? ''], 64, /not copied whole/],
      ['one key of two', () => [at('good.zip'), ...keys().slice(0, 2)], 64, /both algorithms are asked for/],
      ['a file that is not there', () => [at('none.zip')], 66, /none\.zip cannot be read \(ENOENT\)/],
      ['a directory', () => [directory], 66, /EISDIR/],
    ];
    for (const [what, args, exit, words] of wrong) {
      it(`says what is wrong with ${what}, and ends with ${exit}`, async () => {
        const { code, out, err } = await ended(node, args());
        assert.equal(out, '');
        assert.match(err, words);
        assert.equal(code, exit);
      });
    }
  });
}

describe('the verifier as one file', { skip: absent }, () => {
  it('imports nothing but modules of Node, and those only once it runs there', async () => {
    const text = await readFile(program, 'utf8');
    assert.doesNotMatch(text, /^\s*import\s/m);
    const loaded = [...text.matchAll(/\bimport\(\s*[`'"]([^`'"]+)[`'"]/g)].map(([, name]) => name ?? '');
    assert.ok(loaded.length > 0);
    assert.deepEqual(
      loaded.filter((it) => !it.startsWith('node:')),
      [],
    );
  });

  it('is a module that gives `verify`, and runs nothing when it is imported', async () => {
    const module: { verify: typeof verify } = await import(program);
    const { zip, vkeys } = await madeBundle();
    const answer = await module.verify(zip, { keys: vkeys, language: 'zh' });
    assert.deepEqual([answer.exitCode, answer.report.headline], [0, '证据包成立']);
  });
});
