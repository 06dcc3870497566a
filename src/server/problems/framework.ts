import type { FrameworkErrorCode } from '../../framework/index.ts';
import type { ProblemText } from '../frame/problem.ts';

export const frameworkProblems: Readonly<Record<FrameworkErrorCode, ProblemText>> = {
  'framework.edition_unknown': {
    zh: '没有框架版本 {edition}；现有：{known}',
    en: 'There is no edition {edition}; there are: {known}',
    action: { zh: '从现有版本中选择', en: 'Choose one that is there' },
    http: 404,
    exit: 66,
  },
  'framework.edition_invalid': {
    zh: '框架数据文件有误',
    en: 'The data files of the edition are faulty',
    action: { zh: '按列出的文件与路径改正', en: 'Correct what is listed by file and path' },
    http: 500,
    exit: 65,
  },
  'framework.code_unknown': {
    zh: '版本 {edition} 中没有条目 {code}；相近的有：{near}',
    en: 'Edition {edition} has no item {code}; near ones: {near}',
    action: { zh: '用 duheng framework 查看全部条目', en: 'List all items with: duheng framework' },
    http: 404,
    exit: 66,
  },
  'framework.profile_unknown': {
    zh: '没有阈值档 {profile}；现有：{known}',
    en: 'There is no profile {profile}; there are: {known}',
    action: { zh: '从现有阈值档中选择', en: 'Choose one that is there' },
    http: 404,
    exit: 66,
  },
  'framework.profile_invalid': {
    zh: '阈值档文件有误',
    en: 'The profile file is faulty',
    action: { zh: '按列出的路径改正', en: 'Correct what is listed by path' },
    http: 500,
    exit: 65,
  },
  'framework.unreadable': {
    zh: '无法读取框架数据：{path}',
    en: 'The framework data cannot be read: {path}',
    action: { zh: '重新安装 duheng', en: 'Install duheng again' },
    http: 500,
    exit: 74,
  },
};
