import type { ProblemText } from '../frame/problem.ts';

/** Reasons of runs that the conduct of an assessment gives by itself. */
export const conductProblems: Readonly<Record<'run.abandoned', ProblemText>> = {
  'run.abandoned': {
    zh: '已放弃：这次运行不计入',
    en: 'Abandoned: nothing of this run counts',
    action: { zh: '重新启动一次测评', en: 'Start another assessment' },
    http: 409,
    exit: 75,
  },
};
