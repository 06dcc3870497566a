import { z } from 'zod';
import {
  attackNames,
  bankDirectory,
  createGrading,
  loadSuite,
  type RunReader,
  shippedSuites,
  type TargetRequest,
} from '../../assess/index.ts';
import type { Run } from '../../evidence/index.ts';
import { ServerError } from '../frame/error.ts';
import { type AnyRoute, type Frozen, pageQuery, route } from '../frame/route.ts';
import { casePage, caseView, resumeBody, reviewBody, runBody, runPage, runResultView, runView } from '../schema/run.ts';
import type { Services } from '../services.ts';
import { refuseLocalKinds, refuseSuiteFiles } from './local-only.ts';

const runParams = z.strictObject({ run: z.uuid() });
const caseParams = runParams.extend({ case: z.string().min(1).max(300) });
const caseQuery = pageQuery.extend({
  verdict: z.enum(['pass', 'fail', 'undetermined', 'error', 'unsettled']).optional(),
  risk: z.string().max(20).optional(),
  check: z.string().max(20).optional(),
  attack: z.string().max(200).optional(),
});
type View = Frozen<z.input<typeof runView>>;

/** Runs: start, watch, cancel, resume, and all that they hold down to the single question and answer. */
export function runRoutes(services: Services): AnyRoute[] {
  const { evidence, assessments, register } = services;
  const view = (run: Run) => viewOfRun(services, run);
  return [
    ...catalogueRoutes(),
    route({
      method: 'get',
      path: '/runs',
      operation: 'listRuns',
      summary: { zh: '运行，新的在前', en: 'Runs, newest first' },
      query: pageQuery.extend({ system: z.uuid().optional() }),
      response: runPage,
      handle: async ({ query, caller }) => {
        const page = await evidence.runs(caller.org, query.system ?? null, {
          limit: query.limit,
          after: query.cursor ?? null,
        });
        return { items: await Promise.all(page.rows.map(view)), next: page.next };
      },
    }),
    route({
      method: 'post',
      path: '/runs',
      operation: 'startRun',
      summary: { zh: '启动一次测评', en: 'Start an assessment' },
      body: runBody,
      response: runView,
      status: 202,
      handle: async ({ body, caller }) => {
        refuseSuiteFiles(body.suites, caller);
        refuseLocalKinds(body.target ? [body.target] : [], caller);
        if (body.system !== undefined)
          refuseLocalKinds((await register.get(caller.org, body.system)).endpoints, caller);
        const { target: { key = body.key, ...target } = { key: body.key }, ...rest } = body;
        const asked = body.target ? { target: target as TargetRequest } : {};
        const { run } = await assessments.start(caller, { ...rest, ...asked, key });
        return view(await evidence.run(caller.org, run));
      },
    }),
    route({
      method: 'get',
      path: '/runs/:run',
      operation: 'getRun',
      summary: { zh: '一次运行', en: 'One run' },
      params: runParams,
      response: runView,
      handle: async ({ params, caller }) => view(await evidence.run(caller.org, params.run)),
    }),
    ...(['cancel', 'resume', 'abandon'] as const).map((act) =>
      route({
        method: 'post',
        path: `/runs/:run/${act}`,
        operation: `${act}Run`,
        summary: actSummaries[act],
        params: runParams,
        body: resumeBody,
        response: runView,
        handle: async ({ params, body, caller }) => {
          const { system } = await evidence.run(caller.org, params.run);
          if (act === 'resume') refuseLocalKinds((await register.get(caller.org, system)).endpoints, caller);
          if (act === 'cancel') await assessments.cancel(params.run);
          else if (act === 'resume') await assessments.resume(caller, params.run, body.key);
          else await assessments.abandon(caller, params.run);
          return view(await evidence.run(caller.org, params.run));
        },
      }),
    ),
    ...readingRoutes(services),
  ];
}

const actSummaries = {
  cancel: { zh: '停止提问（可续跑）', en: 'Stop asking; the run can be resumed' },
  resume: { zh: '续跑', en: 'Resume' },
  abandon: { zh: '放弃：结束且不计入', en: 'End it for good; nothing of it counts' },
} as const;

/** A run as the API shows it. */
export async function viewOfRun({ register, assessments }: Services, run: Run): Promise<View> {
  const { practice } = await register.get(run.org, run.system);
  const progress = assessments.progress(run.run);
  const interrupted = run.finished || assessments.isActive(run.run) ? null : await assessments.interruption(run.run);
  const finished = run.finished && { ...run.finished, journal: undefined };
  return { ...run, practice, progress, interrupted, finished };
}

function catalogueRoutes(): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/suites',
      operation: 'listSuites',
      summary: { zh: '随附的题集', en: 'The shipped suites' },
      response: z.object({ items: z.array(z.object({ name: z.string(), count: z.int() })) }),
      handle: async () => {
        const names = await shippedSuites(bankDirectory);
        const { accepts } = createGrading();
        return {
          items: await Promise.all(
            names.map(async (name) => ({
              name,
              count: (await loadSuite(name, { bank: bankDirectory, accepts })).count,
            })),
          ),
        };
      },
    }),
    route({
      method: 'get',
      path: '/attacks',
      operation: 'listAttacks',
      summary: { zh: '可组合的攻击变换', en: 'The attacks, which compose with +' },
      response: z.object({ items: z.array(z.string()) }),
      handle: () => ({ items: attackNames }),
    }),
  ];
}

async function reading<T>(
  services: Services,
  org: string,
  run: string,
  work: (reader: RunReader) => Promise<T>,
): Promise<T> {
  await services.evidence.run(org, run);
  const reader = await services.assessments.open(run);
  try {
    return await work(reader);
  } finally {
    await reader.close();
  }
}

function readingRoutes(services: Services): AnyRoute[] {
  const pageOfCases = async (org: string, run: string, query: z.infer<typeof caseQuery>) => {
    const offset = offsetOf(query.cursor);
    return reading(services, org, run, async (reader) => {
      const { limit, verdict, risk, attack, check } = query;
      const chosen = check === undefined ? {} : { where: services.looksAt(check) };
      const { rows, total } = await reader.cases({ offset, limit, verdict, risk, attack, ...chosen });
      return { items: rows, next: offset + rows.length < total ? String(offset + rows.length) : null, total };
    });
  };
  return [
    route({
      method: 'get',
      path: '/runs/:run/result',
      operation: 'getResult',
      summary: { zh: '运行结果：计数、各风险比率与区间', en: 'The result: counts, rates and intervals by risk' },
      params: runParams,
      response: runResultView,
      handle: ({ params, caller }) => reading(services, caller.org, params.run, async ({ result }) => result),
    }),
    route({
      method: 'get',
      path: '/runs/:run/cases',
      operation: 'listCases',
      summary: { zh: '逐题结果', en: 'The cases of a run' },
      params: runParams,
      query: caseQuery,
      response: casePage,
      handle: ({ params, query, caller }) => pageOfCases(caller.org, params.run, query),
    }),
    route({
      method: 'get',
      path: '/runs/:run/cases/:case',
      operation: 'getCase',
      summary: { zh: '一道题的提问与回答', en: 'The question and the answer of one case' },
      params: caseParams,
      response: caseView,
      handle: ({ params, caller }) => reading(services, caller.org, params.run, (reader) => reader.case(params.case)),
    }),
    route({
      method: 'get',
      path: '/runs/:run/review',
      operation: 'listReview',
      summary: { zh: '无法判定、待人工复核的题', en: 'Cases that nobody could decide, for a person to look at' },
      params: runParams,
      query: pageQuery,
      response: casePage,
      handle: ({ params, query, caller }) => pageOfCases(caller.org, params.run, { ...query, verdict: 'undetermined' }),
    }),
    route({
      method: 'get',
      path: '/runs/:run/reviews',
      operation: 'listReviews',
      summary: { zh: '已作的复核', en: 'Reviews that were made' },
      params: runParams,
      response: z.object({
        items: z.array(
          z.object({
            case: z.string(),
            verdict: z.enum(['pass', 'fail']),
            reason: z.string().nullable(),
            at: z.string(),
          }),
        ),
      }),
      handle: async ({ params, caller }) => {
        const made = await services.evidence.reviews(caller.org, params.run);
        return {
          items: await Promise.all(
            made.map(async (it) => ({ ...it, reason: await services.evidence.wordsOf(it.reason) })),
          ),
        };
      },
    }),
    route({
      method: 'post',
      path: '/runs/:run/cases/:case/review',
      operation: 'reviewCase',
      summary: { zh: '人工复核一道题', en: 'Decide a case by a person' },
      params: caseParams,
      body: reviewBody,
      response: z.object({ recorded: z.literal(true) }),
      status: 201,
      handle: async ({ params, body, caller }) => {
        await reading(services, caller.org, params.run, (reader) => reader.case(params.case));
        await services.evidence.reviewCase(caller, { run: params.run, case: params.case, ...body });
        return { recorded: true as const };
      },
    }),
  ];
}

/** The cursor of a page of cases is their number; one that no page handed out names nothing. */
function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^\d{1,9}$/.test(cursor)) throw new ServerError('server.cursor_invalid', { cursor: cursor.slice(0, 100) });
  return Number(cursor);
}
