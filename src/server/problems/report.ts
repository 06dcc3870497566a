import type { ReportErrorCode } from '../../report/index.ts';
import type { ProblemText } from '../frame/problem.ts';

export const reportProblems: Readonly<Record<ReportErrorCode, ProblemText>> = {
  'report.coverage_incomplete': {
    zh: '覆盖矩阵缺少这些条目的说明：{items}',
    en: 'The coverage matrix says nothing of: {items}',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
  'report.coverage_contradicts': {
    zh: '覆盖矩阵中这些条目自相矛盾：{items}',
    en: 'The coverage matrix contradicts itself on: {items}',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
};
