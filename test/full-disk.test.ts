import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AppWorld, appWorld } from '../src/app.spec-world.ts';
import { inProcess } from '../src/cli/command.spec-world.ts';
import { tinyDisk } from '../src/ledger/tiny-disk.spec-world.ts';

const facts = {
  ...{ actorRole: 'provider', scenario: 'customer_service', sector: 'finance', intelligence: 'assists' },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large' },
};

async function namesIn(world: AppWorld): Promise<(string | null)[]> {
  return (await world.json<{ items: { name: string | null }[] }>('/systems?limit=200')).items.map((it) => it.name);
}

test('a console whose disk was full says so, goes on reading, and works again without a restart once there is room', async (t) => {
  const disk = await tinyDisk(t, 160 * 1024);
  if ('reason' in disk) return t.skip(disk.reason);
  const world = await appWorld(t, disk.path);
  const register = (name: string) => world.ask('/systems', { method: 'POST', body: { ...facts, name } });
  const kept: string[] = [];
  for (let n = 0; n < 5; n += 1) assert.equal((await register(`系统 ${n}`)).status, 201);
  kept.push(...['系统 0', '系统 1', '系统 2', '系统 3', '系统 4']);

  await disk.fill();
  const long = '长'.repeat(1_500);
  let refused: { status: number; code: string } | null = null;
  for (let n = 0; n < 200 && refused === null; n += 1) {
    const answer = await world.ask('/systems', {
      method: 'POST',
      body: { ...facts, name: `满 ${n}`, description: long },
    });
    if (answer.status === 201) kept.push(`满 ${n}`);
    else refused = { status: answer.status, code: ((await answer.json()) as { code: string }).code };
  }
  assert.deepEqual(refused, { status: 507, code: 'ledger.disk_full' });
  const shown = await namesIn(world);
  assert.ok(
    kept.slice(0, 5).every((it) => shown.includes(it)),
    'reading goes on',
  );

  await disk.free();
  assert.equal((await register('又有空间')).status, 201);
  kept.push('又有空间');
  assert.deepEqual(
    (await namesIn(world)).toSorted(),
    kept.toSorted(),
    'all that was acknowledged, and nothing that was refused',
  );
  await world.reopen();
  assert.deepEqual((await namesIn(world)).toSorted(), kept.toSorted());
  const verified = await inProcess(['ledger', 'verify', world.directory, '--json']);
  assert.equal((JSON.parse(verified.out) as { size: number }).size, kept.length);
});
