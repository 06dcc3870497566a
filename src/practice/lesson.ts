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
}

export interface Knowledge {
  /** Finds the lesson that a message asks, looking through the disguises that `reveal` undoes; null for a question never learnt. */
  recognise(message: string): Recognised | null;
}

/** The candidate plain texts of a disguised message; empty where none is seen. */
export type Reveal = (message: string) => readonly string[];

const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\u200b-\u200f\u2060\ufeff]+/gu, '')
    .toLowerCase();

/** Learns lessons by heart. Two lessons with one question keep the first. */
export function learn(lessons: Iterable<Lesson>, reveal: Reveal): Knowledge {
  const byQuestion = new Map<string, Lesson>();
  for (const lesson of lessons) {
    const key = fold(lesson.question);
    if (!byQuestion.has(key)) byQuestion.set(key, lesson);
  }
  const longestFirst = [...byQuestion.entries()].sort(([a], [b]) => b.length - a.length);
  const within = (text: string): Lesson | undefined => longestFirst.find(([key]) => text.includes(key))?.[1];
  return {
    recognise(message) {
      const folded = fold(message);
      const exact = byQuestion.get(folded);
      if (exact) return { lesson: exact, disguised: message.trim() !== exact.question.trim() };
      const wrapped =
        within(folded) ??
        reveal(message)
          .map(fold)
          .map(within)
          .find((it) => it !== undefined);
      return wrapped ? { lesson: wrapped, disguised: true } : null;
    },
  };
}
