import { Readable } from 'node:stream';
import { ServerError } from '../frame/error.ts';
import type { RawRoute } from '../frame/http.ts';
import type { Services } from '../services.ts';

/** What a backup asks the owner of a data directory for; the rest it reads from the disk by itself. */
export function rawBackupRoutes(services: Services): RawRoute[] {
  return [
    {
      ...{ method: 'get', path: '/store/rows', operation: 'readRows', produces: 'application/x-ndjson' },
      summary: {
        zh: '数据库全部记录（同一时刻；仅限本机命令行的备份）',
        en: 'All rows of the database at one moment; for backups by the command line of this machine only',
      },
      async handle(context, caller) {
        if (!caller.local) throw new ServerError('server.local_only', { what: 'the rows of the database' });
        const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' };
        if (context.req.method === 'HEAD') return new Response(null, { headers });
        return new Response(Readable.toWeb(await services.rows()) as ReadableStream, { headers });
      },
    },
  ];
}
