import { writeFile } from 'node:fs/promises';
import { openApiText } from './openapi-text.ts';

/** `node src/server/write-openapi.ts`: publishes the document of the API as it is now. */
await writeFile(new URL('../../docs/openapi.json', import.meta.url), openApiText());
