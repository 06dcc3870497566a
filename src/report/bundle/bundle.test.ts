import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { type AppWorld, appWorld } from '../../app.spec-world.ts';
import { practiceKnowledge } from '../../cli/practice.ts';
import { gradeCheck } from '../../evidence/index.ts';
import { readEdition, readProfile } from '../../framework/index.ts';
import {
  bundleManifest,
  keysOfLog,
  type Leaf,
  type Log,
  mainLogIn,
  nodePrimitives,
  omissionWords,
  openLog,
  openPublication,
  ownCheckpoint,
  parseLeaf,
  parsePins,
  publicKeysOf,
  readLogKeys,
  readPublishedNote,
  sha256,
  systemStamp,
  verifyBundle,
  verifyInclusion,
} from '../../ledger/index.ts';
import { startPractice } from '../../practice/index.ts';
import { finished, observed, started } from './bundle.spec-world.ts';
import { type Bundles, createBundles } from './index.ts';
import { type BundleSource, bundleLogOf } from './published-log.ts';

const secret = '绝不外传的说明 9f2c';
const facts = {
  ...{ actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists' },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large', description: secret, contacts: secret },
};

const closing: (() => unknown)[] = [];
const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Parameters<typeof appWorld>[0];
let world: AppWorld;
/** the practice system with a run and what people said of it */
let practised: string;
let run: string;
/** a system of which nothing is known but its registration */
let idle: string;

before(async () => {
  world = await appWorld(t);
  const service = await startPractice(await practiceKnowledge());
  closing.unshift(() => service.close());
  const { assessments } = world.app();
  const target = { kind: 'openai', address: service.url, model: service.model, params: {} } as const;
  const begun = await assessments.start(world.by(), {
    ...{ target, practice: true, suites: ['starter'], attacks: [], concurrency: 16, epochs: 1 },
  });
  assert.equal(await assessments.settled(begun.run), null);
  ({ run, system: practised } = begun);
  idle = (await world.json<{ id: string }>('/systems', { method: 'POST', body: { ...facts, name: '闲置系统' } })).id;
  const [item] = (await readEdition('1.0')).controlPoints;
  const said = { item: item?.code, statement: secret };
  await world.json(`/systems/${practised}/judgements`, { method: 'POST', body: said });
  await world.json(`/systems/${idle}/grade`, { method: 'POST', body: { level: 'extreme', reason: secret } });
});
after(async () => {
  for (const it of closing) await it();
});

type Files = Readonly<Record<string, Uint8Array>>;

async function bundleOf(system: string, query = ''): Promise<{ bytes: Uint8Array; files: Files }> {
  const response = await world.ask(`/systems/${system}/bundle${query}`);
  assert.equal(response.status, 200, await response.clone().text());
  assert.equal(response.headers.get('content-type'), 'application/zip');
  assert.match(
    response.headers.get('content-disposition') ?? '',
    /^attachment; filename="duheng-evidence-[\w-]+\.zip"$/,
  );
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { bytes, files: unzipSync(bytes) };
}

const text = (files: Files, path: string): string => Buffer.from(files[path] ?? []).toString('utf8');
const manifestOf = (files: Files) => bundleManifest.parse(JSON.parse(text(files, 'manifest.json')));
const linesOf = (files: Files, path: string): string[] => text(files, path).split('\n').slice(0, -1);
const leavesOf = (files: Files, n = 1): Leaf[] =>
  linesOf(files, `logs/${n}/entries.jsonl`).map((it) => parseLeaf(JSON.parse(it)));

describe('the bundle of a run against the practice system', () => {
  test('holds every observation with a proof under the checkpoint that its log’s own keys signed', async () => {
    const { files } = await bundleOf(practised);
    const manifest = manifestOf(files);
    assert.equal(
      manifest.counts.entries.observation,
      (await world.app().evidence.observations('default', { run }, { limit: 200 })).rows.length,
    );
    const keys = await readLogKeys(mainLogIn(world.directory).keys);
    const checkpoint = ownCheckpoint(text(files, 'logs/1/checkpoint'), keys);
    const entries = linesOf(files, 'logs/1/entries.jsonl');
    const proofs = linesOf(files, 'logs/1/proofs.jsonl').map(
      (it) => JSON.parse(it) as { hashes: string[]; index: string },
    );
    assert.equal(proofs.length, entries.length);
    for (const [at, entry] of entries.entries()) {
      const { hashes = [], index = '' } = proofs[at] ?? {};
      const proof = hashes.map((it) => Buffer.from(it, 'base64'));
      const leaf = sha256(Uint8Array.of(0), Buffer.from(entry, 'utf8'));
      verifyInclusion({ index: BigInt(index), size: checkpoint.size, leaf, root: checkpoint.root, proof }, sha256);
    }
  });

  test('holds by the verifier: for nobody without keys, and vouched for by the log’s own', async () => {
    const { bytes } = await bundleOf(practised);
    const bare = verifyBundle(bytes, { primitives: nodePrimitives, sha256 });
    assert.deepEqual([bare.integrity, bare.vouched, bare.findings], ['holds', 'nobody', []]);
    const own = publicKeysOf(await readLogKeys(mainLogIn(world.directory).keys)).map((it) => it.vkey);
    const pins = parsePins({ keys: own, witnesses: [] }, sha256);
    const pinned = verifyBundle(bytes, { pins, primitives: nodePrimitives, sha256 });
    assert.deepEqual([pinned.integrity, pinned.vouched, pinned.checked.journals], ['holds', 'pinned', 1]);
    for (const it of pinned.manifest?.omitted ?? []) {
      const words = omissionWords(it);
      assert.ok(words.what.zh !== it.what && words.reason.zh !== it.reason, `${it.what} ${it.reason} has words`);
    }
  });

  test('holds the run’s journal, and says that it is a practice system', async () => {
    const { files } = await bundleOf(practised);
    assert.ok(linesOf(files, `artefacts/${run}.jsonl`).length > 100);
    assert.match(text(files, 'summary.zh.md'), /这是练习系统/);
    assert.match(text(files, 'summary.en.md'), /This is a practice system/);
    const { headline } = await world.app().evidence.postureOf('default', practised);
    assert.ok(headline.fresh > 10);
    assert.ok(
      text(files, 'summary.en.md').includes(`Of **${headline.inScope}** items in scope **${headline.fresh}** have`),
    );
  });

  test('holds no question, no answer and no word of a person, and counts what it leaves out', async () => {
    const { files } = await bundleOf(practised);
    const whole = Object.values(files)
      .map((it) => Buffer.from(it).toString('utf8'))
      .join('\n');
    assert.ok(!whole.includes(secret));
    const { rows } = await (await world.app().assessments.open(run)).cases({ limit: 20 });
    const asked = rows.map((it) => it.asked).filter((it) => it.length > 20);
    assert.ok(asked.length > 5 && asked.every((it) => !whole.includes(it)));
    const counts = new Map(manifestOf(files).omitted.map((it) => [it.what, it.count]));
    assert.equal(counts.get('words'), 1, 'the statement; the name is shown');
    assert.ok((counts.get('questions_and_answers') ?? 0) > rows.length);
    assert.equal(counts.get('entries_of_other_systems'), 2, 'registration and grade of the idle one');
  });

  test('leaves the journal out where it is damaged or gone, and says so in both languages', async () => {
    const folder = join(world.directory, 'runs', run, 'journal');
    const [name = ''] = (await readdir(folder)).filter((it) => !it.startsWith('.'));
    const bytes = await readFile(join(folder, name));
    const broken = Buffer.from(bytes);
    broken.writeUInt8(broken.readUInt8(300) ^ 1, 300);
    for (const [act, reason, words] of [
      [() => writeFile(join(folder, name), broken), 'damaged', /damaged and cannot be read/],
      [() => rm(join(folder, name)), 'missing', /no longer on this machine/],
    ] as const) {
      await act();
      const { files } = await bundleOf(practised);
      assert.equal(files[`artefacts/${run}.jsonl`], undefined);
      assert.deepEqual(
        manifestOf(files).omitted.find((it) => it.what === 'run_journal'),
        { what: 'run_journal', count: 1, reason },
      );
      assert.match(text(files, 'summary.en.md'), words);
    }
    await writeFile(join(folder, name), bytes);
    assert.ok((await bundleOf(practised)).files[`artefacts/${run}.jsonl`]);
  });
});

describe('the bundle of a system of which nothing was measured', () => {
  test('says “not assessed”, holds its name unless that is not wanted, and its facts', async () => {
    const { files } = await bundleOf(idle);
    assert.deepEqual(
      leavesOf(files).map((it) => it.kind),
      ['system.registered', 'grade.overridden'],
    );
    const system = JSON.parse(text(files, 'system.json')) as Record<string, unknown>;
    assert.deepEqual([system.name, (system.grade as Record<string, unknown>).level], ['闲置系统', 'extreme']);
    assert.match(text(files, 'summary.zh.md'), /闲置系统[\s\S]*未作测评/);
    const { files: unnamed } = await bundleOf(idle, '?name=no');
    for (const it of Object.values(unnamed)) assert.ok(!Buffer.from(it).toString('utf8').includes('闲置系统'));
    assert.ok(manifestOf(unnamed).omitted.some((it) => it.what === 'system_name'));
  });

  test('is under the checkpoint with what was acknowledged a moment ago', async () => {
    const { id } = await world.json<{ id: string }>('/systems', { method: 'POST', body: { ...facts, name: '新' } });
    assert.equal(leavesOf((await bundleOf(id)).files).length, 1);
  });

  for (const [query, status, code] of [
    ['?from=2026-13', 400, 'report.period_invalid'],
    ['?to=2020-01', 404, 'report.bundle_empty'],
    ['?since=2020-01', 400, 'server.invalid_request'],
    [`?from=${'9'.repeat(50)}`, 400, 'server.invalid_request'],
  ] as const)
    test(`is refused for ${query.slice(0, 20)} with ${code}`, async () => {
      const response = await world.ask(`/systems/${idle}/bundle${query}`);
      assert.deepEqual([response.status, ((await response.json()) as { code: string }).code], [status, code]);
    });

  test('needs a system that there is, and the token', async () => {
    const unknown = await world.ask('/systems/01990000-0000-7000-8000-0000000000ff/bundle');
    assert.deepEqual(
      [unknown.status, ((await unknown.json()) as { code: string }).code],
      [404, 'register.system_unknown'],
    );
    const stranger = await world.ask(`/systems/${idle}/bundle`, { headers: { authorization: 'Bearer wrong' } });
    assert.equal(stranger.status, 401);
  });
});

describe('a bundle out of several logs', () => {
  /** The maker over the logs as they lie on disk, with a clock that stands still. */
  async function makerOver(more: BundleSource[]): Promise<Bundles> {
    const place = mainLogIn(world.directory);
    const keys = await readLogKeys(place.keys);
    const log = await openLog(place.segments, { access: 'read' });
    const note = (await readPublishedNote(place.public)) ?? '';
    const published = { ...ownCheckpoint(note, keys), note };
    const main = { log: { number: 1, from: 0, size: log.size, place, log }, keys, published };
    const { register, evidence, assessments } = world.app();
    return createBundles({
      ...{ register, evidence, assessments, tool: 'duheng/test', clock: () => Date.parse('2099-01-01T00:00:00.000Z') },
      editionOf: readEdition,
      profilesOf: async () => [await readProfile('duheng-1.0')],
      logs: async () => [main, ...more].flatMap((it) => bundleLogOf(it) ?? []),
    });
  }

  async function secondLog(leaves: readonly Leaf[]): Promise<{ log: Log; published: BundleSource }> {
    const directory = await mkdtemp(join(tmpdir(), 'duheng-second-'));
    const log = await openLog(join(directory, 'log'));
    for (const it of leaves) await log.append(it);
    const keys = await keysOfLog(join(directory, 'keys.json'), `duheng/${log.id}`, Date.now());
    const publication = await openPublication({ log, directory: join(directory, 'public'), keys, clock: Date.now });
    closing.unshift(async () => {
      await publication.close();
      await log.close();
      await rm(directory, { recursive: true, force: true });
    });
    const place = { public: publication.directory };
    const source = { number: 2, from: 100_000, size: log.size, place, log };
    return { log, published: { log: source, keys, published: publication.published } };
  }

  test('has a folder for each that holds something of the system, and the same input gives the same bytes', async () => {
    const leaves = [started(0, 900, practised), observed(1, 900, 'fail', { system: practised }), finished(2, 900)];
    const [second, foreign] = [await secondLog(leaves), await secondLog([started(0, 901, systemStamp.newId())])];
    const maker = await makerOver([foreign.published, second.published]);
    const made = await maker.make('default', practised, {});
    const files = unzipSync(made.bytes);
    const manifest = manifestOf(files);
    assert.deepEqual(
      manifest.logs.map((it) => it.n),
      [1, 2],
    );
    assert.equal(manifest.logs[1]?.origin, `duheng/${second.log.id}`);
    assert.deepEqual(leavesOf(files, 2), leaves);
    assert.deepEqual(verifyBundle(made.bytes, { primitives: nodePrimitives, sha256 }).findings, []);
    const again = await (await makerOver([foreign.published, second.published])).make('default', practised, {});
    assert.ok(Buffer.from(again.bytes).equals(made.bytes));
    assert.equal(again.fileName, made.fileName);
  });

  test('a tile that was changed on disk is found before anything goes out', async () => {
    const { published, log } = await secondLog([started(0, 902, practised), finished(1, 902)]);
    const tile = join(published.log.place.public, 'tile', '0', '000.p', String(log.size));
    const bytes = await readFile(tile);
    await writeFile(tile, Buffer.from(bytes).fill(0, 0, 1));
    const maker = await makerOver([published]);
    await assert.rejects(maker.make('default', practised, {}), { code: 'ledger.proof_invalid' });
    await writeFile(tile, bytes);
    assert.ok((await maker.make('default', practised, {})).bytes.length > 0);
  });

  test('a kept time stamp goes in where it is of exactly this checkpoint', async () => {
    const { published } = await secondLog([started(0, 903, practised)]);
    const { note, size } = published.published ?? { note: '', size: 0n };
    const kept = join(published.log.place.public, 'timestamps');
    await mkdir(kept);
    await writeFile(join(kept, `${size}.tsr`), 'reply');
    await writeFile(join(kept, `${size}.checkpoint`), 'another note');
    const maker = await makerOver([published]);
    const stampIn = async () => unzipSync((await maker.make('default', practised, {})).bytes)['logs/2/timestamp.tsr'];
    assert.equal(await stampIn(), undefined);
    await writeFile(join(kept, `${size}.checkpoint`), note);
    assert.equal(Buffer.from((await stampIn()) ?? []).toString('utf8'), 'reply');
  });
});

test('the grade check, which no run of questions makes, is among the checks of a bundle', async () => {
  const { files } = await bundleOf(idle);
  const checks = JSON.parse(text(files, 'checks.json')) as { id: string }[];
  assert.ok(checks.some((it) => it.id === gradeCheck.id));
});
