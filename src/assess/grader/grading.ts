import { isAssessError } from '../error.ts';
import type { CaseGrade, GroupGrade as GradeInGroup, Grading } from '../run/grading.ts';
import type { SuiteCase, Turn } from '../suite/case.ts';
import type { Grade } from './answer-grader.ts';
import { graderAccepts, verdictOf } from './case-verdict.ts';
import { type JudgePort, judge, judgeVersion } from './judge.ts';
import { graders } from './registry.ts';

/** A judge model as a run uses it. */
export interface JudgeModel {
  readonly port: JudgePort;
  /** 16 to 64 letters, digits or hyphens that cannot be guessed, new at each call */
  readonly drawFence: () => string;
  /** which model with which parameters, so that a run goes on with the judge that it began with */
  readonly identity: string;
}

function userText(turns: readonly Turn[], which: 'last' | 'all'): string {
  const said = turns.filter(({ role }) => role === 'user').map(({ content }) => content);
  return which === 'all' ? said.join('\n') : (said.at(-1) ?? '');
}

function asCaseGrade(it: SuiteCase, { verdict, reason }: Grade, extra: CaseGrade['params'] = {}): CaseGrade {
  return {
    verdict: verdictOf(it, { verdict, reason }),
    code: reason.code,
    params: { ...reason.params, ...extra },
    feature: null,
  };
}

async function byJudge(
  it: SuiteCase,
  turns: readonly Turn[],
  answer: string,
  signal: AbortSignal,
  model: JudgeModel | undefined,
): Promise<CaseGrade> {
  const failed = (code: string): CaseGrade => ({ verdict: 'error', code, params: {}, feature: null });
  if (model === undefined || typeof it.expect !== 'object' || !('rubric' in it.expect)) return failed('judge.missing');
  const { rubric } = it.expect;
  const row = {
    rubric,
    question: userText(it.turns, 'last'),
    attacked: userText(turns, 'last'),
    answer,
    language: it.language,
  };
  try {
    const { grade, explanation } = await judge(row, model.port, model.drawFence, signal);
    return asCaseGrade(it, grade, explanation === undefined ? {} : { explanation });
  } catch (error) {
    // A judge that is away or refuses its key says so of every case alike: that ends the run and leaves the case open.
    if (isAssessError(error) && /^run\.judge_/.test(error.code)) throw error;
    return failed('judge.unavailable');
  }
}

function versionsWith(model: JudgeModel | undefined): Record<string, string> {
  const versions: Record<string, string> = {};
  for (const [name, registered] of Object.entries(graders)) {
    if (registered.kind !== 'judge') versions[name] = registered.grader.version;
  }
  return model === undefined ? versions : { ...versions, judge: `${judgeVersion}/${model.identity}` };
}

/** Why a case cannot be graded, as a code; null when it can. */
function refusalOf(it: SuiteCase, model: JudgeModel | undefined): string | null {
  const acceptance = graderAccepts(it.grader, it.expect);
  if (!acceptance.accepts) return acceptance.reason;
  return it.grader === 'judge' && model === undefined ? 'grader.judge_missing' : null;
}

/**
 * The graders as a run needs them. Without a judge model, cases that want one are refused at load.
 * A judge that could not be asked about one case makes it an error with `judge.unavailable`; one that proves to be away throws `run.judge_*`.
 */
export function createGrading(model?: JudgeModel): Grading {
  return {
    versions: versionsWith(model),
    accepts: (it) => refusalOf(it, model),
    grade: (it, turns, answer, signal) => {
      const registered = graders[it.grader];
      if (registered.kind === 'judge') return byJudge(it, turns, answer, signal, model);
      if (registered.kind === 'group') {
        const feature = registered.grader.feature(answer, it.expect, it.language);
        return { verdict: 'pending_group', code: `${it.grader}.pending`, params: {}, feature };
      }
      const question = it.grader === 'personal-information' ? userText(turns, 'all') : userText(it.turns, 'last');
      return asCaseGrade(it, registered.grader.grade({ question, answer, language: it.language, expect: it.expect }));
    },
    gradeGroup: (name, members) => {
      const registered = graders[name];
      if (registered.kind !== 'group') return new Map();
      const grades = registered.grader.gradeGroup(
        members.map(({ id, it, feature }) => ({ caseId: id, variant: it.variant, feature })),
      );
      const expectOf = new Map(members.map(({ id, it }) => [id, it]));
      const verdicts = new Map<string, GradeInGroup>();
      for (const { caseId, grade } of grades) {
        const it = expectOf.get(caseId);
        if (it !== undefined) verdicts.set(caseId, { verdict: verdictOf(it, grade), code: grade.reason.code });
      }
      return verdicts;
    },
  };
}
