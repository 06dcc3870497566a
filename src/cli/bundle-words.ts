/** The texts of `duheng bundle`, in both languages. */
export const bundleWords = {
  zh: {
    about: '导出证据包：一个系统在一段时间内可供外人核验的证据（zip）',
    system: '系统编号或名称；只登记了一个系统时可省略',
    from: '起点（含）：2026-01、2026-01-31（UTC）或 RFC 3339 时刻；默认自登记起',
    to: '终点（不含），写法同上；默认到现在',
    out: '写入的文件；默认在当前目录，按系统与时间范围命名',
    noName: '不放入系统名称',
    force: '文件已存在时覆盖',
    data: '数据目录',
    json: '以 JSON 输出',
    making: '正在汇集记录与证明 …',
    received: (megabytes: string) => `正在接收证据包 ${megabytes} MB`,
    written: (file: string, size: string) => `证据包已写入 ${file}（${size}）`,
    period: (from: string, to: string) => `时间范围  ${from}（含）至 ${to}（不含）`,
    entries: (entries: number, journals: number) => `放入      ${entries} 条记录及其证明，${journals} 份运行日志`,
    observations: '观测      ',
    results: { pass: '达标', fail: '未达标', inconclusive: '无法判定', error: '出错', not_applicable: '不适用' },
    notAssessed: '未作测评：其中没有任何得出结论的实测。',
    omitted: '未放入：',
    nothing: '没有遗漏。',
    verify: '核验：',
    keys: '再以 --key 给出另行取得的公钥（Ed25519 与 ML-DSA-44 各一）；没有公钥，核验只说明文件自身一致，运营者本可改写。',
    examples: `
示例:
  duheng bundle
  duheng bundle 客服助手 --from 2026-01 --to 2026-04 --out 2026-q1.zip
  duheng bundle 01990000-0000-7000-8000-000000000001 --no-name --json
`,
  },
  en: {
    about: 'make an evidence bundle: what outsiders can verify of one system and period (zip)',
    system: 'id or name of the system; may be left out where only one is registered',
    from: 'start (included): 2026-01, 2026-01-31 (UTC) or an RFC 3339 time; default: since it was registered',
    to: 'end (not included), written alike; default: now',
    out: 'file to write; default: named after system and period, in this directory',
    noName: 'leave the name of the system out',
    force: 'replace the file where it exists',
    data: 'data directory',
    json: 'print JSON',
    making: 'gathering entries and proofs …',
    received: (megabytes: string) => `receiving the bundle, ${megabytes} MB`,
    written: (file: string, size: string) => `The evidence bundle is in ${file} (${size}).`,
    period: (from: string, to: string) => `period        ${from} (included) to ${to} (not included)`,
    entries: (entries: number, journals: number) =>
      `in it         ${entries} ${entries === 1 ? 'entry' : 'entries'} with proofs, ${journals} ${journals === 1 ? 'journal' : 'journals'} of runs`,
    observations: 'observations  ',
    results: {
      pass: 'pass',
      fail: 'fail',
      inconclusive: 'inconclusive',
      error: 'error',
      not_applicable: 'not applicable',
    },
    notAssessed: 'Not assessed: there is no conclusive measurement in it.',
    omitted: 'Left out:',
    nothing: 'Nothing was left out.',
    verify: 'To verify it:',
    keys: 'Add --key with the keys that were got by another way (one Ed25519, one ML-DSA-44): without them verification says only that the file agrees with itself, and the operator could have rewritten it.',
    examples: `
Examples:
  duheng bundle
  duheng bundle 'Customer service' --from 2026-01 --to 2026-04 --out 2026-q1.zip
  duheng bundle 01990000-0000-7000-8000-000000000001 --no-name --json
`,
  },
} as const;
export type BundleWords = (typeof bundleWords)['zh'] | (typeof bundleWords)['en'];
