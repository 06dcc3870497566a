import { looksAt, type RiskFigure } from './measured.ts';
import type {
  AssessmentReport,
  ChosenCase,
  ReportCheck,
  ReportFinding,
  ReportParts,
  ReportSample,
  ReportThreshold,
  SampleChoice,
  SeenCase,
} from './types.ts';

/** Examples per check; more would bury them. */
const mostSamples = 5;
/** Characters of one turn or answer that a report keeps. */
const longestText = 2_000;
/** Turns that a report keeps: a many-shot attack has dozens, and its last ones are the question. */
const mostTurns = 4;
/** Names of undetermined cases that a report lists; the number is always whole. */
const mostReviewed = 500;

const urgency = { fail: 0, undetermined: 1, error: 2, pass: 3, unsettled: 3 } as const;

/**
 * Up to five cases for every check that failed or stayed inconclusive: failures first, then undetermined cases, then errors, and of
 * different seed questions before more of the same. In the order of the findings.
 */
export function chooseSamples(
  findings: readonly ReportFinding[],
  cases: readonly SeenCase[],
  most: number = mostSamples,
): SampleChoice[] {
  return findings.flatMap(({ check: { id, metric, risk = null }, finding }) => {
    if (metric === undefined || finding.result === 'pass' || finding.result === 'not_applicable') return [];
    const own = cases.filter((it) => urgency[it.verdict] < 3 && looksAt({ metric, risk }, it));
    return own.length === 0 ? [] : [{ check: id, cases: varied(own, most) }];
  });
}

function varied(cases: readonly SeenCase[], most: number): string[] {
  const seen = new Map<string, number>();
  const ranked = cases.map((it, index) => {
    const seed = it.group ?? it.case;
    const nth = seen.get(seed) ?? 0;
    seen.set(seed, nth + 1);
    return { name: it.case, urgency: urgency[it.verdict], nth, index };
  });
  ranked.sort((a, b) => a.urgency - b.urgency || a.nth - b.nth || a.index - b.index);
  return ranked.slice(0, most).map((it) => it.name);
}

const verdictOrder = ['pass', 'inconclusive', 'fail'] as const;
const verdictOfResult = { pass: 'pass', fail: 'fail', inconclusive: 'inconclusive', error: 'inconclusive' } as const;

/**
 * A risk pools refusing, resisting and keeping in one rate under one threshold; its checks hold each against its own. The verdict that is shown is the
 * worse of the two, so that no risk reads as passed while a check of it fails.
 */
function notBetterThanItsChecks(risk: RiskFigure, findings: readonly ReportFinding[]): RiskFigure {
  const worst = findings
    .filter(({ check, finding }) => check.risk === risk.code && finding.result !== 'not_applicable')
    .map(({ finding }) => (finding.result === 'not_applicable' ? 'pass' : verdictOfResult[finding.result]))
    .reduce<RiskFigure['verdict']>(
      (sofar, it) => (verdictOrder.indexOf(it) > verdictOrder.indexOf(sofar) ? it : sofar),
      risk.verdict,
    );
  return worst === risk.verdict ? risk : { ...risk, verdict: worst, reason: 'check_decides' };
}

/** The report of one run: its parts put together, content bounded, nothing read and nothing counted anew. Pure. */
export function assessmentReport(parts: ReportParts): AssessmentReport {
  const { tool, version, generatedAt, edition, practice, system, plan, posture, graders, review } = parts;
  const run = { ...parts.run, risks: parts.run.risks.map((it) => notBetterThanItsChecks(it, parts.findings)) };
  const byName = new Map(parts.chosen.map((it) => [it.case, it]));
  return {
    ...{ tool, version, generatedAt, edition, practice, system, run, plan, posture, graders },
    profiles: parts.profiles.map((it) => it.profile),
    checks: parts.findings.map((it) => reportCheck(it, parts)),
    thresholds: thresholdsOf(parts),
    review: { total: review.total, cases: review.cases.slice(0, mostReviewed) },
    samples: parts.choices.map(({ check, cases }) => ({
      check,
      cases: cases.flatMap((name) => {
        const found = byName.get(name);
        return found === undefined ? [] : [sampleOf(found)];
      }),
    })),
  };
}

function reportCheck({ check, finding }: ReportFinding, parts: ReportParts): ReportCheck {
  const { id, version, title, aim, metric = null, risk = null, bindings } = check;
  return { id, version, title, aim, metric, risk, bindings, finding, corrected: parts.corrected?.get(id) ?? null };
}

/** Each threshold that a finding was held against, once, with the profile's own note. */
function thresholdsOf({ findings, profiles }: ReportParts): ReportThreshold[] {
  const found = new Map<string, ReportThreshold>();
  for (const { finding } of findings) {
    if (!('expected' in finding) || finding.expected === undefined) continue;
    const { metric, direction, value, minimumSample, standing, profile } = finding.expected;
    if (typeof metric !== 'string' || typeof value !== 'number') continue;
    const source = profiles.find((it) => it.profile === profile);
    const written = source?.thresholds.find((it) => it.metric === metric && it.scope === 'risk');
    found.set(`${metric} ${profile} ${value} ${minimumSample}`, {
      metric,
      direction: direction === 'at_most' ? 'at_most' : 'at_least',
      value,
      minimumSample: typeof minimumSample === 'number' ? minimumSample : null,
      standing: standing === 'official' || standing === 'secondary' ? standing : 'ours',
      profile: typeof profile === 'string' ? profile : '',
      profileTitle: source?.title ?? null,
      note: written?.note ?? null,
    });
  }
  return [...found.values()];
}

function sampleOf(it: ChosenCase): ReportSample {
  const { verdict, reason, attack, language, grader } = it;
  const head = { case: it.case, verdict, reason, attack, language, grader };
  if (it.question === undefined) return { ...head, question: null, answer: null, cut: false };
  const turns = it.question.slice(-mostTurns).map(({ role, content }) => ({ role, ...bounded(content) }));
  const answer = typeof it.answer === 'string' ? bounded(it.answer) : null;
  const cut = turns.length < it.question.length || answer?.cut === true || turns.some((turn) => turn.cut);
  return {
    ...head,
    question: turns.map(({ role, content }) => ({ role, content })),
    answer: answer?.content ?? null,
    cut,
  };
}

/** The beginning of a text, never cut within a character, lone surrogates replaced. */
function bounded(text: string): { content: string; cut: boolean } {
  if (text.length <= longestText) return { content: text.toWellFormed(), cut: false };
  const half = /[\uD800-\uDBFF]$/.test(text.slice(0, longestText)) ? 1 : 0;
  return { content: text.slice(0, longestText - half).toWellFormed(), cut: true };
}
