import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { bankService, by, registerWorld } from '../register/room.spec-world.ts';
import { describeOnEachEngine, type StoreWorld } from '../store/store.spec-world.ts';
import { type SystemServices, systemCommand } from './system.ts';

async function commandLine(t: TestContext, engine: StoreWorld, files: Readonly<Record<string, string>> = {}) {
  const { register } = await registerWorld(t, engine);
  const counts = { opened: 0, closed: 0 };
  const services: SystemServices = {
    async open() {
      counts.opened += 1;
      return {
        ...{ register, by },
        async close() {
          counts.closed += 1;
        },
      };
    },
    async readText(path) {
      const text = files[path];
      if (text === undefined) throw new Error('ENOENT');
      return text;
    },
  };
  const said = { out: '', err: '' };
  async function say(args: readonly string[], language: 'zh' | 'en' = 'en'): Promise<string> {
    said.out = '';
    said.err = '';
    const io = {
      stdout(text: string) {
        said.out += text;
      },
      stderr(text: string) {
        said.err += text;
      },
      ...{ language, isTTY: false, columns: 400, env: {} },
    };
    const command = systemCommand(io, services);
    for (const it of [command, ...command.commands]) it.exitOverride();
    await command.parseAsync([...args], { from: 'user' });
    return said.out;
  }
  return { say, said, counts, register };
}

const flags = ['--name', '客服', '--role', 'provider', '--scenario', 'customer_service', '--sector', 'finance'];
flags.push(
  '--population',
  'general_public,minors',
  '--modality',
  'text',
  '--intelligence',
  'assists',
  '--scale',
  'large',
);

describeOnEachEngine('duheng system', (engine) => {
  test('register from flags, then list and show with the explanation of the level', async (t) => {
    const { say, counts } = await commandLine(t, engine);
    assert.match(await say([]), /No system is registered yet/);
    const made = JSON.parse(
      await say(['register', ...flags, '--endpoint', 'http://127.0.0.1:1/v1', '--model', 'm', '--json']),
    );
    assert.equal(made.system.grade.level, 'major');
    assert.deepEqual(made.system.populations, ['general_public', 'minors']);
    assert.equal(made.system.endpoints[0].model, 'm');
    assert.match(await say(['list']), new RegExp(`${made.system.id} {2}Major {5}Testing {6}客服`));
    const shown = await say(['show', made.system.id]);
    assert.match(shown, /\+1 {2}People served: Minors \(serves vulnerable people, so stricter\)/);
    assert.match(shown, /the combination is our interpretation/);
    assert.match(shown, /evidence holds 60 days/);
    const zh = await say(['show', made.system.id], 'zh');
    assert.match(zh, /\+1 {2}服务人群：未成年人（服务易受伤害的人群，从严）/);
    assert.match(zh, /度衡自定，非框架原文/);
    assert.equal(counts.opened, counts.closed);
  });

  test('register from a YAML file; a flag comes before what the file says', async (t) => {
    const yaml = Object.entries({ ...bankService, endpoints: undefined })
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    const { say, register } = await commandLine(t, engine, { 'system.yaml': `\uFEFF${yaml.join('\n')}\n` });
    await say(['register', '--file', 'system.yaml', '--name', '另一个名字']);
    const { rows } = await register.list('default');
    assert.deepEqual([rows[0]?.name, rows[0]?.description, rows[0]?.sector], ['另一个名字', '回答账户问题', 'finance']);
  });

  test('a faulty registration names every field with the codes allowed and registers nothing', async (t) => {
    const { say, said, register, counts } = await commandLine(t, engine);
    await assert.rejects(say(['register', ...flags, '--scenario', 'nonsense', '--scale', 'huge', '--sector', 'x']), {
      code: 'register.system_invalid',
    });
    assert.match(said.err, /scale: there is no such code; there is: small, medium, large, very_large/);
    await assert.rejects(say(['register']), { code: 'register.system_invalid' });
    assert.match(said.err, /name: is missing/);
    assert.deepEqual((await register.list('default')).rows, []);
    assert.equal(counts.opened, counts.closed);
  });

  test('a file that cannot be read, is no mapping, expands aliases or is too large is refused by name', async (t) => {
    const files = {
      'list.yaml': '- a\n- b\n',
      'bad.yaml': 'a: [',
      'large.yaml': 'x'.repeat(300_000),
      'empty.yaml': '',
    };
    const bomb = { 'bomb.yaml': 'a: &a [x,x]\nb: &b [*a,*a]\nname: [*b,*b]\n' };
    const { say } = await commandLine(t, engine, { ...files, ...bomb });
    for (const file of [...Object.keys({ ...files, ...bomb }), 'absent.yaml'])
      await assert.rejects(say(['register', '--file', file]), { code: 'cli.option_invalid' }, file);
  });

  test('an override shows both levels with its reason; without a reason there is none', async (t) => {
    const { say, register } = await commandLine(t, engine);
    const { id } = await register.register(by, bankService);
    await assert.rejects(say(['grade', id, 'major']), { code: 'commander.missingMandatoryOptionValue' });
    await assert.rejects(say(['grade', id, 'top', '--reason', 'x']), { code: 'cli.option_invalid' });
    assert.match(
      await say(['grade', id, 'major', '--reason', '大额转账']),
      /Overridden: Larger → Major; in force: Major\. Reason: 大额转账/,
    );
    await say(['grade', id, 'larger', '--reason', '已下线']);
    assert.match(await say(['show', id], 'zh'), /调整记录[\s\S]*较大 → 重大 {2}大额转账/);
    await assert.rejects(say(['show', 'nonsense']), { code: 'register.system_unknown' });
  });

  test('codes are listed in both languages, help opens nothing', async (t) => {
    const { say, counts } = await commandLine(t, engine);
    assert.match(await say(['codes']), /medical_diagnosis +Medical diagnosis/);
    assert.match(await say(['codes'], 'zh'), /medical_diagnosis +医疗诊断/);
    const opened = counts.opened;
    await assert.rejects(say(['--help']), { code: 'commander.helpDisplayed' });
    assert.equal(counts.opened, opened);
  });
});
