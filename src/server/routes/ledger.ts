import { type AnyRoute, route } from '../frame/route.ts';
import { rowComparisonView } from '../schema/ledger.ts';
import type { Services } from '../services.ts';

/** What the ledger says of the rest of the installation. */
export function ledgerRoutes(services: Services): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/ledger/rows',
      operation: 'compareRows',
      summary: {
        zh: '把数据库每一行与由账本重建的结果比对，指出不符的表与键',
        en: 'Hold every row of the store against a rebuild of the log; names table and key of those that differ',
      },
      response: rowComparisonView,
      handle: () => services.compareRows(),
    }),
  ];
}
