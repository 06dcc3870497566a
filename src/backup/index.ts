export { assertDataDirectory, type Backup, writeBackup } from './backup.ts';
export { BackupError, type BackupErrorCode } from './error.ts';
export { type Restored, type RestoreStep, restoreBackup } from './restore.ts';
