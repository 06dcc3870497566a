import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { describeOnEachEngine } from '../store/store.spec-world.ts';
import { bankService, by, registerWorld, stranger } from './room.spec-world.ts';

describeOnEachEngine('the register', (engine) => {
  test('a registered system reads back as it was answered, with its grade', async (t) => {
    const { register } = await registerWorld(t, engine);
    const made = await register.register(by, bankService);
    assert.equal(made.grade.level, 'larger');
    assert.deepEqual(await register.get('default', made.id), made);
    assert.equal(register.requirements(made).evidenceValidityDays, 90);
  });

  test('words lie beside the log, never in it', async (t) => {
    const { register, log } = await registerWorld(t, engine);
    const made = await register.register(by, bankService);
    await register.overrideGrade(by, made.id, 'major', '涉及大额转账');
    const entries = readdirSync(log.directory, { recursive: true, withFileTypes: true });
    const files = entries.filter((it) => it.isFile()).map((it) => readFileSync(join(it.parentPath, it.name)));
    const bytes = Buffer.concat(files).toString('utf8');
    for (const secret of ['智能客服', '账户问题', 'ops@example.cn', '大额转账']) assert.ok(!bytes.includes(secret));
    assert.ok(bytes.includes('customer_service'));
  });

  test('a system of another organisation is unknown', async (t) => {
    const { register } = await registerWorld(t, engine);
    const made = await register.register(by, bankService);
    const unknown = { code: 'register.system_unknown' };
    await assert.rejects(register.get('elsewhere', made.id), unknown);
    await assert.rejects(register.change(stranger, made.id, { scale: 'small' }), unknown);
    await assert.rejects(register.overrideGrade(stranger, made.id, 'low', 'x'), unknown);
    await assert.rejects(register.get('default', "'; drop table system; --"), unknown);
    assert.deepEqual((await register.list('elsewhere')).rows, []);
  });

  test('a change keeps what it leaves out, and grades anew', async (t) => {
    const { register, stamp } = await registerWorld(t, engine);
    const made = await register.register(by, bankService);
    stamp.pass(1);
    const changed = await register.change(by, made.id, { scale: 'small', description: null });
    assert.equal(changed.grade.level, 'general');
    assert.equal(changed.changedAt, '2026-11-23T09:00:00.000Z');
    assert.deepEqual([changed.name, changed.description, changed.contacts], ['智能客服', null, 'ops@example.cn']);
    assert.deepEqual(changed.endpoints, made.endpoints);
    assert.deepEqual(await register.get('default', made.id), changed);
  });

  test('an override needs a reason, shows both levels and stays in the history', async (t) => {
    const { register, stamp } = await registerWorld(t, engine);
    const { id } = await register.register(by, bankService);
    await assert.rejects(register.overrideGrade(by, id, 'low', '  '), { code: 'register.reason_missing' });
    await assert.rejects(register.overrideGrade(by, id, 'larger', 'same'), { code: 'register.level_unchanged' });
    stamp.pass(1);
    const lowered = await register.overrideGrade(by, id, 'general', 'a pilot');
    assert.deepEqual([lowered.grade.level, lowered.grade.computed.level], ['general', 'larger']);
    stamp.pass(1);
    await register.overrideGrade(by, id, 'larger', 'the pilot is over');
    const system = await register.get('default', id);
    assert.deepEqual([system.grade.level, system.grade.override?.reason], ['larger', 'the pilot is over']);
    const history = await register.overrides('default', id);
    assert.deepEqual(
      history.map((it) => [it.computed, it.level, it.reason]),
      [
        ['larger', 'larger', 'the pilot is over'],
        ['larger', 'general', 'a pilot'],
      ],
    );
  });

  test('a lowering made against other facts no longer lowers', async (t) => {
    const { register } = await registerWorld(t, engine);
    const { id } = await register.register(by, bankService);
    await register.overrideGrade(by, id, 'low', 'a pilot');
    await register.change(by, id, { populations: ['minors'] });
    const { grade } = await register.get('default', id);
    assert.deepEqual([grade.level, grade.overrideOutdated], ['major', true]);
  });

  test('a gated stage is closed without an open verdict, an open one is kept with what was unmet', async (t) => {
    const { register } = await registerWorld(t, engine);
    const { id } = await register.register(by, bankService);
    const closed = { code: 'register.gate_closed' };
    await assert.rejects(register.moveStage(by, id, 'deployment', null), closed);
    const unmet = [{ item: '5.7', exception: null }];
    await assert.rejects(register.moveStage(by, id, 'deployment', { open: false, unmet }), closed);
    await assert.rejects(register.moveStage(by, id, 'testing', null), { code: 'register.stage_unchanged' });
    const exception = '01934000-0000-7000-8000-0000000000ee';
    const verdict = { open: true, unmet: [{ item: '5.7', exception }] };
    assert.equal((await register.moveStage(by, id, 'deployment', verdict)).stage, 'deployment');
    assert.equal((await register.moveStage(by, id, 'maintenance', null)).stage, 'maintenance');
    const moves = await register.moves('default', id);
    assert.deepEqual(
      moves.map((it) => [it.from, it.to, it.unmet, it.exceptions]),
      [
        ['deployment', 'maintenance', [], []],
        ['testing', 'deployment', ['5.7'], [exception]],
      ],
    );
    assert.equal((await register.get('default', id)).stage, 'maintenance');
  });

  test('the list pages newest first, each system once, practice apart', async (t) => {
    const { register } = await registerWorld(t, engine);
    for (let n = 0; n < 5; n += 1) await register.register(by, { ...bankService, name: `s${n}`, practice: n === 2 });
    const seen: (string | null)[] = [];
    let after: string | null = null;
    do {
      const page = await register.list('default', { limit: 2, after });
      seen.push(...page.rows.map((it) => it.name));
      after = page.next;
    } while (after !== null);
    assert.deepEqual(seen, ['s4', 's3', 's2', 's1', 's0']);
    const practice = await register.list('default', { practice: true });
    assert.deepEqual(
      practice.rows.map((it) => it.name),
      ['s2'],
    );
    await assert.rejects(register.list('default', { after: '1 or 1=1' }), { code: 'register.cursor_invalid' });
  });

  test('the tables can be rebuilt from the log alone', async (t) => {
    const { register, projection } = await registerWorld(t, engine);
    const { id } = await register.register(by, bankService);
    await register.overrideGrade(by, id, 'major', 'why');
    await register.change(by, id, { modalities: ['text', 'image'] });
    await register.moveStage(by, id, 'training', null);
    const before = [await register.get('default', id), await register.moves('default', id)];
    await projection.rebuild();
    assert.deepEqual([await register.get('default', id), await register.moves('default', id)], before);
  });
});
