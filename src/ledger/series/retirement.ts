import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { LedgerError } from '../error.ts';
import { readLogKeys } from '../note/index.ts';
import { ownCheckpoint } from '../publication.ts';
import type { ActorRef, Leaf, RecordBody } from '../record.ts';
import { chainFiles } from './chain.ts';
import { entryAt, type Member } from './member.ts';
import { deleteEntries, hasEntries, type Retirement, writeRetirement } from './retirement-file.ts';
import { originalOf } from './survey.ts';
import { verifySeries } from './verification.ts';

/**
 * Logs are kept for at least six months: 《人工智能生成合成内容标识办法》 (Measures for Labelling AI-Generated Synthetic Content), article 9, asks it
 * of the records of whoever got content without an explicit label; the Framework, edition 3.0, 5.3, of the logs of operation.
 */
export const retentionMonths = 6;

export interface RetirementOptions {
  /** who ends the retention */
  readonly actor: ActorRef;
  /** a code; default `retention_ended` */
  readonly reason?: string;
  /** true: also before the six months are over; where no duty asks for them */
  readonly early?: boolean;
}

interface Retiring extends RetirementOptions {
  /** milliseconds since the epoch */
  readonly now: number;
  readonly append: AppendRetired;
}

type AppendRetired = (body: RecordBody<'log.retired'>) => Promise<unknown>;

/** When the entries of a closed log may go; milliseconds since the epoch. */
export function retentionEnds(lastLeafAt: number): number {
  const date = new Date(lastLeafAt);
  return date.setUTCMonth(date.getUTCMonth() + retentionMonths);
}

/**
 * Ends the retention of a closed log: its entries go, its checkpoint and its hash tiles stay. First the log and its successor are verified.
 * Durable in this order: that it is retired, the leaf that says so, the deletion; what a crash leaves of it is finished at the next opening.
 * @throws LedgerError `ledger.log_unknown`; `ledger.retirement_refused` `{number, reason: already_retired | not_closed | earlier_first |
 * not_carried | too_soon | not_published}`; and what verifying and writing throw
 */
export async function retire(members: readonly Member[], number: number, retiring: Retiring): Promise<Retirement> {
  const member = members[number - 1];
  const successor = members[number];
  if (member === undefined) throw new LedgerError('ledger.log_unknown', { number });
  const refuse = (reason: string, params: LedgerError['params'] = {}) =>
    new LedgerError('ledger.retirement_refused', { number, reason, ...params });
  if (member.retired !== null) throw refuse('already_retired');
  if (member.closing === null || successor === undefined) throw refuse('not_closed');
  if (members.slice(0, number - 1).some((it) => it.retired === null)) throw refuse('earlier_first');
  const until = retentionEnds(Date.parse(member.closing.at));
  if (retiring.early !== true && retiring.now < until)
    throw refuse('too_soon', { until: new Date(until).toISOString() });
  const left = await leftBehind(successor);
  if (left > 0) throw refuse('not_carried', { left });
  const root = await verifiedRoot(members, number);
  if (!(await isLinked(member))) throw refuse('not_published');
  const { id: log, origin, size, head } = member;
  const retirement: Retirement = {
    ...{ number, log, origin, size, head, root, by: retiring.actor.id },
    retiredAt: new Date(retiring.now).toISOString(),
  };
  await writeRetirement(member.place.segments, retirement);
  member.retire(retirement);
  await retiring.append({ number, log, origin, size, reason: retiring.reason ?? 'retention_ended' });
  await deleteEntries(member.place.segments);
  return retirement;
}

/** How many leaves that still hold could not be carried into a log. */
async function leftBehind(successor: Member): Promise<number> {
  for await (const { leaf } of successor.readable().read({ from: 1 }))
    if (leaf.kind === 'log.carried') return leaf.body.left;
  throw new LedgerError('ledger.chain_invalid', { number: successor.number, reason: 'not_carried' });
}

/** Whether the files stand in for the leaves that chain a log to its neighbours. */
async function isLinked({ number, place }: Member): Promise<boolean> {
  const files = number === 1 ? [chainFiles['log.closed']] : Object.values(chainFiles);
  const found = await Promise.all(
    files.map((it) =>
      access(join(place.public, it)).then(
        () => true,
        () => false,
      ),
    ),
  );
  return !found.includes(false);
}

/** The root of a log, once it and its successor have been walked through. */
async function verifiedRoot(members: readonly Member[], number: number): Promise<string> {
  const trustOf = async ({ place }: Pick<Member, 'place'>) => {
    const keys = await readLogKeys(place.keys);
    return (note: Parameters<typeof ownCheckpoint>[0]) => ownCheckpoint(note, keys);
  };
  await verifySeries({ logs: members, from: number, to: number + 1, trustOf });
  const successor = members[number];
  const first = successor === undefined ? null : await entryAt(successor.readable(), 0);
  if (first?.leaf.kind !== 'log.opened')
    throw new LedgerError('ledger.chain_invalid', { number: number + 1, reason: 'not_opened' });
  return first.leaf.body.previous.root;
}

/** Deletes what a crash kept from being deleted, and says so in the present log where that had not been said yet. */
export async function finishRetirements(members: readonly Member[], append: AppendRetired): Promise<void> {
  for (const { retired, place } of members) {
    if (retired === null || !(await hasEntries(place.segments))) continue;
    if (!(await isSaid(members, retired.log))) {
      const { number, log, origin, size } = retired;
      await append({ number, log, origin, size, reason: 'retention_ended' });
    }
    await deleteEntries(place.segments);
  }
}

async function isSaid(members: readonly Member[], log: string): Promise<boolean> {
  const isIt = (leaf: Leaf): boolean => {
    const original = originalOf(leaf, 0)?.leaf;
    return original?.kind === 'log.retired' && original.body.log === log;
  };
  for (const it of members) {
    if (it.log === null) continue;
    for await (const { leaf } of it.log.read()) if (isIt(leaf)) return true;
  }
  return false;
}
