import { writeFile } from 'node:fs/promises';
import { reportSchemaText } from './report-schema.ts';

// `node src/report/write-schema.ts`; a test keeps the file current
await writeFile(new URL('../../docs/schemas/report.schema.json', import.meta.url), reportSchemaText());
