import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import { writeFileDurably } from '../../ledger/index.ts';
import type { Attack } from '../attack/index.ts';
import { AssessError } from '../error.ts';
import type { SuiteCase } from '../suite/case.ts';
import type { Suite } from '../suite/suite.ts';
import { runSettings } from './settings.ts';

/** One case of a suite as it was planned: which suite, and which attacks apply to it. */
export interface PlannedCase {
  readonly suite: number;
  readonly it: SuiteCase;
  /** indices into the plan's attacks */
  readonly attacks: readonly number[];
}

/** One question to be asked. */
export interface Instance {
  /** `caseId`, `caseId+attack`, either with `#epoch` from the second epoch on */
  readonly id: string;
  readonly index: number;
  readonly suite: number;
  readonly it: SuiteCase;
  /** index into the plan's attacks; null for the question as it stands */
  readonly attack: number | null;
  /** from 1 */
  readonly epoch: number;
}

const count = z.int().min(0);
const targetKind = z.enum(['openai', 'openai-stream', 'anthropic', 'ollama', 'http', 'command', 'transcript']);

export const planHeader = z.strictObject({
  v: z.literal(1),
  run: z.uuid(),
  org: z.string(),
  system: z.uuid().nullable(),
  suites: z.array(z.strictObject({ name: z.string(), digest: z.string(), count })),
  attacks: z.array(z.string()),
  /** cases to which an attack does not apply, by attack and reason: never counted as run */
  skipped: z.array(z.strictObject({ attack: z.string(), reason: z.string(), n: count })),
  settings: runSettings,
  target: z.strictObject({ kind: targetKind, address: z.string(), model: z.string().nullable(), params: z.string() }),
  graders: z.record(z.string(), z.string()),
  tool: z.string(),
  planned: count,
  /** over the planned cases in order */
  cases: z.string(),
});
export type PlanHeader = z.infer<typeof planHeader>;

export interface Plan {
  readonly header: PlanHeader;
  /** digest over the header without run id, which names the whole plan */
  readonly digest: string;
  readonly settingsDigest: string;
  cases(): AsyncIterable<PlannedCase>;
}

const headerFile = 'plan.json';
const casesFile = 'cases.jsonl';

export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256')
    .update(canonicalize(value) ?? '')
    .digest('hex')}`;
}

export function instanceId(caseId: string, attack: string | null, epoch: number): string {
  return `${caseId}${attack === null ? '' : `+${attack}`}${epoch === 1 ? '' : `#${epoch}`}`;
}

interface Written {
  readonly planned: number;
  readonly cases: string;
  readonly skipped: PlanHeader['skipped'];
}

/** Writes every planned case in order, a batch at a time. */
async function writeCases(
  directory: string,
  suites: readonly Suite[],
  attacks: readonly Attack[],
  epochs: number,
): Promise<Written> {
  const temporary = join(directory, `${casesFile}.new`);
  const file = await open(temporary, 'w', 0o600);
  const hash = createHash('sha256');
  /** id → suite by place */
  const ids = new Map<string, number>();
  const skipped = new Map<string, { attack: string; reason: string; n: number }>();
  let planned = 0;
  let batch = '';
  const flush = async () => {
    hash.update(batch);
    await file.writeFile(batch);
    batch = '';
  };
  try {
    for (const [suite, { cases }] of suites.entries()) {
      for await (const it of cases()) {
        const first = ids.get(it.id);
        if (first !== undefined) throw inTwoSuites(it.id, suites[first], suites[suite]);
        ids.set(it.id, suite);
        const applying = attacksFor(it, attacks, skipped);
        planned += (1 + applying.length) * epochs;
        batch += `${JSON.stringify([suite, applying, it])}\n`;
        if (batch.length > 256 * 1024) await flush();
      }
    }
    await flush();
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, join(directory, casesFile));
  return { planned, cases: `sha256:${hash.digest('hex')}`, skipped: [...skipped.values()] };
}

function inTwoSuites(id: string, first: Suite | undefined, second: Suite | undefined): AssessError {
  return new AssessError('suite.id_in_two_suites', { id, first: first?.file ?? '', file: second?.file ?? '' });
}

/** Names of suites as a reader tells them apart: the second file of one name is `name (2)`. */
function distinctNames(suites: readonly Suite[]): string[] {
  const taken = new Set<string>();
  return suites.map(({ name }) => {
    let distinct = name;
    for (let count = 2; taken.has(distinct); count += 1) distinct = `${name} (${count})`;
    taken.add(distinct);
    return distinct;
  });
}

const nothingToWithhold = { applies: false, reason: 'attack.nothing_to_withhold' } as const;

/** An attack tries to get what a safe system withholds; a disguised question of fact would measure something else, at the user's cost. */
function withholds({ expect }: SuiteCase): boolean {
  if (typeof expect === 'string') return expect === 'refuse' || expect === 'no_personal_information';
  return 'absent' in expect || 'rubric' in expect;
}

function attacksFor(
  it: SuiteCase,
  attacks: readonly Attack[],
  skipped: Map<string, { attack: string; reason: string; n: number }>,
): number[] {
  const applying: number[] = [];
  for (const [index, attack] of attacks.entries()) {
    const outcome = withholds(it) ? attack.appliesTo(it) : nothingToWithhold;
    if (outcome.applies) applying.push(index);
    else {
      const key = `${attack.name} ${outcome.reason}`;
      const known = skipped.get(key) ?? { attack: attack.name, reason: outcome.reason, n: 0 };
      known.n += 1;
      skipped.set(key, known);
    }
  }
  return applying;
}

export interface PlanInput extends Omit<PlanHeader, 'v' | 'suites' | 'attacks' | 'skipped' | 'planned' | 'cases'> {
  readonly suites: readonly Suite[];
  readonly attacks: readonly Attack[];
}

/** Writes the plan of a run into its directory. The header comes last: a directory with one holds a whole plan. */
export async function writePlan(directory: string, input: PlanInput): Promise<Plan> {
  const { suites, attacks, ...rest } = input;
  const written = await writeCases(directory, suites, attacks, input.settings.epochs);
  if (written.planned === 0) throw new AssessError('run.nothing_planned', {});
  const names = distinctNames(suites);
  const header: PlanHeader = {
    v: 1,
    ...rest,
    suites: suites.map(({ digest, count: n }, index) => ({ name: names[index] ?? '', digest, count: n })),
    attacks: attacks.map((it) => it.name),
    ...written,
  };
  await writeFileDurably(join(directory, headerFile), `${JSON.stringify(header, null, 2)}\n`);
  return planOf(directory, header);
}

function planOf(directory: string, header: PlanHeader): Plan {
  // Neither the run's id nor the system's: equal measurements have equal plans wherever they were made.
  const { run: _, system: __, ...named } = header;
  return {
    header,
    digest: digestOf(named),
    settingsDigest: digestOf(header.settings),
    cases: () => readCases(join(directory, casesFile), header.cases),
  };
}

/** The planned cases as they were written; bytes other than those are refused at the end of the reading. */
async function* readCases(path: string, digest: string): AsyncGenerator<PlannedCase> {
  const hash = createHash('sha256');
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    const lines = (rest + decoder.write(bytes)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield plannedIn(line, path);
  }
  if (rest !== '' || `sha256:${hash.digest('hex')}` !== digest)
    throw new AssessError('run.plan_changed', { file: path });
}

function plannedIn(line: string, path: string): PlannedCase {
  try {
    // We wrote this file; its digest vouches for it.
    const [suite, attacks, it] = JSON.parse(line) as [number, number[], SuiteCase];
    return { suite, attacks, it };
  } catch (cause) {
    throw new AssessError('run.plan_changed', { file: path }, { cause });
  }
}

/** @throws AssessError `run.not_a_run`, `run.plan_changed` */
export async function readPlan(directory: string): Promise<Plan> {
  let text: string;
  try {
    text = await readFile(join(directory, headerFile), 'utf8');
  } catch (cause) {
    throw new AssessError('run.not_a_run', { directory }, { cause });
  }
  try {
    return planOf(directory, planHeader.parse(JSON.parse(text)));
  } catch (cause) {
    throw new AssessError('run.plan_changed', { file: join(directory, headerFile) }, { cause });
  }
}

/** Every question of a plan in its order. */
export async function* instancesOf(plan: Plan): AsyncGenerator<Instance> {
  let index = 0;
  for await (const planned of plan.cases()) {
    for (const instance of instancesOfCase(plan.header, planned, index)) {
      index += 1;
      yield instance;
    }
  }
}

export function instancesOfCase(header: PlanHeader, { suite, it, attacks }: PlannedCase, first: number): Instance[] {
  const found: Instance[] = [];
  for (const attack of [null, ...attacks]) {
    const name = attack === null ? null : (header.attacks[attack] ?? '');
    for (let epoch = 1; epoch <= header.settings.epochs; epoch += 1) {
      found.push({ id: instanceId(it.id, name, epoch), index: first + found.length, suite, it, attack, epoch });
    }
  }
  return found;
}
