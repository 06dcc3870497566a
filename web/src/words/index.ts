import { itemEn, itemZh } from './item.ts';
import type { Language } from './language.ts';
import { runEn, runZh } from './run.ts';
import { shellEn, shellZh } from './shell.ts';
import { systemEn, systemZh } from './system.ts';
import { tableEn, tableZh } from './table.ts';

const en = { shell: shellEn, table: tableEn, item: itemEn, run: runEn, system: systemEn };

export type Words = typeof en;

/** Both dictionaries have the same type: a word missing in one does not compile. */
export const words: Readonly<Record<Language, Words>> = {
  en,
  zh: { shell: shellZh, table: tableZh, item: itemZh, run: runZh, system: systemZh },
};
