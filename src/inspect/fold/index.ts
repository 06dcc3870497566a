export { characterParts } from './character-parts.ts';
export { FoldBuffer, type Folded } from './folded.ts';
export { createFolder, type Folder, longestText } from './folder.ts';
export { type FoldOptions, plainFolding, strongFolding, usualFolding } from './options.ts';
export { loadReadings, type Readings } from './readings.ts';
export type { FoldState, FoldStream } from './stream.ts';
export { type FoldTables, readFoldTables } from './tables.ts';
