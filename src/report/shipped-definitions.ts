import { type CheckDefinition, gradeCheck } from '../evidence/index.ts';
import { readCatalogue } from './measured.ts';

/** Every check that this version ships, by id. */
export function shippedDefinitions(): readonly CheckDefinition[] {
  return [...readCatalogue(), gradeCheck].sort((a, b) => (a.id < b.id ? -1 : 1));
}
