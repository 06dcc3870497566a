import { deflateSync, Inflate, inflateSync } from 'fflate';
import { sameBytes } from '../note/base64.ts';
import { crc32 } from './crc32.ts';
import { bundleLimits } from './manifest.ts';

/*
 * The zip of an evidence bundle, in one form only (PKWARE APPNOTE 4.3.6, 4.3.7, 4.3.12, 4.3.16): files one behind the other from the first
 * byte, deflated or stored, without encryption, comments, extra fields, data descriptors or zip64, the directory right behind them and the
 * end record last. Nothing can hide between, and every header byte is a function of name, method, sizes and CRC-32.
 */

export interface BundleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What is wrong with a zip: as a whole, or with the file that has this path. */
export interface ZipFault {
  readonly code:
    | 'zip_too_large'
    | 'zip_form'
    | 'zip_encrypted'
    | 'zip_method'
    | 'too_many_files'
    | 'unpacked_too_large'
    | 'file_too_large'
    | 'path_unsafe'
    | 'path_repeated'
    | 'data_damaged';
  readonly path: string | null;
  readonly params: Readonly<Record<string, string | number>>;
}

interface Member {
  /** in bytes as they stand there: one character a byte */
  readonly path: string;
  readonly method: number;
  readonly crc: number;
  /** bytes in the zip */
  readonly packed: number;
  /** bytes unpacked */
  readonly size: number;
  /** where its own header begins */
  readonly offset: number;
}

const stored = 0;
const deflated = 8;
const version = 20;
/** 1 January 1980, midnight: the first instant that a zip can name. */
const dosTime = 0;
const dosDate = 0x21;
const localBytes = 30;
const centralBytes = 46;
const endBytes = 22;
/** Deflate makes at most 1032 bytes of one, so that a step makes 16 MB at most before its length is looked at. */
const inflateStep = 16 * 1024;

/** The zip of these files, in their order. */
export function writeZip(files: readonly BundleFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, bytes } of files) {
    const data = deflateSync(bytes, { level: 6 });
    const member = { path, method: deflated, crc: crc32(bytes), packed: data.length, size: bytes.length, offset };
    parts.push(localHeader(member), data);
    directory.push(centralHeader(member));
    offset += localBytes + path.length + data.length;
  }
  const listed = directory.reduce((sum, { length }) => sum + length, 0);
  return joined([...parts, ...directory, endRecord(files.length, listed, offset)]);
}

/**
 * The files of a zip by path, and all that is wrong with it. Sizes are held against the limits before anything is unpacked, and unpacking
 * stops at the stated size.
 */
export function readZip(zip: Uint8Array): { files: Map<string, Uint8Array>; faults: ZipFault[] } {
  const files = new Map<string, Uint8Array>();
  const faults: ZipFault[] = [];
  const fault = (code: ZipFault['code'], path: string | null = null, params: ZipFault['params'] = {}) =>
    void faults.push({ code, path, params });
  const members = membersOf(zip, fault);
  for (const member of members) {
    const { path } = member;
    if (!isSafe(path)) fault('path_unsafe', printable(path));
    else if (files.has(path)) fault('path_repeated', path);
    else {
      const bytes = unpacked(zip, member);
      if (typeof bytes === 'string') fault('data_damaged', path, { reason: bytes });
      else files.set(path, bytes);
    }
  }
  return { files, faults };
}

type Fault = (code: ZipFault['code'], path?: string | null, params?: ZipFault['params']) => void;

function membersOf(zip: Uint8Array, fault: Fault): readonly Member[] {
  if (zip.length > bundleLimits.zip) {
    fault('zip_too_large', null, { bytes: zip.length, limit: bundleLimits.zip });
    return [];
  }
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const end = zip.length - endBytes;
  const [count, start] = end < 0 ? [0, 0] : [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  if (end < 0 || start > end || !sameBytes(zip.subarray(end), endRecord(count, end - start, start))) {
    fault('zip_form', null, { reason: 'end' });
    return [];
  }
  if (count > bundleLimits.files) {
    fault('too_many_files', null, { count, limit: bundleLimits.files });
    return [];
  }
  const members: Member[] = [];
  let at = start;
  for (let n = 0; n < count; n += 1) {
    const member = memberAt(view, at, end);
    if (member === null) break;
    members.push(member);
    at += centralBytes + member.path.length;
  }
  if (members.length !== count || at !== end) {
    fault('zip_form', null, { reason: 'directory' });
    return [];
  }
  return hasForm(zip, members, { directory: start, fault }) && isSmall(members, fault) ? members : [];
}

function memberAt(view: DataView, at: number, end: number): Member | null {
  if (at + centralBytes > end) return null;
  const nameLength = view.getUint16(at + 28, true);
  if (at + centralBytes + nameLength > end) return null;
  const name = new Uint8Array(view.buffer, view.byteOffset + at + centralBytes, nameLength);
  return {
    path: Array.from(name, (byte) => String.fromCharCode(byte)).join(''),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packed: view.getUint32(at + 20, true),
    size: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
}

/** Whether every header is the one that follows from its file, and the files lie without a gap up to the directory. */
function hasForm(zip: Uint8Array, members: readonly Member[], place: { directory: number; fault: Fault }): boolean {
  const { directory, fault } = place;
  let central = directory;
  let offset = 0;
  for (const member of members) {
    const path = printable(member.path);
    const flags = zip[central + 8] ?? 0;
    const listed = zip.subarray(central, central + centralBytes + member.path.length);
    const own = zip.subarray(member.offset, member.offset + localBytes + member.path.length);
    if ((flags & 1) !== 0) return refuse('zip_encrypted', path, {});
    if (member.method !== stored && member.method !== deflated)
      return refuse('zip_method', path, { method: member.method });
    if (!sameBytes(listed, centralHeader(member))) return refuse('zip_form', path, { reason: 'directory' });
    if (member.offset !== offset) return refuse('zip_form', path, { reason: 'gap' });
    if (!sameBytes(own, localHeader(member))) return refuse('zip_form', path, { reason: 'header' });
    central += listed.length;
    offset += own.length + member.packed;
  }
  return offset === directory || refuse('zip_form', null, { reason: 'gap' });

  function refuse(code: ZipFault['code'], path: string | null, params: ZipFault['params']): false {
    fault(code, path, params);
    return false;
  }
}

function isSmall(members: readonly Member[], fault: Fault): boolean {
  const large = members.filter(({ size }) => size > bundleLimits.file);
  for (const { path, size } of large)
    fault('file_too_large', printable(path), { bytes: size, limit: bundleLimits.file });
  const bytes = members.reduce((sum, { size }) => sum + size, 0);
  if (bytes > bundleLimits.unpacked) fault('unpacked_too_large', null, { bytes, limit: bundleLimits.unpacked });
  return large.length === 0 && bytes <= bundleLimits.unpacked;
}

/** The content, or why there is none. */
function unpacked(zip: Uint8Array, member: Member): Uint8Array | 'deflate' | 'size' | 'crc32' {
  const from = member.offset + localBytes + member.path.length;
  const data = zip.subarray(from, from + member.packed);
  const bytes = member.method === stored ? data : inflated(data, member.size);
  if (typeof bytes === 'string') return bytes;
  if (bytes.length !== member.size) return 'size';
  return crc32(bytes) === member.crc ? bytes : 'crc32';
}

function inflated(data: Uint8Array, size: number): Uint8Array | 'deflate' | 'size' {
  try {
    if (data.length > inflateStep) return inflatedInSteps(data, size);
    const bytes = inflateSync(data);
    return bytes.length === size ? bytes : 'size';
  } catch {
    return 'deflate';
  }
}

function inflatedInSteps(data: Uint8Array, size: number): Uint8Array | 'size' {
  const out = new Uint8Array(size);
  let at = 0;
  const stream = new Inflate((chunk) => {
    if (at + chunk.length <= size) out.set(chunk, at);
    at += chunk.length;
  });
  for (let from = 0; from < data.length && at <= size; from += inflateStep)
    stream.push(data.subarray(from, from + inflateStep), from + inflateStep >= data.length);
  return at === size ? out : 'size';
}

/** A relative path of plain ASCII that stays where it is put, on every system. */
function isSafe(path: string): boolean {
  return /^[A-Za-z0-9_.-]+(?:\/[A-Za-z0-9_.-]+)*$/.test(path) && !path.split('/').some((part) => /^\.+$/.test(part));
}

const printable = (path: string): string => path.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 200);

function localHeader({ path, method, crc, packed, size }: Member): Uint8Array {
  return layout(
    '4 22222 444 22',
    [0x04034b50, version, 0, method, dosTime, dosDate, crc, packed, size, path.length, 0],
    path,
  );
}

function centralHeader({ path, method, crc, packed, size, offset }: Member): Uint8Array {
  const facts = [0, method, dosTime, dosDate, crc, packed, size, path.length];
  return layout('4 22 2222 444 2 2222 44', [0x02014b50, version, version, ...facts, 0, 0, 0, 0, 0, offset], path);
}

function endRecord(count: number, bytes: number, offset: number): Uint8Array {
  return layout('4 2222 44 2', [0x06054b50, 0, 0, count, count, bytes, offset, 0]);
}

/** Little-endian numbers, each of as many bytes as the form says, and a name behind them. */
function layout(form: string, numbers: readonly number[], name = ''): Uint8Array {
  const bytes = [...form.replaceAll(' ', '')].flatMap((width, nth) =>
    Array.from({ length: Number(width) }, (_, byte) => ((numbers[nth] ?? 0) >>> (8 * byte)) & 255),
  );
  return Uint8Array.from([...bytes, ...Array.from(name, (letter) => letter.charCodeAt(0))]);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
