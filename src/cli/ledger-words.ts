/** The texts of `duheng ledger`, in both languages. */
export const ledgerWords = {
  zh: {
    about: '账本：核验、检查点、证明、公钥、见证、时间戳、轮换',
    verify: '逐条走完每本账本：每条记录对链，每个哈希块对记录，根对签名检查点，各本账本首尾对接',
    where: '数据目录，或公开地址：http…/ledger 为全部账本，http…/ledger/main 为其中一本',
    key: '事先得到并信任的公钥（vkey），可重复；Ed25519 与 ML-DSA-44 各至少一个',
    token: '读取记录所需的令牌（仅对地址）；没有令牌只核对哈希块与检查点',
    checkpoint: '显示最新的签名检查点',
    prove: '给出一条记录的离线证明（c2sp.org/tlog-proof@v1）',
    index: '记录在全部账本中的序号，从 0 起',
    keys: '显示公钥与有效期',
    rows: '另把数据库每一行与由账本重建的结果比对（经由正在运行的进程，否则自行打开）',
    rowsHold: (it: { rows: number; tables: number }) => `数据库成立：${it.tables} 张表的 ${it.rows} 行与账本一致。`,
    data: '数据目录',
    json: '以 JSON 输出',
    holds: (it: { size: number; published: number; unpublished: number }) =>
      `账本成立：${it.published} 条记录在签名检查点之下${it.unpublished > 0 ? `，另有 ${it.unpublished} 条尚未发布` : ''}。`,
    origin: '账本',
    root: '根',
    tiles: '哈希块',
    entriesUnread: '没有令牌，记录本身未读：只核对了哈希块与检查点。',
    pinned: '签名由你给出的公钥核验；账本若有后续，后一本的签名由前一本所移交的公钥核验。',
    witness: '事先得到并信任的见证方公钥（vkey），可重复；同名的公钥算一个见证方',
    quorum: '至少要有几个见证方共同签名（默认：全部）',
    witnessed: (it: { signed: readonly string[]; of: number; quorum: number; notSigned: readonly string[] }) =>
      `固定的 ${it.of} 个见证方中有 ${it.signed.length} 个共同签名（要求 ${it.quorum} 个）：${it.signed.join('、')}${it.notSigned.length > 0 ? `；未签名：${it.notSigned.join('、')}` : ''}。`,
    noWitness: '没有固定见证方：除运营者外，无人担保所有读者看到的是同一本账。',
    notPinnedWitnessed: '公钥取自数据目录自身，没有事先固定的公钥；见证方担保其见过的历史从未被改写。',
    notPinned: '公钥取自数据目录自身，没有事先固定的公钥，也没有固定见证方：运营者本可改写全部历史后重新签名。',
    logNumber: (n: number) => `第 ${n} 本账本`,
    retiredOn: (size: number, at: string) => `${size} 条记录已于 ${at} 删除，只留哈希；哈希与检查点成立。`,
    keyInUse: '在用',
    keyOfClosed: '所属账本已关闭，不再签名',
    chainHolds: (n: number) => `链成立：${n} 本账本首尾相接，转入的记录与原记录一致。`,
    chainHoldsUnread: (n: number) => `链成立：${n} 本账本首尾相接；转入的记录未读，未与原记录比对。`,
    progress: (n: number) => `已核验 ${n} 条\r`,
    examples: `
示例:
  duheng ledger verify
  duheng ledger verify ~/.duheng --key 'duheng/…+12ab34cd+AR…' --key 'duheng/…+56ef7890+Bg…'
  duheng ledger verify http://127.0.0.1:7878/ledger/main --key … --token …
  duheng ledger verify --rows
  duheng ledger verify --witness 'witness.example/w1+…' --witness 'witness.example/w2+…' --quorum 1
  duheng ledger prove 12 > entry-12.tlog-proof
  duheng ledger verify http://127.0.0.1:7878/ledger --key … --token …
  duheng ledger keys
  duheng ledger logs
`,
  },
  en: {
    about: 'the ledger: verification, checkpoint, proofs, public keys, witnesses, time stamps, rotation',
    verify:
      'walk every log: every leaf against the chain, every tile against the leaves, the root against the signed checkpoint, every log against the one before it',
    where: 'a data directory, or a public address: http…/ledger for all logs, http…/ledger/main for one',
    key: 'a public key (vkey) that you were given before and trust; repeatable; at least one Ed25519 and one ML-DSA-44',
    token: 'the token that reading entries asks for (addresses only); without it only tiles and checkpoint are checked',
    checkpoint: 'print the newest signed checkpoint',
    prove: 'print the offline proof of one leaf (c2sp.org/tlog-proof@v1)',
    index: 'index of the leaf over all logs, from 0',
    keys: 'print the public keys and when they are valid',
    rows: 'also hold every row of the store against a rebuild of the log (through the process that has the directory, else alone)',
    rowsHold: (it: { rows: number; tables: number }) =>
      `The store holds: ${it.rows} rows of ${it.tables} tables are what the log gives.`,
    data: 'data directory',
    json: 'print JSON',
    holds: (it: { size: number; published: number; unpublished: number }) =>
      `The log holds: ${it.published} leaves under the signed checkpoint${it.unpublished > 0 ? `, and ${it.unpublished} not published yet` : ''}.`,
    origin: 'log',
    root: 'root',
    tiles: 'tiles',
    entriesUnread: 'Without the token the entries were not read: only tiles and checkpoint were checked.',
    pinned:
      'The signatures were checked with the keys that you gave and, where one log follows another, with those that the log before it handed over.',
    witness:
      'a public key (vkey) of a witness that you were given before and trust; repeatable; keys of one name are one witness',
    quorum: 'how many of these witnesses must have cosigned (default: all)',
    witnessed: (it: { signed: readonly string[]; of: number; quorum: number; notSigned: readonly string[] }) =>
      `${it.signed.length} of ${it.of} pinned witnesses cosigned (${it.quorum} asked for): ${it.signed.join(', ')}${it.notSigned.length > 0 ? `; not: ${it.notSigned.join(', ')}` : ''}.`,
    noWitness: 'No witness was pinned: nobody but the operator vouches that all readers are shown the same log.',
    notPinnedWitnessed:
      'The keys came from the data directory itself and none was pinned before; the witnesses vouch that what they saw of this log was never rewritten.',
    notPinned:
      'The keys came from the data directory itself; no key was pinned before and no witness was pinned: the operator could have rewritten all of this and signed it anew.',
    logNumber: (n: number) => `Log ${n}`,
    retiredOn: (size: number, at: string) =>
      `The entries (${size}) were retired on ${at}: only their hashes remain, and these and the checkpoint hold.`,
    keyInUse: 'in use',
    keyOfClosed: 'its log is closed and signs nothing any more',
    chainHolds: (n: number) =>
      `The chain holds: ${n} logs follow each other, and what was carried is what was there before.`,
    chainHoldsUnread: (n: number) =>
      `The chain holds: ${n} logs follow each other; what was carried was not read and not compared with what was there before.`,
    progress: (n: number) => `${n} leaves verified\r`,
    examples: `
Examples:
  duheng ledger verify
  duheng ledger verify ~/.duheng --key 'duheng/…+12ab34cd+AR…' --key 'duheng/…+56ef7890+Bg…'
  duheng ledger verify http://127.0.0.1:7878/ledger/main --key … --token …
  duheng ledger verify --rows
  duheng ledger verify --witness 'witness.example/w1+…' --witness 'witness.example/w2+…' --quorum 1
  duheng ledger prove 12 > entry-12.tlog-proof
  duheng ledger verify http://127.0.0.1:7878/ledger --key … --token …
  duheng ledger keys
  duheng ledger logs
`,
  },
} as const;
export type LedgerWords = (typeof ledgerWords)['zh'] | (typeof ledgerWords)['en'];
