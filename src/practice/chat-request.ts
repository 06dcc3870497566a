import { z } from 'zod';
import type { Message } from './reply.ts';

/** Bytes of a request's body. */
export const largestBody = 2 * 1024 * 1024;

const textPart = z.object({ type: z.literal('text'), text: z.string() });
const chatRequest = z.object({
  model: z.string().min(1).max(200),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'developer', 'user', 'assistant', 'tool']),
        content: z.union([z.string(), z.array(textPart).max(200)]).nullish(),
      }),
    )
    .min(1)
    .max(200),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
});

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly Message[];
  readonly stream: boolean;
  /** a streamed answer ends with a piece that holds the usage */
  readonly streamUsage: boolean;
}

type Read = { readonly request: ChatRequest } | { readonly problem: string };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads the body of a chat completion request; what the practice system has no use for (temperature, seed …) is let pass. */
export function readChatRequest(body: string): Read {
  const value = parseJson(body);
  if (value === undefined) return { problem: 'the body is not JSON' };
  const parsed = chatRequest.safeParse(value);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error).slice(0, 1_000) };
  const { model, messages, stream, stream_options: options } = parsed.data;
  return {
    request: {
      model,
      messages: messages.map(({ role, content }) => ({
        role,
        content: typeof content === 'string' ? content : (content ?? []).map((part) => part.text).join(''),
      })),
      stream: stream === true,
      streamUsage: options?.include_usage === true,
    },
  };
}
