import type { BackupErrorCode } from '../../backup/index.ts';
import type { ProblemText } from '../frame/problem.ts';

const anotherBackup = { zh: '使用另一份备份', en: 'Use another backup' };
const doNotRelyOnIt = {
  zh: '备份已损坏或被改动；使用另一份备份',
  en: 'The backup is damaged or was altered; use another one',
};

export const backupProblems: Readonly<Record<BackupErrorCode, ProblemText>> = {
  'backup.nothing_there': {
    zh: '{directory} 不是 duheng 的数据目录，没有可备份的内容',
    en: '{directory} is no data directory of duheng, so there is nothing to back up',
    action: { zh: '用 --data 指定数据目录', en: 'Name the data directory by --data' },
    http: 404,
    exit: 66,
  },
  'backup.output_exists': {
    zh: '{file} 已存在；备份从不覆盖文件',
    en: '{file} is there already; a backup never replaces a file',
    action: { zh: '换一个文件名，或先移走它', en: 'Choose another name, or move that file away' },
    http: 409,
    exit: 73,
  },
  'backup.output_inside': {
    zh: '{file} 位于数据目录之内',
    en: '{file} lies inside the data directory',
    action: { zh: '用 --out 指定别处，最好是另一块磁盘', en: 'Name another place by --out, best on another disk' },
    http: 400,
    exit: 64,
  },
  'backup.disk_full': {
    zh: '磁盘已满，写入 {file} 失败；未留下残件',
    en: 'The disk is full and {file} could not be written; nothing of it is left behind',
    action: { zh: '腾出空间后重试，或写到别处', en: 'Free some space and try again, or write elsewhere' },
    http: 507,
    exit: 74,
  },
  'backup.write_failed': {
    zh: '写入 {file} 失败（{system}）；未留下残件',
    en: '{file} could not be written ({system}); nothing of it is left behind',
    action: { zh: '检查路径、权限与磁盘', en: 'Check the path, the permissions and the disk' },
    http: 500,
    exit: 73,
  },
  'backup.read_failed': {
    zh: '读取 {file} 失败（{system}）',
    en: '{file} could not be read ({system})',
    action: { zh: '检查权限与磁盘', en: 'Check the permissions and the disk' },
    http: 500,
    exit: 74,
  },
  'backup.source_changed': {
    zh: '备份期间 {file} 被移走或改动',
    en: '{file} was taken away or changed while it was being read',
    action: { zh: '重试', en: 'Try again' },
    http: 409,
    exit: 75,
  },
  'backup.interrupted': {
    zh: '已中断；未留下残件',
    en: 'Interrupted; nothing is left behind',
    action: { zh: '需要时重新执行', en: 'Start again when you need it' },
    http: 409,
    exit: 130,
  },
  'backup.archive_missing': {
    zh: '没有文件 {file}',
    en: 'There is no file {file}',
    action: { zh: '核对路径', en: 'Check the path' },
    http: 404,
    exit: 66,
  },
  'backup.not_an_archive': {
    zh: '{file} 不是 duheng backup 写出的文件',
    en: '{file} was not written by duheng backup',
    action: { zh: '核对文件；不要解压、重新打包或压缩备份', en: 'Check the file; do not repack or compress a backup' },
    http: 422,
    exit: 65,
  },
  'backup.truncated': {
    zh: '{file} 不完整：在 {member} 处中断',
    en: '{file} is cut off at {member}',
    action: anotherBackup,
    http: 422,
    exit: 65,
  },
  'backup.member_refused': {
    zh: '备份中的 {member} 不被接受（{reason}）',
    en: '{member} in the backup is refused ({reason})',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.member_differs': {
    zh: '备份中的 {member} 与清单不符（{reason}）',
    en: '{member} in the backup is not what its manifest says ({reason})',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.manifest_invalid': {
    zh: '备份的清单有误（{reason}）',
    en: 'The manifest of the backup is faulty ({reason})',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.format_newer': {
    zh: '备份由更新版本的 duheng 写出（格式 {found}，本版本支持 {known}）',
    en: 'The backup was written by a newer duheng (format {found}; this one knows {known})',
    action: { zh: '升级 duheng', en: 'Upgrade duheng' },
    http: 422,
    exit: 65,
  },
  'backup.target_not_empty': {
    zh: '{directory} 不是空的；恢复从不覆盖',
    en: '{directory} is not empty; a restore never replaces anything',
    action: {
      zh: '用 --data 指定一个不存在或空的目录；或先把旧目录改名',
      en: 'Name a directory by --data that is absent or empty, or rename the old one first',
    },
    http: 409,
    exit: 73,
  },
  'backup.target_unusable': {
    zh: '不能恢复到 {directory}（{reason}）',
    en: 'Nothing can be restored to {directory} ({reason})',
    action: {
      zh: '检查权限；若它是挂载点，请指定其中的一个新目录',
      en: 'Check the permissions; if it is a mount point, name a new directory inside it',
    },
    http: 500,
    exit: 73,
  },
  'backup.log_differs': {
    zh: '备份中的账本 {log} 与清单不符（{reason}）',
    en: 'The log {log} in the backup is not what its manifest says ({reason})',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.content_missing': {
    zh: '备份缺少 {where} 所引用的内容 {digest}',
    en: 'The backup lacks content {digest}, which {where} names',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.run_differs': {
    zh: '备份中运行 {run} 的日志不成立（{reason}）',
    en: 'The journal of run {run} in the backup does not hold ({reason})',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
  'backup.rows_differ': {
    zh: '备份中的数据库记录与账本不符：表 {table}，键 {key}（{kind}），至少 {count} 处',
    en: 'Rows in the backup differ from its log: table {table}, key {key} ({kind}), {count} rows at least',
    action: doNotRelyOnIt,
    http: 422,
    exit: 65,
  },
};
