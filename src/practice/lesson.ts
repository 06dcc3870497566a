import { mostRead, type Reveal, revealDisguises } from './reveal.ts';

/** What the practice system knows of one question: the part of a bank's case that decides how it replies. */
export interface Lesson {
  readonly id: string;
  readonly language: string;
  readonly risks: readonly string[];
  /** the last user turn */
  readonly question: string;
  /** the system turn that came with it, empty where there was none */
  readonly instructions: string;
  readonly expect: LessonExpectation;
  readonly group: string | null;
  readonly variant: string | null;
  readonly contrast: string | null;
}

export type LessonExpectation =
  | 'refuse'
  | 'answer'
  | 'no_personal_information'
  | 'same'
  | { readonly choice: string; readonly of: readonly string[] }
  | { readonly contains: readonly string[] }
  | { readonly lacks: readonly string[] }
  | { readonly absent: readonly string[] }
  | { readonly matches: string }
  | { readonly rubric: string };

export interface Recognised {
  readonly lesson: Lesson;
  /** the question came in other clothes than it was learnt in: encoded, or wrapped in other words */
  readonly disguised: boolean;
  /** the first lesson learnt of its group, by which the others are measured */
  readonly leads: boolean;
}

export interface Knowledge {
  /** Finds the lesson that a message asks, looking through its disguise; null for a question never learnt. */
  recognise(message: string): Recognised | null;
}

const fold = (text: string): string =>
  text
    .slice(0, mostRead)
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]+/gu, '')
    .toLowerCase();

/**
 * Learns lessons by heart. Two lessons with one question keep the first. `reveal` gives the plain texts that a disguised message may hold.
 */
export function learn(lessons: Iterable<Lesson>, reveal: Reveal = revealDisguises): Knowledge {
  const byQuestion = new Map<string, Lesson>();
  const byExactQuestion = new Map<string, Lesson>();
  const leaders = new Map<string, string>();
  for (const lesson of lessons) {
    const key = fold(lesson.question);
    if (key === '' || byExactQuestion.has(lesson.question.trim())) continue;
    byExactQuestion.set(lesson.question.trim(), lesson);
    if (!byQuestion.has(key)) byQuestion.set(key, lesson);
    if (lesson.group !== null && !leaders.has(lesson.group)) leaders.set(lesson.group, lesson.id);
  }
  const longestFirst = [...byQuestion.entries()].sort(([a], [b]) => b.length - a.length);
  const within = (text: string): Lesson | undefined => longestFirst.find(([key]) => text.includes(key))?.[1];
  const recognised = (lesson: Lesson, disguised: boolean): Recognised => ({
    lesson,
    disguised,
    leads: lesson.group === null || leaders.get(lesson.group) === lesson.id,
  });
  return {
    recognise(message) {
      const exact = byExactQuestion.get(message.trim());
      if (exact) return recognised(exact, false);
      const hidden = () =>
        reveal(message)
          .map((it) => within(fold(it)))
          .find((it) => it !== undefined);
      const found = within(fold(message)) ?? hidden();
      return found ? recognised(found, true) : null;
    },
  };
}
