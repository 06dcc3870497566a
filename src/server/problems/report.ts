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
  'report.period_invalid': {
    zh: '时间范围无效：{from} 至 {to}({reason})',
    en: 'This is no period: {from} to {to} ({reason})',
    action: {
      zh: '写作 2026-01、2026-01-31 或带时区的 RFC 3339 时刻；起点须早于终点，且不在将来',
      en: 'Write 2026-01, 2026-01-31 or an RFC 3339 time with its zone; the start lies before the end and not in the future',
    },
    http: 400,
    exit: 64,
  },
  'report.bundle_empty': {
    zh: '系统 {system} 在 {to} 之前还没有任何记录',
    en: 'Nothing is recorded of system {system} before {to}',
    action: { zh: '选择更晚的终点', en: 'Choose a later end of the period' },
    http: 404,
    exit: 66,
  },
  'report.bundle_too_large': {
    zh: '这段时间的证据超过一个证据包的上限：{entries} 条记录，上限 {limit} {of}',
    en: 'The evidence of this period exceeds what one bundle may hold: {entries} entries, the limit is {limit} {of}',
    action: { zh: '缩短时间范围，分成几个证据包', en: 'Choose a shorter period and make several bundles' },
    http: 413,
    exit: 65,
  },
};
