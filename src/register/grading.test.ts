import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseGrading, readRegisterData } from './data.ts';
import { RegisterError } from './errors.ts';
import { compareLevels, effectiveGrade, gradeSystem } from './grading.ts';
import { type GradeOverride, type GradingFacts, gradeLevels } from './types.ts';
import { explainGrade } from './words.ts';

const data = await readRegisterData();
const { codes } = data;
const intelligences = ['assists', 'decides_with_confirmation', 'autonomous'] as const;
const scales = ['small', 'medium', 'large', 'very_large'] as const;
const of = (rows: readonly { code: string }[]) => fc.constantFrom(...rows.map((it) => it.code));
const anyFacts: fc.Arbitrary<GradingFacts> = fc.record({
  scenario: of(codes.scenarios),
  sector: of(codes.sectors),
  populations: fc.uniqueArray(of(codes.populations), { maxLength: 4 }),
  intelligence: fc.constantFrom(...intelligences),
  scale: fc.constantFrom(...scales),
});
const office: GradingFacts = {
  scenario: 'office_assistant',
  sector: 'internet',
  populations: ['employees'],
  intelligence: 'assists',
  scale: 'small',
};
const actor = { id: '0199aaaa-0000-7000-8000-000000000001', kind: 'person', assurance: 'unauthenticated' } as const;
const override = (computed: GradeOverride['computed'], level: GradeOverride['level']): GradeOverride => ({
  ...{ computed, level, actor },
  reason: 'a pilot with ten people',
  at: '2026-11-23T00:00:00.000Z',
});

test('an office assistant for few people is of low grade, a driving system for millions of extreme grade', () => {
  assert.equal(gradeSystem(office, data).level, 'low');
  const driving = { ...office, scenario: 'driving', intelligence: 'autonomous', scale: 'very_large' } as const;
  assert.equal(gradeSystem(driving, data).level, 'extreme');
});

test('a tutor for minors in a large school network shows step by step how its level arose', () => {
  const facts: GradingFacts = {
    scenario: 'education',
    sector: 'education',
    populations: ['minors', 'general_public'],
    intelligence: 'decides_with_confirmation',
    scale: 'large',
  };
  assert.deepEqual(gradeSystem(facts, data), {
    level: 'major',
    basis: 'interpretation',
    steps: [
      { factor: 'scenario', value: 'education', contribution: 0, reasonCode: 'scenario_tier' },
      {
        factor: 'intelligence',
        value: 'decides_with_confirmation',
        contribution: 1,
        reasonCode: 'intelligence_step',
      },
      { factor: 'scale', value: 'large', contribution: 1, reasonCode: 'scale_step' },
      { factor: 'sector', value: 'education', contribution: 0, reasonCode: 'ordinary_sector' },
      { factor: 'populations', value: 'minors', contribution: 1, reasonCode: 'vulnerable_population' },
    ],
  });
});

test('a key sector and vulnerable people each weigh in, never beyond the highest level', () => {
  assert.equal(gradeSystem({ ...office, sector: 'energy' }, data).level, 'general');
  assert.equal(gradeSystem({ ...office, sector: 'energy', populations: ['patients'] }, data).level, 'larger');
  const top = { ...office, scenario: 'driving', intelligence: 'autonomous', scale: 'very_large' } as const;
  const steps = gradeSystem({ ...top, sector: 'transport' }, data).steps;
  assert.deepEqual(steps[3], { factor: 'sector', value: 'transport', contribution: 0, reasonCode: 'at_highest_level' });
});

test('the contributions add up to the level and none is negative', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const { level, steps } = gradeSystem(facts, data);
      assert.equal(
        steps.reduce((sum, it) => sum + it.contribution, 0),
        gradeLevels.indexOf(level),
      );
      assert.ok(steps.every((it) => it.contribution >= 0));
    }),
  );
});

test('the grade is monotone in each factor', () => {
  const tierOf = (code: string) => codes.scenarios.find((it) => it.code === code)?.tier ?? 0;
  const severerFacts = (facts: GradingFacts, other: GradingFacts): GradingFacts[] => [
    { ...facts, scenario: tierOf(other.scenario) >= tierOf(facts.scenario) ? other.scenario : facts.scenario },
    { ...facts, intelligence: intelligences[intelligences.indexOf(facts.intelligence) + 1] ?? facts.intelligence },
    { ...facts, scale: scales[scales.indexOf(facts.scale) + 1] ?? facts.scale },
    { ...facts, sector: codes.sectors.find((it) => it.code === facts.sector)?.key ? facts.sector : 'health' },
    { ...facts, populations: [...new Set([...facts.populations, ...other.populations])] },
  ];
  fc.assert(
    fc.property(anyFacts, anyFacts, (facts, other) => {
      const before = gradeSystem(facts, data).level;
      for (const worse of severerFacts(facts, other))
        assert.ok(compareLevels(gradeSystem(worse, data).level, before) >= 0);
    }),
  );
});

test('the order in which populations are named does not matter', () => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const reversed = { ...facts, populations: facts.populations.toReversed() };
      assert.deepEqual(gradeSystem(reversed, data), gradeSystem(facts, data));
    }),
  );
});

test('a code that no list has is refused by name, never graded', () => {
  assert.throws(
    () => gradeSystem({ ...office, sector: 'moon' }, data),
    (error: unknown) => error instanceof RegisterError && error.code === 'register.system_invalid',
  );
});

test('a table in which a severer factor gives a milder level is refused', () => {
  const broken = structuredClone(data.grading) as { table: Record<string, { assists: string[] }> };
  const row = broken.table['2'];
  assert.ok(row);
  row.assists[0] = 'extreme';
  assert.throws(
    () => parseGrading(broken),
    (error: unknown) => error instanceof RegisterError && error.code === 'register.data_invalid',
  );
});

test('an override holds against the level it was made for and shows both', () => {
  const computed = gradeSystem({ ...office, sector: 'energy' }, data);
  const grade = effectiveGrade(computed, override('general', 'low'));
  assert.deepEqual([grade.level, grade.computed.level, grade.overrideOutdated], ['low', 'general', false]);
});

test('once the facts give another level, an override may raise it but no longer lower it', () => {
  const computed = gradeSystem({ ...office, sector: 'energy', populations: ['patients'] }, data);
  assert.equal(effectiveGrade(computed, override('general', 'low')).level, 'larger');
  assert.equal(effectiveGrade(computed, override('general', 'extreme')).level, 'extreme');
});

test('the explanation names the basis and reads in both languages', () => {
  const computed = gradeSystem({ ...office, sector: 'energy' }, data);
  const grade = effectiveGrade(computed, override('general', 'low'));
  const zh = explainGrade(grade, codes, 'zh').join('\n');
  const en = explainGrade(grade, codes, 'en').join('\n');
  assert.match(zh, /行业领域：能源（重点领域，从严）/);
  assert.match(zh, /一般 → 低.*理由：a pilot with ten people/);
  assert.match(en, /Sector: Energy \(a key sector, so stricter\)/);
  assert.match(en, /our interpretation/);
});
