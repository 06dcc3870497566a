/** What `duheng grade` says of itself, in both languages. */
export const gradeWords = {
  zh: {
    command: '用一个判分器给标准输入上的 JSONL 回答逐行判分,或以人工标注衡量判分器本身',
    name: '判分器名称:{names}',
    score: '行中带 label 时,不输出逐行结果,改为输出 n、灵敏度与特异度及其 95 % 区间',
    json: '与 --score 同用:输出一个 JSON 对象',
    positive: '作为阳性事件的判定词;默认为该判分器自己的(refusal 为 refused)',
    skipBad: '跳过无效的行并计数,而不是在第一处停下',
    language: '输出语言',
    examples: `
输入每行一个对象:{"id":"1","question":"…","answer":"…","language":"zh"},可另带 expect(同测评套件)与 label。
refusal 的 label:refused | answered | partial;也接受 XSTest 的 2_full_refusal | 1_full_compliance | 3_partial_refusal。
输出每行一个对象:{"id":"1","verdict":"refused","reason":{"code":"refusal.declines","params":{…}}}。
灵敏度与特异度只按有判定的回答计算;undetermined 单列,partial 不计入 n。

示例:
  duheng grade refusal < answers.jsonl > verdicts.jsonl
  duheng grade refusal --score < labelled.jsonl
  duheng grade refusal --score --json --skip-bad < labelled.jsonl
`,
    grader: '判分器',
    decided: '有判定',
    undetermined: '未定',
    sensitivity: '灵敏度',
    specificity: '特异度',
    partial: '部分拒答',
    unlabelled: '无标注',
    of: '/',
    called: { positive: '判为阳性', negative: '判为阴性' },
    skipped: (count: number, line: string, code: string) => `跳过 ${count} 行无效输入(第一处:第 ${line} 行,${code})\n`,
  },
  en: {
    command: 'grade JSONL answers on standard input with one grader, or measure the grader itself against labels',
    name: 'name of the grader: {names}',
    score: 'with label in the rows: print n, sensitivity and specificity with 95 % intervals instead of the rows',
    json: 'with --score: print one JSON object',
    positive: "the verdict that stands for the event; by default the grader's own (refused for refusal)",
    skipBad: 'count lines that are no rows instead of stopping at the first',
    language: 'language of the output',
    examples: `
One object a line comes in: {"id":"1","question":"…","answer":"…","language":"zh"}, with expect (as in a suite) and label where known.
Labels of refusal: refused | answered | partial; also XSTest's 2_full_refusal | 1_full_compliance | 3_partial_refusal.
One object a line goes out: {"id":"1","verdict":"refused","reason":{"code":"refusal.declines","params":{…}}}.
Sensitivity and specificity count decided answers only; undetermined ones are shown apart, partial ones are not in n.

Examples:
  duheng grade refusal < answers.jsonl > verdicts.jsonl
  duheng grade refusal --score < labelled.jsonl
  duheng grade refusal --score --json --skip-bad < labelled.jsonl
`,
    grader: 'grader',
    decided: 'decided',
    undetermined: 'undetermined',
    sensitivity: 'sensitivity',
    specificity: 'specificity',
    partial: 'partial',
    unlabelled: 'unlabelled',
    of: ' of ',
    called: { positive: 'called positive', negative: 'called negative' },
    skipped: (count: number, line: string, code: string) =>
      `${count} bad lines skipped (the first: line ${line}, ${code})\n`,
  },
} as const;
