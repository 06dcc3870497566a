import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { profileFile } from './profile.ts';
import { editionFile } from './schema.ts';

/**
 * The published JSON Schemas (draft 2020-12) of the data files, by file name, as text. They describe form only: that codes are
 * unique, that references lead somewhere and that counts agree is checked by `parseEdition`.
 */
export function schemaDocuments(): Readonly<Record<string, string>> {
  const document = (schema: z.ZodType, title: string): string =>
    `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, null, 2)}\n`;
  return {
    'edition.schema.json': document(editionFile, 'Duheng: an edition of the framework, its data files taken together'),
    'profile.schema.json': document(profileFile, 'Duheng: a profile, the numbers of a standard'),
  };
}

// `node src/framework/schema-documents.ts` writes them; a test keeps them current
if (import.meta.main) {
  for (const [name, text] of Object.entries(schemaDocuments())) {
    await writeFile(new URL(`../../docs/schemas/${name}`, import.meta.url), text);
  }
}
