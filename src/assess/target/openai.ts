import { z } from 'zod';
import { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import { type HttpAnswer, type HttpEndpoint, parseJson } from './http.ts';
import { eventData } from './sse.ts';
import type { Answer, Target } from './target.ts';

const name = z.string().max(10_000).nullish();
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

const short = (given: string | null | undefined) => given?.slice(0, 300) ?? null;

/** @throws AssessError `target.answer_malformed` or `target.answer_empty` */
function readCompletion(answer: HttpAnswer, address: string): Answer {
  const parsed = completion.safeParse(parseJson(answer, address));
  const choice = parsed.data?.choices[0];
  if (!parsed.success || choice === undefined) throw new AssessError('target.answer_malformed', { address });
  // A structured refusal comes beside an empty content and is what the user would read.
  const text = textOf(choice.message.content) || (choice.message.refusal ?? '');
  const finish = short(choice.finish_reason);
  if (text.trim() === '') throw new AssessError('target.answer_empty', { address, finish });
  const { model, system_fingerprint } = parsed.data;
  return { text, reportedModel: short(model), fingerprint: short(system_fingerprint), finish, bytes: answer.bytes };
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
  } catch (cause) {
    throw new AssessError('target.answer_malformed', { address }, { cause });
  }
  const parsed = chunk.safeParse(value);
  if (!parsed.success) throw new AssessError('target.answer_malformed', { address });
  if (parsed.data.error !== undefined && parsed.data.error !== null)
    throw new AssessError('target.stream_error', { address });
  into.model ??= short(parsed.data.model);
  into.fingerprint ??= short(parsed.data.system_fingerprint);
  const choice = parsed.data.choices?.[0];
  into.text += textOf(choice?.delta?.content);
  into.refusal += choice?.delta?.refusal ?? '';
  into.finish ??= short(choice?.finish_reason);
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
  const text = streamed.text || streamed.refusal;
  if (text.trim() === '') throw new AssessError('target.answer_empty', { address, finish: streamed.finish });
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
