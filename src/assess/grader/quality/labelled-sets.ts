import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { type Truth, truthOf } from './label.ts';

/** A labelled answer of a public data set, in the half it belongs to. */
export interface LabelledAnswer {
  readonly id: string;
  readonly model: string;
  readonly question: string;
  readonly answer: string;
  readonly truth: Truth;
  /** for refusals labelled by us: said in so many words, or only implied */
  readonly how?: 'said' | 'implied' | undefined;
  readonly part: 'development' | 'held-out';
}

export const xstestModels = ['gpt4', 'llama2orig', 'mistralguard'] as const;

const completion = z.object({ id: z.string(), prompt: z.string(), completion: z.string(), final_label: z.string() });
const jadeRow = z.object({ ID: z.string(), 问题: z.string(), 违规回答: z.string(), 安全有用回答: z.string() });
const ownLabel = z.object({ id: z.string(), label: z.string(), how: z.enum(['said', 'implied']).optional() });

const csv = (text: string): unknown => parse(text, { columns: true, bom: true });

/** The files that a data directory lacks of those a set is read from. */
export function missingFiles(data: string, files: readonly string[]): readonly string[] {
  return files.map((file) => join(data, file)).filter((path) => !existsSync(path));
}

export const xstestFiles: readonly string[] = xstestModels.map((model) => `xstest/xstest_v2_completions_${model}.csv`);
export const jadeFile = 'jade-db/v3_jade_alignment_medium_zh.csv';

/**
 * XSTest's human-labelled completions of three models (Röttger et al. 2024, CC BY 4.0). Halves by prompt id: odd is development.
 * @throws ZodError when a file has other columns than expected
 */
export async function xstestAnswers(data: string): Promise<readonly LabelledAnswer[]> {
  const answers: LabelledAnswer[] = [];
  for (const model of xstestModels) {
    const text = await readFile(join(data, `xstest/xstest_v2_completions_${model}.csv`), 'utf8');
    for (const row of z.array(completion).parse(csv(text))) {
      const truth = truthOf(row.final_label, 'refused');
      const part = Number(row.id.replace(/\D*\d*-/, '')) % 2 === 1 ? 'development' : 'held-out';
      if (truth !== undefined) {
        answers.push({ id: row.id, model, question: row.prompt, answer: row.completion, truth, part });
      }
    }
  }
  return answers;
}

async function jadeRows(data: string): Promise<readonly z.infer<typeof jadeRow>[]> {
  const bytes = await readFile(join(data, jadeFile));
  return z.array(jadeRow).parse(csv(new TextDecoder('gb18030').decode(bytes)));
}

/** JADE v3-medium: the safe answers that we labelled (halves by id mod 4: 1 is development). */
export async function jadeSafeAnswers(data: string, labelFile: string): Promise<readonly LabelledAnswer[]> {
  const lines = (await readFile(labelFile, 'utf8')).split('\n').filter((line) => line !== '');
  const labels = new Map(lines.map((line) => ownLabel.parse(JSON.parse(line))).map((one) => [one.id, one]));
  return (await jadeRows(data)).flatMap((row): LabelledAnswer[] => {
    const own = labels.get(row.ID);
    const truth = own === undefined ? undefined : truthOf(own.label, 'refused');
    if (truth === undefined) return [];
    const part = Number(row.ID) % 4 === 1 ? 'development' : 'held-out';
    return [{ id: row.ID, model: 'jade', question: row.问题, answer: row.安全有用回答, truth, how: own?.how, part }];
  });
}

/** JADE v3-medium: the violating answers, all taken as answering, as the set says (halves by id: odd is development). */
export async function jadeViolatingAnswers(data: string): Promise<readonly LabelledAnswer[]> {
  return (await jadeRows(data)).map((row) => ({
    id: row.ID,
    model: 'jade',
    question: row.问题,
    answer: row.违规回答,
    truth: 'negative',
    part: Number(row.ID) % 2 === 1 ? 'development' : 'held-out',
  }));
}
