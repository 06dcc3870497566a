import { z } from 'zod';
import type { Exception, Judgement, Observation } from '../../evidence/index.ts';
import { canonicalCode } from '../../framework/index.ts';
import { ServerError } from '../frame/error.ts';
import { type AnyRoute, type Frozen, pageQuery, route } from '../frame/route.ts';
import {
  exceptionBody,
  exceptionView,
  itemView,
  judgementBody,
  judgementView,
  observationPage,
  type observationView,
  postureView,
} from '../schema/posture.ts';
import type { Services } from '../services.ts';

const systemParams = z.strictObject({ system: z.uuid() });
const itemParams = systemParams.extend({ item: z.string().min(1).max(60) });
/** observations shown beside an item; the rest is behind the list */
const historyLength = 50;

export function viewOfObservation(it: Observation): Frozen<z.input<typeof observationView>> {
  const {
    observed = null,
    expected = null,
    artefact = null,
  } = 'observed' in it || 'artefact' in it
    ? (it as Partial<Pick<Observation & { result: 'pass' }, 'observed' | 'expected' | 'artefact'>>)
    : {};
  return { ...it, observed, expected, artefact };
}

/** Where a system stands, item by item, and what people state beside it. */
export function postureRoutes(services: Services): AnyRoute[] {
  const { evidence } = services;
  const judgement = async (it: Judgement) => ({ ...it, statement: await evidence.wordsOf(it.statement) });
  const exception = async (it: Exception) => ({ ...it, reason: await evidence.wordsOf(it.reason) });
  return [
    route({
      method: 'get',
      path: '/systems/:system/posture',
      operation: 'getPosture',
      summary: { zh: '系统的态势：每个条目的状态', en: 'The posture of a system: the state of every item' },
      params: systemParams,
      query: z.strictObject({ at: z.iso.datetime().optional() }),
      response: postureView,
      etagWithout: ['at'],
      handle: ({ params, query, caller }) => evidence.postureOf(caller.org, params.system, query.at),
    }),
    route({
      method: 'get',
      path: '/systems/:system/items/:item',
      operation: 'getItem',
      summary: {
        zh: '一个条目的检查、观测、判断与例外',
        en: 'Checks, observations, judgements and exceptions of one item',
      },
      params: itemParams,
      response: itemView,
      handle: async ({ params: { system, item: given }, caller: { org } }) => {
        const item = canonicalCode(given);
        const [posture, history, judgements, exceptions] = await Promise.all([
          evidence.postureOf(org, system),
          evidence.observations(org, { system, item }, { limit: historyLength }),
          evidence.judgements(org, system),
          evidence.exceptions(org, system),
        ]);
        const found = posture.items.find((it) => it.item === item);
        if (!found) throw new ServerError('server.not_found', { path: given });
        return {
          posture: found,
          observations: history.rows.map(viewOfObservation),
          judgements: await Promise.all(judgements.filter((it) => it.item === item).map(judgement)),
          exceptions: await Promise.all(exceptions.filter((it) => it.item === item).map(exception)),
        };
      },
    }),
    route({
      method: 'get',
      path: '/systems/:system/observations',
      operation: 'listObservations',
      summary: { zh: '观测记录，新的在前', en: 'Observations, newest first' },
      params: systemParams,
      query: pageQuery.extend({
        check: z.string().max(20).optional(),
        item: z.string().max(60).optional(),
        run: z.uuid().optional(),
      }),
      response: observationPage,
      handle: async ({ params, query: { check, item, run, limit, cursor }, caller }) => {
        const filter = {
          system: params.system,
          ...(check && { check }),
          ...(item && { item: canonicalCode(item) }),
          ...(run && { run }),
        };
        const page = await evidence.observations(caller.org, filter, { limit, after: cursor ?? null });
        return { items: page.rows.map(viewOfObservation), next: page.next };
      },
    }),
    route({
      method: 'post',
      path: '/systems/:system/judgements',
      operation: 'judge',
      summary: {
        zh: '对条目作出判断（显示在实测旁，不替代实测）',
        en: 'State a judgement on an item; it stands beside a measurement',
      },
      params: systemParams,
      body: judgementBody,
      response: judgementView,
      status: 201,
      handle: async ({ params, body, caller }) =>
        judgement(await evidence.judge(caller, { system: params.system, ...body })),
    }),
    route({
      method: 'post',
      path: '/systems/:system/judgements/:judgement/withdraw',
      operation: 'withdrawJudgement',
      summary: { zh: '撤回判断', en: 'Withdraw a judgement' },
      params: systemParams.extend({ judgement: z.uuid() }),
      response: z.object({ withdrawn: z.literal(true) }),
      handle: async ({ params, caller }) => {
        await evidence.withdrawJudgement(caller, params.system, params.judgement);
        return { withdrawn: true as const };
      },
    }),
    route({
      method: 'post',
      path: '/systems/:system/exceptions',
      operation: 'except',
      summary: { zh: '登记例外：理由、批准人、期限', en: 'Record an exception with reason, approver and expiry' },
      params: systemParams,
      body: exceptionBody,
      response: exceptionView,
      status: 201,
      handle: async ({ params, body, caller }) =>
        exception(await evidence.except(caller, { system: params.system, ...body })),
    }),
    route({
      method: 'post',
      path: '/systems/:system/exceptions/:exception/withdraw',
      operation: 'withdrawException',
      summary: { zh: '撤销例外', en: 'Withdraw an exception' },
      params: systemParams.extend({ exception: z.uuid() }),
      response: z.object({ withdrawn: z.literal(true) }),
      handle: async ({ params, caller }) => {
        await evidence.withdrawException(caller, params.system, params.exception);
        return { withdrawn: true as const };
      },
    }),
  ];
}
