import { z } from 'zod';
import { LedgerError } from '../error.ts';
import { leafHash, type Sha256 } from '../leaf.ts';
import { fromBase64 } from '../note/base64.ts';
import { type Checkpoint, parseDecimal } from '../note/checkpoint.ts';
import { type Leaf, parseLeaf } from '../record.ts';
import { maxProofHashes, verifyInclusion } from '../tree/verify.ts';
import type { Findings } from './finding.ts';
import { isCanonical, linesOf, parsedJson } from './json.ts';
import { logPaths } from './manifest.ts';

/** A line of `proofs.jsonl`: the place of the entry on the same line of `entries.jsonl`, and its RFC 6962 audit path. */
export const bundleProof = z.strictObject({
  hashes: z.array(z.string().length(44)).max(maxProofHashes),
  index: z.string().max(19),
});

/** An entry whose bytes are a leaf of a known kind; whether it is proven stands in the findings. */
export interface BundleEntry {
  readonly leaf: Leaf;
  readonly file: string;
  readonly line: number;
  /** decimal; null where its proof cannot be read */
  readonly index: string | null;
}

export interface EntriesInput {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** 1, 2 …: the folder */
  readonly n: number;
  /** null where none can be read: then nothing can be proven, and only the entries themselves are looked at */
  readonly checkpoint: Checkpoint | null;
  readonly sha256: Sha256;
}

/**
 * The entries of a log, each held against its own canonical form, the known kinds and its proof under the checkpoint. Yields what could be
 * read as a leaf.
 */
export function* readEntries(input: EntriesInput, findings: Findings): Generator<BundleEntry> {
  const { files, n, checkpoint, sha256 } = input;
  const { entries: file, proofs } = logPaths(n);
  const proofFrom = reader(linesOf(proofs, files.get(proofs) ?? new Uint8Array(), findings));
  let before = -1n;
  let last = 0;
  for (const { line, bytes } of linesOf(file, files.get(file) ?? new Uint8Array(), findings)) {
    last = line;
    const beside = proofFrom(line);
    if (beside?.line !== line) findings.add('proofs_not_one_each', { file: proofs, line });
    const proof = beside?.line === line ? readProof(proofs, beside, findings) : undefined;
    if (proof !== undefined) {
      if (proof.index <= before)
        findings.add('entries_out_of_order', { file, line }, { index: String(proof.index), before: String(before) });
      else before = proof.index;
      if (checkpoint !== null) checkProof({ file, line, bytes }, proof, { checkpoint, sha256 }, findings);
    }
    const leaf = readLeaf(file, { line, bytes }, findings);
    if (leaf !== undefined) yield { leaf, file, line, index: proof === undefined ? null : String(proof.index) };
  }
  const more = proofFrom(last + 1);
  if (more !== undefined) findings.add('proofs_not_one_each', { file: proofs, line: more.line });
}

/**
 * Gives the first line from a number on; numbers are asked for in ascending order. By number and not one after the other, so that a line
 * passed over in one file moves no line to another's side.
 */
function reader(lines: Generator<Line>): (from: number) => Line | undefined {
  let next = lines.next();
  return (from) => {
    while (next.done !== true && next.value.line < from) next = lines.next();
    return next.done === true ? undefined : next.value;
  };
}

interface Line {
  readonly line: number;
  readonly bytes: Uint8Array;
}

interface Proof {
  readonly index: bigint;
  readonly hashes: readonly Uint8Array[];
}

function readProof(file: string, { line, bytes }: Line, findings: Findings): Proof | undefined {
  const value = parsedJson(bytes)?.value;
  const parsed = bundleProof.safeParse(value);
  const index = parsed.success ? parseDecimal(parsed.data.index) : undefined;
  const hashes = parsed.success ? parsed.data.hashes.flatMap((it) => fromBase64(it) ?? []) : [];
  if (!parsed.success || index === undefined || hashes.length !== parsed.data.hashes.length) {
    findings.add('proof_invalid', { file, line });
    return undefined;
  }
  if (!isCanonical(value, bytes)) findings.add('proof_not_canonical', { file, line });
  return { index, hashes };
}

function checkProof(
  { file, line, bytes }: Line & { readonly file: string },
  { index, hashes }: Proof,
  { checkpoint, sha256 }: { readonly checkpoint: Checkpoint; readonly sha256: Sha256 },
  findings: Findings,
): void {
  const { size, root } = checkpoint;
  try {
    verifyInclusion({ index, size, leaf: leafHash(bytes, sha256), root, proof: hashes }, sha256);
  } catch (error) {
    if (!(error instanceof LedgerError)) throw error;
    const params = { index: String(index), reason: String(error.params.reason) };
    findings.add('proof_does_not_lead_to_root', { file, line }, params);
  }
}

/** A line of a log as a leaf of a known kind, in the bytes that RFC 8785 gives it. */
export function readLeaf(file: string, { line, bytes }: Line, findings: Findings): Leaf | undefined {
  const parsed = parsedJson(bytes);
  let leaf: Leaf;
  try {
    if (parsed === undefined) throw new z.ZodError([]);
    leaf = parseLeaf(parsed.value);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const field = error.issues[0]?.path.join('.').slice(0, 200) ?? '';
    findings.add('leaf_invalid', { file, line }, { field });
    return undefined;
  }
  if (!isCanonical(parsed?.value, bytes)) findings.add('leaf_not_canonical', { file, line });
  return leaf;
}
