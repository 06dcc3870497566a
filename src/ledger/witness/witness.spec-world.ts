import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { freshDirectory } from '../ledger.spec-world.ts';
import {
  type Checkpoint,
  formatCheckpoint,
  generateLogKeys,
  type LogKeys,
  parseVerifierKey,
  publicKeysOf,
  signersOf,
  signNote,
  type VerifierKey,
} from '../note/index.ts';
import { sha256 } from '../stamp.ts';
import { consistencyProof, nodeHash, type ReadHash, rootAt } from '../tree/index.ts';
import { witnessServer } from './http.ts';
import { formatSubmission, type Submission } from './submission.ts';
import { openWitness, type Refused, type Witness } from './witness.ts';

export const clock = () => Date.UTC(2026, 10, 23);
const bytes = (text: string) => new TextEncoder().encode(text);

/** A log that can be grown at will and signs whatever it is told to. */
export interface TestLog {
  readonly keys: LogKeys;
  readonly pinned: readonly VerifierKey[];
  readonly read: ReadHash;
  checkpoint(size: number): Promise<Checkpoint>;
  note(size: number): Promise<string>;
  prove(from: number, to: number): Promise<readonly Uint8Array[]>;
  /** what an honest client sends */
  submission(from: number, to: number): Promise<Submission>;
  /** the same log as others are shown it: its leaves differ from that one on */
  forkedAt(leaf: number): TestLog;
}

export const publicOf = (keys: LogKeys, role: 'log' | 'witness' = 'log'): VerifierKey[] =>
  publicKeysOf(keys, role).map(({ vkey }) => parseVerifierKey(vkey, sha256));

export function testLog(
  origin = 'log.example/main',
  keys = generateLogKeys(origin, clock()),
  differsFrom = Infinity,
): TestLog {
  const leaf = (index: bigint) => sha256(bytes(`${index}${index < differsFrom ? '' : ' otherwise'}`));
  const known = new Map<string, Promise<Uint8Array>>();
  const computed = async (level: number, index: bigint): Promise<Uint8Array> =>
    level === 0
      ? leaf(index)
      : nodeHash(await read(level - 1, index * 2n), await read(level - 1, index * 2n + 1n), sha256);
  const read: ReadHash = (level, index) => {
    const name = `${level} ${index}`;
    const hash = known.get(name) ?? computed(level, index);
    known.set(name, hash);
    return hash;
  };
  const checkpoint = async (size: number): Promise<Checkpoint> => ({
    origin: keys.name,
    size: BigInt(size),
    root: new Uint8Array(await rootAt(BigInt(size), read, sha256)),
  });
  const note = async (size: number) => signNote(formatCheckpoint(await checkpoint(size)), signersOf(keys, clock()));
  const prove = async (from: number, to: number) =>
    from === 0 || from === to ? [] : consistencyProof(BigInt(from), BigInt(to), read, sha256);
  return {
    ...{ keys, read, checkpoint, note, prove, pinned: publicOf(keys) },
    submission: async (from, to) => ({ old: BigInt(from), proof: await prove(from, to), note: await note(to) }),
    forkedAt: (at) => testLog(origin, keys, at),
  };
}

export interface ServedWitness {
  readonly directory: string;
  readonly url: string;
  readonly suspected: readonly Refused[];
  readonly keys: readonly VerifierKey[];
  /** the witness as it is now; another one after `restart` */
  witness(): Witness;
  restart(): Promise<void>;
  stop(): Promise<void>;
  post(body: string | Uint8Array): Promise<Response>;
  send(submission: Submission): Promise<{ status: number; type: string; text: string }>;
}

/** A witness that listens on loopback. */
export async function servedWitness(
  t: TestContext,
  logs: readonly TestLog[],
  name = 'witness.example/w1',
): Promise<ServedWitness> {
  const directory = await freshDirectory(t);
  const suspected: Refused[] = [];
  const open = async () => {
    const witness = await openWitness({ directory, name, logs: logs.flatMap(({ pinned }) => pinned), clock });
    const server = witnessServer(witness, {
      onSuspicion: (it) => void suspected.push(it),
      onError: (error) => {
        throw error;
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { witness, server };
  };
  let now = await open();
  const stop = async () => {
    now.server.close();
    now.server.closeAllConnections();
    await now.witness.close();
  };
  t.after(stop);
  const url = () => `http://127.0.0.1:${(now.server.address() as AddressInfo).port}`;
  const post = (body: string | Uint8Array) =>
    fetch(`${url()}/add-checkpoint`, { method: 'POST', body: typeof body === 'string' ? body : Buffer.from(body) });
  return {
    ...{ directory, suspected, stop, post },
    get url() {
      return url();
    },
    keys: now.witness.vkeys.map((it) => parseVerifierKey(it, sha256)),
    witness: () => now.witness,
    async restart() {
      await stop();
      now = await open();
    },
    async send(submission) {
      const response = await post(formatSubmission(submission));
      return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
    },
  };
}
