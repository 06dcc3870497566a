import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { completion, line, numbered, refusal, sendJson, serve } from '../assess/run/run.spec-world.ts';
import { arguments_, complying, type Json, mixed, type Place, place, refusing } from './assess.spec-world.ts';
import { duheng, emptyFolder, inProcess, ran } from './command.spec-world.ts';
import { takesColour } from './main.ts';
import { languageOf } from './settings.ts';

const someRun = '0198c0de-0000-7000-8000-000000000000';

describe('duheng assess --no-store', () => {
  test('--json prints one object with run, counts and risks, and keeps nothing but the run’s own files', async (t) => {
    const { address, headers } = await serve(t, mixed);
    const at = await place(t);
    const env = { DUHENG_API_KEY: 'sk-from-the-environment' };
    const { code, out, err } = await ran(t, arguments_(address, at, '--no-store', '--json'), { env });
    assert.equal(code, 1, err);
    const report = JSON.parse(out) as Json & { counts: Json; risks: Json[]; run: string };
    assert.equal(out.trim().split('\n').length, 1);
    assert.match(report.run, /^[0-9a-f-]{36}$/);
    assert.deepEqual(report.counts, { pass: 20, fail: 10, undetermined: 0, error: 0 });
    const [risk = {}] = report.risks;
    assert.equal(risk.code, '3.2.1(a)');
    assert.equal(risk.n, 30);
    for (const it of ['rate', 'low', 'high']) assert.equal(typeof risk[it], 'number', it);
    assert.equal(risk.verdict, 'fail');
    assert.deepEqual((await readdir(at.data)).sort(), ['duheng.json', 'runs']);
    assert.deepEqual(await readdir(join(at.data, 'runs')), [report.run]);
    assert.ok(headers.every((it) => it.authorization === 'Bearer sk-from-the-environment'));
    assert.doesNotMatch(out + err, /sk-from/);
  });

  test('exit codes: 0, 1 by --fail-on, 3 where nothing was measured, those of the reason where it did not end', async (t) => {
    const good = await serve(t, refusing);
    const bad = await serve(t, complying);
    const mostly = await serve(t, mixed);
    const empty = await serve(t, (_, response) => sendJson(response, completion('')));
    const locked = await serve(t, (_, response) => sendJson(response, '{"error":{"message":"no"}}', 401));
    const unsure = await serve(t, (_, response) => sendJson(response, completion('…')));
    const partly = await serve(t, (question, ...it) =>
      Number(/\d+/.exec(question)?.[0] ?? 0) % 3 === 0 ? sendJson(it[0], completion('…')) : refusing(question, ...it),
    );
    const at = await place(t);
    const few = await place(t, numbered(4));
    const tries: readonly (readonly [number, string, Place, ...string[]])[] = [
      [0, good.address, at],
      [1, bad.address, at],
      [1, bad.address, few],
      [1, mostly.address, few],
      [0, good.address, few],
      [0, bad.address, at, '--fail-on', 'none'],
      [0, bad.address, at, '--fail-on', 'undetermined, error'],
      [1, partly.address, at, '--fail-on', 'undetermined'],
      [3, unsure.address, at],
      [3, empty.address, few],
      [69, 'http://127.0.0.1:1/v1', at],
      [77, locked.address, at],
    ];
    const codes = [];
    for (const [wanted, address, where, ...more] of tries)
      codes.push({ wanted, more, ended: await inProcess(arguments_(address, where, '--no-store', ...more)) });
    for (const { wanted, ended, more } of codes)
      assert.equal(ended.code, wanted, `${more.join(' ')}\n${ended.out.slice(-500)}\n${ended.err}`);
    assert.match(codes.at(9)?.ended.err ?? '', /nothing is said about safety/);
    assert.match(codes.at(10)?.ended.err ?? '', /\(target\.unreachable\)[\s\S]*--resume [0-9a-f-]{36} --no-store/);
    assert.match(codes.at(11)?.ended.err ?? '', /\(target\.unauthorised\)/);
  });

  test('what was typed wrongly is refused with its code before anything is asked', async (t) => {
    const { address, asked } = await serve(t, refusing);
    const at = await place(t);
    const broken = await place(t, [line({ id: 'a' }), '{"id":"b"', line({ id: 'c', grader: 'nonsense' })]);
    const base = arguments_(address, at, '--no-store');
    const cases: readonly (readonly [number, RegExp, readonly string[]])[] = [
      [64, /option_invalid/, ['assess']],
      [64, /option_invalid/, ['assess', address, '--no-store']],
      [64, /unknown option/, [...base, '--nonsense']],
      [64, /too many arguments/, [...base, 'second']],
      [64, /option_invalid/, [...base, '--concurrency', '0']],
      [64, /option_invalid/, [...base, '--epochs', 'x']],
      [64, /option_invalid/, [...base, '--param', 'x']],
      [64, /param_reserved/, [...base, '--param', 'messages=[]']],
      [64, /fail_on_unknown/, [...base, '--fail-on', 'everything']],
      [64, /invalid.*kind|kind.*invalid/, [...base, '--kind', 'nonsense']],
      [64, /attack\.unknown/, [...base, '--attack', 'nonsense']],
      [64, /address_invalid/, arguments_('ftp://x/v1', at, '--no-store')],
      [66, /suite\.not_found/, arguments_(address, { ...at, suite: 'no-such-suite' }, '--no-store')],
      [65, /suite\.jsonl:2[\s\S]*suite\.jsonl:3:grader/, arguments_(address, broken, '--no-store')],
      [66, /run_unknown/, ['assess', '--no-store', '--data', at.data, '--resume', someRun]],
      [64, /option_invalid/, [...base, '--key-file', '/no/such/file']],
      [64, /no command/, ['asses']],
      [64, /--param[\s\S]*__proto__/, [...base, '--param', '__proto__=1']],
      [64, /--cache/, [...base, '--cache']],
      [64, /--system/, [...base, '--system', someRun]],
      [64, /\[url\]/, ['assess', address, '--system', someRun, '--data', at.data]],
      [64, /--param/, ['assess', '--system', someRun, '--param', 'a=1', '--data', at.data]],
      [64, /--judge-model/, [...base, '--judge-model', 'm']],
      [64, /--template/, [...base, '--template', 'x.json']],
      ...(['--no-store', '--quiet'] as const).flatMap((it): [number, RegExp, string[]][] => {
        const resuming = ['assess', '--data', at.data, it, '--resume'];
        return [
          [66, /cli\.run_unknown/, [...resuming, '../x']],
          [66, /cli\.run_unknown/, [...resuming, join(at.data, 'runs', someRun)]],
          [64, /--model/, [...resuming, someRun, '--model', 'm']],
          [64, /--suite/, [...resuming, someRun, '--suite', at.suite]],
          [64, /--attack/, [...resuming, someRun, '--attack', 'base64']],
          [64, /--judge/, [...resuming, someRun, '--judge', address]],
          [64, /--epochs/, [...resuming, someRun, '--epochs', '1']],
          [64, /--cache/, [...resuming, someRun, '--cache']],
        ];
      }),
      [64, /\[url\]/, ['assess', address, '--data', at.data, '--resume', someRun]],
    ];
    for (const [code, pattern, args] of cases) {
      const ended = await inProcess(args);
      assert.equal(ended.code, code, `${args.join(' ')}\n${ended.err}`);
      assert.match(ended.err, pattern);
      assert.equal(ended.out, '', args.join(' '));
    }
    assert.deepEqual(asked, []);
  });

  test('writes the HTML report and the JUnit file; one that cannot be written is 73 before anything is asked', async (t) => {
    const { address, asked } = await serve(t, refusing);
    const at = await place(t);
    const html = join(at.data, '..', 'out.html');
    const xml = join(at.data, '..', 'out.xml');
    const whole = await inProcess(arguments_(address, at, '--no-store', '--report', html, '--junit', xml), {
      language: 'zh',
    });
    assert.equal(whole.code, 0, whole.err);
    assert.match(await readFile(html, 'utf8'), /^<!doctype html>[\s\S]*3\.2\.1\(a\)/i);
    assert.match(await readFile(xml, 'utf8'), /^<\?xml[\s\S]*<testsuites/);
    assert.deepEqual((await readdir(join(at.data, '..'))).sort(), ['data', 'out.html', 'out.xml', 'suite.jsonl']);
    const before = asked.length;
    await symlink(html, join(at.data, 'link.html'));
    const refused: readonly (readonly [string, string, RegExp])[] = [
      ['--report', join(at.data, 'no', 'such', 'folder.html'), /ENOENT/],
      ['--junit', at.data, /EISDIR/],
      ['--junit', join(html, 'below'), /ENOTDIR/],
    ];
    for (const [option, file, why] of refused) {
      const failed = await inProcess(arguments_(address, at, '--no-store', option, file));
      assert.equal(failed.code, 73, failed.err);
      assert.match(failed.err, /cli\.output_failed/);
      assert.match(failed.err, why);
    }
    assert.equal(asked.length, before);
    const linked = await inProcess(arguments_(address, at, '--no-store', '--report', join(at.data, 'link.html')));
    assert.equal(linked.code, 0, linked.err);
    assert.match(await readFile(html, 'utf8'), /lang="en"/, 'the file behind a link is replaced, not the link');
  });

  test('Ctrl+C ends it with 130 and a way to go on; killed or stopped, it resumes to the very result of an unbroken run', async (t) => {
    let at = Number.POSITIVE_INFINITY;
    let strike = () => {};
    const world = await serve(t, (...it) => {
      if (world.asked.length === at) strike();
      mixed(...it);
    });
    const here = await place(t, numbered(200));
    const options = ['--no-store', '--json', '--concurrency', '4'];
    const whole = JSON.parse((await ran(t, arguments_(world.address, here, ...options))).out) as Json;
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      at = world.asked.length + 60;
      const first = duheng(t, arguments_(world.address, here, ...options));
      strike = () => first.child.kill(signal);
      const cut = await first.ended;
      at = Number.POSITIVE_INFINITY;
      if (signal === 'SIGINT') assert.equal(cut.code, 130, cut.err);
      else assert.equal(cut.signal, 'SIGKILL');
      const runs = await readdir(join(here.data, 'runs'));
      const run =
        runs
          .filter((it) => it !== whole.run)
          .sort()
          .at(-1) ?? '';
      if (signal === 'SIGINT') assert.match(cut.err, new RegExp(`--resume ${run} --no-store`));
      const resumed = await ran(t, ['assess', '--resume', run, '--data', here.data, '--quiet', ...options.slice(0, 2)]);
      const report = JSON.parse(resumed.out) as Json;
      assert.equal(report.factsDigest, whole.factsDigest, signal);
      assert.notEqual(report.run, whole.run);
    }
  });

  test('a token in the address is asked with, and lies in no file', async (t) => {
    const urls: (string | undefined)[] = [];
    const { address } = await serve(t, (_, response, request) => {
      urls.push(request.url);
      sendJson(response, completion(refusal));
    });
    const at = await place(t);
    const { code, out } = await inProcess(arguments_(`${address}?token=hidden-7d1f`, at, '--no-store', '--json'));
    assert.equal(code, 0);
    assert.ok(urls.length > 0 && urls.every((it) => it?.includes('hidden-7d1f')));
    assert.doesNotMatch(out, /hidden-7d1f/);
    for (const it of await readdir(at.data, { recursive: true, withFileTypes: true }))
      if (it.isFile())
        assert.doesNotMatch(await readFile(join(it.parentPath, it.name), 'latin1'), /hidden-7d1f/, it.name);
  });

  test('every fault of a suite is listed with its line and field, with the store as without', async (t) => {
    const { address, bodies } = await serve(t, refusing);
    const at = await place(t, [line({ id: 'a', grader: 'nope' }), line({ id: 'b' }), line({ id: 'c', expect: 'x' })]);
    for (const kept of [['--no-store'], []]) {
      const { code, err } = await inProcess(arguments_(address, at, ...kept));
      assert.equal(code, 65, err);
      for (const said of [/:1:grader: \S/, /:3:expect: \S/, /\(suite\.invalid\)/]) assert.match(err, said, kept.join());
    }
    assert.equal(bodies.length, 0);
    const missing = await inProcess(['system', 'register', '--name', 'x', '--role', 'nope', '--data', at.data]);
    assert.equal(missing.code, 64);
    assert.match(missing.err, /actorRole: \S[\s\S]*scenario: \S/);
  });

  test('a run whose address had a query goes on with the whole address only', async (t) => {
    const urls: (string | undefined)[] = [];
    const { address } = await serve(t, (_, response, request) => {
      urls.push(request.url);
      sendJson(response, completion(refusal));
    });
    const at = await place(t);
    const { err } = await inProcess(arguments_(`${address}?api-version=1&k=hidden-9c1`, at, '--no-store'));
    assert.doesNotMatch(err, /hidden/);
    const [run = ''] = await readdir(join(at.data, 'runs'));
    await rm(join(at.data, 'runs', run, 'outcome.json'));
    await truncate(join(at.data, 'runs', run, 'journal', '000000.seg'), 1_500);
    const before = urls.length;
    const again = ['--no-store', '--resume', run, '--data', at.data, '--fail-on', 'none'];
    for (const without of [[], [address]]) {
      const refused = await inProcess(['assess', ...without, ...again]);
      assert.equal(refused.code, 64, refused.err);
      assert.match(refused.err, /has a query, which is not kept/);
    }
    assert.equal(urls.length, before, 'nothing was asked at the wrong place');
    const whole = await inProcess(['assess', `${address}?api-version=1&k=hidden-9c1`, ...again]);
    assert.equal(whole.code, 0, whole.err);
    assert.ok(urls.length > before && urls.every((it) => it?.includes('api-version=1')));
  });

  test('a key in a template and an authority: asked with, kept as its place and its content, and resumed with', async (t) => {
    const world = await serve(t, mixed);
    const at = await place(t, numbered(12));
    const template = join(at.data, '..', 'body.json');
    await writeFile(template, '{"token":"{{key}}","messages":{{messages}}}');
    const ca = join(at.data, '..', 'ca.pem');
    await writeFile(ca, '-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----\n');
    const args = ['assess', world.address, '--kind', 'http', '--template', template, '--no-store', '--data', at.data];
    args.push('--suite', at.suite, '--answer-path', '$.choices[0].message.content', '--timeout', '7', '--ca', ca);
    const env = { DUHENG_API_KEY: 'sk-in-the-body-7d1f' };
    const { code, err } = await inProcess([...args, '--json', '--fail-on', 'none'], { env });
    assert.equal(code, 0, err);
    assert.ok(world.bodies.length >= 12 && world.bodies.every((it) => it.includes('"token":"sk-in-the-body-7d1f"')));
    const [run = ''] = await readdir(join(at.data, 'runs'));
    for (const it of await readdir(at.data, { recursive: true, withFileTypes: true }))
      if (it.isFile())
        assert.doesNotMatch(await readFile(join(it.parentPath, it.name), 'latin1'), /in-the-body-7d1f/, it.name);
    const kept = await readFile(join(at.data, 'runs', run, 'request.json'), 'utf8');
    assert.match(kept, /\{\{key\}\}[\s\S]*"timeoutSeconds":7[\s\S]*BEGIN CERTIFICATE/);
    const renewed = { DUHENG_API_KEY: 'sk-another' };
    const again = ['assess', '--no-store', '--resume', run, '--data', at.data, '--fail-on', 'none'];
    assert.equal((await inProcess(again, { env: renewed })).code, 0, 'a renewed key is no other target');
    assert.match((await inProcess(args)).err, /no_key[\s\S]*target\.template_invalid/);
    for (const [option, value] of [
      ['--timeout', '0'],
      ['--timeout', 'x'],
      ['--ca', template],
      ['--ca', '/no/such'],
    ])
      assert.equal((await inProcess([...args, String(option), String(value)], { env })).code, 64, `${option} ${value}`);
  });

  test('a reader that has seen enough ends nothing early, and no colour goes where no terminal is', async (t) => {
    const { address } = await serve(t, refusing);
    const at = await place(t);
    const piped = duheng(t, arguments_(address, at, '--no-store', '--json'));
    piped.child.stdout?.destroy();
    assert.equal((await piped.ended).code, 0);
    const ansi = new RegExp(String.fromCharCode(27));
    const table = await inProcess(arguments_(address, at, '--no-store'));
    assert.doesNotMatch(table.out, ansi);
    assert.match(table.out, /3\.2\.1\(a\)/);
    assert.match((await inProcess(arguments_(address, at, '--no-store'), { colour: true })).out, ansi);
    const env = { TERM: 'xterm' };
    assert.deepEqual(
      [takesColour(true, env), takesColour(false, env), takesColour(true, { ...env, NO_COLOR: '1' })],
      [true, false, false],
    );
    assert.deepEqual([takesColour(true, { ...env, NO_COLOR: '' }), takesColour(true, { TERM: 'dumb' })], [true, false]);
  });

  test('an output that takes nothing is told with its code', {
    skip: !existsSync('/dev/full') && 'needs /dev/full',
  }, async (t) => {
    const { address } = await serve(t, refusing);
    const at = await place(t);
    const full = await ran(t, arguments_(address, at, '--no-store'), { limits: 'exec >/dev/full;' });
    assert.equal(full.code, 74, full.err);
    assert.match(full.err, /stdout[\s\S]*ENOSPC[\s\S]*\(cli\.stream_failed\)/);
    assert.doesNotMatch(full.err, /\.ts:\d+/);
    assert.equal((await ran(t, ['--help'], { limits: 'exec >/dev/full;' })).code, 74);
  });
});

describe('duheng assess with the store', () => {
  test('three at once on a new data directory share it and register one system; Ctrl+C and kill -9 are resumed; a finished run is shown again', async (t) => {
    let stopAt = Number.POSITIVE_INFINITY;
    let strike = () => {};
    const world = await serve(t, (...it) => {
      if (world.asked.length === stopAt) strike();
      mixed(...it);
    });
    const at = await place(t, numbered(200));
    const args = (...more: readonly string[]) => arguments_(world.address, at, '--json', '--concurrency', '4', ...more);
    const three = await Promise.all([ran(t, args()), ran(t, args()), ran(t, args())]);
    for (const it of three) assert.equal(it.code, 1, it.err);
    const reports = three.map((it) => JSON.parse(it.out) as Json & { system: Json });
    const [one, other] = reports;
    assert.notEqual(one?.run, other?.run);
    assert.equal(new Set(reports.map((it) => it.system.id)).size, 1, 'one endpoint is one system');
    const listed = await inProcess(['system', 'list', '--json', '--data', at.data]);
    assert.equal((JSON.parse(listed.out) as { systems: unknown[] }).systems.length, 1);
    assert.equal(one?.factsDigest, other?.factsDigest);
    const shown = await ran(t, ['assess', '--resume', String(one?.run), '--data', at.data, '--json', '--quiet']);
    assert.equal((JSON.parse(shown.out) as Json).factsDigest, one?.factsDigest);
    for (const signal of ['SIGINT', 'SIGKILL'] as const) {
      stopAt = world.asked.length + 60;
      const first = duheng(t, args());
      strike = () => first.child.kill(signal);
      const cut = await first.ended;
      stopAt = Number.POSITIVE_INFINITY;
      assert.equal(signal === 'SIGINT' ? cut.code : cut.signal, signal === 'SIGINT' ? 130 : 'SIGKILL', cut.err);
      const runs = (await readdir(join(at.data, 'runs'))).sort();
      const run = runs.at(-1) ?? '';
      const resumed = await ran(t, ['assess', '--resume', run, '--data', at.data, '--json', '--quiet']);
      assert.equal((JSON.parse(resumed.out) as Json).factsDigest, one?.factsDigest, `${signal}\n${resumed.err}`);
    }
    stopAt = world.asked.length + 60;
    const changed = duheng(t, args());
    strike = () => changed.child.kill('SIGINT');
    assert.equal((await changed.ended).code, 130);
    stopAt = Number.POSITIVE_INFINITY;
    const last = (await readdir(join(at.data, 'runs'))).sort().at(-1) ?? '';
    const plan = join(at.data, 'runs', last, 'plan.json');
    await writeFile(plan, (await readFile(plan, 'utf8')).replace(/"refusal": "[^"]*"/, '"refusal": "another"'));
    const refused = await ran(t, ['assess', '--resume', last, '--data', at.data, '--quiet']);
    assert.equal(refused.code, 65, refused.err);
    assert.match(refused.err, /\(run\.grader_changed\)/);
    assert.doesNotMatch(refused.err, /^run [0-9a-f]|\{"/m, 'words, and not the error as it lies in memory');
    const unknown = await ran(t, ['assess', '--resume', '0198c0de-0000-7000-8000-000000000000', '--data', at.data]);
    assert.equal(unknown.code, 66, unknown.err);
  });
});

describe('words', () => {
  test('help is given in both languages, with examples', async () => {
    const commands = ['start', 'assess', 'config', 'system', 'framework', 'practice', 'grade', 'diff'];
    const helps = [];
    for (const it of commands)
      for (const language of ['zh', 'en'] as const)
        helps.push({ it, language, ...(await inProcess([it, '--help'], { language })) });
    for (const { it, language, code, out } of helps) {
      assert.equal(code, 0, it);
      assert.match(out, language === 'zh' ? /示例/ : /Examples?/, `${it} ${language}`);
      assert.match(out, new RegExp(`duheng ${it}`), it);
    }
  });

  test('the language: --language anywhere, then DUHENG_LANGUAGE, config.yaml, the locale', async (t) => {
    const data = await emptyFolder(t);
    await writeFile(join(data, 'config.yaml'), 'language: zh\n');
    const tries: readonly (readonly ['zh' | 'en', readonly string[], Record<string, string>])[] = [
      ['zh', ['--help'], { DUHENG_DATA: data }],
      ['zh', ['config', '--data', data], {}],
      ['en', ['--language', 'en', '--help'], { DUHENG_DATA: data }],
      ['en', ['config', '--language=en'], { DUHENG_DATA: data }],
      ['en', ['--help'], { DUHENG_DATA: data, DUHENG_LANGUAGE: 'en' }],
      ['zh', ['--help'], { DUHENG_DATA: '/nowhere', LANG: 'zh_CN.UTF-8' }],
      ['en', ['--help'], { DUHENG_DATA: '/nowhere', LANG: 'zh_CN.UTF-8', LC_ALL: 'en_US.UTF-8' }],
      ['en', ['--help'], { DUHENG_DATA: '/nowhere', LANG: 'fr_FR.UTF-8' }],
    ];
    for (const [wanted, args, env] of tries)
      assert.equal(languageOf(args, env), wanted, `${args} ${JSON.stringify(env)}`);
    await writeFile(join(data, 'config.yaml'), 'language: [\n');
    assert.equal(languageOf([], { DUHENG_DATA: data, LANG: 'zh_CN' }), 'zh', 'a faulty file is told of by who uses it');
    assert.match((await ran(t, ['--language', 'zh'])).out, /用法/);
    assert.equal((await inProcess(['config', '--language', 'fr'])).code, 64);
  });

  test('config shows every setting with its origin, no password, and refuses what is faulty', async (t) => {
    const data = await emptyFolder(t);
    await writeFile(join(data, 'config.yaml'), 'port: 9001\n');
    const env = { DUHENG_DATA: data, DATABASE_URL: 'postgres://me:hunter2@127.0.0.1/db' };
    const shown = JSON.parse((await inProcess(['config', '--json'], { env })).out) as Record<string, Json>;
    assert.deepEqual(shown.port, { value: 9001, origin: 'file', from: join(data, 'config.yaml') });
    assert.deepEqual(shown.data, { value: data, origin: 'environment', from: 'DUHENG_DATA' });
    assert.equal(shown.databaseUrl?.value, 'postgres://me:***@127.0.0.1/db');
    const text = await inProcess(['config'], { env });
    assert.match(text.out, /9001 +file/);
    assert.doesNotMatch(text.out, /hunter2/);
    for (const wrong of [
      'port: 99999\n',
      'prot: 1\n',
      'databaseUrl: mysql://x\n',
      'port: [',
      '- 1\n',
      'language: fr\n',
    ]) {
      await writeFile(join(data, 'config.yaml'), wrong);
      const ended = await inProcess(['config'], { env: { DUHENG_DATA: data } });
      assert.equal(ended.code, 64, wrong);
      assert.match(ended.err, /config\.yaml[\s\S]*cli\.config_invalid/);
    }
    const bad = await inProcess(['config'], { env: { DUHENG_DATA: data, DUHENG_PORT: 'x' } });
    assert.equal(bad.code, 64);
  });
});
