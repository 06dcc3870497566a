import type { CheckDefinition, Evidence, Observation, Run } from '../evidence/index.ts';
import type { Edition, Language, Profile } from '../framework/index.ts';
import type { Register, System } from '../register/index.ts';
import { reportHtml } from './html/index.ts';
import { reportJunit } from './junit.ts';
import type { AssessmentCheck, Assessments, RunReader } from './measured.ts';
import { reportOfRun } from './report-of-run.ts';
import type { AssessmentReport, GraderQuality, ReportFinding } from './types.ts';

export interface ReportsParts {
  readonly register: Pick<Register, 'get'>;
  readonly evidence: Pick<Evidence, 'run' | 'observations' | 'definitions'>;
  readonly assessments: Pick<Assessments, 'open'>;
  editionOf(edition: string): Promise<Edition>;
  /** the profiles of a system, the most specific first */
  profilesOf(profile: string): Promise<readonly Profile[]>;
  /** the checks of the assessment, which know what they count */
  readonly checks: readonly AssessmentCheck[];
  /** how often the graders err, as it was measured */
  readonly graders?: readonly GraderQuality[];
  readonly tool: string;
  readonly version: string;
  /** milliseconds since the epoch */
  clock(): number;
}

/** Reports on recorded runs. `content: false` leaves questions and answers out. All throw `evidence.run_unknown` and what the run's files throw. */
export interface Reports {
  report(org: string, run: string, content: boolean): Promise<AssessmentReport>;
  html(org: string, run: string, content: boolean, language?: Language): Promise<string>;
  junit(org: string, run: string): AsyncIterable<string>;
}

/** Observations of one run: one a check. */
const mostObservations = 200;

export function createReports(parts: ReportsParts): Reports {
  async function withReader<T>(run: string, use: (reader: RunReader) => Promise<T>): Promise<T> {
    const reader = await parts.assessments.open(run);
    try {
      return await use(reader);
    } finally {
      await reader.close();
    }
  }

  async function reportFrom(reader: RunReader, run: Run, content: boolean): Promise<AssessmentReport> {
    const { register, evidence, editionOf, profilesOf, tool, version } = parts;
    const system = await register.get(run.org, run.system);
    const recorded = await evidence.observations(run.org, { run: run.run }, { limit: mostObservations });
    return reportOfRun({
      ...{ reader, content, tool, version },
      generatedAt: new Date(parts.clock()).toISOString(),
      edition: await editionOf(system.edition),
      profiles: await profilesOf(system.profile),
      practice: system.practice,
      system: named(system),
      definitions: evidence.definitions,
      findings: findingsFrom(recorded.rows, evidence.definitions, parts.checks),
      graders: parts.graders ?? [],
    });
  }

  const report: Reports['report'] = async (org, run, content) => {
    const known = await parts.evidence.run(org, run);
    return withReader(run, (reader) => reportFrom(reader, known, content));
  };

  return {
    report,
    html: async (org, run, content, language) => reportHtml(await report(org, run, content), language),
    async *junit(org, run) {
      const known = await parts.evidence.run(org, run);
      const { edition } = await parts.register.get(org, known.system);
      const reader = await parts.assessments.open(run);
      try {
        yield* reportJunit(() => reader.all(), { run: reader.result, edition: await parts.editionOf(edition) });
      } finally {
        await reader.close();
      }
    },
  };
}

function named({ id, name, actorRole, stage, grade }: System) {
  return { id, name: name ?? id, role: actorRole, stage, grade: grade.level };
}

/** What a run recorded, in the order of the checks; observations of checks that are no more are left out. */
function findingsFrom(
  observations: readonly Observation[],
  definitions: readonly CheckDefinition[],
  checks: readonly AssessmentCheck[],
): ReportFinding[] {
  const byId = new Map<string, ReportFinding['check']>(
    [...definitions, ...checks].map((it): [string, ReportFinding['check']] => [it.id, it]),
  );
  return observations
    .flatMap((finding) => {
      const check = byId.get(finding.check);
      return check === undefined ? [] : [{ check, finding }];
    })
    .sort((a, b) => (a.check.id < b.check.id ? -1 : 1));
}
