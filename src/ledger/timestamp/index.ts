export { type AskOptions, askAuthority } from './authority.ts';
export { readCertificates } from './authority-certificate.ts';
export { checkContinues, type KeptTimestamp, keepTimestamp, keptTimestamps } from './kept.ts';
export type { TimestampQuestion } from './request.ts';
export { type Timestamp, verifyTimestamp } from './verify.ts';
