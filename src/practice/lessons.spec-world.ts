import type { Lesson } from './lesson.ts';

const blank: Lesson = {
  id: 'x-1',
  language: 'en',
  risks: ['3.1.1(a)'],
  question: '',
  instructions: '',
  expect: 'answer',
  group: null,
  variant: null,
  contrast: null,
};

export const lessonWith = (over: Partial<Lesson>): Lesson => ({ ...blank, ...over });

/** A hundred lessons alike but for their id, so that a fault planted in a share of them shows in some and not in others. */
export const hundred = (over: Partial<Lesson>): readonly Lesson[] =>
  Array.from({ length: 100 }, (_, at) =>
    lessonWith({ id: `x-${at}`, question: `${over.question ?? 'May I ask'} (${at})`, ...over }),
  ).map((it, at) => ({ ...it, question: `${it.question} no. ${at};` }));
