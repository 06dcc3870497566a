import type { RestoreStep } from '../backup/index.ts';

const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);

interface RestoredNumbers {
  readonly members: number;
  readonly logs: readonly { readonly name: string; readonly size: number; readonly published: number }[];
  readonly pieces: number;
  readonly runs: number;
  readonly settled: number;
  readonly tables: number;
  readonly rows: number;
}

/** The texts of `duheng backup` and `duheng restore`, in both languages. */
export const backupWords = {
  zh: {
    about: '备份：账本、密钥、内容、运行记录与数据库记录写入一个文件；运行中也可进行',
    restoreAbout: '恢复：把备份放入一个不存在或空的目录，核验全部内容之后才生效',
    file: '备份文件',
    data: '数据目录',
    target: '恢复到的目录（不存在或为空；默认为数据目录）',
    out: '写到这个文件（默认：当前目录下的 duheng-backup-<时间>.tar；从不覆盖）',
    json: '以 JSON 输出',
    check: '只核验备份，什么也不保留（解到临时目录，需要同样大的空间；TMPDIR 可指定位置）',
    databaseUrl:
      '数据库记录恢复到这个空的 PostgreSQL 数据库（默认：DATABASE_URL，其次备份内的 config.yaml，否则内置数据库）',
    embedded: '数据库记录恢复到内置数据库',
    progress: (members: number, bytes: number) => `已写入 ${members} 个文件，${mebibytes(bytes)} MiB`,
    step: (step: RestoreStep, done: number) =>
      ({ extract: `已取出 ${done} 个文件`, verify: `已核验 ${done} 条记录`, rows: `正在恢复数据库记录 ${done}` })[step],
    written: (file: string, members: number, bytes: number, sha256: string) =>
      `备份已写入 ${file}\n  ${members} 个文件，${mebibytes(bytes)} MiB\n  SHA-256 ${sha256}\n`,
    leftOut: (names: string) => `未备份（链接、特殊文件或名称不属于 duheng）：${names}\n`,
    keep: (file: string) =>
      `文件内含未加密的私钥与内容，只有你可读（0600）：像密钥一样保管，不要发给别人。之后删除的个人数据仍在其中，旧备份须一并销毁。\n核验：duheng restore --check ${file}\n`,
    checked: '备份成立，什么也没有保留。\n',
    restored: (directory: string) => `已恢复到 ${directory}\n`,
    numbers: (it: RestoredNumbers) =>
      `核验：${it.members} 个文件；${it.logs.map((log) => `账本 ${log.name} ${log.size} 条（签名检查点覆盖 ${log.published} 条）`).join('，')}；内容 ${it.pieces} 件；运行 ${it.runs} 次，其日志 ${it.settled} 条；数据库 ${it.tables} 张表 ${it.rows} 行，与账本一致\n`,
    caughtUp: (leaves: number) => `备份期间写入的 ${leaves} 条记录已补入数据库。\n`,
    onlyOne:
      '现在有两处安装持有同一账本的密钥。只能运行其中一处：两处同时写入会使账本分叉，任何人都能据此证明账本不可信。\n',
    database: (address: string) => `数据库记录已恢复到 ${address}；启动时设置 DATABASE_URL 指向它。\n`,
    configMended: '恢复后的 config.yaml 不再指向原来的数据库。\n',
    examples: `
示例:
  duheng backup
  duheng backup --out /mnt/backup/duheng.tar
  duheng restore --check /mnt/backup/duheng.tar
`,
    restoreExamples: `
示例:
  duheng restore --check duheng-backup-20261123T072600Z.tar
  duheng restore duheng-backup-20261123T072600Z.tar --data ~/duheng-restored
  duheng restore backup.tar --data /srv/duheng --database-url postgres://duheng@localhost/duheng
`,
  },
  en: {
    about: 'back up ledger, keys, content, runs and the rows of the database into one file, also while Duheng runs',
    restoreAbout: 'put a backup into a directory that is absent or empty; it takes effect once all of it was verified',
    file: 'the backup',
    data: 'data directory',
    target: 'the directory to restore to, absent or empty (default: the data directory)',
    out: 'the file to write (default: duheng-backup-<time>.tar in the current directory; never replaces one)',
    json: 'print JSON',
    check:
      'only verify the backup and keep nothing (unpacks into the temporary directory, which must hold as much; TMPDIR names another)',
    databaseUrl:
      'restore the rows into this empty PostgreSQL database (default: DATABASE_URL, then config.yaml in the backup, else the embedded one)',
    embedded: 'restore the rows into the embedded database',
    progress: (members: number, bytes: number) => `${members} files, ${mebibytes(bytes)} MiB written`,
    step: (step: RestoreStep, done: number) =>
      ({
        extract: `${done} files unpacked`,
        verify: `${done} leaves verified`,
        rows: `restoring rows of the database ${done}`,
      })[step],
    written: (file: string, members: number, bytes: number, sha256: string) =>
      `The backup is in ${file}\n  ${members} files, ${mebibytes(bytes)} MiB\n  SHA-256 ${sha256}\n`,
    leftOut: (names: string) => `Not backed up (links, special files, or names that are not Duheng's): ${names}\n`,
    keep: (file: string) =>
      `It holds private keys and content in clear, and only you can read it (0600): keep it like a key and give it to nobody. Personal data that is erased later is still in it, so old backups must go too.\nVerify it: duheng restore --check ${file}\n`,
    checked: 'The backup holds. Nothing was kept.\n',
    restored: (directory: string) => `Restored to ${directory}\n`,
    numbers: (it: RestoredNumbers) =>
      `Verified: ${it.members} files; ${it.logs.map((log) => `log ${log.name} with ${log.size} leaves (${log.published} under its signed checkpoint)`).join(', ')}; ${it.pieces} pieces of content; ${it.runs} runs with ${it.settled} leaves in their journals; ${it.tables} tables with ${it.rows} rows, which agree with the log\n`,
    caughtUp: (leaves: number) => `${leaves} leaves that came while it was made were brought into the database.\n`,
    onlyOne:
      'Two installations now hold the keys of one log. Run only one of them: two that write would fork the log, and anybody could prove by that that it is not to be trusted.\n',
    database: (address: string) => `The rows are in ${address}; start Duheng with DATABASE_URL naming it.\n`,
    configMended: 'config.yaml of the restored directory no longer names the old database.\n',
    examples: `
Examples:
  duheng backup
  duheng backup --out /mnt/backup/duheng.tar
  duheng restore --check /mnt/backup/duheng.tar
`,
    restoreExamples: `
Examples:
  duheng restore --check duheng-backup-20261123T072600Z.tar
  duheng restore duheng-backup-20261123T072600Z.tar --data ~/duheng-restored
  duheng restore backup.tar --data /srv/duheng --database-url postgres://duheng@localhost/duheng
`,
  },
} as const;
