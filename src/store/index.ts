export { claimDataDirectory, openDataDirectory } from './data-directory.ts';
export type { StoreErrorCode } from './error.ts';
export { migrate } from './migration.ts';
export { openStore, type StorePlace } from './open.ts';
export { holdingsOf } from './position.ts';
export { openProjection, type ProjectionOptions } from './projection.ts';
export { openSecrets, type Secrets } from './secrets.ts';
export type { Database, Migration, Projection, Projector, Sql, Store } from './types.ts';
