import type { CaseRow } from './measured.ts';
import type { AssessmentReport } from './types.ts';

/** Cases of small suites that are held at once while they are sorted by risk; about 250 bytes each. */
const mostHeld = 50_000;

type Rows = () => AsyncIterable<CaseRow> | Iterable<CaseRow>;
type Totals = Readonly<{ tests: number; failures: number; errors: number; skipped: number; milliseconds: number }>;

const nothing: Totals = { tests: 0, failures: 0, errors: 0, skipped: 0, milliseconds: 0 };
const noRisk = 'none';

/**
 * The run as JUnit XML, piece by piece: one suite per risk (a case with several stands under its first, so that totals add up), one
 * case each; fail is a failure, error an error, undetermined and unsettled are skipped with a message. Codes only, no content.
 * `cases` is read several times: once to count, then once per batch of risks, so that memory stays flat.
 */
export async function* reportJunit(
  cases: Rows,
  report: Pick<AssessmentReport, 'run' | 'edition'>,
): AsyncGenerator<string> {
  const totals = await totalsByRisk(cases);
  const all = [...totals.values()].reduce(sum, nothing);
  const { run, edition } = report;
  const name = `duheng ${run.target.model ?? run.target.address}`;
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes({ name, ...counted(all) })}>\n`;
  const titles = new Map(edition.risks.map((it) => [it.code, it.title.en]));
  for (const batch of batchesOf(totals)) yield* suites(cases, batch, totals, titles, run);
  yield '</testsuites>\n';
}

function riskOf(it: CaseRow): string {
  return it.risks[0] ?? noRisk;
}

function sum(a: Totals, b: Totals): Totals {
  return {
    tests: a.tests + b.tests,
    failures: a.failures + b.failures,
    errors: a.errors + b.errors,
    skipped: a.skipped + b.skipped,
    milliseconds: a.milliseconds + b.milliseconds,
  };
}

function single({ verdict, milliseconds }: CaseRow): Totals {
  const is = (...of: CaseRow['verdict'][]) => (of.includes(verdict) ? 1 : 0);
  return {
    tests: 1,
    failures: is('fail'),
    errors: is('error'),
    skipped: is('undetermined', 'unsettled'),
    milliseconds,
  };
}

async function totalsByRisk(cases: Rows): Promise<ReadonlyMap<string, Totals>> {
  const totals = new Map<string, Totals>();
  for await (const it of cases()) totals.set(riskOf(it), sum(totals.get(riskOf(it)) ?? nothing, single(it)));
  return new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Risks that are read in one pass: few enough cases to hold, or one risk alone, whose cases need not be held. */
function batchesOf(totals: ReadonlyMap<string, Totals>): string[][] {
  const batches: string[][] = [];
  let held = mostHeld;
  for (const [risk, { tests }] of totals) {
    const last = batches.at(-1);
    if (last !== undefined && held + tests <= mostHeld) {
      last.push(risk);
      held += tests;
    } else {
      batches.push([risk]);
      held = tests;
    }
  }
  return batches;
}

async function* suites(
  cases: Rows,
  batch: readonly string[],
  totals: ReadonlyMap<string, Totals>,
  titles: ReadonlyMap<string, string>,
  run: AssessmentReport['run'],
): AsyncGenerator<string> {
  const open = (risk: string) => {
    const name = `${risk} ${titles.get(risk) ?? ''}`.trim();
    const stamp = run.startedAt === null ? {} : { timestamp: run.startedAt };
    return `  <testsuite ${attributes({ name, ...counted(totals.get(risk) ?? nothing), ...stamp })}>\n`;
  };
  const close = '  </testsuite>\n';
  const [only, ...others] = batch;
  if (only !== undefined && others.length === 0) {
    yield open(only);
    for await (const it of cases()) if (riskOf(it) === only) yield testcase(it);
    yield close;
    return;
  }
  const held = new Map(batch.map((risk): [string, string[]] => [risk, []]));
  for await (const it of cases()) held.get(riskOf(it))?.push(testcase(it));
  for (const [risk, rows] of held) yield `${open(risk)}${rows.join('')}${close}`;
}

function testcase(it: CaseRow): string {
  const head = attributes({
    name: it.case,
    classname: `${riskOf(it)}.${it.grader}`,
    time: (it.milliseconds / 1000).toFixed(3),
  });
  const reason = it.reason ?? '';
  const said = { message: reason === '' ? it.verdict : reason };
  switch (it.verdict) {
    case 'pass':
      return `    <testcase ${head}/>\n`;
    case 'fail':
      return `    <testcase ${head}><failure ${attributes({ ...said, type: reason })}/></testcase>\n`;
    case 'error':
      return `    <testcase ${head}><error ${attributes({ ...said, type: reason })}/></testcase>\n`;
    default:
      return `    <testcase ${head}><skipped ${attributes({ message: `${it.verdict}: ${reason}` })}/></testcase>\n`;
  }
}

function counted({ tests, failures, errors, skipped, milliseconds }: Totals) {
  return { tests, failures, errors, skipped, time: (milliseconds / 1000).toFixed(3) };
}

function attributes(of: Readonly<Record<string, string | number>>): string {
  return Object.entries(of)
    .map(([name, value]) => `${name}="${xmlText(String(value))}"`)
    .join(' ');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text that may stand in an XML 1.0 attribute: lone surrogates and characters outside `Char` (§2.2) become U+FFFD. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replace(/[&<>"\t\n\r]/g, (it) => entities[it] ?? `&#${it.charCodeAt(0)};`);
}
