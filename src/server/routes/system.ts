import { z } from 'zod';
import { recordedAddress, secretNameOf } from '../../assess/index.ts';
import { practiceModel } from '../../practice/index.ts';
import { explainGrade, type System } from '../../register/index.ts';
import { ServerError } from '../frame/error.ts';
import { type AnyRoute, type Frozen, pageQuery, route } from '../frame/route.ts';
import { gateView } from '../schema/posture.ts';
import {
  codeListsView,
  gradeBody,
  keyBody,
  overrideView,
  stageBody,
  stageCode,
  systemBody,
  systemChangeBody,
  systemPage,
  systemView,
} from '../schema/system.ts';
import type { Services } from '../services.ts';
import { refuseLocalKinds } from './local-only.ts';

const systemParams = z.strictObject({ system: z.uuid() });
type View = Frozen<z.input<typeof systemView>>;

/** A system as the API shows it: the grade explained in both languages, and whether keys are kept, never the keys. */
export function viewOfSystem(services: Services, system: System): View {
  const { codes } = services.register.data;
  const endpoints = system.endpoints.map((it) => ({ ...it, hasKey: services.secrets.has(secretNameOf(it.id)) }));
  const { level, computed, override, overrideOutdated } = system.grade;
  return {
    ...system,
    endpoints,
    grade: {
      level,
      computed,
      override,
      overrideOutdated,
      explanation: { zh: explainGrade(system.grade, codes, 'zh'), en: explainGrade(system.grade, codes, 'en') },
    },
  };
}

/** Systems: registration, facts, keys, grade, stage. */
export function systemRoutes(services: Services): AnyRoute[] {
  const { register, secrets, evidence } = services;
  const view = (system: System) => viewOfSystem(services, system);
  const gateOf = async (org: string, id: string, stage: z.infer<typeof stageCode>) => {
    const found = await evidence.gateOf(org, id, stage);
    return { open: found.open, unmet: found.unmet.map(({ item, exception }) => ({ item, exception })) };
  };
  return [
    route({
      method: 'get',
      path: '/codes',
      operation: 'listCodes',
      summary: { zh: '登记时可选的代码', en: 'The codes that a registration chooses from' },
      response: codeListsView,
      handle: () => register.data.codes,
    }),
    route({
      method: 'get',
      path: '/systems',
      operation: 'listSystems',
      summary: { zh: '已登记的系统', en: 'Registered systems' },
      query: pageQuery,
      response: systemPage,
      handle: async ({ query, caller }) => {
        const page = await register.list(caller.org, { limit: query.limit, after: query.cursor ?? null });
        return { items: page.rows.map(view), next: page.next };
      },
    }),
    route({
      method: 'post',
      path: '/systems',
      operation: 'registerSystem',
      summary: { zh: '登记系统', en: 'Register a system' },
      body: systemBody,
      response: systemView,
      status: 201,
      handle: async ({ body: { key, ...facts }, caller }) => {
        refuseLocalKinds(facts.endpoints, caller);
        const practice = facts.endpoints.some((it) => it.model === practiceModel);
        const endpoints = facts.endpoints.map((it) => ({ ...it, address: recordedAddress(it.address) }));
        const system = await register.register(caller, { ...facts, endpoints, practice });
        const [endpoint] = system.endpoints;
        if (key !== undefined && endpoint) await secrets.put(secretNameOf(endpoint.id), key);
        return view(system);
      },
    }),
    route({
      method: 'get',
      path: '/systems/:system',
      operation: 'getSystem',
      summary: { zh: '一个系统', en: 'One system' },
      params: systemParams,
      response: systemView,
      handle: async ({ params, caller }) => view(await register.get(caller.org, params.system)),
    }),
    route({
      method: 'put',
      path: '/systems/:system',
      operation: 'changeSystem',
      summary: { zh: '改动系统登记信息（未给出的字段不变）', en: 'Change facts of a system; fields left out stay' },
      params: systemParams,
      body: systemChangeBody,
      response: systemView,
      current: async ({ params, caller }) => systemView.parse(view(await register.get(caller.org, params.system))),
      handle: async ({ params, body, caller }) => {
        const { practice } = await register.get(caller.org, params.system);
        if (practice) throw new ServerError('server.practice_fixed', { system: params.system });
        refuseLocalKinds(body.endpoints ?? [], caller);
        const endpoints = body.endpoints?.map((it) => ({ ...it, address: recordedAddress(it.address) }));
        return view(await register.change(caller, params.system, { ...body, ...(endpoints && { endpoints }) }));
      },
    }),
    route({
      method: 'post',
      path: '/systems/:system/key',
      operation: 'keepKey',
      summary: {
        zh: '保存或删除接口密钥（加密存放，不再显示）',
        en: 'Keep or delete the key of an endpoint; it is never shown again',
      },
      params: systemParams,
      body: keyBody,
      response: systemView,
      handle: async ({ params, body, caller }) => {
        const system = await register.get(caller.org, params.system);
        const known = system.endpoints.find((it) => it.id === body.endpoint);
        if (!known) throw new ServerError('server.endpoint_unknown', { endpoint: body.endpoint });
        if (body.key === null) await secrets.delete(secretNameOf(known.id));
        else await secrets.put(secretNameOf(known.id), body.key);
        return view(system);
      },
    }),
    route({
      method: 'post',
      path: '/systems/:system/grade',
      operation: 'overrideGrade',
      summary: { zh: '改定等级（须写理由）', en: 'Set another grade, with a reason' },
      params: systemParams,
      body: gradeBody,
      response: systemView,
      handle: async ({ params, body, caller }) =>
        view(await register.overrideGrade(caller, params.system, body.level, body.reason)),
    }),
    route({
      method: 'get',
      path: '/systems/:system/overrides',
      operation: 'listOverrides',
      summary: { zh: '等级改定记录', en: 'Every override of the grade' },
      params: systemParams,
      response: z.object({ items: z.array(overrideView) }),
      handle: async ({ params, caller }) => ({ items: await register.overrides(caller.org, params.system) }),
    }),
    route({
      method: 'get',
      path: '/systems/:system/gate',
      operation: 'readGate',
      summary: { zh: '进入某阶段的关口是否打开', en: 'Whether the gate into a stage is open' },
      params: systemParams,
      query: z.strictObject({ stage: stageCode }),
      response: gateView,
      handle: ({ params, query, caller }) => gateOf(caller.org, params.system, query.stage),
    }),
    route({
      method: 'post',
      path: '/systems/:system/stage',
      operation: 'moveStage',
      summary: { zh: '进入另一阶段', en: 'Move to another stage' },
      params: systemParams,
      body: stageBody,
      response: systemView,
      handle: async ({ params, body, caller }) => {
        return view((await evidence.moveStage(caller, params.system, body.stage)).system);
      },
    }),
  ];
}
