import { query } from 'jsonpath-rfc9535';
import { z } from 'zod';
import { AssessError } from '../error.ts';
import type { Turn } from '../suite/case.ts';
import { type HttpEndpoint, parseJson } from './http.ts';
import { promptOf } from './prompt.ts';
import type { Target } from './target.ts';

/** How any HTTP endpoint is asked: a JSON body with `"{{prompt}}"` (inside a string) or `{{messages}}` (an array), and a JSON path to the answer. */
export interface HttpTemplate {
  readonly body: string;
  /** RFC 9535; null: the whole body is the answer */
  readonly answer: string | null;
}

const placeholder = /\{\{\s*([A-Za-z_]+)\s*\}\}/g;

/** Fills both placeholders in one pass, so that a placeholder inside a question stays what it is. */
export function fillTemplate(body: string, turns: readonly Turn[]): string {
  return body.replace(placeholder, (_, name: string) =>
    name === 'messages' ? JSON.stringify(turns) : JSON.stringify(promptOf(turns)).slice(1, -1),
  );
}

function assertTemplate({ body, answer }: HttpTemplate): void {
  const names = [...body.matchAll(placeholder)].map((it) => it[1] ?? '');
  const unknown = names.find((it) => it !== 'prompt' && it !== 'messages');
  if (unknown !== undefined)
    throw new AssessError('target.template_invalid', { why: 'unknown_placeholder', placeholder: unknown });
  if (names.length === 0) throw new AssessError('target.template_invalid', { why: 'no_placeholder' });
  try {
    JSON.parse(fillTemplate(body, [{ role: 'user', content: '"\\\n' }]));
  } catch (cause) {
    throw new AssessError('target.template_invalid', { why: 'not_json' }, { cause });
  }
  if (answer === null) return;
  try {
    query({}, answer);
  } catch (cause) {
    throw new AssessError('target.json_path_invalid', { path: answer.slice(0, 300) }, { cause });
  }
}

const leaf = z.union([z.string(), z.number(), z.boolean()]);
const json = z.json();

function textAt(value: unknown, path: string, address: string): string {
  const found = query(json.parse(value), path);
  const texts = found.map((it) => leaf.safeParse(it));
  if (texts.length === 0 || texts.some((it) => !it.success)) {
    throw new AssessError('target.answer_malformed', { address, path: path.slice(0, 300), found: found.length });
  }
  return texts.map((it) => String(it.data)).join('');
}

/** @throws AssessError `target.template_invalid` or `target.json_path_invalid` */
export function templateTarget(endpoint: HttpEndpoint, template: HttpTemplate): Target {
  assertTemplate(template);
  const { address } = endpoint;
  return {
    kind: 'http',
    params: { body: template.body, answer: template.answer },
    describe: () => ({ kind: 'http', address, model: null }),
    async ask(turns, signal) {
      const answer = await endpoint.send(fillTemplate(template.body, turns), signal);
      const text =
        template.answer === null ? answer.text : textAt(parseJson(answer, address), template.answer, address);
      if (text.trim() === '') throw new AssessError('target.answer_empty', { address, finish: null });
      return { text, reportedModel: null, fingerprint: null, finish: null, bytes: answer.bytes };
    },
    close: () => endpoint.close(),
  };
}
