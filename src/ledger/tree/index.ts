export { decodeBundle, encodeBundle, maxBundledEntryBytes } from './bundle.ts';
export { type EarlierRoot, earlierRoot } from './earlier-root.ts';
export { Frontier, type OnNode } from './frontier.ts';
export { maxSize, type Node, nodeHash, perfectSubtrees } from './hash.ts';
export { consistencyProof, inclusionProof, isSubtree, type ReadHash, rootAt, subtreeProof } from './proof.ts';
export {
  type FetchTile,
  hashFromTile,
  hashInTile,
  type PlaceInTile,
  readHashFrom,
  tileBytes,
} from './tile.ts';
export {
  type EntryBundle,
  entriesPath,
  type HashTile,
  newTiles,
  parsePath,
  pathOf,
  type TileName,
  tileHeight,
  tilePath,
  tilesAt,
  tileWidth,
  widthAt,
} from './tile-name.ts';
export { type LeafAt, readBelow, verifyTile, verifyTiles } from './tile-verify.ts';
export {
  type Consistency,
  type Inclusion,
  maxProofHashes,
  type SubtreeConsistency,
  type SubtreeInclusion,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './verify.ts';
