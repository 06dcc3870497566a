import type { InspectErrorCode } from '../../inspect/index.ts';
import type { ProblemText } from '../frame/problem.ts';

export const inspectProblems: Readonly<Record<InspectErrorCode, ProblemText>> = {
  'inspect.fold_option_invalid': {
    zh: '归一化选项 {option} 不存在或取值不对',
    en: 'The folding option {option} is unknown or has a wrong value',
    action: { zh: '按文档改正该选项', en: 'Correct it as documented' },
    http: 422,
    exit: 65,
  },
  'inspect.text_too_long': {
    zh: '文本有 {length} 个单元，超过上限 {limit}',
    en: 'The text has {length} units, above the bound of {limit}',
    action: { zh: '分段送入', en: 'Send it in pieces' },
    http: 413,
    exit: 65,
  },
  'inspect.tables_invalid': {
    zh: '归一化数据表已损坏',
    en: 'The tables of folding are damaged',
    action: { zh: '重新安装', en: 'Install again' },
    http: 500,
    exit: 70,
  },
  'inspect.term_invalid': {
    zh: '第 {index} 个词（从 0 起）不可用：{reason}',
    en: 'Term {index}, counted from 0, cannot be used: {reason}',
    action: {
      zh: '改正或删去该词；每词 1 至 {limit} 个单元',
      en: 'Correct or remove it; a term has 1 to {limit} units',
    },
    http: 422,
    exit: 65,
  },
  'inspect.lexicon_too_large': {
    zh: '词库超过上限：{what} 最多 {limit}',
    en: 'The lexicon exceeds a bound: at most {limit} of {what}',
    action: { zh: '减少词数或拆成多个词库', en: 'Take fewer terms, or split it into several lexicons' },
    http: 413,
    exit: 65,
  },
  'inspect.lexicon_invalid': {
    zh: '编译后的词库文件损坏或不可信：{reason}',
    en: 'The compiled lexicon is damaged or not to be trusted: {reason}',
    action: { zh: '由原词表重新编译', en: 'Compile it again from its terms' },
    http: 422,
    exit: 65,
  },
  'inspect.units_invalid': {
    zh: '要扫描 {length} 个单元，但只有 {available} 个',
    en: 'To scan are {length} units, but there are {available}',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
  'inspect.state_invalid': {
    zh: '保存的流状态无法使用',
    en: 'A saved state of a stream cannot be used',
    action: { zh: '从头送入文本', en: 'Send the text from its beginning' },
    http: 422,
    exit: 65,
  },
};
