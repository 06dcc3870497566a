import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { editions, FrameworkError, readEdition } from './index.ts';
import { schemaDocuments } from './schema-documents.ts';

const edition = await readEdition('1.0');

test('1.0 has 4 principles, 26 risks, 21 measures, 39 control points, 10 governance measures, 35 guidelines', () => {
  assert.equal(edition.edition, '1.0');
  assert.equal(edition.principles.length, 4);
  assert.equal(edition.risks.length, 26);
  assert.equal(edition.measures.length, 21);
  assert.equal(edition.controlPoints.length, 39);
  assert.equal(edition.governance.length, 10);
  assert.equal(edition.guidelines.length, 35);
  assert.equal(edition.stages.length, 7);
});

test('1.0 has 13 inherent and 13 application risks, by domain 6, 4, 3, 5, 3, 2, 3', () => {
  const perDomain = edition.domains.map(({ code }) => edition.risks.filter((it) => it.domain === code).length);
  assert.deepEqual(perDomain, [6, 4, 3, 5, 3, 2, 3]);
  const inherent = edition.domains.filter((it) => it.class === '3.1').map((it) => it.code);
  assert.equal(edition.risks.filter((it) => inherent.includes(it.domain)).length, 13);
});

test('1.0 letters its measures 2, 6, 4 and 2, 2, 3, 2', () => {
  const perSection = edition.domains.map(
    ({ measureSection }) => edition.measures.filter((it) => it.code.startsWith(`${measureSection}(`)).length,
  );
  assert.deepEqual(perSection, [2, 6, 4, 2, 2, 3, 2]);
  for (const it of edition.measures) {
    const home = edition.domains.find(({ code }) => code === it.domain);
    assert.ok(home !== undefined && it.code.startsWith(home.measureSection), it.code);
  }
});

test('1.0 addresses 10, 10, 9 and 6 guidelines to its four actors', () => {
  const perActor = edition.actors.map(({ code }) => [
    code,
    edition.guidelines.filter((it) => it.actor === code).length,
  ]);
  assert.deepEqual(perActor, [
    ['developer', 10],
    ['provider', 10],
    ['key_sector_user', 9],
    ['public', 6],
  ]);
  for (const it of edition.guidelines) {
    assert.ok(it.code.startsWith(edition.actors.find(({ code }) => code === it.actor)?.section ?? 'none'), it.code);
  }
});

test('every risk and every measure has a control point, inside one domain', () => {
  const domainOf = new Map([...edition.risks, ...edition.measures].map((it) => [it.code, it.domain]));
  for (const risk of edition.risks)
    assert.ok(
      edition.controlPoints.some((it) => it.risk === risk.code),
      risk.code,
    );
  for (const measure of edition.measures)
    assert.ok(
      edition.controlPoints.some((it) => it.measure === measure.code),
      measure.code,
    );
  for (const it of edition.controlPoints) assert.equal(domainOf.get(it.risk), domainOf.get(it.measure), it.code);
});

test('no control point claims more than to be reconstructed from memory, and the legend says so', () => {
  assert.deepEqual([...new Set(edition.controlPoints.map((it) => it.basis))], ['reconstructed']);
  assert.deepEqual([...new Set(edition.controlPoints.map((it) => it.confidence))], ['memory']);
  assert.match(edition.legend.notes[0]?.en ?? '', /39 control points.*checked against the printed table/);
  assert.match(edition.legend.notes[0]?.zh ?? '', /39 个管控点.*印刷本/);
});

test('the figures of the article stand beside ours with the reason where they differ', () => {
  const governance = edition.counts.find((it) => it.of === 'governance');
  assert.deepEqual([governance?.ours, governance?.article], [10, 9]);
  assert.match(governance?.reason?.en ?? '', /5\.10/);
  for (const it of edition.counts)
    assert.ok(it.article === null || it.article === it.ours || it.reason !== null, it.of);
});

test('what an operator can carry out is an interpretation with a reason in both languages', () => {
  assert.deepEqual(
    edition.governance.filter((it) => !it.operator.canCarryOut).map((it) => it.code),
    ['5.6', '5.8', '5.10'],
  );
  for (const { operator } of edition.governance) assert.equal(operator.basis, 'interpretation');
});

test('how governance measures go with risks, measures and guidelines is never called official', () => {
  const stages = new Set(edition.stages.map((it) => it.code));
  const governance = new Set(edition.governance.map((it) => it.code));
  const mapped = edition.relations.filter(
    (it) => (governance.has(it.from) || governance.has(it.to)) && !stages.has(it.from) && !stages.has(it.to),
  );
  assert.ok(mapped.length > 50);
  for (const it of mapped) assert.equal(it.basis, 'interpretation', `${it.from} – ${it.to}`);
});

test('every measure and guideline is placed in a stage; every measure goes with a governance measure and a guideline', () => {
  const partners = (code: string) =>
    edition.relations.flatMap((it) => (it.from === code ? [it.to] : it.to === code ? [it.from] : []));
  const has = (code: string, group: readonly { code: string }[]) =>
    partners(code).some((to) => group.some((it) => it.code === to));
  for (const { code } of [...edition.measures, ...edition.guidelines]) assert.ok(has(code, edition.stages), code);
  for (const { code } of edition.measures)
    assert.ok(has(code, edition.governance) && has(code, edition.guidelines), code);
});

test('what is verified or inferred names a source; only what is from memory may have none', () => {
  const items = [
    ...edition.principles,
    ...edition.risks,
    ...edition.measures,
    ...edition.governance,
    ...edition.guidelines,
  ];
  for (const it of items) assert.ok(it.sources.length > 0 || it.confidence === 'memory', it.code);
  const fromMemory = items.filter((it) => it.confidence === 'memory').map((it) => it.code);
  assert.deepEqual(fromMemory, ['4.2.4(a)', '4.2.4(b)', '6.2(h)', '6.2(i)']);
  const used = new Set([...items, ...edition.controlPoints, ...edition.relations].flatMap((it) => it.sources));
  for (const { tag } of edition.sources) assert.ok(used.has(tag), `source ${tag} is used nowhere`);
});

test('labels are 2 to 5 characters in Chinese, at most 16 in English, and unlike each other', () => {
  for (const group of [edition.risks, edition.measures, edition.domains]) {
    for (const { label, code } of group) {
      assert.match(label.zh, /^\p{Script=Han}{2,5}$/u, code);
      assert.match(label.en, /^[\x20-\x7e]{2,16}$/, code);
    }
    assert.equal(new Set(group.map((it) => it.label.zh)).size, group.length);
    assert.equal(new Set(group.map((it) => it.label.en)).size, group.length);
  }
});

test('Chinese words are Chinese and English words are English', () => {
  const items = [
    ...edition.principles,
    ...edition.risks,
    ...edition.measures,
    ...edition.governance,
    ...edition.guidelines,
  ];
  for (const it of [...items, ...edition.actors, ...edition.stages]) {
    assert.match(it.title.zh + it.gist.zh, /\p{Script=Han}/u, it.code);
    assert.doesNotMatch(it.title.en + it.gist.en, /\p{Script=Han}/u, it.code);
  }
});

test('an edition is frozen all through', () => {
  assert.throws(() => Object.assign(edition.risks[0] ?? {}, { code: 'x' }), TypeError);
});

test('an edition that is not shipped is refused with those that are, also when its name is a path', async () => {
  assert.deepEqual(await editions(), ['1.0']);
  for (const asked of ['9.9', '../edition-1.0', '', '1.0/../../profiles']) {
    await assert.rejects(readEdition(asked), (error) => {
      assert.ok(error instanceof FrameworkError);
      assert.equal(error.code, 'framework.edition_unknown');
      assert.deepEqual(error.params.known, ['1.0']);
      return true;
    });
  }
});

test('the published JSON Schemas are current (node src/framework/schema-documents.ts writes them)', () => {
  const documents = Object.entries(schemaDocuments());
  assert.equal(documents.length, 2);
  for (const [name, text] of documents) {
    assert.equal(readFileSync(new URL(`../../docs/schemas/${name}`, import.meta.url), 'utf8'), text, name);
  }
});
