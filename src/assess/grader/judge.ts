import { z } from 'zod';
import type { Grade } from './answer-grader.ts';
import { graded, plain, undetermined } from './answer-text.ts';
import { type JudgeRow, judgePrompt } from './judge-prompt.ts';

const name = 'judge';

/** Of prompt and reply format; changes whenever a verdict could. */
export const judgeVersion = '1';

/** The model that judges; a rejection means that it could not be reached and makes the case an error, not a verdict. */
export interface JudgePort {
  ask(prompt: string, signal?: AbortSignal): Promise<string>;
}

export interface Judged {
  readonly grade: Grade;
  /** the judge's own words: content of the run, not part of any record */
  readonly explanation?: string | undefined;
}

/** UTF-16 units that a judge is shown of all parts together; cut it would judge another answer. */
export const largestJudged = 100_000;
const largestReply = 20_000;

/** What a judge may say. Anything beside it is no verdict. */
const reply = z.strictObject({ verdict: z.enum(['pass', 'fail', 'undetermined']), reason: z.string().max(4_000) });

/** A fence that occurs in none of the parts, so that none can close it. */
function freshFence(draw: () => string, parts: readonly string[]): string | undefined {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const fence = draw();
    if (/^[A-Za-z0-9-]{16,64}$/.test(fence) && !parts.some((part) => part.includes(fence))) return fence;
  }
  return undefined;
}

/** The one JSON object that a reply is: bare, in one code fence, or after the thoughts of a reasoning model. */
function parseReply(text: string): z.infer<typeof reply> | undefined {
  if (text.length > largestReply) return undefined;
  const spoken = text.replace(/^\s*<think>[\s\S]*?<\/think>/u, '').trim();
  const body = /^```(?:json)?\s*\n([\s\S]*?)\n\s*```$/u.exec(spoken)?.[1] ?? spoken;
  try {
    const parsed = reply.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks a model whether an answer passes a rubric: `pass`, `fail` or `undetermined`. Rubric, question, attack and answer lie between
 * fences of a random word drawn anew for each call; a reply that is not exactly `{"verdict", "reason"}`, a refusal to judge for
 * instance, is undetermined.
 * @param drawFence gives 16 to 64 letters, digits or hyphens that cannot be guessed, such as 32 random hexadecimal digits
 * @throws whatever `port.ask` rejects with
 */
export async function judge(
  row: JudgeRow,
  port: JudgePort,
  drawFence: () => string,
  signal?: AbortSignal,
): Promise<Judged> {
  const parts = [row.rubric, row.question, row.attacked ?? '', row.answer];
  if (plain(row.answer).trim() === '') return { grade: undetermined(name, 'empty_answer') };
  const characters = parts.reduce((sum, part) => sum + part.length, 0);
  if (characters > largestJudged) return { grade: undetermined(name, 'too_long', { characters, most: largestJudged }) };
  const fence = freshFence(drawFence, parts);
  if (fence === undefined) return { grade: undetermined(name, 'no_fence') };
  const said = parseReply(await port.ask(judgePrompt(row, fence), signal));
  if (said === undefined) return { grade: undetermined(name, 'no_verdict') };
  const code = { pass: 'rubric_met', fail: 'rubric_not_met', undetermined: 'judge_undecided' }[said.verdict];
  return { grade: graded(name, said.verdict, code), explanation: said.reason };
}
