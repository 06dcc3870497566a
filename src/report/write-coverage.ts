import { writeFile } from 'node:fs/promises';
import { readEdition } from '../framework/index.ts';
import { coverageMatrix, readUncovered } from './coverage.ts';
import { coveragePage } from './coverage-page.ts';
import { shippedDefinitions } from './shipped-definitions.ts';

// `node src/report/write-coverage.ts`; a test keeps the file current
const edition = await readEdition('1.0');
const rows = coverageMatrix(edition, shippedDefinitions(), readUncovered());
await writeFile(new URL('../../docs/coverage.md', import.meta.url), coveragePage(edition, rows));
