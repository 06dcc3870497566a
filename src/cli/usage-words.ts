/** What commander says of a wrong command line, in Chinese; a message that is not known here stays as it is. */
const zh: readonly (readonly [RegExp, string])[] = [
  [/^error: missing required argument '(.+)'/, '错误：缺少必需的参数 $1'],
  [/^error: option '(.+)' argument missing/, '错误：选项 $1 缺少取值'],
  [/^error: required option '(.+)' not specified/, '错误：缺少必需的选项 $1'],
  [/^error: option '(.+)' argument '(.*)' is invalid\./s, '错误：选项 $1 的取值 $2 无效。'],
  [/^error: command-argument value '(.*)' is invalid for argument '(.+)'\./s, '错误：参数 $2 的取值 $1 无效。'],
  [/^error: option '(.+)' cannot be used with option '(.+)'/, '错误：选项 $1 不能与选项 $2 同时使用'],
  [/^error: unknown option '(.+)'/, '错误：没有选项 $1'],
  [/^error: unknown command '(.+)'/, '错误：没有命令 $1'],
  [/^error: too many arguments.* Expected (\d+) arguments? but got (\d+)/, '错误：参数过多，应有 $1 个，给出 $2 个'],
  [/\(Did you mean (?:one of )?(.+)\?\)/, '（是否指 $1？）'],
  [/Allowed choices are (.+)\./, '可选：$1。'],
];

/** A complaint of commander in the reader's language. */
export function usageText(message: string, language: 'zh' | 'en'): string {
  return language === 'en' ? message : zh.reduce((text, [form, words]) => text.replace(form, words), message);
}
