import { z } from 'zod';
import type { RawRoute } from '../frame/http.ts';
import type { Services } from '../services.ts';

const params = z.strictObject({ system: z.uuid() });
const moment = z.string().min(1).max(40).optional();
const query = z.strictObject({
  from: moment.describe('2026-01, 2026-01-31 (UTC) or RFC 3339; default: since the system was registered'),
  to: moment.describe('not included; as `from`; default: now'),
  name: z.enum(['yes', 'no']).optional().describe('`no` leaves the name of the system out'),
});

/** The evidence of a system as one file that outsiders verify. */
export function rawBundleRoutes(services: Services): RawRoute[] {
  return [
    {
      ...{ method: 'get', path: '/systems/:system/bundle', operation: 'makeBundle', produces: 'application/zip' },
      ...{ params, query },
      summary: {
        zh: '证据包：一个系统在一段时间内可供外人核验的证据（zip）',
        en: 'An evidence bundle: what outsiders can verify of one system and period (zip)',
      },
      handle: async (context, caller) => {
        const { system } = params.parse(context.req.param());
        const { name, ...period } = query.parse(context.req.query());
        const { bytes, fileName } = await services.bundles.make(caller.org, system, { ...period, name: name !== 'no' });
        return new Response(new Uint8Array(bytes), {
          headers: {
            'content-type': 'application/zip',
            'content-length': String(bytes.length),
            'content-disposition': `attachment; filename="${fileName}"`,
            'cache-control': 'no-store',
          },
        });
      },
    },
  ];
}
