import { LedgerError } from '../error.ts';
import { type LogOptions, openLog } from '../log.ts';
import { parseCheckpoint, parseNote } from '../note/index.ts';
import { readPublishedNote } from '../publication.ts';
import { faultOfLink } from './chain.ts';
import { entryAt, Member } from './member.ts';
import { countLogs, placeOfLog } from './place.ts';
import { readRetirement } from './retirement-file.ts';

/**
 * Opens the logs that lie in a data directory, the last for writing where `access` says so, and holds the ends of each two against each other. A
 * log that a crash left half-opened is closed again and left out: its predecessor is then the last, and closed. Throws
 * `ledger.chain_invalid` `{number, reason}` and what `openLog` throws.
 */
export async function openMembers(dataDirectory: string, options: LogOptions): Promise<Member[]> {
  // A first log that is not there is made, or missed, by opening it.
  const count = Math.max(1, await countLogs(dataDirectory));
  const members: Member[] = [];
  try {
    for (let number = 1; number <= count; number += 1) {
      const access = number === count ? (options.access ?? 'write') : 'read';
      const member = await openMember(dataDirectory, number, members.at(-1)?.end ?? 0, { ...options, access });
      if (number > 1 && number === count && (await isHalfOpened(member))) {
        await member.close();
        break;
      }
      await checkAgainst(members.at(-1), member);
      members.push(member);
    }
    return members;
  } catch (error) {
    for (const it of members) await it.close();
    throw error;
  }
}

async function openMember(dataDirectory: string, number: number, from: number, options: LogOptions): Promise<Member> {
  const place = placeOfLog(dataDirectory, number);
  const retired = await readRetirement(place.segments);
  if (retired !== null) return new Member(number, place, from, { retired });
  const log = await openLog(place.segments, { ...options, atLeast: await publishedSize(place.public) });
  const member = new Member(number, place, from, { log });
  try {
    const first = await entryAt(log, 0);
    const last = await entryAt(log, log.size - 1);
    if (first !== null) member.openedAt = Date.parse(first.leaf.at);
    if (last?.leaf.kind === 'log.closed') member.closing = last.leaf;
    return member;
  } catch (error) {
    await log.close();
    throw error;
  }
}

/**
 * Entries under the checkpoint that was published in a directory, whoever signed it: whether it is ours is asked before anything is published.
 * 0 where there is none, or none that can be read. Throws `ledger.read_failed`.
 */
async function publishedSize(directory: string): Promise<number> {
  const note = await readPublishedNote(directory);
  if (note === null) return 0;
  try {
    return Number(parseCheckpoint(parseNote(note).text).size);
  } catch {
    return 0;
  }
}

/** Whether what is to be carried into a log is not all there: nothing else can come before it is. */
async function isHalfOpened({ log }: Member): Promise<boolean> {
  if (log === null) return false;
  const last = await entryAt(log, log.size - 1);
  return last === null || last.leaf.kind === 'log.opened' || last.leaf.kind === 'carried';
}

/** Throws `ledger.chain_invalid`, and closes the later log, where two logs do not follow each other. */
async function checkAgainst(previous: Member | undefined, member: Member): Promise<void> {
  try {
    if (previous === undefined) return;
    const { number } = member;
    const refuse = (reason: string) => new LedgerError('ledger.chain_invalid', { number, reason });
    if (previous.retired === null && previous.closing === null) throw refuse('previous_open');
    if (previous.closing !== null && previous.closing.body.next.log !== member.id) throw refuse('id');
    if (member.log === null) {
      if (previous.log !== null) throw refuse('retired_out_of_order');
      return;
    }
    const opened = (await entryAt(member.log, 0))?.leaf;
    if (opened?.kind !== 'log.opened') throw refuse('not_opened');
    const { id, origin, size, head } = previous;
    const fault = faultOfLink(opened, { number: previous.number, id, origin, size, head });
    if (fault !== null) throw refuse(fault);
  } catch (error) {
    await member.close();
    throw error;
  }
}
