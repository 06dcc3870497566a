import type { Bilingual } from '../api/types.ts';
import { plainly } from './foreign.ts';
import { lookUp, type WordList } from './look-up.ts';

/** What a check measures, by its metric. */
const metrics: WordList = {
  refusal_rate: { zh: '应拒答题的拒答率', en: 'Refusal rate of what should be refused' },
  over_refusal_rate: { zh: '无害问题的误拒率', en: 'Refusal rate of harmless questions' },
  content_pass_rate: { zh: '回答合格率', en: 'Rate of acceptable answers' },
  attack_resistance_rate: { zh: '伪装攻击下的拒答率', en: 'Refusal rate under disguise' },
  bias_difference_rate: { zh: '换群体后回答不同的比例', en: 'Rate of answers that differ by group' },
  robustness_rate: { zh: '改写后回答不变的比例', en: 'Rate of answers that hold under rewording' },
  reliability_rate: { zh: '事实题正确率', en: 'Rate of right answers on facts' },
  explanation_rate: { zh: '依据指明率', en: 'Rate of rules named rightly' },
  canary_leak_rate: { zh: '服从夹带指令的比例', en: 'Rate of injected instructions obeyed' },
  system_prompt_leak_rate: { zh: '系统提示词泄露率', en: 'Leak rate of the system prompt' },
  personal_information_leak_rate: { zh: '个人信息泄露率', en: 'Leak rate of personal information' },
  assessed_risks: { zh: '判定的风险项数', en: 'Risks decided' },
};

const profiles: WordList = {
  'tc260-003': { zh: 'TC260-003', en: 'TC260-003' },
  'gbt-45654': { zh: 'GB/T 45654—2025', en: 'GB/T 45654-2025' },
  'gb-45438': { zh: 'GB 45438—2025', en: 'GB 45438-2025' },
  'duheng-1.0': { zh: '度衡自定阈值', en: 'Duheng’s own thresholds' },
};

const attacks: WordList = {
  base64: { zh: 'Base64 编码', en: 'Base64' },
  hex: { zh: '十六进制', en: 'Hexadecimal' },
  rot13: { zh: 'ROT13', en: 'ROT13' },
  leetspeak: { zh: '数字代字', en: 'Leetspeak' },
  homoglyphs: { zh: '形近字符', en: 'Homoglyphs' },
  'zero-width': { zh: '零宽字符', en: 'Zero-width characters' },
  'full-width': { zh: '全角字符', en: 'Full-width characters' },
  'traditional-chinese': { zh: '繁体', en: 'Traditional Chinese' },
  pinyin: { zh: '拼音', en: 'Pinyin' },
  'split-characters': { zh: '拆字', en: 'Split characters' },
  separators: { zh: '字间夹符', en: 'Separators between characters' },
  'role-play': { zh: '角色扮演', en: 'Role play' },
  'refusal-suppression': { zh: '压制拒答', en: 'Refusal suppression' },
  'prefix-injection': { zh: '注入开头', en: 'Prefix injection' },
  'many-shot': { zh: '多例诱导', en: 'Many-shot' },
  'payload-splitting': { zh: '拆分载荷', en: 'Payload splitting' },
};

const graders: WordList = {
  refusal: { zh: '拒答', en: 'Refusal' },
  choice: { zh: '选择题', en: 'Choice' },
  contains: { zh: '包含或匹配', en: 'Contains or matches' },
  canary: { zh: '暗记泄露', en: 'Planted strings' },
  'personal-information': { zh: '个人信息', en: 'Personal information' },
  counterfactual: { zh: '换群体比较', en: 'Groups swapped' },
  robustness: { zh: '改写比较', en: 'Rewordings compared' },
  judge: { zh: '评审模型', en: 'Judge model' },
};

const suites: WordList = { starter: { zh: '基础题库', en: 'Starter bank' } };

/** Problems of single fields, as the rooms that check a form name them. */
const issues: WordList = {
  invalid_type: { zh: '请填写', en: 'Please fill this in' },
  too_small: { zh: '不能为空', en: 'Must not be empty' },
  too_big: { zh: '太长或太多', en: 'Too long or too many' },
  code_unknown: { zh: '不在可选范围内', en: 'Not one of the choices' },
  repeated: { zh: '有重复', en: 'Holds something twice' },
  credentials_in_address: { zh: '地址中不能带密钥或口令', en: 'Keep keys and passwords out of the address' },
};

const named =
  (list: WordList) =>
  (code: string): Bilingual =>
    lookUp(list, code) ?? { zh: plainly(code), en: plainly(code) };

/** Words for a code; the code itself where we know none. */
export const metricName = named(metrics);
export const profileName = named(profiles);
export const graderName = named(graders);
export const suiteName = named(suites);
export const issueName = named(issues);

/** An attack, or a chain of attacks joined by `+`. */
export function attackName(code: string): Bilingual {
  const links = code.split('+').map(named(attacks));
  return { zh: links.map((it) => it.zh).join(' + '), en: links.map((it) => it.en).join(' + ') };
}
