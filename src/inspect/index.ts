export { InspectError, type InspectErrorCode } from './error.ts';
export {
  characterParts,
  createFolder,
  FoldBuffer,
  type Folded,
  type Folder,
  type FoldOptions,
  type FoldState,
  type FoldStream,
  type FoldTables,
  loadReadings,
  longestText,
  plainFolding,
  type Readings,
  readFoldTables,
  strongFolding,
  usualFolding,
} from './fold/index.ts';
