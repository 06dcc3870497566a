import { LedgerError } from '../error.ts';
import { type Checkpoint, checkWitnesses, formatNote, type NoteSignature, parseNote } from '../note/index.ts';
import { askWitness, type Fetch, type Reply, type WitnessAddress } from './ask.ts';

export interface GatherOptions {
  readonly witnesses: readonly WitnessAddress[];
  /** how many of them must have cosigned */
  readonly quorum: number;
  /** a proof that the tree of `to` leaves begins with that of `from` leaves, 0 < from < to */
  readonly prove: (from: bigint, to: bigint) => Promise<readonly Uint8Array[]>;
  readonly fetch: Fetch;
  /** how long one witness may take in all; milliseconds */
  readonly patienceMs: number;
  /** how long the others are waited for once there are enough; milliseconds */
  readonly graceMs: number;
}

/** A witness may have cosigned something else between two requests, for instance at the very first one; not again and again. */
const mostRequests = 3;

/**
 * Has witnesses cosign checkpoints of one log: gives a function that takes a signed checkpoint to all of them at once and returns it with
 * their cosignatures. It remembers what size each was seen to know.
 *
 * Throws `ledger.key_invalid` where they cannot be counted (see `checkWitnesses`). The function throws `ledger.witnesses_missing`
 * `{needed, got, of, why}` where too few have cosigned: `why` says of each what kept it, as `Reply` does, or `knows_more` where a
 * witness saw a larger tree than the log now has, or `never_agrees`.
 */
export function gatherCosignatures(options: GatherOptions): (note: string, checkpoint: Checkpoint) => Promise<string> {
  const { witnesses, quorum } = options;
  checkWitnesses({ pins: witnesses, quorum });
  const knownSizes = new Map<string, bigint>();
  return async (note, checkpoint) => {
    const replies = await askAll(options, (witness, signal) =>
      askUntilAgreed(options, { witness, note, checkpoint, knownSizes, signal }),
    );
    const { text, signatures } = parseNote(note);
    const lines: NoteSignature[] = [];
    const why: string[] = [];
    for (const [at, reply] of replies.entries()) {
      if (reply.kind === 'cosigned') lines.push(...reply.lines);
      else why.push(`${witnesses[at]?.name}: ${reasonOf(reply, checkpoint.size)}`);
    }
    const got = replies.length - why.length;
    if (got < quorum)
      throw new LedgerError('ledger.witnesses_missing', {
        needed: quorum,
        got,
        of: witnesses.length,
        why: why.join(', '),
      });
    return formatNote({ text, signatures: [...signatures, ...lines] });
  };
}

function reasonOf(reply: Exclude<Reply, { kind: 'cosigned' }>, size: bigint): string {
  if (reply.kind === 'failed') return reply.why;
  return reply.size > size ? 'knows_more' : 'never_agrees';
}

/** Asks all at once. Once enough have cosigned, the others have a moment left. */
async function askAll(
  { witnesses, quorum, patienceMs, graceMs }: GatherOptions,
  ask: (witness: WitnessAddress, signal: AbortSignal) => Promise<Reply>,
): Promise<Reply[]> {
  const enough = new AbortController();
  let got = 0;
  let timer: NodeJS.Timeout | undefined;
  const replies = witnesses.map(async (witness) => {
    const reply = await ask(witness, AbortSignal.any([enough.signal, AbortSignal.timeout(patienceMs)]));
    if (reply.kind === 'cosigned') got += 1;
    if (got >= quorum) timer ??= setTimeout(() => enough.abort(), graceMs);
    return reply;
  });
  try {
    return await Promise.all(replies);
  } finally {
    clearTimeout(timer);
  }
}

interface Round {
  readonly witness: WitnessAddress;
  readonly note: string;
  readonly checkpoint: Checkpoint;
  readonly knownSizes: Map<string, bigint>;
  readonly signal: AbortSignal;
}

/** With a proof from the size that the witness is thought to know, and then from the one that it says. */
async function askUntilAgreed({ prove, fetch }: GatherOptions, round: Round): Promise<Reply> {
  const { witness, note, checkpoint, knownSizes, signal } = round;
  const { size } = checkpoint;
  let reply: Reply = { kind: 'knows', size: knownSizes.get(witness.name) ?? 0n };
  for (let requests = 0; requests < mostRequests && reply.kind === 'knows' && reply.size <= size; requests += 1) {
    const old: bigint = reply.size;
    const proof = old === 0n || old === size ? [] : await prove(old, size);
    reply = await askWitness(witness, { old, proof, note }, { fetch, signal });
    if (reply.kind === 'knows') knownSizes.set(witness.name, reply.size);
  }
  if (reply.kind === 'cosigned') knownSizes.set(witness.name, size);
  return reply;
}
