import { z } from 'zod';
import { AssessError } from '../error.ts';
import { declined } from './foreign.ts';
import { parseJson } from './http.ts';
import type { ChatOptions } from './openai.ts';
import type { Target } from './target.ts';

const message = z.looseObject({
  model: z.string().nullish(),
  stop_reason: z.string().nullish(),
  content: z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
});

/**
 * A target that speaks Anthropic's messages. That interface demands `max_tokens`, and we set nothing for the user.
 * @throws AssessError `target.param_required` when the user has not set it
 */
export function anthropicTarget({ endpoint, model, params }: ChatOptions): Target {
  if (params.max_tokens === undefined) throw new AssessError('target.param_required', { param: 'max_tokens' });
  const { address } = endpoint;
  return {
    kind: 'anthropic',
    params,
    describe: () => ({ kind: 'anthropic', address, model }),
    async ask(turns, signal) {
      const system = turns.filter((it) => it.role === 'system').map((it) => it.content);
      const messages = turns.filter((it) => it.role !== 'system');
      const body = { model, ...params, ...(system.length > 0 ? { system: system.join('\n\n') } : {}), messages };
      const answer = await endpoint.send(JSON.stringify(body), signal);
      const parsed = message.safeParse(parseJson(answer, address));
      if (!parsed.success) throw new AssessError('target.answer_malformed', { address });
      const blocks = parsed.data.content.filter((it) => it.type === 'text');
      const said = blocks.map((it) => it.text ?? '').join('');
      const finish = parsed.data.stop_reason ?? null;
      const text = said.trim() === '' && finish === 'refusal' ? declined('refusal') : said;
      if (text.trim() === '') throw new AssessError('target.answer_empty', { address, finish });
      const reportedModel = parsed.data.model ?? null;
      return { text, reportedModel, fingerprint: null, finish, bytes: answer.bytes };
    },
    close: () => endpoint.close(),
  };
}
