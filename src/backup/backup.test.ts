import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type AppWorld, appWorld } from '../app.spec-world.ts';
import { completion, numbered, refusal, sendJson, serve } from '../assess/run/run.spec-world.ts';
import { LedgerError } from '../ledger/index.ts';
import { StoreError } from '../store/index.ts';
import { asked, backUp, emptyFolder, forged, packed, restore, type Unpacked, unpacked } from './backup.spec-world.ts';
import { BackupError } from './error.ts';

const closing: (() => unknown)[] = [];
const t = { after: (it: unknown) => void closing.unshift(it as () => unknown) } as Parameters<typeof appWorld>[0];
let world: AppWorld;
let place: string;
let archive: string;
let run: string;
let system: string;

const facts = {
  ...{ actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists' },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large' },
};
const register = (name: string) => world.json('/systems', { method: 'POST', body: { ...facts, name } });

/** Starts a run of so many cases against a model that answers when it is let. */
async function startRun(cases: number, let_: Promise<unknown> = Promise.resolve()) {
  const { address } = await serve(t as Parameters<typeof serve>[0], async (_, response) => {
    await let_;
    sendJson(response, completion(refusal));
  });
  const suite = join(place, `suite-${cases}.jsonl`);
  await writeFile(suite, numbered(cases).join('\n'));
  const target = { kind: 'openai', address, model: 'm', params: {} } as const;
  const input = { target, suites: [suite], attacks: [], concurrency: 4, epochs: 1, attempts: 1 };
  return world.app().assessments.start(world.by(), input);
}

before(async () => {
  world = await appWorld(t);
  place = await emptyFolder(t);
  for (const name of ['一', '二', '三']) await register(name);
  const started = await startRun(30);
  ({ run, system } = started);
  await world.app().assessments.settled(run);
  await world.app().secrets.put('key-of-endpoint', 'hunter2-hunter2');
  await writeFile(join(world.directory, 'config.yaml'), 'port: 9000 # ours\n');
  archive = join(place, 'backup.tar');
  // Closing publishes all that was appended.
  await world.reopen();
  await backUp(world, archive);
});
after(async () => {
  for (const it of closing) await it();
});

type Page = { readonly items: readonly Record<string, unknown>[] };
/** Everything a person reads of a system, without what is told of the moment of reading. */
async function readOf(json: (path: string) => Promise<unknown>): Promise<unknown> {
  const posture = (await json(`/systems/${system}/posture`)) as Record<string, unknown>;
  const { at: _, ...rest } = posture;
  return {
    rest,
    systems: ((await json('/systems?limit=200')) as Page).items,
    run: await json(`/runs/${run}`),
    cases: ((await json(`/runs/${run}/cases`)) as Page).items,
  };
}

const refused =
  (code: string, params: Readonly<Record<string, unknown>> = {}) =>
  (error: unknown) => {
    assert.ok(
      error instanceof BackupError || error instanceof LedgerError || error instanceof StoreError,
      error instanceof Error ? error.stack : String(error),
    );
    assert.deepEqual({ code: error.code, ...error.params }, { code, ...error.params, ...params });
    return true;
  };

/** A restore that fails leaves neither its target nor anything beside it. */
async function assertRefused(file: string, check: ReturnType<typeof refused>, what = ''): Promise<void> {
  const folder = await emptyFolder(t);
  await assert.rejects(restore(file, join(folder, 'restored')), check, what);
  assert.deepEqual(await readdir(folder), [], what);
}

describe('a backup', () => {
  test('restores to the same systems, runs, posture and secrets, with all of it verified and counted', async () => {
    const first = join(place, 'first.tar');
    const { members, logs, leftOut } = await backUp(world, first);
    assert.deepEqual([logs.length, leftOut, members > 12], [1, [], true]);
    assert.equal((await stat(first)).mode & 0o777, 0o600);
    const target = join(place, 'restored');
    const found = await restore(first, target);
    assert.deepEqual([found.runs, found.caughtUp, found.named > 60, found.settled], [1, 0, true, 32]);
    assert.ok(found.rows > 10 && found.tables > 8 && found.logs[0]?.size === found.logs[0]?.published);
    const before = await readOf((path) => world.json(path));
    assert.deepEqual(await asked(target, readOf), before);
    const sealed = await readFile(join(world.directory, 'secrets.sealed'));
    assert.deepEqual(await readFile(join(target, 'secrets.sealed')), sealed);
    for (const it of ['token', 'cache', '.owner'])
      assert.equal((await unpacked(first)).members.has(`data/${it}`), false, it);
    for (const it of ['config.yaml', 'operator', 'duheng.json', join('keys', 'secrets.key')])
      assert.deepEqual(await readFile(join(target, it)), await readFile(join(world.directory, it)), it);
    assert.equal((await stat(join(target, 'keys', 'main-log.json'))).mode & 0o777, 0o600);
  });

  test('taken while many append and a run writes its journal, holds each time, and holds what was acknowledged before', async () => {
    const answers = Promise.withResolvers<void>();
    const going = await startRun(400, answers.promise);
    let registering = true;
    const writers = Array.from({ length: 8 }, async (_, writer) => {
      for (let i = 0; registering; i += 1) await register(`系统 ${writer}-${i}`);
    });
    answers.resolve();
    const taken: { file: string; before: string[] }[] = [];
    for (let round = 0; round < 4; round += 1) {
      const { items } = await world.json<{ items: { id: string }[] }>('/systems?limit=5');
      const file = join(place, `under-way-${round}.tar`);
      await backUp(world, file);
      taken.push({ file, before: items.map((it) => it.id) });
    }
    registering = false;
    await Promise.all(writers);
    for (const { file, before } of taken.slice(1, 3)) {
      const target = file.replace('.tar', '');
      assert.equal((await restore(file, target)).runs, 2);
      await asked(target, async (json) => {
        for (const id of before) assert.equal(((await json(`/systems/${id}`)) as { id: string }).id, id);
      });
    }
    await world.app().assessments.settled(going.run);
    assert.deepEqual(world.errors, []);
  });

  test('asks the store for its rows on the local socket only', async () => {
    const response = await world.ask('/store/rows');
    assert.equal(response.status, 403);
    assert.match(await response.text(), /server\.local_only/);
  });

  test('takes no links, sockets, drafts or torn tails, and names what it leaves out', async () => {
    await symlink('/etc/passwd', join(world.directory, 'runs', 'link'));
    await writeFile(join(world.directory, '名.txt'), 'x');
    await writeFile(join(world.directory, 'ledger', 'main', '000000.seg.9.torn'), 'x');
    await mkdir(join(world.directory, 'notes'));
    await writeFile(join(world.directory, 'notes', 'kept.txt'), 'kept');
    const file = join(place, 'left-out.tar');
    const { leftOut } = await backUp(world, file);
    assert.deepEqual([...leftOut].sort(), ['runs/link', '名.txt']);
    const { members } = await unpacked(file);
    assert.equal(String(members.get('data/notes/kept.txt')), 'kept');
    assert.deepEqual(
      [...members.keys()].filter((it) => /torn|\.tmp|\.owner|pglite|link/.test(it)),
      [],
    );
  });

  test('is refused into the data directory, over a file, into nowhere and of nothing', async () => {
    const here = (out: string) => backUp(world, out);
    await assert.rejects(here(join(world.directory, 'b.tar')), refused('backup.output_inside'));
    await assert.rejects(here(archive), refused('backup.output_exists'));
    await assert.rejects(here(join(place, 'no', 'b.tar')), refused('backup.write_failed', { system: 'ENOENT' }));
    const nothing = { ...world, directory: join(place, 'nothing') };
    await assert.rejects(backUp(nothing, join(place, 'b.tar')), refused('backup.nothing_there'));
    assert.deepEqual(
      (await readdir(place)).filter((it) => it.includes('draft')),
      [],
    );
  });
});

describe('a damaged archive', () => {
  test('every member that is flipped, cut, taken away, doubled or put in is refused by its name', async () => {
    const { members } = await unpacked(archive);
    const file = join(place, 'damaged.tar');
    const all = [...members];
    for (const [at, [name, body]] of all.entries()) {
      const last = name.startsWith('manifest.json');
      const flipped = Buffer.from(body);
      const middle = Math.floor(body.length / 2);
      flipped[middle] = (flipped[middle] ?? 0) ^ 1;
      const member = last ? 'manifest.json' : name;
      const digest = refused('backup.member_differs', { member, reason: 'digest' });
      await assertRefused(await packed(file, all.with(at, [name, flipped])), digest, `flipped ${name}`);
      const size = refused('backup.member_differs', { member, reason: last ? 'digest' : 'size' });
      await assertRefused(await packed(file, all.with(at, [name, body.subarray(0, -1)])), size, `cut ${name}`);
      const missing = last
        ? refused('backup.truncated', { member: name })
        : refused('backup.member_differs', { member, reason: 'missing' });
      if (name !== 'manifest.json')
        await assertRefused(await packed(file, all.toSpliced(at, 1)), missing, `without ${name}`);
      const twice = refused('backup.member_refused', { member: name, reason: 'duplicate' });
      await assertRefused(await packed(file, all.toSpliced(at, 0, [name, body])), twice, `twice ${name}`);
    }
    const more: readonly [string, string, string][] = [
      ['data/more', 'backup.member_differs', 'not_listed'],
      ['store/999999.jsonl', 'backup.member_differs', 'not_listed'],
      ['else/more', 'backup.member_refused', 'name'],
      ['data/operator/below', 'backup.member_refused', 'in_the_way'],
      ['data', 'backup.member_refused', 'name'],
    ];
    for (const [name, code, reason] of more) {
      const altered = [...all.slice(0, -2), [name, Buffer.from('x')] as const, ...all.slice(-2)];
      await assertRefused(await packed(file, altered), refused(code, { member: name, reason }), name);
    }
    const behind = refused('backup.member_refused', { member: 'data/z', reason: 'behind_the_manifest' });
    await assertRefused(await packed(file, [...all, ['data/z', Buffer.from('x')]]), behind);
  });

  test('cut off anywhere it is refused', async () => {
    const bytes = await readFile(archive);
    const file = join(place, 'cut.tar');
    for (const part of [0.1, 0.3, 0.5, 0.7, 0.9, 0.999]) {
      await writeFile(file, bytes.subarray(0, Math.floor(bytes.length * part)));
      await assertRefused(file, refused('backup.truncated'), String(part));
    }
  });
});

describe('an archive that was altered together with its manifest', () => {
  const altered = async (edit: (it: Unpacked) => void): Promise<string> => {
    const whole = await unpacked(archive);
    edit(whole);
    return forged(join(place, 'forged.tar'), whole);
  };
  const bodyOf = ({ members }: Unpacked, name: string): Buffer => {
    const body = members.get(name);
    assert.ok(body, `${name} of ${[...members.keys()].join(' ')}`);
    return body;
  };
  const flip = (name: string, at: (body: Buffer) => number) => (it: Unpacked) => {
    const body = Buffer.from(bodyOf(it, name));
    body[at(body)] = (body[at(body)] ?? 0) ^ 1;
    it.members.set(name, body);
  };
  const replace = (name: string, from: RegExp, to: string) => (it: Unpacked) => {
    const text = bodyOf(it, name).toString('utf8');
    assert.match(text, from);
    it.members.set(name, Buffer.from(text.replace(from, to)));
  };
  const segment = 'data/ledger/main/000000.seg';
  const rows = 'store/000001.jsonl';

  test('a row that the log does not give is named by table and key', async () => {
    const file = await altered(replace(rows, /"fintech"|"finance"/, '"health"'));
    const check = (error: unknown) => {
      refused('backup.rows_differ', { table: 'system', kind: 'differs' })(error);
      assert.match(String((error as BackupError).params.key), /^[0-9a-f-]{36}$/);
      return true;
    };
    await assertRefused(file, check);
  });

  test('rows of another log, or ahead of theirs, are refused', async () => {
    const id = /\["[0-9a-f-]{36}", "register"/;
    await assertRefused(
      await altered(replace(rows, id, '["01a2075e-0000-77a7-a281-7be1f480b4a9", "register"')),
      refused('store.differs_from_ledger'),
    );
    const size = /(\["[0-9a-f-]{36}", "register", "\d+", )"\d+"/;
    await assertRefused(await altered(replace(rows, size, '$1"9999"')), refused('store.ahead_of_ledger'));
  });

  test('a log that is damaged, too short, or without its keys, tiles, checkpoint or entries', async () => {
    const faults: readonly [(it: Unpacked) => void, string][] = [
      [flip(segment, (it) => Math.floor(it.length / 2)), 'ledger.corrupt'],
      [(it) => it.members.set(segment, bodyOf(it, segment).subarray(0, 2_000)), 'ledger.corrupt'],
      [(it) => it.members.delete(segment), 'ledger.read_failed'],
      [(it) => it.members.delete('data/keys/main-log.json'), 'ledger.read_failed'],
      [replace('data/ledger/public/main/checkpoint', /\n\d+\n/, '\n2\n'), 'ledger.signature_invalid'],
      [(it) => it.members.delete('data/ledger/public/main/checkpoint'), 'ledger.unpublished'],
      [
        (it) => {
          for (const name of it.members.keys()) if (name.includes('/tile/')) it.members.delete(name);
        },
        'ledger.tile_invalid',
      ],
      [
        (it) => {
          for (const name of it.members.keys()) if (name.includes('/tile/')) flip(name, () => 3)(it);
        },
        'ledger.tile_invalid',
      ],
      [
        (it) => {
          for (const name of it.members.keys()) if (name.startsWith('data/ledger/main/')) it.members.delete(name);
        },
        'ledger.read_failed',
      ],
      [
        (it) => {
          for (const name of it.members.keys()) if (name.startsWith('data/ledger/')) it.members.delete(name);
        },
        'backup.log_differs',
      ],
    ];
    for (const [edit, code] of faults) {
      // A log of which nothing is left has no directory to be read.
      const check = (error: unknown) =>
        code === 'ledger.read_failed'
          ? error instanceof LedgerError || refused('backup.log_differs')(error)
          : refused(code)(error);
      await assertRefused(await altered(edit), check, code);
    }
  });

  test('content or a journal that is damaged, too short or missing', async () => {
    const journal = `data/runs/${run}/journal/000000.seg`;
    const content = `data/runs/${run}/content/000000.seg`;
    const faults: readonly [(it: Unpacked) => void, string, string?][] = [
      [
        (it) => it.members.set('data/content/000000.seg', bodyOf(it, 'data/content/000000.seg').subarray(0, 100)),
        'backup.content_missing',
      ],
      [flip('data/content/000000.seg', () => 140), 'ledger.corrupt'],
      [flip(content, (it) => Math.floor(it.length / 2)), 'backup.run_differs', 'ledger.corrupt'],
      [(it) => it.members.set(content, bodyOf(it, content).subarray(0, 1_000)), 'backup.content_missing'],
      [(it) => it.members.set(journal, bodyOf(it, journal).subarray(0, 5_000)), 'backup.run_differs', 'journal_end'],
      [(it) => it.members.delete(journal), 'backup.run_differs', 'journal_missing'],
    ];
    for (const [edit, code, reason] of faults)
      await assertRefused(await altered(edit), refused(code, reason ? { reason } : {}), `${code} ${reason}`);
  });

  test('a manifest of a newer format or of other facts', async () => {
    const whole = await unpacked(archive);
    const logs = whole.manifest.logs.map((it) => ({ ...it, published: '1' }));
    const file = await forged(join(place, 'forged.tar'), { ...whole, manifest: { ...whole.manifest, logs } });
    await assertRefused(file, refused('backup.log_differs', { log: 'main', reason: 'checkpoint' }));
    const fresh = await unpacked(archive);
    const odd = { ...fresh.manifest, createdAt: 'yesterday' };
    await assertRefused(
      await forged(join(place, 'forged.tar'), { ...fresh, manifest: odd }),
      refused('backup.manifest_invalid', { reason: 'createdAt' }),
    );
  });
});

describe('the place of a restore', () => {
  test('is refused where anything is, and left as it was', async () => {
    const folder = await emptyFolder(t);
    await writeFile(join(folder, 'mine'), 'x');
    await assert.rejects(restore(archive, folder), refused('backup.target_not_empty'));
    await assert.rejects(restore(archive, join(folder, 'mine')), refused('backup.target_unusable'));
    await assert.rejects(restore(archive, join(folder, 'mine', 'below')), refused('backup.target_unusable'));
    assert.deepEqual(await readdir(folder), ['mine']);
  });

  test('may be an empty directory; a check alone keeps nothing', async () => {
    const folder = await emptyFolder(t);
    await mkdir(join(folder, 'empty'));
    await restore(archive, join(folder, 'empty'));
    assert.ok((await readdir(join(folder, 'empty'))).includes('duheng.json'));
    const { target, scratch } = { target: null, scratch: folder };
    await restore(archive, target);
    assert.deepEqual(await readdir(scratch), ['empty']);
  });
});
