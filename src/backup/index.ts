export { assertDataDirectory, type Backup, writeBackup } from './backup.ts';
export type { BackupErrorCode } from './error.ts';
export { type Restored, type RestoreStep, restoreBackup } from './restore.ts';
