import { z } from 'zod';
import { type AnyRoute, route } from '../frame/route.ts';
import { checkView, editionView } from '../schema/framework.ts';
import type { Services } from '../services.ts';

/** The framework as data, and the checks that measure it. */
export function frameworkRoutes(services: Services): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/editions/:edition',
      operation: 'getEdition',
      summary: { zh: '一个版本的全部条目与关系', en: 'All items and relations of one edition' },
      params: z.strictObject({ edition: z.string().max(10) }),
      response: editionView,
      handle: ({ params }) => services.edition(params.edition),
    }),
    route({
      method: 'get',
      path: '/checks',
      operation: 'listChecks',
      summary: { zh: '全部检查及其绑定', en: 'All checks and their bindings' },
      response: z.object({ items: z.array(checkView) }),
      handle: () => ({ items: services.checks }),
    }),
  ];
}
