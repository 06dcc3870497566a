import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AssessError } from '../error.ts';
import type { SuiteNotice } from './suite.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface Detected {
  readonly encoding: Encoding;
  readonly notice: SuiteNotice['code'] | null;
}

/** Largest file that is read at all, in bytes. */
const largestFile = 2 * 1024 ** 3;

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new AssessError('suite.unreadable', { file: path, system: 'not_a_file' });
    if (facts.size > largestFile) throw new AssessError('suite.too_large', { file: path, limitBytes: largestFile });
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4096), 0, 4096, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function isValid(path: string, encoding: Encoding): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of createReadStream(path)) decoder.decode(chunk as Buffer, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** A text of JSON or YAML begins with ASCII, so a zero in the first two bytes tells UTF-16 and its order. */
function utf16Of(head: Buffer): Encoding | null {
  if (head.length < 2) return null;
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] !== 0 && head[1] === 0)) return 'utf-16le';
  if ((head[0] === 0xfe && head[1] === 0xff) || (head[0] === 0 && head[1] !== 0)) return 'utf-16be';
  return null;
}

function readFault(path: string, cause: unknown): AssessError {
  if (cause instanceof AssessError) return cause;
  const system = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new AssessError(
    system === 'ENOENT' ? 'suite.not_found' : 'suite.unreadable',
    { file: path, system },
    { cause },
  );
}

/**
 * Tells how a text file is encoded, reading it through once: UTF-8 (with or without byte order mark), UTF-16, or GB18030 where it is
 * valid GB18030 and not valid UTF-8.
 * @throws AssessError `suite.encoding_unknown`, `suite.not_found`, `suite.unreadable`, `suite.too_large`
 */
export async function detectEncoding(path: string): Promise<Detected> {
  try {
    const head = await headOf(path);
    const wide = utf16Of(head);
    if (wide !== null && (await isValid(path, wide))) return { encoding: wide, notice: 'suite.decoded_as_utf16' };
    const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
    if (wide === null && (await isValid(path, 'utf-8'))) {
      return { encoding: 'utf-8', notice: marked ? 'suite.byte_order_mark' : null };
    }
    if (wide === null && !marked && (await isValid(path, 'gb18030'))) {
      return { encoding: 'gb18030', notice: 'suite.decoded_as_gb18030' };
    }
  } catch (cause) {
    throw readFault(path, cause);
  }
  throw new AssessError('suite.encoding_unknown', { file: path });
}

export interface Line {
  /** 1-based */
  readonly number: number;
  /** null where the line is longer than the bound; it is skipped, not kept */
  readonly text: string | null;
}

/** The lines of a file, without their ends, one at a time; no more than one line and one chunk are in memory. */
export async function* linesOf(path: string, encoding: Encoding, longest: number): AsyncGenerator<Line> {
  const decoder = new TextDecoder(encoding);
  let number = 0;
  let rest = '';
  let overlong = false;
  const finish = (text: string): Line => {
    number += 1;
    const tooLong = overlong || text.length > longest;
    overlong = false;
    return { number, text: tooLong ? null : text.endsWith('\r') ? text.slice(0, -1) : text };
  };
  try {
    for await (const chunk of createReadStream(path)) {
      const pieces = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = pieces.pop() ?? '';
      for (const piece of pieces) yield finish(piece);
      if (rest.length > longest) {
        overlong = true;
        rest = '';
      }
    }
  } catch (cause) {
    throw readFault(path, cause);
  }
  rest += decoder.decode();
  if (rest !== '' || overlong) yield finish(rest);
}
