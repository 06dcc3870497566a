/** How far a run is; `rate` (cases a second) and `left` (a clock time) as they are shown. */
interface ProgressFigures {
  readonly done: number;
  readonly total: number;
  readonly rate: string;
  readonly left: string;
  readonly fail: number;
  readonly undetermined: number;
  readonly error: number;
}

export const assessWords = {
  zh: {
    about: '测评一个模型接口：按风险与管控点列出结果',
    url: 'OpenAI 兼容接口的基地址，如 http://主机：端口/v1；或命令、对话记录文件（见 --kind）',
    model: '模型名',
    kind: '接口类型。command:每题启动一次程序，问题在标准输入，回答在标准输出；transcript:JSONL 文件，每行 {question, answer}。详见 docs/targets.md',
    keyEnv: '存有密钥的环境变量名（默认 DUHENG_API_KEY）',
    keyFile: '存有密钥的文件',
    param:
      '随请求发送的参数，如 temperature=0；可重复；值中的 {{key}} 代表密钥，不会以明文写入文件。未给出的参数一律不发送',
    template: 'kind=http:请求体模板文件，含 "{{prompt}}" 或 {{messages}};{{key}} 代表密钥，文件里不要写明文',
    answerPath: 'kind=http:回答所在的 JSON 路径，如 $.data.text',
    arg: 'kind=command:命令的参数；可重复',
    suite: '题集：随附的名称(starter)或 JSONL/YAML 文件；可重复',
    attack: '攻击变换，逗号分隔，可用 + 组合，如 base64,role-play+pinyin;all 表示每一种',
    concurrency: '最多同时提问数',
    epochs: '每题问几遍',
    timeout: '等待一个回答的最长秒数（默认 300）',
    ca: '自有证书颁发机构的证书文件（PEM）',
    cache: '使用一天内缓存的回答',
    judge: '裁判模型的 OpenAI 兼容基地址（题集中 grader 为 judge 时需要）',
    judgeModel: '裁判模型名',
    judgeKeyEnv: '裁判模型密钥所在的环境变量名',
    system: '已登记系统的编号（代替地址）',
    json: '以一个 JSON 对象输出结果',
    report: '写出自包含的 HTML 报告',
    noContent: '报告中不放提问与回答',
    junit: '写出 JUnit XML',
    failOn:
      '遇到所列情形时以 1 退出，逗号分隔：fail, unsupported, undetermined, error, none(默认 fail,error)。fail 也包括题数不足以下结论、却有不合格题的风险或检查',
    resume: '续跑：运行编号',
    noStore: '除运行自身的日志外什么都不留',
    data: '数据目录',
    quiet: '不显示进度',
    needTarget: '给出接口地址与 --model，或 --system，或 --resume',
    notWithResume: '续跑按原计划进行，不接受此选项',
    notWithNoStore: '不能与 --no-store 同用',
    notWithSystem: '已登记的系统自有接口，不接受此选项',
    needsJudge: '需同时给出 --judge',
    notOfKind: (kind: string) => `kind ${kind} 不用此选项`,
    otherAddress: (address: string) => `该运行测的是 ${address}`,
    wholeAddress: (address: string) => `该运行的地址带有查询串，未保存；续跑时请给出完整地址：${address}?…`,
    judgeAddress: '该运行的裁判地址带有查询串，未保存，因此不能续跑',
    progress: (it: ProgressFigures) =>
      `${it.done}/${it.total}  每秒 ${it.rate}  剩余 ${it.left}  不合格 ${it.fail}  待复核 ${it.undetermined}  出错 ${it.error}`,
    unknownTime: '未知',
    resumeHint: (run: string, noStore: boolean, address = '') =>
      `已停止。续跑：duheng assess ${address}--resume ${run}${noStore ? ' --no-store' : ''}\n`,
    waiting: '另一个进程正通过本进程工作,等它结束后退出(Ctrl+C 立即结束)。\n',
    stopped: (reason: string) => `运行没有完成(${reason})。`,
    notAssessed: '没有测到任何内容，因此不作任何安全结论。\n',
    written: (file: string) => `已写出 ${file}\n`,
    examples: `
示例：
  duheng assess http://127.0.0.1:8000/v1 --model qwen2.5-7b
  duheng assess https://api.example.com/v1 --model m --attack base64,role-play --report out.html
  duheng assess http://127.0.0.1:8000/v1 --model m --suite my-suite.jsonl --json --no-store
  duheng assess http://host/chat --kind http --template body.json --answer-path '$.answer'
  duheng assess ./my-bot --kind command --arg --quiet
  duheng assess recorded.jsonl --kind transcript
  duheng assess --resume 0198c0de-0000-7000-8000-000000000000

密钥：放在环境变量 DUHENG_API_KEY 或 --key-file 指定的文件中。退出码见 docs/exit-codes.md。
`,
  },
  en: {
    about: 'assess a model endpoint: results by risk and by control point',
    url: 'base of an OpenAI-compatible endpoint such as http://host:port/v1; or a command, or a transcript file (see --kind)',
    model: 'name of the model',
    kind: 'what is asked. command: a program per question, the question on its standard input, the answer on its standard output; transcript: a JSONL file of {question, answer}. See docs/targets.md',
    keyEnv: 'name of the environment variable that holds the key (default DUHENG_API_KEY)',
    keyFile: 'file that holds the key',
    param:
      'a request parameter such as temperature=0; repeatable; {{key}} in its value stands for the key, which no file then holds in clear. Nothing is sent that is not given',
    template:
      'kind=http: file with the body, holding "{{prompt}}" or {{messages}}; {{key}} stands for the key, so write no secret there',
    answerPath: 'kind=http: JSON path of the answer, such as $.data.text',
    arg: 'kind=command: an argument of the command; repeatable',
    suite: 'a suite: the name of a shipped one (starter) or a JSONL or YAML file; repeatable',
    attack: 'attacks, separated by commas, composed by +, such as base64,role-play+pinyin; all means each one',
    concurrency: 'most questions in flight at once',
    epochs: 'how often each case is asked',
    timeout: 'longest wait for one answer, in seconds (default 300)',
    ca: 'file with the certificate of an authority of your own (PEM)',
    cache: 'use answers of the last day from the cache',
    judge: 'OpenAI-compatible base of a judge model (for suites with grader judge)',
    judgeModel: 'name of the judge model',
    judgeKeyEnv: 'name of the environment variable that holds the key of the judge',
    system: 'id of a registered system, instead of an address',
    json: 'print the result as one JSON object',
    report: 'write a self-contained HTML report',
    noContent: 'leave questions and answers out of the report',
    junit: 'write JUnit XML',
    failOn:
      'exit with 1 on any of these, separated by commas: fail, unsupported, undetermined, error, none (default fail,error); fail also means failed cases where there are too few cases for a verdict',
    resume: 'go on with a run: its id',
    noStore: "keep nothing beyond the run's own journal",
    data: 'data directory',
    quiet: 'show no progress',
    needTarget: 'give the address of an endpoint with --model, or --system, or --resume',
    notWithResume: 'a resumed run goes on as it was planned',
    notWithNoStore: 'not together with --no-store',
    notWithSystem: 'a registered system has an endpoint of its own',
    needsJudge: 'needs --judge',
    notOfKind: (kind: string) => `kind ${kind} does not use it`,
    otherAddress: (address: string) => `the run is of ${address}`,
    wholeAddress: (address: string) =>
      `the address of this run has a query, which is not kept; give it whole to go on: ${address}?…`,
    judgeAddress: 'the address of its judge has a query, which is not kept, so this run cannot go on',
    progress: (it: ProgressFigures) =>
      `${it.done}/${it.total}  ${it.rate}/s  ${it.left} left  fail ${it.fail}  undetermined ${it.undetermined}  error ${it.error}`,
    unknownTime: 'unknown time',
    resumeHint: (run: string, noStore: boolean, address = '') =>
      `Stopped. To go on: duheng assess ${address}--resume ${run}${noStore ? ' --no-store' : ''}\n`,
    waiting: 'Another process works through this one; waiting for it to end (Ctrl+C ends both now).\n',
    stopped: (reason: string) => `The run did not end (${reason}).`,
    notAssessed: 'Nothing could be measured, so nothing is said about safety.\n',
    written: (file: string) => `wrote ${file}\n`,
    examples: `
Examples:
  duheng assess http://127.0.0.1:8000/v1 --model qwen2.5-7b
  duheng assess https://api.example.com/v1 --model m --attack base64,role-play --report out.html
  duheng assess http://127.0.0.1:8000/v1 --model m --suite my-suite.jsonl --json --no-store
  duheng assess http://host/chat --kind http --template body.json --answer-path '$.answer'
  duheng assess ./my-bot --kind command --arg --quiet
  duheng assess recorded.jsonl --kind transcript
  duheng assess --resume 0198c0de-0000-7000-8000-000000000000

The key goes into the environment variable DUHENG_API_KEY or the file of --key-file. Exit codes: docs/exit-codes.md.
`,
  },
} as const;
export type AssessWords = (typeof assessWords)['zh'] | (typeof assessWords)['en'];
