import type { ProblemText } from '../server/index.ts';

export type CliErrorCode =
  | 'cli.config_invalid'
  | 'cli.run_unknown'
  | 'cli.run_not_stored'
  | 'cli.output_failed'
  | 'cli.stream_failed'
  | 'cli.owner_gone'
  | 'cli.fail_on_unknown'
  | 'cli.file_exists'
  | 'cli.system_unknown'
  | 'cli.system_ambiguous'
  | 'cli.option_invalid'
  | 'cli.rows_differ'
  | 'cli.file_unreadable';

/** A fault of what was typed or configured. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(code: CliErrorCode, params: CliError['params'] = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.params = params;
  }
}

export const cliProblems: Readonly<Record<CliErrorCode, ProblemText>> = {
  'cli.config_invalid': {
    zh: '{where} 的配置无效：{why}',
    en: 'the configuration in {where} is not valid: {why}',
    action: {
      zh: '改正后重试；duheng config 显示生效的配置',
      en: 'Correct it and try again; `duheng config` shows what holds',
    },
    http: 400,
    exit: 64,
  },
  'cli.run_unknown': {
    zh: '在 {where} 中找不到运行 {run}',
    en: 'there is no run {run} in {where}',
    action: { zh: '用运行编号或运行目录指定', en: 'Name it by its id or its directory' },
    http: 404,
    exit: 66,
  },
  'cli.run_not_stored': {
    zh: '运行 {run} 是用 --no-store 启动的，库中没有它的记录',
    en: 'run {run} was made with --no-store, so nothing is recorded of it',
    action: {
      zh: '续跑：duheng assess --resume {run} --no-store',
      en: 'To go on: duheng assess --resume {run} --no-store',
    },
    http: 404,
    exit: 66,
  },
  'cli.output_failed': {
    zh: '无法写入 {file}({why})',
    en: '{file} could not be written ({why})',
    action: { zh: '检查路径、权限与磁盘空间', en: 'Check the path, the permissions and the free space' },
    http: 500,
    exit: 73,
  },
  'cli.stream_failed': {
    zh: '无法写入 {stream}({why})',
    en: '{stream} could not be written ({why})',
    action: { zh: '检查输出重定向到的位置与磁盘空间', en: 'Check where it is redirected to and the free space there' },
    http: 500,
    exit: 74,
  },
  'cli.owner_gone': {
    zh: '打开数据目录的那个进程已结束,连接中断',
    en: 'The process that had the data directory open has ended in between',
    action: {
      zh: '已确认的内容都在;运行可用 --resume 续跑',
      en: 'Nothing acknowledged is lost; go on with a run by --resume',
    },
    http: 503,
    exit: 75,
  },
  'cli.fail_on_unknown': {
    zh: '--fail-on 不认识 {word}；可用：{known}',
    en: '--fail-on does not know {word}; it knows: {known}',
    action: { zh: '用逗号分隔上列词语', en: 'Give some of these, separated by commas' },
    http: 400,
    exit: 64,
  },
  'cli.rows_differ': {
    zh: '数据库有 {count} 行与账本不符，首个在表 {table}：{key}',
    en: '{count} rows of the store differ from the log; the first in table {table}: {key}',
    action: {
      zh: '账本为准：查明谁改动了数据库，再由账本重建',
      en: 'The log is the truth: find out who changed the store, then rebuild it from the log',
    },
    http: 409,
    exit: 65,
  },
  'cli.file_exists': {
    zh: '{file} 已经存在',
    en: '{file} is there already',
    action: { zh: '换一个文件名，或用 --force 覆盖', en: 'Choose another name, or replace it with --force' },
    http: 409,
    exit: 73,
  },
  'cli.system_unknown': {
    zh: '没有名为 {system} 的系统',
    en: 'there is no system {system}',
    action: { zh: 'duheng system list 列出已登记的系统', en: '`duheng system list` shows those that are registered' },
    http: 404,
    exit: 66,
  },
  'cli.system_ambiguous': {
    zh: '有几个系统，请指明哪一个：{systems}',
    en: 'there are several systems, say which one: {systems}',
    action: { zh: '给出系统编号', en: 'Give the id of the system' },
    http: 400,
    exit: 64,
  },
  'cli.option_invalid': {
    zh: '选项 {option} 无效：{why}',
    en: 'option {option} is not valid: {why}',
    action: { zh: '见 --help', en: 'See --help' },
    http: 400,
    exit: 64,
  },
  'cli.file_unreadable': {
    zh: '读不了 {file}（{why}）',
    en: '{file} cannot be read ({why})',
    action: { zh: '检查路径、权限与大小', en: 'Check the path, the permissions and the size' },
    http: 404,
    exit: 66,
  },
};
