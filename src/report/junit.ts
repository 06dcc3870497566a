import type { CaseRow } from './measured.ts';
import type { AssessmentReport } from './types.ts';

/** Cases that are held at once while they are sorted by risk; about 250 bytes each. */
const defaultHeld = 50_000;

type Rows = () => AsyncIterable<CaseRow> | Iterable<CaseRow>;
type Totals = Readonly<{ tests: number; failures: number; errors: number; skipped: number; milliseconds: number }>;

const nothing: Totals = { tests: 0, failures: 0, errors: 0, skipped: 0, milliseconds: 0 };
const noRisk = 'none';

/**
 * The run as JUnit XML, piece by piece: one suite per risk (a case with several stands under its first, so that totals add up), one
 * case each; fail is a failure, error an error, undetermined and unsettled are skipped with a message. Codes only, no content.
 * A run of up to `mostHeld` cases is read once and held as text; a larger one is read again for every batch of risks, so that memory
 * stays bounded.
 */
export async function* reportJunit(
  cases: Rows,
  report: Pick<AssessmentReport, 'run' | 'edition'>,
  mostHeld: number = defaultHeld,
): AsyncGenerator<string> {
  const { totals, held } = await firstReading(cases, mostHeld);
  const { target } = report.run;
  const all = counted([...totals.values()].reduce(sum, nothing));
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${attributes({ name: `duheng ${target.model ?? target.address}`, ...all })}>\n`;
  const writer = suiteWriter(totals, report);
  if (held !== null) for (const risk of totals.keys()) yield writer.whole(risk, held);
  else for (const batch of batchesOf(totals, mostHeld)) yield* batchText(cases, batch, writer);
  yield '</testsuites>\n';
}

async function* batchText(cases: Rows, batch: readonly string[], writer: SuiteWriter): AsyncGenerator<string> {
  const [only, ...others] = batch;
  if (only === undefined || others.length > 0) {
    const rows = await rowsOf(cases, batch);
    for (const risk of batch) yield writer.whole(risk, rows);
    return;
  }
  yield writer.open(only);
  for await (const it of cases()) if (riskOf(it) === only) yield testcase(it);
  yield closing;
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

/** Totals by risk in the order of the codes, and the cases as text where there are few enough to hold. */
async function firstReading(cases: Rows, mostHeld: number) {
  const totals = new Map<string, Totals>();
  let held: Map<string, string[]> | null = new Map();
  let count = 0;
  for await (const it of cases()) {
    const risk = riskOf(it);
    totals.set(risk, sum(totals.get(risk) ?? nothing, single(it)));
    count += 1;
    if (count > mostHeld) held = null;
    const rows = held?.get(risk);
    if (rows === undefined) held?.set(risk, [testcase(it)]);
    else rows.push(testcase(it));
  }
  return { totals: new Map([...totals].sort(([a], [b]) => (a < b ? -1 : 1))), held };
}

async function rowsOf(cases: Rows, risks: readonly string[]): Promise<ReadonlyMap<string, string[]>> {
  const rows = new Map(risks.map((risk): [string, string[]] => [risk, []]));
  for await (const it of cases()) rows.get(riskOf(it))?.push(testcase(it));
  return rows;
}

/** Risks that are read in one pass: few enough cases to hold, or one risk alone, whose cases need not be held. */
function batchesOf(totals: ReadonlyMap<string, Totals>, mostHeld: number): string[][] {
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

const closing = '  </testsuite>\n';

interface SuiteWriter {
  open(risk: string): string;
  whole(risk: string, rows: ReadonlyMap<string, readonly string[]>): string;
}

function suiteWriter(
  totals: ReadonlyMap<string, Totals>,
  { run, edition }: Pick<AssessmentReport, 'run' | 'edition'>,
): SuiteWriter {
  const titles = new Map(edition.risks.map((it) => [it.code, it.title.en]));
  const stamp = run.startedAt === null ? {} : { timestamp: run.startedAt };
  const open = (risk: string) => {
    const name = `${risk} ${titles.get(risk) ?? ''}`.trim();
    return `  <testsuite ${attributes({ name, ...counted(totals.get(risk) ?? nothing), ...stamp })}>\n`;
  };
  return { open, whole: (risk, rows) => `${open(risk)}${(rows.get(risk) ?? []).join('')}${closing}` };
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
