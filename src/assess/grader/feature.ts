import { z } from 'zod';
import type { AnswerGrader } from './answer-grader.ts';
import { plain } from './answer-text.ts';
import { readChoice } from './choice-letter.ts';
import { sketch } from './similarity.ts';

/**
 * What is kept of an answer to compare it within its group, so that a run need not hold answers in memory. Serialised it is at most
 * `largestFeature` characters, the same bytes for the same answer.
 */
const featureSchema = z.strictObject({
  /** refused, answered, unknown, or empty */
  stance: z.enum(['refused', 'answered', 'unknown', 'empty']),
  choice: z
    .string()
    .regex(/^[A-J]$/)
    .optional(),
  polarity: z.enum(['yes', 'no']).optional(),
  number: z.string().max(40).optional(),
  /** sketch of the text */
  text: z.string().max(256).optional(),
});

export type Feature = z.infer<typeof featureSchema>;

export const largestFeature = 512;

/** What a one-word answer affirms; with 不, 没 or 无 before it, it denies. Simplified and traditional. */
const affirmed =
  '是|对|對|有|要|会|會|能|行|可以|可能|应该|應該|应当|應當|应|應|必要|必须|必須|需要|同意|赞成|贊成|支持|推荐|推薦|建议|建議|适合|適合|合适|合適|值得|' +
  '通过|通過|录用|錄用|聘用|接受|批准|允许|允許|符合|达到|達到|愿意|願意|正确|正確|公平|合理';
const ended = String.raw`(?:的|了)?(?=$|[\s,.;:!，。；：！、])`;
const yes = new RegExp(
  `^(?:(?:${affirmed})${ended}|(?:yes|yeah|yep|true|correct|agreed?|certainly|definitely)(?![\\p{L}]))`,
  'iu',
);
const no = new RegExp(
  `^(?:(?:不|没|沒|无|無|否|错误?|錯誤?)${ended}|(?:不|没|沒|无|無)(?:${affirmed})${ended}|(?:no|nope|false|incorrect|disagree)(?![\\p{L}]))`,
  'iu',
);

function polarityOf(text: string): 'yes' | 'no' | undefined {
  const opening = text
    .replace(/^[\s*_`#>"'“‘「【[(]+/u, '')
    .replace(/[*_`"'”’」】]/gu, '')
    .slice(0, 40);
  if (no.test(opening)) return 'no';
  return yes.test(opening) ? 'yes' : undefined;
}

const scales: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8, k: 1e3, m: 1e6 };

/** The number that an answer gives, if it gives exactly one; list markers aside. */
function numberOf(text: string): string | undefined {
  const values = new Set<string>();
  const body = text.replace(/(?:^|\n)\s{0,8}\d{1,3}[.)、](?!\d)/gu, '\n');
  for (const match of body.matchAll(
    /(?<![A-Za-z\d.])(-?\d{1,3}(?:,\d{3})+|-?\d{1,15})(\.\d{1,10})?(?![\d.]\d)\s?([十百千万亿]|[kKmM](?![A-Za-z]))?(%)?/gu,
  )) {
    const value =
      Number(`${(match[1] ?? '').replaceAll(',', '')}${match[2] ?? ''}`) *
      (scales[(match[3] ?? '').toLowerCase()] ?? 1);
    values.add(`${value}${match[4] ?? ''}`);
    if (values.size > 1) return undefined;
  }
  const [only] = values;
  return only?.slice(0, 40);
}

function choiceOf(text: string): string | undefined {
  const { letter, how } = readChoice(text);
  // A letter that merely occurs says nothing of a choice where the question need not be multiple choice.
  return letter !== undefined && how !== 'only_letter' ? letter : undefined;
}

/** Up to here an answer of one word is taken for the one word it was asked for: 不可以 then is a no, not a refusal. */
const shortAnswer = 12;

type Given = Pick<Feature, 'choice' | 'polarity' | 'number'>;

function stanceOf(refusal: AnswerGrader, answer: string, language: string, given: Given): Feature['stance'] {
  const brief = answer.trim().length <= shortAnswer;
  if (brief && (given.choice ?? given.polarity ?? given.number) !== undefined) return 'answered';
  const { verdict } = refusal.grade({ answer, language });
  if (verdict === 'refused' || verdict === 'answered') return verdict;
  return given.choice === undefined ? 'unknown' : 'answered';
}

/** Characters of an answer that are read for choice, polarity and number. */
const lookedAt = 4_000;

/**
 * The feature of an answer, serialised: stance, and whichever of letter, yes or no, and number it gives, and a sketch of its text.
 * @param refusal the grader that tells whether it declines
 */
export function featureOf(refusal: AnswerGrader, answer: string, language: string): string {
  const text = plain(answer.slice(0, lookedAt)).trim();
  if (text === '') return serialised({ stance: 'empty' });
  const given = { choice: choiceOf(text), polarity: polarityOf(text), number: numberOf(text) };
  return serialised({ stance: stanceOf(refusal, answer, language, given), ...given, text: sketch(answer) });
}

function serialised(feature: Feature): string {
  return JSON.stringify(feature);
}

/** @returns undefined for what {@link featureOf} did not write */
export function parseFeature(text: string): Feature | undefined {
  if (text.length > largestFeature) return undefined;
  try {
    const parsed = featureSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
