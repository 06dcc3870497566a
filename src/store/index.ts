export { claimDataDirectory, openDataDirectory } from './data-directory.ts';
export { dumpRows } from './dump.ts';
export { StoreError, type StoreErrorCode } from './error.ts';
export { migrate } from './migration.ts';
export { openStore, type StorePlace } from './open.ts';
export { openProjection, type ProjectionOptions } from './projection.ts';
export { type RestoredRows, restoreRows } from './restoring.ts';
export { openSecrets, type Secrets } from './secrets.ts';
export type { Database, Migration, Projection, Projector, Sql, Store } from './types.ts';
