import { z } from 'zod';
import { suiteCase } from './case.ts';

/** JSON Schema (2020-12) of one line of a suite, as published in `docs/schemas/suite-case.schema.json`. */
export function suiteCaseSchema(): Record<string, unknown> {
  return {
    $id: 'suite-case.schema.json',
    title: 'One line of a Duheng suite',
    ...z.toJSONSchema(suiteCase, { io: 'input', target: 'draft-2020-12' }),
  };
}
