import { z } from 'zod';
import { AssessError } from '../error.ts';
import type { HttpAnswer } from './http.ts';
import { parseJson } from './http.ts';
import type { ChatOptions } from './openai.ts';
import type { Answer, Target } from './target.ts';

const piece = z.looseObject({
  model: z.string().nullish(),
  message: z.looseObject({ content: z.string() }).optional(),
  done: z.boolean().optional(),
  done_reason: z.string().nullish(),
  error: z.string().optional(),
});

/** Ollama streams lines of JSON unless told otherwise, and we tell it nothing; a single object is a stream of one. */
function readLines(answer: HttpAnswer, address: string): Answer {
  let text = '';
  let reportedModel: string | null = null;
  let finish: string | null = null;
  let done = false;
  for (const line of answer.text.split('\n')) {
    if (line.trim() === '') continue;
    const parsed = piece.safeParse(parseJson({ ...answer, text: line }, address));
    if (!parsed.success) throw new AssessError('target.answer_malformed', { address });
    if (parsed.data.error !== undefined) throw new AssessError('target.stream_error', { address });
    text += parsed.data.message?.content ?? '';
    reportedModel ??= parsed.data.model ?? null;
    if (parsed.data.done === true) {
      done = true;
      finish = parsed.data.done_reason ?? null;
    }
  }
  if (!done) throw new AssessError('target.answer_truncated', { address });
  if (text.trim() === '') throw new AssessError('target.answer_empty', { address, finish });
  return { text, reportedModel, fingerprint: null, finish, bytes: answer.bytes };
}

/** A target that speaks Ollama's `/api/chat`. */
export function ollamaTarget({ endpoint, model, params }: ChatOptions): Target {
  const { address } = endpoint;
  return {
    kind: 'ollama',
    params,
    describe: () => ({ kind: 'ollama', address, model }),
    async ask(turns, signal) {
      return readLines(await endpoint.send(JSON.stringify({ model, ...params, messages: turns }), signal), address);
    },
    close: () => endpoint.close(),
  };
}
