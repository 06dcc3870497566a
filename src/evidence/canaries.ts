import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { remembered } from '../framework/index.ts';
import { EvidenceError } from './errors.ts';

const FILE = new URL('./data/canaries.yaml', import.meta.url);

const canariesFile = z.strictObject({
  version: z.int().min(1),
  questions: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z]{2}-[a-z]{1,20}$/),
        language: z.enum(['zh', 'en']),
        text: z.string().min(1).max(200),
      }),
    )
    .min(1)
    .max(50)
    .refine((rows) => new Set(rows.map((it) => it.id)).size === rows.length, { message: 'an id stands twice' }),
});

/** The fixed questions, and the version that goes into `canaryProof`. */
export type Canaries = Readonly<z.infer<typeof canariesFile>>;

/**
 * Reads the canary questions shipped with this room.
 * @throws EvidenceError `evidence.data_invalid {file}` when the installation is damaged
 */
export async function readCanaries(): Promise<Canaries> {
  try {
    return canariesFile.parse(remembered(await readFile(FILE, 'utf8'), (it) => parse(it, { maxAliasCount: 0 })));
  } catch (cause) {
    throw new EvidenceError('evidence.data_invalid', { file: 'canaries.yaml' }, { cause });
  }
}
