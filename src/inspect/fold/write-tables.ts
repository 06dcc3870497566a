import { writeFile } from 'node:fs/promises';
import { foldingData } from './derive-folding.ts';
import { pinyinData } from './derive-pinyin.ts';

// `node src/inspect/fold/write-tables.ts`; a test keeps both files current
await writeFile(new URL('./folding-data.ts', import.meta.url), foldingData());
await writeFile(new URL('./pinyin-data.ts', import.meta.url), pinyinData());
