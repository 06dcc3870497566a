import { type FileHandle, open } from 'node:fs/promises';
import { systemCode } from '../ledger/index.ts';
import { BackupError, readError } from './error.ts';
import { mostMembers } from './manifest.ts';

/** One file of an archive. Its body can be read until the next member is asked for; what is not read is passed over. */
export interface ArchiveMember {
  readonly name: string;
  readonly size: number;
  body(): AsyncIterable<Uint8Array>;
}

const block = 512;
const window = 256 * 1024;
/** What some programs fill an archive up to. */
const largestPadding = 10_240;
/** Deeper or longer names, or others than ours, no data directory of ours has. */
const namePattern = /^[A-Za-z0-9._-]{1,100}(?:\/[A-Za-z0-9._-]{1,100}){0,15}$/;

/** A name that stays below the directory that it is put into, on every system. */
export const isMemberName = (name: string): boolean =>
  name.length <= 200 && namePattern.test(name) && !name.split('/').some((it) => /^\.{1,2}$/.test(it));

/**
 * Reads an archive as `ArchiveWriter` writes it and nothing more general (POSIX ustar, IEEE Std 1003.1 "pax", ustar interchange format: regular files, sizes in octal),
 * since it may come from anywhere: links, devices, directories, extended headers and names that climb are refused by name, and no
 * header makes it hold more than a block in memory. A size can promise no more than the file holds.
 * @throws BackupError `backup.archive_missing`, `backup.not_an_archive`, `backup.truncated` (the member in which it ends), `backup.member_refused` (member, reason),
 * `backup.read_failed`
 */
export async function* readArchive(path: string): AsyncGenerator<ArchiveMember> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') throw new BackupError('backup.archive_missing', { file: path }, cause);
    throw readError(path, cause);
  });
  try {
    const found = await file.stat();
    if (!found.isFile()) throw notAnArchive(path);
    const end = found.size;
    const names = new Set<string>();
    let last = '';
    for (let at = 0; ; ) {
      if (at + block > end) throw at === 0 ? notAnArchive(path) : truncated(path, last);
      const header = await bytesAt(file, path, at, block);
      if (header.every((it) => it === 0)) return await assertEnd({ file, path, at, end, last });
      if (!isUstar(header)) throw at === 0 ? notAnArchive(path) : damagedAfter(last);
      const member = parseHeader(header);
      if (names.has(member.name)) throw refused(member.name, 'duplicate');
      if (names.size >= mostMembers) throw refused(member.name, 'too_many');
      names.add(member.name);
      last = member.name;
      const bodyAt = at + block;
      const next = bodyAt + Math.ceil(member.size / block) * block;
      if (next > end) throw truncated(path, member.name);
      await assertZero(file, path, bodyAt + member.size, next, () => refused(member.name, 'padding'));
      yield { ...member, body: () => bodyOf(file, path, bodyAt, member.size) };
      at = next;
    }
  } finally {
    await file.close();
  }
}

interface Ending {
  readonly file: FileHandle;
  readonly path: string;
  readonly at: number;
  readonly end: number;
  readonly last: string;
}

/** Two blocks of zeros end an archive; nothing may hide behind them. */
async function assertEnd({ file, path, at, end, last }: Ending): Promise<void> {
  if (at + 2 * block > end) throw truncated(path, last);
  const tail = () => new BackupError('backup.member_refused', { member: last, reason: 'goes_on_behind_the_end' });
  if (end - at > largestPadding) throw tail();
  await assertZero(file, path, at, end, tail);
}

async function assertZero(file: FileHandle, path: string, from: number, to: number, fault: () => BackupError) {
  if (to > from && !(await bytesAt(file, path, from, to - from)).every((it) => it === 0)) throw fault();
}

async function* bodyOf(file: FileHandle, path: string, from: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += window) yield await bytesAt(file, path, from + at, Math.min(window, size - at));
}

async function bytesAt(file: FileHandle, path: string, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  for (let at = 0; at < length; ) {
    const { bytesRead } = await file
      .read(bytes, at, length - at, from + at)
      .catch((cause: unknown) => Promise.reject(readError(path, cause)));
    if (bytesRead === 0) throw new BackupError('backup.source_changed', { file: path });
    at += bytesRead;
  }
  return bytes;
}

function isUstar(header: Buffer): boolean {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= 148 && at < 156 ? 0x20 : byte;
  return header.toString('latin1', 257, 262) === 'ustar' && octal(header, 148, 8) === sum;
}

/** Name and size of a regular file. */
function parseHeader(header: Buffer): { name: string; size: number } {
  const prefix = text(header, 345, 155);
  const name = prefix === '' ? text(header, 0, 100) : `${prefix}/${text(header, 0, 100)}`;
  const kind = String.fromCharCode(header[156] ?? 0);
  const reason = kinds[kind];
  if (kind !== '0' && kind !== '\0') throw refused(shown(name), reason ?? 'kind');
  if (!isMemberName(name)) throw refused(shown(name), 'name');
  const size = octal(header, 124, 12);
  if (size === null) throw refused(name, 'size');
  if (text(header, 157, 100) !== '') throw refused(name, 'link');
  return { name, size };
}

/** What the type flags of other programs' members stand for. */
const kinds: Readonly<Record<string, string>> = {
  '1': 'link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'directory',
  '6': 'device',
  L: 'long_name',
  K: 'long_name',
  x: 'extended_header',
  g: 'extended_header',
};

function text(header: Buffer, from: number, length: number): string {
  const field = header.subarray(from, from + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? length : end);
}

/** Null for anything but octal digits, such as the binary sizes that go beyond 8 GiB. */
function octal(header: Buffer, from: number, length: number): number | null {
  const digits = text(header, from, length).trim();
  return /^[0-7]{1,12}$/.test(digits) ? Number.parseInt(digits, 8) : null;
}

/** A hostile name as it may be told: short, and without what could move a terminal's cursor. */
const shown = (name: string): string => name.slice(0, 120).replace(/[^\x20-\x7e]/g, '?');

const notAnArchive = (file: string) => new BackupError('backup.not_an_archive', { file });
const truncated = (file: string, member: string) => new BackupError('backup.truncated', { file, member });
const refused = (member: string, reason: string) => new BackupError('backup.member_refused', { member, reason });
const damagedAfter = (member: string) =>
  new BackupError('backup.member_refused', { member, reason: 'header_behind_it' });
