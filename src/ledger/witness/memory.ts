import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, writeFileDurably } from '../durable.ts';
import { LedgerError, readError, systemCode, writeError } from '../error.ts';
import { type Checkpoint, type NoteVerifier, openNote, parseCheckpoint, toBase64, toHex } from '../note/index.ts';
import { sha256 } from '../stamp.ts';
import type { Suspicion } from './judgement.ts';

/** A checkpoint as the witness cosigned it: the log's signatures and its own. */
export interface Remembered {
  readonly note: string;
  readonly checkpoint: Checkpoint;
}

/** A checkpoint that was refused, beside the one it does not fit: what convicts a log, if it is the log's doing. */
export interface Evidence {
  readonly suspicion: Suspicion;
  readonly refusedAt: string;
  readonly known: string;
  readonly offered: string;
  readonly old: bigint;
  readonly proof: readonly Uint8Array[];
}

/** Whoever holds a good checkpoint can send it with rubbish, again and again; the disk must not fill with that. */
const mostEvidence = 100;

/** The name of a log in paths of files and addresses: SHA-256 of its origin, which may be any text, in hexadecimal. */
export const originName = (origin: string): string => toHex(sha256(new TextEncoder().encode(origin)));

/**
 * What a witness remembers: the newest cosigned checkpoint of each log in `logs/…/checkpoint`, and in `refused/…` what did not fit it.
 * Both are durable when a write resolves.
 */
export class WitnessMemory {
  readonly #directory: string;
  /** the witness's own keys: a checkpoint that they have not cosigned is none that it saw */
  readonly #own: readonly NoteVerifier[];

  constructor(directory: string, own: readonly NoteVerifier[]) {
    this.#directory = directory;
    this.#own = own;
  }

  /**
   * What was cosigned last of a log, null where nothing was. Throws `ledger.witness_state_invalid` `{file, reason}` where the file is not
   * what the witness wrote: forgetting would let a log go back unseen.
   */
  async newest(origin: string): Promise<Remembered | null> {
    const file = this.#checkpointOf(origin);
    const bytes = await readFile(file).catch((cause: unknown) => {
      if (systemCode(cause) === 'ENOENT') return null;
      throw readError(file, cause);
    });
    if (bytes === null) return null;
    try {
      const checkpoint = parseCheckpoint(openNote(bytes, this.#own).text);
      if (checkpoint.origin !== origin)
        throw new LedgerError('ledger.origin_differs', { found: checkpoint.origin, expected: origin });
      return { checkpoint, note: bytes.toString('utf8') };
    } catch (cause) {
      if (!(cause instanceof LedgerError)) throw cause;
      throw new LedgerError('ledger.witness_state_invalid', { file, reason: cause.code }, cause);
    }
  }

  /** Remembers a cosigned checkpoint in place of the one before. Throws `ledger.disk_full`, `ledger.write_failed`. */
  async remember(origin: string, note: string): Promise<void> {
    await this.#write(join(this.#directory, 'logs', originName(origin)), 'checkpoint', note);
  }

  /**
   * Keeps a refused checkpoint and gives its file, also where the same was kept before; null where there is as much of that kind already
   * as is kept. Throws `ledger.disk_full`, `ledger.write_failed`.
   */
  async refuse(origin: string, evidence: Evidence): Promise<string | null> {
    const { suspicion, known, offered, old, proof } = evidence;
    const folder = join(this.#directory, 'refused', originName(origin));
    // Signatures may differ each time, so that the text alone says whether it is the same.
    const texts = [known, offered].map((it) => it.slice(0, it.lastIndexOf('\n\n')));
    const name = `${suspicion}-${toHex(sha256(new TextEncoder().encode(texts.join('\n\n')))).slice(0, 16)}.json`;
    const kept = await readdir(folder).catch((): string[] => []);
    if (kept.includes(name)) return join(folder, name);
    if (kept.filter((it) => it.startsWith(suspicion)).length >= mostEvidence) return null;
    const stored = { v: 1, origin, ...evidence, old: old.toString(), proof: proof.map(toBase64) };
    return this.#write(folder, name, `${JSON.stringify(stored, null, 2)}\n`);
  }

  #checkpointOf(origin: string): string {
    return join(this.#directory, 'logs', originName(origin), 'checkpoint');
  }

  async #write(folder: string, name: string, text: string): Promise<string> {
    const file = join(folder, name);
    try {
      await makeDirectory(folder);
      await writeFileDurably(file, text);
    } catch (cause) {
      throw writeError(file, cause);
    }
    return file;
  }
}
