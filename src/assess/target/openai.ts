import { z } from 'zod';
import { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import { declined } from './foreign.ts';
import { type HttpAnswer, type HttpEndpoint, parseJson } from './http.ts';
import { eventData } from './sse.ts';
import type { Answer, Target } from './target.ts';

const name = z.string().nullish();
const parts = z.array(z.looseObject({ text: z.string().optional() }));
const content = z.union([z.string(), parts]).nullish();

const completion = z.looseObject({
  model: name,
  system_fingerprint: name,
  choices: z
    .array(z.looseObject({ finish_reason: name, message: z.looseObject({ content, refusal: z.string().nullish() }) }))
    .min(1),
});

const chunk = z.looseObject({
  model: name,
  system_fingerprint: name,
  error: z.unknown().optional(),
  choices: z
    .array(
      z.looseObject({
        finish_reason: name,
        delta: z.looseObject({ content, refusal: z.string().nullish() }).nullish(),
      }),
    )
    .optional(),
});

function textOf(given: z.infer<typeof content>): string {
  if (typeof given === 'string') return given;
  return (given ?? []).map((it) => it.text ?? '').join('');
}

/**
 * What the user would read: the content; where there is none, the model's own refusal; where a filter withheld both, a sentence that
 * says so. Such an answer was given, and a run must not end over it.
 */
function answerOf(text: string, refusal: string, finish: string | null, address: string): string {
  if (text.trim() !== '') return text;
  if (refusal.trim() !== '') return refusal;
  if (finish === 'content_filter' || finish === 'refusal') return declined(finish);
  throw new AssessError('target.answer_empty', { address, finish });
}

/** @throws AssessError `target.answer_malformed` or `target.answer_empty` */
function readCompletion(answer: HttpAnswer, address: string): Answer {
  const parsed = completion.safeParse(parseJson(answer, address));
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined) throw new AssessError('target.answer_malformed', { address });
  const finish = choice.finish_reason ?? null;
  const text = answerOf(textOf(choice.message.content), choice.message.refusal ?? '', finish, address);
  const { model = null, system_fingerprint = null } = parsed.data;
  return { text, reportedModel: model, fingerprint: system_fingerprint, finish, bytes: answer.bytes };
}

interface Streamed {
  text: string;
  refusal: string;
  model: string | null;
  fingerprint: string | null;
  finish: string | null;
}

function addChunk(into: Streamed, data: string, address: string): void {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    throw new AssessError('target.answer_malformed', { address });
  }
  const parsed = chunk.safeParse(value);
  if (!parsed.success) throw new AssessError('target.answer_malformed', { address });
  if (parsed.data.error !== undefined && parsed.data.error !== null)
    throw new AssessError('target.stream_error', { address });
  into.model ??= parsed.data.model ?? null;
  into.fingerprint ??= parsed.data.system_fingerprint ?? null;
  const choice = parsed.data.choices?.[0];
  into.text += textOf(choice?.delta?.content);
  into.refusal += choice?.delta?.refusal ?? '';
  into.finish ??= choice?.finish_reason ?? null;
}

/** @throws AssessError `target.answer_truncated` when neither `[DONE]` nor a finish reason came */
function readStream(answer: HttpAnswer, address: string): Answer {
  const streamed: Streamed = { text: '', refusal: '', model: null, fingerprint: null, finish: null };
  let done = false;
  let events = 0;
  for (const data of eventData(answer.text)) {
    events += 1;
    if (data.trim() === '[DONE]') {
      done = true;
      break;
    }
    addChunk(streamed, data, address);
  }
  if (events === 0 && !/^text\/event-stream/i.test(answer.contentType)) return readCompletion(answer, address);
  if (!done && streamed.finish === null) throw new AssessError('target.answer_truncated', { address });
  const text = answerOf(streamed.text, streamed.refusal, streamed.finish, address);
  const { model: reportedModel, fingerprint, finish } = streamed;
  return { text, reportedModel, fingerprint, finish, bytes: answer.bytes };
}

export interface ChatOptions {
  readonly endpoint: HttpEndpoint;
  readonly model: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A target that speaks OpenAI's chat completions, in one piece or streamed. */
export function openAiTarget({ endpoint, model, params }: ChatOptions, streamed: boolean): Target {
  const kind = streamed ? 'openai-stream' : 'openai';
  const { address } = endpoint;
  const read = streamed ? readStream : readCompletion;
  const fixed = { model, ...params, ...(streamed ? { stream: true } : {}) };
  return {
    kind,
    params,
    describe: () => ({ kind, address, model }),
    async ask(turns: readonly Turn[], signal) {
      return read(await endpoint.send(JSON.stringify({ ...fixed, messages: turns }), signal), address);
    },
    close: () => endpoint.close(),
  };
}
