import { z } from 'zod';
import { type LogSeries, publicKeysOf, type SeriesPublication } from '../../ledger/index.ts';
import type { Projection } from '../../store/index.ts';
import { ServerError } from '../frame/error.ts';
import { type AnyRoute, type Caller, route } from '../frame/route.ts';
import { keyRotation, logsView, logView, publicKeyView, retirementOrder, rowComparisonView } from '../schema/ledger.ts';
import type { Services } from '../services.ts';

/** The series of logs with what is published of it. */
export interface Ledger {
  readonly series: Pick<LogSeries, 'read' | 'rotate' | 'retire'>;
  readonly publication: Pick<SeriesPublication, 'logs' | 'publish' | 'rotateKeys'>;
  /** the tables that follow the series */
  readonly tables: Pick<Projection, 'catchUp' | 'rebuild'>;
}

/** What changes the series as a whole is for whoever sits at this machine. Throws `server.local_only`. */
function refuseRemote(caller: Caller, what: string): void {
  if (!caller.local) throw new ServerError('server.local_only', { what });
}

const hourMs = 3_600_000;

/** The life of the logs: closing one and opening the next, new keys, the end of retention; and whether the store still says what they do. */
export function ledgerRoutes({ ledger, compareRows }: Pick<Services, 'ledger' | 'compareRows'>): AnyRoute[] {
  const logs = () => ({ items: logsView(ledger.publication.logs) });
  const list = z.object({ items: z.array(logView) });
  return [
    route({
      method: 'get',
      path: '/ledger/logs',
      operation: 'listLogs',
      summary: { zh: '账本序列中的各本账本', en: 'The logs of the series' },
      response: list,
      handle: logs,
    }),
    route({
      method: 'post',
      path: '/ledger/rotations',
      operation: 'rotateLog',
      summary: {
        zh: '关闭当前账本并开启后一本（仅本机）',
        en: 'Close the present log and open the next one (this machine only)',
      },
      response: list,
      status: 201,
      async handle({ caller }) {
        refuseRemote(caller, 'rotation');
        await ledger.series.rotate();
        await ledger.tables.catchUp();
        await ledger.publication.publish();
        return logs();
      },
    }),
    route({
      method: 'post',
      path: '/ledger/key-rotations',
      operation: 'rotateLogKeys',
      summary: {
        zh: '为当前账本换新签名密钥（仅本机）',
        en: 'New signing keys for the present log (this machine only)',
      },
      body: keyRotation,
      response: z.object({ keys: z.array(publicKeyView) }),
      status: 201,
      async handle({ body, caller }) {
        refuseRemote(caller, 'rotation of keys');
        return { keys: publicKeysOf(await ledger.publication.rotateKeys(Math.round(body.overlapHours * hourMs))) };
      },
    }),
    route({
      method: 'post',
      path: '/ledger/retirements',
      operation: 'retireLog',
      summary: {
        zh: '删除一本已关闭账本的记录，只留检查点与哈希（仅本机）',
        en: 'Delete the entries of a closed log; checkpoint and hashes stay (this machine only)',
      },
      body: retirementOrder,
      response: list,
      status: 201,
      async handle({ body, caller }) {
        refuseRemote(caller, 'retirement');
        await ledger.publication.publish();
        await ledger.series.retire(body.number, { actor: caller.actor, early: body.early });
        // What went with the log goes from the tables too, so that every row can still be held against a leaf.
        await ledger.tables.rebuild();
        await ledger.publication.publish();
        return logs();
      },
    }),
    route({
      method: 'get',
      path: '/ledger/rows',
      operation: 'compareRows',
      summary: {
        zh: '把数据库每一行与由账本重建的结果比对，指出不符的表与键',
        en: 'Hold every row of the store against a rebuild of the log; names table and key of those that differ',
      },
      response: rowComparisonView,
      handle: () => compareRows(),
    }),
  ];
}
