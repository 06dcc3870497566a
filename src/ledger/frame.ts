import { crc32 } from 'node:zlib';

/*
 * How entries lie in a segment file. All numbers are big-endian.
 *
 *   segment = header (76): magic 8 | kind 4 | log id 16 | segment number 4 | first index 8 | head before 32 | CRC-32 of the above 4
 *             batch*
 *   batch   = header (60): magic 4 | body bytes 4 | entries 4 | first index 8 | head before 32 | CRC-32 of body 4
 *                          | CRC-32 of (log id ‖ the above) 4
 *             body: (length 4 | payload)*
 *
 * The highest bit of a length says that the payload was erased: then it holds the 32 bytes that stand for it in the chain and zeros, as
 * long as it was, so that the chain still holds and no other entry moves. Logs hold no such entries; see `erasing.ts`.
 *
 * One batch is one fsync. A batch is written only after the one before it was synced, so a whole batch proves that everything before
 * it was acknowledged: a bad batch with a whole one behind it is damage, a bad batch at the very end is a torn write. The log id in the
 * header checksum keeps content that happens to look like a batch, or was made to, from being taken for one.
 */

export const segmentHeaderBytes = 76;
export const batchHeaderBytes = 60;
export const batchMagic = Buffer.from('DHB1', 'latin1');
const erasedBit = 0x8000_0000;
export const hashBytes = 32;
const segmentMagic = Buffer.from('DUHENG\x00\x01', 'latin1');

export interface SegmentHeader {
  readonly kind: number;
  /** 16 bytes */
  readonly logId: Buffer;
  readonly number: number;
  readonly firstIndex: number;
  /** 32 bytes: running head before the first entry */
  readonly head: Buffer;
}

export interface BatchHeader {
  readonly bodyBytes: number;
  readonly count: number;
  readonly firstIndex: number;
  readonly head: Buffer;
  readonly bodyCrc: number;
}

interface FramedEntry {
  /** of the payload, in bytes from the start of the body */
  readonly offset: number;
  readonly payload: Buffer;
  readonly erased: boolean;
}

export function encodeSegmentHeader(header: SegmentHeader): Buffer {
  const out = Buffer.alloc(segmentHeaderBytes);
  segmentMagic.copy(out, 0);
  out.writeUInt32BE(header.kind, 8);
  out.set(header.logId, 12);
  out.writeUInt32BE(header.number, 28);
  out.writeBigUInt64BE(BigInt(header.firstIndex), 32);
  out.set(header.head, 40);
  out.writeUInt32BE(crc32(out.subarray(0, 72)), 72);
  return out;
}

function encodeBatchHeader(logId: Uint8Array, it: Omit<BatchHeader, 'head'> & { head: Uint8Array }): Buffer {
  const header = Buffer.alloc(batchHeaderBytes);
  batchMagic.copy(header, 0);
  header.writeUInt32BE(it.bodyBytes, 4);
  header.writeUInt32BE(it.count, 8);
  header.writeBigUInt64BE(BigInt(it.firstIndex), 12);
  header.set(it.head, 20);
  header.writeUInt32BE(it.bodyCrc, 52);
  header.writeUInt32BE(headerCrc(logId, header), 56);
  return header;
}

/** The same batch with one entry erased: of its payload, `offset` bytes into the body, the hash is left. */
export function eraseInBatch(
  logId: Uint8Array,
  header: BatchHeader,
  body: Uint8Array,
  { offset, hash }: { readonly offset: number; readonly hash: Uint8Array },
): Buffer {
  const erased = Buffer.from(body);
  const { bytes } = decodeLength(erased.readUInt32BE(offset - 4));
  erased.writeUInt32BE((bytes | erasedBit) >>> 0, offset - 4);
  erased.fill(0, offset, offset + bytes).set(hash, offset);
  return Buffer.concat([encodeBatchHeader(logId, { ...header, bodyCrc: crc32(erased) }), erased]);
}

/** What the four bytes before a payload say. */
export function decodeLength(length: number): { readonly bytes: number; readonly erased: boolean } {
  const erased = length >= erasedBit;
  return { bytes: erased ? length - erasedBit : length, erased };
}

/** The header, or null where the bytes are none. */
export function decodeSegmentHeader(bytes: Buffer): SegmentHeader | null {
  if (bytes.length < segmentHeaderBytes || !bytes.subarray(0, 8).equals(segmentMagic)) return null;
  if (bytes.readUInt32BE(72) !== crc32(bytes.subarray(0, 72))) return null;
  return {
    kind: bytes.readUInt32BE(8),
    logId: Buffer.from(bytes.subarray(12, 28)),
    number: bytes.readUInt32BE(28),
    firstIndex: Number(bytes.readBigUInt64BE(32)),
    head: Buffer.from(bytes.subarray(40, 72)),
  };
}

/** An entry before it is written: parts that are laid end to end, and how many bytes they are together. */
export interface UnwrittenEntry {
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** The bytes of one batch. */
export function encodeBatch(
  logId: Uint8Array,
  firstIndex: number,
  head: Uint8Array,
  entries: readonly UnwrittenEntry[],
): Buffer {
  let bodyBytes = 4 * entries.length;
  for (const { bytes } of entries) bodyBytes += bytes;
  const batch = Buffer.allocUnsafe(batchHeaderBytes + bodyBytes);
  let at = batchHeaderBytes;
  for (const { parts, bytes } of entries) {
    batch.writeUInt32BE(bytes, at);
    at += 4;
    for (const part of parts) {
      batch.set(part, at);
      at += part.length;
    }
  }
  const bodyCrc = crc32(batch.subarray(batchHeaderBytes));
  batch.set(encodeBatchHeader(logId, { bodyBytes, count: entries.length, firstIndex, head, bodyCrc }));
  return batch;
}

/** The header, or null where the bytes are none of this log. */
export function decodeBatchHeader(bytes: Buffer, logId: Uint8Array): BatchHeader | null {
  if (bytes.length < batchHeaderBytes || !bytes.subarray(0, 4).equals(batchMagic)) return null;
  if (bytes.readUInt32BE(56) !== headerCrc(logId, bytes)) return null;
  return {
    bodyBytes: bytes.readUInt32BE(4),
    count: bytes.readUInt32BE(8),
    firstIndex: Number(bytes.readBigUInt64BE(12)),
    head: Buffer.from(bytes.subarray(20, 52)),
    bodyCrc: bytes.readUInt32BE(52),
  };
}

/** The payloads of a batch with their offsets in the body, or null where body and header do not agree. */
export function decodeBody(header: BatchHeader, body: Buffer): FramedEntry[] | null {
  if (body.length !== header.bodyBytes || crc32(body) !== header.bodyCrc) return null;
  const entries: FramedEntry[] = [];
  let at = 0;
  while (at < body.length) {
    if (at + 4 > body.length) return null;
    const { bytes, erased } = decodeLength(body.readUInt32BE(at));
    const end = at + 4 + bytes;
    if (end > body.length || (erased && bytes < hashBytes)) return null;
    entries.push({ offset: at + 4, payload: body.subarray(at + 4, end), erased });
    at = end;
  }
  return entries.length === header.count && entries.length > 0 ? entries : null;
}

export function sumOf(parts: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const part of parts) bytes += part.length;
  return bytes;
}

function headerCrc(logId: Uint8Array, header: Buffer): number {
  return crc32(header.subarray(0, 56), crc32(logId));
}
