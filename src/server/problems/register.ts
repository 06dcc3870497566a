import type { RegisterErrorCode } from '../../register/index.ts';
import type { ProblemText } from '../frame/problem.ts';

export const registerProblems: Readonly<Record<RegisterErrorCode, ProblemText>> = {
  'register.data_invalid': {
    zh: '登记数据文件 {file} 有误：{problem}',
    en: 'The data file {file} is faulty: {problem}',
    action: { zh: '重新安装 duheng', en: 'Install duheng again' },
    http: 500,
    exit: 70,
  },
  'register.system_invalid': {
    zh: '系统登记信息有误',
    en: 'The facts of the system are not acceptable',
    action: { zh: '按列出的字段改正', en: 'Correct the fields listed' },
    http: 400,
    exit: 65,
  },
  'register.system_unknown': {
    zh: '没有系统 {system}',
    en: 'There is no system {system}',
    action: { zh: '用 duheng system list 查看', en: 'List them with: duheng system list' },
    http: 404,
    exit: 66,
  },
  'register.reason_missing': {
    zh: '缺少理由',
    en: 'A reason is missing',
    action: { zh: '写明理由', en: 'Give one' },
    http: 400,
    exit: 65,
  },
  'register.level_unchanged': {
    zh: '等级已经是 {level}',
    en: 'The level is {level} already',
    action: { zh: '无需改动', en: 'Nothing to do' },
    http: 409,
    exit: 65,
  },
  'register.stage_unchanged': {
    zh: '阶段已经是 {stage}',
    en: 'The stage is {stage} already',
    action: { zh: '无需改动', en: 'Nothing to do' },
    http: 409,
    exit: 65,
  },
  'register.gate_closed': {
    zh: '阶段 {stage} 的关口未开：{items} 未达标',
    en: 'The gate of {stage} is closed: {items} not met',
    action: {
      zh: '补齐实测，或为每一项登记有理由、有批准人、有期限的例外',
      en: 'Measure what is missing, or record an exception with reason, approver and expiry for each',
    },
    http: 409,
    exit: 65,
  },
  'register.cursor_invalid': {
    zh: '翻页标记无效',
    en: 'The page cursor is not valid',
    action: { zh: '从第一页重新读取', en: 'Read from the first page' },
    http: 400,
    exit: 65,
  },
};
