import { z } from 'zod';
import { AssessError } from '../../error.ts';
import { expectation } from '../../suite/case.ts';

const rowBounds = {
  /** an answer of 50 MB must fit, escapes included */
  lineBytes: 256 * 1024 * 1024,
  identifier: 512,
  label: 200,
} as const;

/** One line of what `duheng grade` reads; further fields are left alone. */
const answerRow = z.object({
  id: z.union([z.string().min(1).max(rowBounds.identifier), z.number()]),
  question: z.string().optional(),
  answer: z.string(),
  language: z.string().max(35).optional(),
  label: z.string().min(1).max(rowBounds.label).optional(),
  expect: expectation.optional(),
});

export type LabelledRow = z.infer<typeof answerRow>;

/** A line that is a row, or why it is none. */
export type ReadLine =
  | { readonly line: number; readonly row: LabelledRow }
  | { readonly line: number; readonly fault: AssessError };

interface RawLine {
  readonly line: number;
  /** null when the line is longer than allowed; what follows of it is passed over without being held */
  readonly bytes: Uint8Array | null;
}

/** Lines of a stream of bytes or text, split at LF, each at most `most` bytes. */
async function* rawLines(input: AsyncIterable<Uint8Array | string>, most: number): AsyncGenerator<RawLine> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  const take = (): RawLine => {
    const bytes = length > most ? null : Buffer.concat(parts);
    const taken = { line, bytes };
    parts = [];
    length = 0;
    line += 1;
    return taken;
  };
  const keep = (part: Uint8Array): void => {
    length += part.length;
    if (length > most) parts = [];
    else if (part.length > 0) parts.push(part);
  };
  for await (const chunk of input) {
    let rest = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      keep(rest.subarray(0, end));
      yield take();
      rest = rest.subarray(end + 1);
    }
    keep(rest);
  }
  if (length > 0) yield take();
}

function parseRow(
  { line, bytes }: RawLine,
  decoder: InstanceType<typeof TextDecoder>,
  most: number,
): ReadLine | undefined {
  if (bytes === null) return { line, fault: new AssessError('grader.row_too_long', { line, limitBytes: most }) };
  let text: string;
  try {
    text = decoder.decode(bytes).trim();
  } catch (cause) {
    return { line, fault: new AssessError('grader.row_not_utf8', { line }, { cause }) };
  }
  if (text === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the text, and with it an answer: it must not reach a log.
    return { line, fault: new AssessError('grader.row_not_json', { line }) };
  }
  const parsed = answerRow.safeParse(value);
  if (parsed.success) return { line, row: parsed.data };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  return { line, fault: new AssessError('grader.row_invalid', { line, field, issue: issue?.code ?? 'invalid' }) };
}

/**
 * The rows of a JSONL stream, one at a time: UTF-8 with or without a byte order mark, LF or CRLF, blank lines passed over. A line that
 * is no row comes as its fault with its number (`grader.row_too_long`, `grader.row_not_utf8`, `grader.row_not_json`,
 * `grader.row_invalid` with the field), so that the caller may stop or count.
 */
export async function* readAnswerRows(
  input: AsyncIterable<Uint8Array | string>,
  lineBytes: number = rowBounds.lineBytes,
): AsyncGenerator<ReadLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const raw of rawLines(input, lineBytes)) {
    const read = parseRow(raw, decoder, lineBytes);
    if (read !== undefined) yield read;
  }
}
