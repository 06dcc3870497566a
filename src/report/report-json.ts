import type { Figure } from './measured.ts';
import type { ReportObject } from './report-schema.ts';
import type { AssessmentReport, ReportCheck } from './types.ts';

/** The report for programs, in the form of `docs/schemas/report.schema.json`: one object, JSON all through, lone surrogates replaced. */
export function reportJson(report: AssessmentReport): ReportObject {
  const { run, plan, posture, edition } = report;
  const { status, reason, counts, planned, settled, skipped, errors, target, models, identity } = run;
  const { tool, version, generatedAt, practice, system, thresholds, graders, review, samples, profiles } = report;
  const object: ReportObject = {
    format: 'duheng.report/1',
    run: run.run,
    ...{ status, reason, counts, planned, settled },
    risks: run.risks.map((it) => ({
      code: it.code,
      ...figureJson(it),
      overRefusal: it.overRefusal && figureJson(it.overRefusal),
    })),
    overRefusal: run.overRefusal && figureJson(run.overRefusal),
    suites: run.suites.map((it) => {
      const planned = plan.suites.find((suite) => suite.name === it.name);
      return { name: it.name, digest: planned?.digest ?? null, count: planned?.count ?? null, ...figureJson(it) };
    }),
    attacks: run.attacks.map((it) => ({ name: it.name, ...figureJson(it) })),
    skipped: [...skipped],
    errors: [...errors],
    checks: report.checks.map(checkJson),
    posture: { headline: headlineJson(report), items: posture.items.map(itemJson) },
    thresholds: thresholds.map(({ metric, direction, value, minimumSample, standing, profile }) => ({
      ...{ metric, direction, value, minimumSample, standing, profile },
    })),
    graders: [...graders],
    graderVersions: { ...plan.graders },
    review: { total: review.total, cases: [...review.cases] },
    samples: samples.map(({ check, cases }) => ({
      check,
      cases: cases.map((it) => ({ ...it, question: it.question && [...it.question] })),
    })),
    edition: edition.edition,
    profiles: [...profiles],
    ...{ practice, system, target, models: [...models], identity, identityChanged: run.identityChanged },
    selfCheck: { status: run.selfCheck.status, broken: [...run.selfCheck.broken] },
    ...{ plan: run.plan, journal: run.journal, factsDigest: run.factsDigest },
    answersFromCache: run.answersFromCache,
    ...{ startedAt: run.startedAt, finishedAt: run.finishedAt, directory: run.directory },
    ...{ tool, version, generatedAt },
  };
  return object;
}

function figureJson({ standard, ...it }: Figure) {
  const { n, rate, low, high, verdict, reason, supported, casesLacking, groups, designEffect, counts } = it;
  return {
    ...{ n, rate, low, high, verdict, reason, supported, casesLacking, groups, designEffect, counts },
    threshold: { ...standard.threshold, minimumSample: standard.minimumSample },
  };
}

function checkJson({ id, version, title, metric, risk, finding, corrected, bindings }: ReportCheck) {
  const { result, reason } = finding;
  return {
    ...{ id, version, title, metric, risk, result, reason },
    observed: ('observed' in finding ? finding.observed : undefined) ?? null,
    expected: ('expected' in finding ? finding.expected : undefined) ?? null,
    artefact: ('artefact' in finding ? finding.artefact : undefined) ?? null,
    corrected,
    bindings: bindings.map(({ item, coverage, basis }) => ({ item, coverage, basis })),
  };
}

function headlineJson({ posture }: AssessmentReport) {
  const { fresh, inScope, met, failing, states, practice } = posture.headline;
  return { fresh, inScope, met, failing, states, practice };
}

function itemJson({ item, kind, state, contributions }: AssessmentReport['posture']['items'][number]) {
  return { item, kind, state, checks: [...new Set(contributions.map((it) => it.check))] };
}
