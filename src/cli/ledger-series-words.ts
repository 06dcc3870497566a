/** The texts of the commands that close, renew and retire logs, in both languages. */
export const seriesWords = {
  zh: {
    logs: '列出各本账本：序号范围、是否关闭、记录是否已删除',
    rotate: '关闭当前账本并开启后一本；仍有效的记录转入后一本',
    rotateHelp: `
账本也会在所设周期结束后的第一次写入时自行更换：config.yaml 中 ledger.period 为 month、quarter、year（默认）或 none。

示例:
  duheng ledger rotate
  duheng ledger logs
`,
    retire: '删除一本已关闭账本的记录；检查点与哈希保留，已发出的证明仍可核验',
    number: '账本的编号，见 duheng ledger logs',
    before: '删除在此日之前关闭的全部账本',
    yes: '确认删除',
    early: '最后一条记录未满六个月也删除（只在没有留存义务时使用）',
    retireHelp: (months: number) => `
前提：账本已关闭，后一本成立且转入完毕，更早的账本已删除，最后一条记录已满 ${months} 个月（《人工智能生成合成内容标识办法》第九条等）。删除前先核验两本账本。已删除的内容只能从备份找回。

示例:
  duheng ledger retire 1
  duheng ledger retire 1 --yes
  duheng ledger retire --before 2027-01-01 --yes
`,
    rotateKeys: '为当前账本换新签名密钥；重叠期内新旧密钥同时签名',
    overlap: '旧密钥继续签名的时间，如 30d、12h；密钥泄露时用 0h',
    rotateKeysHelp: `
后一本账本的密钥由前一本账本的最后一条记录作保，不必重叠。

示例:
  duheng ledger keys rotate --overlap 30d
  duheng ledger keys rotate --overlap 0h
`,
    tellReaders: '请在重叠期内把新的公钥告知固定了旧公钥的核验方（公钥页：/ledger/keys）。',
    data: '数据目录',
    json: '以 JSON 输出',
    oneOfBoth: '账本编号与 --before 二选一',
    wouldGo: (n: number) => (n === 0 ? '没有要删除的账本。' : `以下 ${n} 本账本的记录将被删除，只留检查点与哈希：`),
    askYes: '记录删除后无法恢复；确认请加 --yes',
    retired: (at: string) => `记录已于 ${at} 删除`,
    closed: '已关闭',
    open: '当前',
    range: (from: number, to: number, size: number) => (size === 0 ? '空' : `序号 ${from}–${to}（${size} 条）`),
  },
  en: {
    logs: 'list the logs: range of indexes, whether closed, whether the entries are gone',
    rotate: 'close the present log and open the next one, which carries what still holds',
    rotateHelp: `
A log also gives way by itself, at the first append after its period has ended: ledger.period in config.yaml is month, quarter, year (default) or none.

Examples:
  duheng ledger rotate
  duheng ledger logs
`,
    retire: 'delete the entries of a closed log; its checkpoint and hashes stay, and proofs given before still hold',
    number: 'number of the log, see duheng ledger logs',
    before: 'all logs that were closed before this day',
    yes: 'yes, delete',
    early: 'also where the last leaf is not six months old (only where no duty of retention stands against it)',
    retireHelp: (months: number) => `
The log must be closed, the next one hold and carry all that still holds, earlier logs be gone already, and its last leaf be ${months} months old
(Measures for Labelling AI-Generated Synthetic Content, article 9, and others). Both logs are verified first. What is deleted comes back from a backup only.

Examples:
  duheng ledger retire 1
  duheng ledger retire 1 --yes
  duheng ledger retire --before 2027-01-01 --yes
`,
    rotateKeys: 'new signing keys for the present log; old and new sign side by side during the overlap',
    overlap: 'how long the old keys go on signing, such as 30d or 12h; 0h where they were stolen',
    rotateKeysHelp: `
The keys of the next log need no overlap: the last leaf of a log vouches for them.

Examples:
  duheng ledger keys rotate --overlap 30d
  duheng ledger keys rotate --overlap 0h
`,
    tellReaders: 'Tell the new keys to whoever pinned the old ones before the overlap ends (key page: /ledger/keys).',
    data: 'data directory',
    json: 'print JSON',
    oneOfBoth: 'give the number of a log or --before, one of the two',
    wouldGo: (n: number) =>
      n === 0
        ? 'There is no log to retire.'
        : `The entries of ${n === 1 ? 'this log' : `these ${n} logs`} would be deleted; checkpoints and hashes stay:`,
    askYes: 'deleted entries do not come back; add --yes to go on',
    retired: (at: string) => `entries deleted ${at}`,
    closed: 'closed',
    open: 'present',
    range: (from: number, to: number, size: number) =>
      size === 0 ? 'empty' : `indexes ${from}–${to} (${size} leaves)`,
  },
} as const;
export type SeriesWords = (typeof seriesWords)['zh'] | (typeof seriesWords)['en'];
