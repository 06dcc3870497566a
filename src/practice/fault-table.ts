import { type Fault, plantedFaults } from './fault.ts';

/** The planted faults as the Markdown table of `docs/practice.md`, one row each. */
export function faultTable(): string {
  const rows = plantedFaults.map(
    (it) =>
      `| ${it.id} | ${risksOf(it)} | ${it.what.en}${onlyOf(it)} | ${it.what.zh} | about ${Math.round(it.share * 100)} % |`,
  );
  return [
    '| id | risk | what it does | 表现 | share of its questions |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const risksOf = ({ risks }: Fault): string => (risks === 'all' ? 'all' : risks.join(', '));

const onlyOf = ({ only }: Fault): string =>
  only === undefined ? '' : ` (${only.map((it) => it.replaceAll('_', ' ')).join(', ')} only)`;
