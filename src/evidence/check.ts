import type { Basis, Bilingual } from '../framework/index.ts';
import type { Finding } from './observation.ts';

/** check ↔ item. A test case lights a control point only through one of these. */
export interface Binding {
  readonly check: string;
  /** a control point (`3.1.1(b)×4.1.1(b)`), a governance measure or a guideline */
  readonly item: string;
  readonly coverage: 'full' | 'partial';
  readonly basis: Basis;
}

/** The frozen description of a check; what runs it lies in the room that measures. */
export interface CheckDefinition {
  /** three letters of the room and three digits, never reused: `ASM-001` */
  readonly id: string;
  readonly version: number;
  readonly title: Bilingual;
  readonly aim: Bilingual;
  readonly bindings: readonly Binding[];
}

/** Code with a frozen id that observes subjects and yields findings; a check with no subject yields `not_applicable`. */
export interface Check<Context> extends CheckDefinition {
  observe(context: Context): AsyncIterable<Finding> | Iterable<Finding>;
}
