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
  'inspect.state_invalid': {
    zh: '保存的流状态无法使用',
    en: 'A saved state of a stream cannot be used',
    action: { zh: '从头送入文本', en: 'Send the text from its beginning' },
    http: 422,
    exit: 65,
  },
};
