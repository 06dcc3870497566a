import type { ProblemText } from './problem.ts';

export type ServerErrorCode =
  | 'server.internal'
  | 'server.invalid_request'
  | 'server.not_found'
  | 'server.unauthorised'
  | 'server.host_refused'
  | 'server.origin_refused'
  | 'server.body_too_large'
  | 'server.body_not_json'
  | 'server.body_too_deep'
  | 'server.precondition_failed'
  | 'server.idempotency_key_invalid'
  | 'server.idempotency_mismatch'
  | 'server.idempotency_in_progress'
  | 'server.answer_mismatch'
  | 'server.local_only'
  | 'server.console_missing'
  | 'server.port_taken'
  | 'server.cursor_invalid'
  | 'server.endpoint_unknown'
  | 'server.practice_fixed';

/** A fault of the HTTP surface. */
export class ServerError extends Error {
  readonly code: ServerErrorCode;
  readonly params: Readonly<Record<string, unknown>>;

  constructor(code: ServerErrorCode, params: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(`${code} ${JSON.stringify(params)}`, { cause });
    this.name = 'ServerError';
    this.code = code;
    this.params = params;
  }
}

export const serverProblems: Readonly<Record<ServerErrorCode, ProblemText>> = {
  'server.internal': {
    zh: '服务器内部出错',
    en: 'The server failed on this request',
    action: {
      zh: '查看服务器日志；若可重现，请附上步骤报告',
      en: 'Look at the server log; if it repeats, report it with the steps',
    },
    http: 500,
    exit: 70,
  },
  'server.invalid_request': {
    zh: '请求不符合接口约定',
    en: 'The request does not fit the schema',
    action: { zh: '按列出的字段逐项改正后重发', en: 'Correct each field that is listed and send it again' },
    http: 400,
    exit: 64,
  },
  'server.not_found': {
    zh: '没有这个地址：{path}',
    en: 'Nothing lies at {path}',
    action: { zh: '接口列表见 /api/v1/openapi.json', en: 'The operations are listed in /api/v1/openapi.json' },
    http: 404,
    exit: 66,
  },
  'server.unauthorised': {
    zh: '缺少或不匹配的访问令牌',
    en: 'The access token is missing or wrong',
    action: {
      zh: '用启动时打印的网址重新打开，或读取数据目录中的 token 文件',
      en: 'Open the address printed at start, or read the file `token` in the data directory',
    },
    http: 401,
    exit: 77,
  },
  'server.host_refused': {
    zh: '不接受主机名 {host}：登录功能完成之前只在本机提供服务',
    en: 'Host {host} is refused: until people can sign in, only this machine is served',
    action: { zh: '使用 127.0.0.1 或 localhost 访问', en: 'Use 127.0.0.1 or localhost' },
    http: 403,
    exit: 77,
  },
  'server.origin_refused': {
    zh: '不接受来自 {origin} 的修改请求',
    en: 'A change asked for from {origin} is refused',
    action: { zh: '只能从控制台自己的网页发起修改', en: 'Ask for changes from the console itself' },
    http: 403,
    exit: 77,
  },
  'server.body_too_large': {
    zh: '请求体 {bytes} 字节，上限 {limit} 字节',
    en: 'The body has {bytes} bytes; the limit is {limit}',
    action: { zh: '缩小请求', en: 'Send less at once' },
    http: 413,
    exit: 65,
  },
  'server.body_not_json': {
    zh: '请求体不是合法 JSON',
    en: 'The body is not JSON',
    action: { zh: '以 UTF-8 发送 JSON', en: 'Send JSON in UTF-8' },
    http: 400,
    exit: 65,
  },
  'server.body_too_deep': {
    zh: '请求体嵌套超过 {limit} 层',
    en: 'The body is nested more than {limit} deep',
    action: { zh: '减少嵌套', en: 'Nest less' },
    http: 400,
    exit: 65,
  },
  'server.precondition_failed': {
    zh: '对象已被他人改动（现为 {present}）',
    en: 'The object has changed since you read it (now {present})',
    action: { zh: '重新读取后再修改', en: 'Read it again, then change it' },
    http: 412,
    exit: 75,
  },
  'server.idempotency_key_invalid': {
    zh: 'Idempotency-Key 应为 1 至 {longestKey} 个字符',
    en: 'An Idempotency-Key has 1 to {longestKey} characters',
    action: { zh: '换一个键，例如 UUID', en: 'Use another key, such as a UUID' },
    http: 400,
    exit: 64,
  },
  'server.idempotency_mismatch': {
    zh: '同一个 Idempotency-Key 用于了不同的请求',
    en: 'The same Idempotency-Key was used for a different request',
    action: { zh: '换一个新的键', en: 'Use a new key' },
    http: 422,
    exit: 65,
  },
  'server.idempotency_in_progress': {
    zh: '这个 Idempotency-Key 的请求正在处理',
    en: 'The request with this Idempotency-Key is still being carried out',
    action: { zh: '稍后重试', en: 'Try again shortly' },
    http: 409,
    exit: 75,
  },
  'server.answer_mismatch': {
    zh: '操作 {operation} 的回答不符合自己的约定',
    en: 'The answer of {operation} does not fit its own schema',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
  'server.local_only': {
    zh: '{what} 只能由本机命令行使用',
    en: '{what} may be used from the command line of this machine only',
    action: {
      zh: '在数据目录所在的机器上运行 duheng 命令',
      en: 'Run the duheng command on the machine that holds the data directory',
    },
    http: 403,
    exit: 77,
  },
  'server.console_missing': {
    zh: '控制台网页尚未构建',
    en: 'The console pages are not built',
    action: { zh: '运行 npm start，或 npm run build', en: 'Run npm start, or npm run build' },
    http: 503,
    exit: 70,
  },
  'server.port_taken': {
    zh: '端口 {port} 已被占用',
    en: 'Port {port} is taken',
    action: { zh: '用 --port 换一个端口', en: 'Choose another with --port' },
    http: 500,
    exit: 69,
  },
  'server.cursor_invalid': {
    zh: '没有页码标记 {cursor}',
    en: 'No page hands out the cursor {cursor}',
    action: { zh: '从第一页重新读取', en: 'Start again with the first page' },
    http: 400,
    exit: 64,
  },
  'server.endpoint_unknown': {
    zh: '这个系统没有接口 {endpoint}',
    en: 'The system has no endpoint {endpoint}',
    action: { zh: '重新读取系统信息', en: 'Read the system again' },
    http: 404,
    exit: 66,
  },
  'server.practice_fixed': {
    zh: '练习系统由程序登记，不能改作他用',
    en: 'The practice system is registered by the program and cannot become another',
    action: { zh: '把您的接口登记为新的系统', en: 'Register your endpoint as a system of its own' },
    http: 409,
    exit: 65,
  },
};
