export { StoreError, type StoreErrorCode } from './error.ts';
export type { Database, Migration, Projection, Projector, Store } from './types.ts';
