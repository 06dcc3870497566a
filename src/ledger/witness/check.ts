import { LedgerError } from '../error.ts';
import { type Checkpoint, parseCheckpoint, parseNote, toBase64 } from '../note/index.ts';
import { sha256 } from '../stamp.ts';
import { earlierRoot, type FetchTile, parsePath, pathOf, readHashFrom, tileWidth } from '../tree/index.ts';
import type { Cosigned, Refused, Witness } from './witness.ts';

/**
 * Reads the checkpoint that a log shows, computes from its tiles that it continues what the witness cosigned last, and has it cosigned.
 * `fetchFile` brings what lies under the log's prefix (c2sp.org/tlog-tiles).
 * @throws LedgerError `ledger.fork_shown` and `ledger.rollback_shown` `{origin, size, root, known, knownRoot, evidence}`;
 * `ledger.proof_invalid` where the tiles do not fit the checkpoint or each other; what `fetchFile` and `Witness.add` throw
 */
export async function checkLog(witness: Witness, fetchFile: FetchTile): Promise<Cosigned> {
  const note = Buffer.from(await fetchFile('checkpoint')).toString('utf8');
  const offered = parseCheckpoint(parseNote(note).text);
  const old = (await witness.newest(offered.origin))?.checkpoint.size ?? 0n;
  const proof = old > 0n && old < offered.size ? await proofFromTiles(old, offered, fetchFile) : [];
  const outcome = await witness.add({ old, proof, note }, true);
  if (outcome.cosigned) return outcome;
  throw refusalOf(outcome);
}

/** Whether the root that the tiles bind to the old size is the one that was cosigned is asked apart. */
async function proofFromTiles(old: bigint, offered: Checkpoint, fetchFile: FetchTile): Promise<readonly Uint8Array[]> {
  const read = readHashFrom(orFullTile(fetchFile), offered.size, sha256);
  return (await earlierRoot(old, offered, read, sha256)).proof;
}

/** A log may drop a partial tile once the full one is there (tlog-tiles, "Partial Tiles"): its first hashes are the same. */
function orFullTile(fetchFile: FetchTile): FetchTile {
  return async (path) => {
    const tile = parsePath(path);
    if (tile === null || tile.level === 'entries' || tile.width === tileWidth) return fetchFile(path);
    const { level, index, width } = tile;
    return fetchFile(path).catch(async (cause: unknown) => {
      const full = await fetchFile(pathOf({ level, index, width: tileWidth })).catch(() => {
        throw cause;
      });
      return full.subarray(0, width * 32);
    });
  };
}

function refusalOf({ suspicion, offered, known, evidence }: Refused): LedgerError {
  const { origin, size } = offered;
  const sizes = { origin, size: Number(size), known: Number(known?.size ?? 0n) };
  const roots = { root: toBase64(offered.root), knownRoot: toBase64(known?.root ?? new Uint8Array()) };
  const facts = { ...sizes, ...roots, evidence: evidence ?? '-' };
  if (suspicion === 'forked') return new LedgerError('ledger.fork_shown', facts);
  if (suspicion === 'rolled_back') return new LedgerError('ledger.rollback_shown', facts);
  return new LedgerError('ledger.witness_unproven', { ...sizes });
}
