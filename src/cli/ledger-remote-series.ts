import { z } from 'zod';
import {
  type ChainKind,
  type Checkpoint,
  chainFiles,
  chainLeafOf,
  checkLink,
  idOfOrigin,
  type Leaf,
  LedgerError,
  type LogEnd,
  longestChainFile,
  nameOfLog,
  readHashFrom,
  sha256,
  type Trust,
  type Vouched,
} from '../ledger/index.ts';
import { fetched, type RemoteVerified, verifyRemote } from './ledger-remote.ts';

export interface RemoteSeries {
  /** what the logs lie under: `…/ledger` */
  readonly address: string;
  readonly token: string | undefined;
  readonly trustOf: (origin: string, vouched: Vouched | null) => Promise<Trust>;
}

export interface RemoteLogVerified extends RemoteVerified {
  readonly retired: string | null;
}

const mostLogs = 10_000;
/** What the server says of its logs: where to look, nothing to believe. */
const listed = z.object({
  logs: z
    .array(
      z.object({
        number: z.int().min(1).max(999_999),
        name: z.string(),
        origin: z.string().max(255),
        size: z.int().min(0),
        retired: z.string().max(40).nullable(),
      }),
    )
    .min(1)
    .max(mostLogs),
});
type Listed = z.infer<typeof listed>['logs'][number];

/**
 * Verifies every log that is published under an address, as `verifyRemote` does, and the chain between them from the leaves that lie open beside the
 * checkpoints. Keys are asked for the first log only: each log vouches for those of the next.
 * @throws LedgerError `ledger.chain_invalid` `{number, reason}`, `ledger.fetch_failed`, and what `verifyRemote` and `trustOf` throw
 */
export async function verifyRemoteSeries({ address, token, trustOf }: RemoteSeries): Promise<RemoteLogVerified[]> {
  const base = address.replace(/\/$/, '');
  const found: RemoteLogVerified[] = [];
  let previous: { readonly end: LogEnd; readonly next: Vouched | null } | null = null;
  const logs = await listOf(base);
  for (const [at, log] of logs.entries()) {
    const { number, origin, retired } = log;
    if (number !== at + 1 || log.name !== nameOfLog(number)) throw invalid(at + 1, 'missing');
    if (previous !== null && previous.next === null) throw invalid(number, 'previous_open');
    if (previous?.next && previous.next.origin !== origin) throw invalid(number, 'origin');
    const vouched: Vouched | null = previous?.next ?? null;
    const trust = await trustOf(origin, vouched);
    const held = retired === null ? token : undefined;
    const verified = await verifyRemote({ address: `${base}/${log.name}`, token: held, trust });
    const chain = chainOf(`${base}/${log.name}`, number, verified.checkpoint);
    if (previous !== null) checkLink(await chain('log.opened', 0n), previous.end);
    previous = {
      end: endOf(log, verified.checkpoint),
      next: await nextOf(chain, verified.checkpoint, number < logs.length),
    };
    found.push({ ...verified, retired });
  }
  if (previous?.next) throw invalid(logs.length + 1, 'missing');
  return found;
}

const invalid = (number: number, reason: string) => new LedgerError('ledger.chain_invalid', { number, reason });

async function listOf(base: string): Promise<Listed[]> {
  const url = `${base}/logs`;
  const bytes = await fetched(url, undefined);
  try {
    return listed.parse(JSON.parse(Buffer.from(bytes).toString('utf8'))).logs;
  } catch (cause) {
    throw new LedgerError('ledger.fetch_failed', { url, reason: 'not_a_list' }, cause);
  }
}

function endOf({ number, origin }: Listed, { size, root }: Checkpoint): LogEnd {
  const digest = `sha256:${Buffer.from(root).toString('hex')}`;
  return { number, origin, id: idOfOrigin(origin) ?? '', size: Number(size), root: digest, head: null };
}

type ChainReader = <K extends ChainKind>(kind: K, index: bigint) => Promise<Leaf<K>>;

/** Reads the chain leaves of a log whose tiles were found to give the root of its checkpoint. */
function chainOf(base: string, number: number, { size }: Checkpoint): ChainReader {
  const read = readHashFrom((path) => fetched(`${base}/${path}`, undefined), size, sha256);
  return async (kind, index) => {
    const bytes = await fetched(`${base}/${chainFiles[kind]}`, undefined);
    if (bytes.length > longestChainFile) throw invalid(number, 'not_a_leaf');
    return chainLeafOf(kind, bytes, { number, index, read });
  };
}

/** What a log says of the next one; null where it is the last and not closed. */
async function nextOf(chain: ChainReader, { size }: Checkpoint, needed: boolean): Promise<Vouched | null> {
  if (size === 0n) return null;
  try {
    return (await chain('log.closed', size - 1n)).body.next;
  } catch (error) {
    const absent = error instanceof LedgerError && error.params.reason === 'status_404';
    if (needed || !absent) throw error;
    return null;
  }
}
