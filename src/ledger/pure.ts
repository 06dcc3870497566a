/**
 * The part of the ledger that needs nothing of Node: what verifies in a browser as well. Nothing that is reachable from here imports a
 * `node:` module (`test/architecture.test.ts`); SHA-256 and the checks of signatures come in by parameter. `verifier/` enters here.
 */
export { LedgerError } from './error.ts';
export * from './evidence-bundle/index.ts';
export type { Sha256 } from './leaf.ts';
export type { Primitives } from './note/cosignature.ts';
