import { LedgerError } from '../error.ts';
import type { Sha256 } from '../leaf.ts';
import { type Checkpoint, sameBytes } from '../note/index.ts';
import { verifyConsistency } from '../tree/index.ts';
import type { Submission } from './submission.ts';

/**
 * Why a checkpoint is not cosigned. `old_size_above`: the proof begins with a larger tree than the checkpoint has. `old_size_differs`: it
 * does not begin with what the witness saw last. `root_differs`: same size, another root. `proof_invalid`: the proof does not hold.
 */
export type Refusal = 'old_size_above' | 'old_size_differs' | 'root_differs' | 'proof_invalid';

/**
 * What a checkpoint that the log did sign says of the log. `forked`: two roots for one size, or tiles that lead to the new root and not to
 * the old one. `rolled_back`: it is smaller than what was seen before; the log may have gone back, or somebody sent an old one again.
 * `unproven`: no valid proof came with it; the log may have forked, or somebody sent rubbish beside a good checkpoint.
 */
export type Suspicion = 'forked' | 'rolled_back' | 'unproven';

export interface Judgement {
  /** null: it may be cosigned */
  readonly refusal: Refusal | null;
  readonly suspicion: Suspicion | null;
}

export interface Question extends Pick<Submission, 'old' | 'proof'> {
  /** what was cosigned last, null before the first time */
  readonly known: Checkpoint | null;
  readonly offered: Checkpoint;
  /** whether the proof is known to lead from some root of the old size to the offered one: then the log itself says that the known root is another */
  readonly fromTiles: boolean;
}

/** Whether a witness may cosign, in the order of c2sp.org/tlog-witness, "add-checkpoint". */
export function judge(question: Question, sha256: Sha256): Judgement {
  const { known, offered, old } = question;
  const knownSize = known?.size ?? 0n;
  const suspicion = sizeSuspicion(known, offered);
  if (old > offered.size) return { refusal: 'old_size_above', suspicion };
  if (old !== knownSize) return { refusal: 'old_size_differs', suspicion };
  const proven = proves(question, sha256);
  if (!proven && suspicion === null && knownSize > 0n && offered.size > knownSize)
    return { refusal: 'proof_invalid', suspicion: question.fromTiles ? 'forked' : 'unproven' };
  if (!proven) return { refusal: 'proof_invalid', suspicion };
  if (suspicion === 'forked') return { refusal: 'root_differs', suspicion };
  return { refusal: null, suspicion: null };
}

function sizeSuspicion(known: Checkpoint | null, offered: Checkpoint): Suspicion | null {
  if (known === null) return null;
  if (offered.size < known.size) return 'rolled_back';
  return offered.size === known.size && !sameBytes(offered.root, known.root) ? 'forked' : null;
}

/** From the empty tree, and from a tree to itself, the proof must be empty; whether equal sizes have equal roots is asked apart. */
function proves({ known, offered, old, proof }: Question, sha256: Sha256): boolean {
  if (offered.size === 0n && !sameBytes(offered.root, sha256())) return false;
  if (known === null || old === 0n || old === offered.size) return proof.length === 0;
  const trees = { from: old, to: offered.size, fromRoot: known.root, toRoot: offered.root };
  try {
    verifyConsistency({ ...trees, proof }, sha256);
    return true;
  } catch (error) {
    if (error instanceof LedgerError) return false;
    throw error;
  }
}
