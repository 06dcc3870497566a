import type { CheckDefinition } from '../evidence/index.ts';
import { assessmentReport, chooseSamples } from './assessment-report.ts';
import { correctedRates } from './corrected-rates.ts';
import type { RunReader } from './measured.ts';
import { postureOfRun, type RunPostureInput } from './posture-of-run.ts';
import type { AssessmentReport, ChosenCase, ReportParts, SampleChoice, SeenCase } from './types.ts';

type Seen = SeenCase & { readonly reason: string | null };
type Given = 'run' | 'plan' | 'posture' | 'corrected' | 'review' | 'choices' | 'chosen' | 'system';

export interface RunReportInput extends Omit<ReportParts, Given> {
  readonly reader: Pick<RunReader, 'header' | 'result' | 'outcomes' | 'case'>;
  readonly system: RunPostureInput['system'];
  /** every check there is, the run's own among them */
  readonly definitions: readonly CheckDefinition[];
  /** false: the report names cases but holds no question and no answer */
  readonly content: boolean;
}

/**
 * The report of a run as it lies on disk: reads its cases once, then the few that it shows as examples. Memory is a small entry a case.
 * @throws what the reader throws
 */
export async function reportOfRun(input: RunReportInput): Promise<AssessmentReport> {
  const { reader, findings, generatedAt, tool, graders } = input;
  const { result: run, header } = reader;
  const cases: Seen[] = [];
  const review: string[] = [];
  for await (const it of reader.outcomes()) {
    const { case: name, risks, grader, expects, attack, verdict, language, reason } = it;
    cases.push({ case: name, risks, grader, expects, attack, group: it.group ?? it.caseId, verdict, language, reason });
    if (verdict === 'undetermined') review.push(name);
  }
  const choices = chooseSamples(findings, cases);
  const { suites, attacks, graders: versions, settings } = header;
  return assessmentReport({
    ...input,
    run,
    plan: { suites, attacks, graders: versions, epochs: settings.epochs },
    posture: postureOfRun({ ...input, run, tool, now: generatedAt }),
    corrected: correctedRates(findings, cases, graders),
    review: { total: review.length, cases: review },
    choices,
    chosen: await chosenOf(choices, cases, input),
  });
}

async function chosenOf(
  choices: readonly SampleChoice[],
  cases: readonly Seen[],
  { reader, content }: RunReportInput,
): Promise<ChosenCase[]> {
  const wanted = new Set(choices.flatMap((it) => it.cases));
  const chosen = cases.filter((it) => wanted.has(it.case));
  return content ? Promise.all(chosen.map((it) => reader.case(it.case))) : chosen;
}
