import { LedgerError } from '../error.ts';
import { makeLeaf, type Stamp } from '../leaf.ts';
import { type LogOptions, openLog } from '../log.ts';
import type { Appended, Log } from '../log.types.ts';
import type { LogPlace } from '../publication.ts';
import type { ActorRef, Leaf, RecordBody, RecordKind } from '../record.ts';
import { entryAt, Member } from './member.ts';
import { type Original, originalOf, type Survey } from './survey.ts';

/** In whose name the leaves of the chain are appended. */
export interface Chaining {
  readonly stamp: Stamp;
  readonly org: string;
  readonly actor: ActorRef;
}

/** A leaf of the chain, stamped. */
export function chainLeaf<K extends RecordKind>({ stamp, ...by }: Chaining, kind: K, body: RecordBody<K>): Leaf<K> {
  return makeLeaf({ ...by, kind, body }, stamp);
}

export interface Succession {
  readonly previous: Member;
  readonly closing: Leaf<'log.closed'>;
  /** of all leaves of `previous` */
  readonly survey: Survey;
  readonly place: LogPlace;
  readonly options: LogOptions;
  readonly chaining: Chaining;
}

/** So many leaves are under way to the disk at once. */
const together = 512;

/**
 * Opens the log that a closed one names: says how that one ended, restates what of it still holds, and says that this is all. Goes on where a crash
 * left it. Throws `ledger.chain_invalid` where another log lies in its place, and what appending throws; what it did so far stays.
 */
export async function openSuccessor(succession: Succession): Promise<Member> {
  const { previous, closing, place, options, chaining } = succession;
  const { next } = closing.body;
  const log = await openLog(place.segments, { ...options, access: 'write', newId: () => next.log });
  try {
    const number = previous.number + 1;
    if (log.id !== next.log) throw new LedgerError('ledger.chain_invalid', { number, reason: 'id' });
    if (log.size === 0) {
      const { id, origin, size, head } = previous;
      const end = { log: id, origin, size, root: succession.survey.root(), head };
      await log.append(chainLeaf(chaining, 'log.opened', { number, previous: end }));
    }
    await carry(log, succession);
    const member = new Member(number, place, previous.end, { log });
    const first = await entryAt(log, 0);
    member.openedAt = first === null ? null : Date.parse(first.leaf.at);
    return member;
  } catch (error) {
    await log.close();
    throw error;
  }
}

async function carry(log: Log, { previous, survey, chaining }: Succession): Promise<void> {
  const last = await entryAt(log, log.size - 1);
  const carriedTo = last?.leaf.kind === 'carried' ? last.leaf.body.index : -1;
  const held = survey.held();
  let count = log.size - 1;
  let left = [...held].filter((it) => it <= carriedTo).length - count;
  let underWay: Promise<boolean>[] = [];
  const settle = async () => {
    for (const isCarried of await Promise.all(underWay)) {
      if (isCarried) count += 1;
      else left += 1;
    }
    underWay = [];
  };
  for await (const { index, leaf } of originalsOf(previous)) {
    if (index <= carriedTo || !held.has(index)) continue;
    underWay.push(isAppended(log.append(chainLeaf(chaining, 'carried', { index, leaf }))));
    if (underWay.length === together) await settle();
  }
  await settle();
  await log.append(chainLeaf(chaining, 'log.carried', { count, left }));
}

/** False for a leaf of before 65,535 bytes had to leave room for its wrapping: it stays where it is, and its log with it. */
async function isAppended(appended: Promise<Appended>): Promise<boolean> {
  try {
    await appended;
    return true;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ledger.entry_too_large') return false;
    throw error;
  }
}

async function* originalsOf(member: Member): AsyncGenerator<Original> {
  for await (const { leaf, index } of member.readable().read()) {
    const original = originalOf(leaf, member.from + index);
    if (original !== null) yield original;
  }
}
