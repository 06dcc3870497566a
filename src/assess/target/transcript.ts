import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { AssessError } from '../error.ts';
import { promptOf } from './prompt.ts';
import type { Answer, Target, TargetBounds } from './target.ts';

/** One line of a transcript: what was asked and what came back. */
export const transcriptLine = z.looseObject({
  question: z.string().min(1),
  answer: z.string(),
  model: z.string().max(300).optional(),
});

const key = (text: string) => createHash('sha256').update(text).digest('base64');
const mostLines = 2_000_000;

function invalid(path: string, line: number, field: string): AssessError {
  const fault = { code: 'target.transcript_invalid', file: path, line, field, params: {} };
  return new AssessError('target.transcript_invalid', { file: path, line, field }, { faults: [fault] });
}

function parseLine(path: string, text: string, line: number, bounds: TargetBounds): z.infer<typeof transcriptLine> {
  if (Buffer.byteLength(text) > 2 * bounds.answerBytes || line > mostLines) throw invalid(path, line, '');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(path, line, '');
  }
  const parsed = transcriptLine.safeParse(value);
  if (!parsed.success) throw invalid(path, line, parsed.error.issues[0]?.path.join('.') ?? '');
  return parsed.data;
}

async function readTranscript(path: string, bounds: TargetBounds): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  for await (const raw of lines) {
    number += 1;
    const text = number === 1 ? raw.replace(/^\ufeff/, '') : raw;
    if (text.trim() === '') continue;
    const { question, answer, model } = parseLine(path, text, number, bounds);
    const known = answers.get(key(question));
    if (known !== undefined && known.text !== answer) throw invalid(path, number, 'question');
    const bytes = Buffer.byteLength(answer);
    answers.set(key(question), { text: answer, reportedModel: model ?? null, fingerprint: null, finish: null, bytes });
  }
  return answers;
}

/**
 * A target that answers from a file of recorded questions and answers (JSONL `{question, answer, model?}`). A conversation is looked up
 * by its prompt: the question itself for a single user turn. One question with two answers is refused.
 * @throws AssessError `target.transcript_invalid` with file and line
 */
export async function transcriptTarget(path: string, bounds: TargetBounds): Promise<Target> {
  let answers: Map<string, Answer>;
  try {
    answers = await readTranscript(path, bounds);
  } catch (cause) {
    if (cause instanceof AssessError) throw cause;
    throw new AssessError('target.transcript_invalid', { file: path, line: 0, field: '' }, { cause });
  }
  return {
    kind: 'transcript',
    params: {},
    describe: () => ({ kind: 'transcript', address: path, model: null }),
    async ask(turns) {
      const found = answers.get(key(promptOf(turns)));
      if (found === undefined) throw new AssessError('target.transcript_lacks_question', { file: path });
      if (found.text.trim() === '') throw new AssessError('target.answer_empty', { address: path, finish: null });
      return found;
    },
    close: async () => undefined,
  };
}
