import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateLogKeys, publicKeysOf } from '../note/index.ts';
import type { Leaf } from '../record.ts';
import { sha256 } from '../stamp.ts';
import { Findings } from './finding.ts';
import { Links } from './links.ts';

const uuid = '01990000-0000-7000-8000-000000000001';
const envelope = {
  v: 1,
  ...{ id: uuid, org: 'default', at: '2026-11-23T00:00:00.000Z', nonce: 'A'.repeat(22) },
  actor: { id: uuid, kind: 'system', assurance: 'unauthenticated' },
} as const;
const end = { origin: 'duheng/one', size: 7n, root: new Uint8Array(32).fill(5) };
const by = { origin: end.origin, pinned: end.origin };
const place = { file: 'logs/2/entries.jsonl', line: 1 };

function opened(previous: Partial<Leaf<'log.opened'>['body']['previous']>): Leaf<'log.opened'> {
  const digest = `sha256:${'05'.repeat(32)}`;
  const said = { log: uuid, origin: end.origin, size: 7, root: digest, head: digest, ...previous };
  return { ...envelope, kind: 'log.opened', body: { number: 2, previous: said } };
}

for (const [title, previous, codes] of [
  ['repeats the end of the one before it', {}, []],
  ['names another size', { size: 8 }, ['log_does_not_follow']],
  ['names another root', { root: `sha256:${'06'.repeat(32)}` }, ['log_does_not_follow']],
  ['follows a log that is not in the bundle', { origin: 'duheng/zero', size: 8 }, []],
] as const)
  test(`a log that ${title}: ${codes.join() || 'nothing to say'}`, () => {
    const findings = new Findings();
    const links = new Links(findings, sha256);
    links.takeEnd(end);
    links.take({ leaf: opened(previous), ...place }, by);
    assert.deepEqual(
      findings.list.map((it) => [it.code, it.file, it.line]),
      codes.map((code) => [code, place.file, place.line]),
    );
  });

test('a closed log hands keys over where somebody vouched for it, of the name that it gives, and none that cannot be read', () => {
  const keysOf = (name: string) => publicKeysOf(generateLogKeys(name, 0)).map((it) => it.vkey);
  const next = {
    log: uuid,
    origin: 'duheng/two',
    keys: [...keysOf('duheng/two'), ...keysOf('duheng/three'), 'rubbish'],
  };
  const leaf: Leaf<'log.closed'> = { ...envelope, kind: 'log.closed', body: { number: 1, next } };
  const handedOver = (vouched: boolean) => {
    const links = new Links(new Findings(), sha256);
    links.take({ leaf, ...place }, vouched ? by : null);
    return links.handedOverTo('duheng/two');
  };
  assert.equal(handedOver(false), null);
  const found = handedOver(true);
  assert.deepEqual(
    found?.keys.map((it) => it.name),
    ['duheng/two', 'duheng/two'],
  );
  assert.deepEqual(found?.by, by);
});
