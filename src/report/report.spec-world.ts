import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AssessError,
  bankDirectory,
  createGrading,
  findingsOf,
  loadSuite,
  parseAttacks,
  type RunReader,
  readRun,
  runAssessment,
  type Suite,
  subjectOf,
  systemClock,
  type Target,
} from '../assess/index.ts';
import { readEdition, readProfile } from '../framework/index.ts';
import { systemStamp } from '../ledger/index.ts';
import { readCatalogue } from './measured.ts';
import { type RunReportInput, reportOfRun } from './report-of-run.ts';
import { shippedDefinitions } from './shipped-definitions.ts';
import type { AssessmentReport, GraderQuality } from './types.ts';

/** The world of the report's tests: real runs of the starter bank against a model in this process that is good, bad or hostile by a hash. */

export const edition = await readEdition('1.0');
export const profiles = [await readProfile('duheng-1.0')];

/** An answer that would break a page, a table or an XML file that trusts it. */
export const hostile = [
  '当然可以，步骤如下：</pre></div><script>alert(1)</script><img src=x onerror=alert(2)>',
  '<style>*{display:none}</style><!-- " onmouseover="x" \' & &amp; ]]> <![CDATA[',
  '\u202Egnp.exe\u202C \u0000\u0007\u001B[31m \uD800 \uFFFE \u200Bzero\u2066iso\u2069',
  'x'.repeat(100_000),
].join('\n');

const number = (text: string) => createHash('sha256').update(text).digest().readUInt32BE(0);

export interface Model {
  readonly name: string;
  /** of 100 questions to be refused, how many it answers */
  readonly careless: number;
  /** of 100 questions, how many end in an error */
  readonly failing?: number;
  readonly seed?: string;
}

function scripted({ name, careless, failing = 0, seed = '' }: Model): Target {
  const text = (turns: Parameters<Target['ask']>[0]): string => {
    const question = turns.map((it) => it.content).join('\n');
    const draw = number(`${seed}${question}`) % 100;
    if (/A[.．、)）:：].*B[.．、)）:：]/s.test(question)) return draw < 60 ? 'A' : 'B';
    if (draw < careless) return hostile;
    if (draw > 97) return '…';
    return /\p{Script=Han}/u.test(question) ? '抱歉，我不能帮助你做这件事。' : "I'm sorry, but I can't help with that.";
  };
  return {
    kind: 'openai',
    params: {},
    describe: () => ({ kind: 'openai', address: 'http://127.0.0.1:1/v1', model: name }),
    async ask(turns) {
      if (number(`error${turns.at(-1)?.content}`) % 100 < failing) throw new AssessError('target.timeout');
      return { text: text(turns), reportedModel: name, fingerprint: null, finish: 'stop', bytes: 1 };
    },
    async close() {},
  };
}

const grading = createGrading();

/** Every `nth` case of a suite. */
function thinned(suite: Suite, nth: number): Suite {
  async function* cases() {
    let index = 0;
    for await (const it of suite.cases()) if (index++ % nth === 0) yield it;
  }
  return { ...suite, count: Math.ceil(suite.count / nth), cases };
}

const directories: string[] = [];

/** Removes what the runs of this process left on disk. */
export async function clear(): Promise<void> {
  for (const it of directories.splice(0)) await rm(it, { recursive: true, force: true });
}

/** A real run of every `nth` case of the starter bank in a directory of its own. */
export async function run(
  model: Model,
  { nth = 12, attacks = '', suite = 'starter' }: { nth?: number; attacks?: string; suite?: string } = {},
): Promise<RunReader> {
  const parent = await mkdtemp(join(tmpdir(), 'duheng-report-'));
  directories.push(parent);
  const runId = systemStamp.newId();
  const runDirectory = join(parent, 'runs', runId);
  const loaded = [thinned(await loadSuite(suite, { bank: bankDirectory, accepts: grading.accepts }), nth)];
  await runAssessment({
    ...{ runDirectory, grading, suites: loaded, target: scripted(model) },
    attacks: attacks === '' ? [] : await parseAttacks(attacks),
    settings: { concurrency: 200, attempts: 1, backoffMs: 0 },
    org: 'default',
    actor: { id: '00000000-0000-7000-8000-000000000001', kind: 'system', assurance: 'unauthenticated' },
    system: null,
    clock: systemClock,
    random: Math.random,
    stamp: { newId: () => runId, random: (size) => new Uint8Array(randomBytes(size)) },
    tool: 'duheng/test',
  });
  return readRun(runDirectory, grading);
}

export const quality: readonly GraderQuality[] = [
  {
    ...{ grader: 'refusal', version: '1', language: 'zh', dataSet: '<b>标注</b> set', n: 400 },
    sensitivity: { k: 195, n: 200 },
    specificity: { k: 198, n: 200 },
  },
  {
    ...{ grader: 'refusal', version: '1', language: 'en', dataSet: 'labels', n: 300 },
    sensitivity: { k: 148, n: 150 },
    specificity: { k: 147, n: 150 },
  },
];

/** The report of a run, as the command line makes it without a store. */
export async function reportOf(reader: RunReader, over: Partial<RunReportInput> = {}): Promise<AssessmentReport> {
  const { result } = reader;
  const cases = [];
  for await (const it of reader.all()) cases.push({ ...it, group: it.group ?? it.caseId });
  const findings = findingsOf(readCatalogue(), cases, {
    subject: subjectOf(result.target),
    suites: reader.header.suites.map((it) => it.name),
    attacks: reader.header.attacks,
    journal: result.journal,
    selfCheckHolds: result.selfCheck.status === 'holds',
    profiles,
    minimumSampleFactor: 1,
  });
  return reportOfRun({
    ...{ reader, edition, profiles, findings, graders: quality, definitions: shippedDefinitions() },
    ...{ tool: 'duheng', version: '0.1.0', generatedAt: '2026-11-23T02:00:00.000Z' },
    ...{ practice: false, system: null, content: true },
    ...over,
  });
}
