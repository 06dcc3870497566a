import type { ProblemText } from '../frame/problem.ts';

/** Codes of graders on rows that people hand in, and of attacks. */
export const graderProblems: Readonly<Record<string, ProblemText>> = {
  'grader.unknown': {
    zh: '没有判分器 {name};现有:{known}',
    en: 'there is no grader {name}; there are: {known}',
    action: { zh: '从现有判分器中选择', en: 'Choose one that is there' },
    http: 404,
    exit: 64,
  },
  'grader.not_for_rows': {
    zh: '判分器 {name} 不能逐行判分;可用:{known}',
    en: 'grader {name} does not grade single rows; these do: {known}',
    action: { zh: '换一个判分器', en: 'Choose another' },
    http: 400,
    exit: 64,
  },
  'grader.row_not_json': {
    zh: '第 {line} 行不是 JSON',
    en: 'line {line} is not JSON',
    action: {
      zh: '每行一个 JSON 对象;或用 --skip-bad 跳过',
      en: 'Give one JSON object a line, or skip bad lines with --skip-bad',
    },
    http: 400,
    exit: 65,
  },
  'grader.row_not_utf8': {
    zh: '第 {line} 行不是 UTF-8',
    en: 'line {line} is not UTF-8',
    action: { zh: '转换编码;或用 --skip-bad 跳过', en: 'Convert it, or skip bad lines with --skip-bad' },
    http: 400,
    exit: 65,
  },
  'grader.row_too_long': {
    zh: '第 {line} 行超过 {limitBytes} 字节',
    en: 'line {line} has more than {limitBytes} bytes',
    action: { zh: '缩短该行;或用 --skip-bad 跳过', en: 'Shorten it, or skip bad lines with --skip-bad' },
    http: 413,
    exit: 65,
  },
  'grader.row_invalid': {
    zh: '第 {line} 行的字段 {field} 有误:{issue}',
    en: 'line {line}: field {field} is not acceptable: {issue}',
    action: {
      zh: '每行须有 id 与 answer;或用 --skip-bad 跳过',
      en: 'A row needs id and answer; or skip bad lines with --skip-bad',
    },
    http: 400,
    exit: 65,
  },
  'grader.label_unknown': {
    zh: '第 {line} 行的标签不认识;可用:{known}',
    en: 'line {line} has a label that is not known; these are: {known}',
    action: { zh: '改用列出的标签', en: 'Use one of these' },
    http: 400,
    exit: 65,
  },
  'grader.no_rows': {
    zh: '标准输入没有可判的行(跳过 {skipped} 行)',
    en: 'standard input held no row to grade ({skipped} skipped)',
    action: { zh: '从标准输入给出 JSONL', en: 'Give JSONL on standard input' },
    http: 400,
    exit: 65,
  },
  'grader.no_labels': {
    zh: '{rows} 行都没有标签,无法衡量判分器',
    en: 'none of {rows} rows has a label, so the grader cannot be measured',
    action: { zh: '在行中加上 label,或去掉 --score', en: 'Add `label` to the rows, or leave --score out' },
    http: 400,
    exit: 65,
  },
  'attack.unknown': {
    zh: '没有攻击变换 {name};现有:{known}',
    en: 'there is no attack {name}; there are: {known}',
    action: { zh: '从现有变换中选择,用 + 组合', en: 'Choose from these; + composes them' },
    http: 400,
    exit: 64,
  },
  'attack.list_empty': {
    zh: '没有给出攻击变换;现有:{known}',
    en: 'no attack was given; there are: {known}',
    action: { zh: '从现有变换中选择', en: 'Choose from these' },
    http: 400,
    exit: 64,
  },
  'attack.list_too_long': {
    zh: '攻击变换太多(上限 {most})',
    en: 'too many attacks (at most {most})',
    action: { zh: '分几次运行', en: 'Use several runs' },
    http: 400,
    exit: 64,
  },
  'attack.not_applicable': {
    zh: '攻击变换 {name} 不适用于这道题',
    en: 'attack {name} does not apply to this case',
    action: { zh: '这是程序缺陷,请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
};
