import type { LedgerErrorCode } from '../../ledger/index.ts';
import type { ProblemText } from '../frame/problem.ts';

export const ledgerProblems: Readonly<Record<LedgerErrorCode, ProblemText>> = {
  'ledger.invalid_leaf': {
    zh: '记录不符合约定',
    en: 'A record does not fit its schema',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
  'ledger.entry_too_large': {
    zh: '单条内容超过上限',
    en: 'One entry exceeds the bound',
    action: { zh: '缩小该内容', en: 'Make it smaller' },
    http: 413,
    exit: 65,
  },
  'ledger.disk_full': {
    zh: '磁盘已满，写入 {file} 失败；已确认的记录没有丢失',
    en: 'The disk is full and {file} could not be written; nothing acknowledged is lost',
    action: { zh: '腾出空间后重新启动或续跑', en: 'Free some space, then start again or resume' },
    http: 507,
    exit: 74,
  },
  'ledger.write_failed': {
    zh: '写入账本失败',
    en: 'Writing to the ledger failed',
    action: { zh: '检查磁盘后重新启动', en: 'Check the disk and start again' },
    http: 500,
    exit: 74,
  },
  'ledger.read_failed': {
    zh: '读取 {file} 失败',
    en: 'Reading {file} failed',
    action: { zh: '检查磁盘与权限', en: 'Check the disk and the permissions' },
    http: 500,
    exit: 74,
  },
  'ledger.corrupt': {
    zh: '日志在 {file} 第 {offset} 字节处损坏',
    en: 'The log is damaged in {file} at byte {offset}',
    action: { zh: '从备份恢复；不要手工改动日志文件', en: 'Restore from a backup; do not edit log files by hand' },
    http: 500,
    exit: 65,
  },
  'ledger.in_use': {
    zh: '日志目录正被另一个进程使用',
    en: 'Another process holds this log',
    action: { zh: '等它结束，或通过它操作', en: 'Wait for it, or work through it' },
    http: 409,
    exit: 75,
  },
  'ledger.cannot_lock': {
    zh: '无法锁定日志目录',
    en: 'The log directory cannot be locked',
    action: { zh: '检查权限与磁盘', en: 'Check permissions and the disk' },
    http: 500,
    exit: 74,
  },
  'ledger.closed': {
    zh: '日志已关闭',
    en: 'The log is closed',
    action: { zh: '重新启动', en: 'Start again' },
    http: 500,
    exit: 70,
  },
  'ledger.read_only': {
    zh: '日志以只读方式打开',
    en: 'The log is open for reading only',
    action: { zh: '这是程序缺陷，请报告', en: 'This is a defect: report it' },
    http: 500,
    exit: 70,
  },
  'ledger.content_missing': {
    zh: '内容 {digest} 不在本机（已删除或未写入）',
    en: 'Content {digest} is not here (erased, or never written)',
    action: { zh: '记录本身仍然有效', en: 'The record itself still holds' },
    http: 404,
    exit: 66,
  },
};
