interface Shown {
  readonly origin: string;
  readonly size: bigint;
  readonly root: string;
  readonly known: bigint;
  readonly knownRoot: string;
  readonly evidence: string;
}

/** The texts of `duheng ledger witness`, in both languages. */
export const witnessWords = {
  zh: {
    about: '见证其他账本：只共同签名延续了此前所见的检查点，拒绝分叉与回退并保存证据',
    serve: '以 HTTP 提供见证服务（c2sp.org/tlog-witness：POST /add-checkpoint）',
    check: '读取一个账本的检查点与哈希块，核对它延续了此前所见，然后共同签名并保存',
    keys: '显示见证方的公钥，供他人固定',
    where: '账本的公开地址（http…/ledger/main），或数据目录、发布目录',
    name: '见证方名称，写进每个共同签名；首次启动时必须给出，此后不变',
    data: '见证方的状态目录（默认：数据目录下的 witness）；一个目录只能由一个进程使用',
    log: '被见证账本的公钥（vkey），可重复，也可用逗号分隔；同名的公钥属于同一账本',
    listen: '监听地址（默认 127.0.0.1:4080）',
    json: '以 JSON 输出',
    firstName: '首次启动时必须给出名称',
    listening: (name: string, url: string) => `见证方 ${name} 已就绪：${url}\n公钥（交给账本与验证者固定）：\n`,
    watching: (origins: readonly string[]) => `见证的账本：${origins.join('、')}\n按 Ctrl+C 停止。\n`,
    stopping: '正在停止。\n',
    forked: (it: Shown) =>
      `分叉：账本 ${it.origin} 在大小 ${it.size} 处的根 ${it.root} 不是此前见证的历史（大小 ${it.known}，根 ${it.knownRoot}）；证据：${it.evidence}`,
    rolled_back: (it: Shown) =>
      `回退：有人出示账本 ${it.origin} 大小 ${it.size} 的检查点（根 ${it.root}），而此前见证的大小是 ${it.known}（根 ${it.knownRoot}）：账本回退，或是旧检查点被重放；证据：${it.evidence}`,
    unproven: (it: Shown) =>
      `未证明：账本 ${it.origin} 大小 ${it.size} 的检查点（根 ${it.root}）没有带来延续大小 ${it.known}（根 ${it.knownRoot}）的有效证明：账本分叉，或证明有误；证据：${it.evidence}`,
    examples: `
示例:
  duheng ledger witness serve --name witness.example/w1 --data /srv/witness --log 'duheng/…+12ab34cd+AR…,duheng/…+56ef7890+Bg…'
  duheng ledger witness serve --data /srv/witness --log … --log … --listen 127.0.0.1:4081
  duheng ledger witness check http://127.0.0.1:7878/ledger/main --name witness.example/w1 --data ./witness --log …
  duheng ledger witness keys --data /srv/witness

退出码 76：出示了分叉或回退的账本；两个检查点都保存在状态目录的 refused 中。
`,
  },
  en: {
    about:
      'witness other logs: cosign only what continues what was seen before, refuse forks and rollbacks, and keep the evidence',
    serve: 'serve the witness over HTTP (c2sp.org/tlog-witness: POST /add-checkpoint)',
    check:
      'read the checkpoint and tiles of a log, check that it continues what was seen before, then cosign and keep it',
    keys: 'print the public keys of the witness, for others to pin',
    where:
      'the public address of a log (http…/ledger/main), a data directory, or a directory that a log is published in',
    name: 'name of the witness, in each of its cosignatures; needed at the first start, the same ever after',
    data: 'state directory of the witness (default: witness in the data directory); of one process at a time',
    log: 'public key (vkey) of a log to witness; repeatable, or several separated by commas; keys of one name are of one log',
    listen: 'address to listen at (default 127.0.0.1:4080)',
    json: 'print JSON',
    firstName: 'a name is needed at the first start',
    listening: (name: string, url: string) =>
      `The witness ${name} is ready at ${url}\nPublic keys, for logs and verifiers to pin:\n`,
    watching: (origins: readonly string[]) => `Witnessed logs: ${origins.join(', ')}\nCtrl+C stops it.\n`,
    stopping: 'Stopping.\n',
    forked: (it: Shown) =>
      `FORK: the log ${it.origin} at size ${it.size} has root ${it.root}, which is not the history witnessed before (size ${it.known}, root ${it.knownRoot}); evidence: ${it.evidence}`,
    rolled_back: (it: Shown) =>
      `ROLLED BACK: a checkpoint of ${it.origin} at size ${it.size} (root ${it.root}) was shown, but size ${it.known} (root ${it.knownRoot}) was witnessed before: the log went back, or an old checkpoint was replayed; evidence: ${it.evidence}`,
    unproven: (it: Shown) =>
      `UNPROVEN: a checkpoint of ${it.origin} at size ${it.size} (root ${it.root}) came without a valid proof that it continues size ${it.known} (root ${it.knownRoot}): the log forked, or the proof is wrong; evidence: ${it.evidence}`,
    examples: `
Examples:
  duheng ledger witness serve --name witness.example/w1 --data /srv/witness --log 'duheng/…+12ab34cd+AR…,duheng/…+56ef7890+Bg…'
  duheng ledger witness serve --data /srv/witness --log … --log … --listen 127.0.0.1:4081
  duheng ledger witness check http://127.0.0.1:7878/ledger/main --name witness.example/w1 --data ./witness --log …
  duheng ledger witness keys --data /srv/witness

Exit code 76: the log showed a fork or a rollback; both checkpoints are kept in refused of the state directory.
`,
  },
} as const;

export type WitnessWords = (typeof witnessWords)['zh'] | (typeof witnessWords)['en'];
