import type { Transaction } from 'kysely';
import type { Digest, Leaf, Log, LogEntry } from '../ledger/index.ts';
import { StoreError } from './error.ts';
import { checkProjectors, type Position, readPositions, truncate } from './position.ts';
import type { Database, Projection, Projector, Store } from './types.ts';

export interface ProjectionOptions {
  readonly log: Log;
  readonly store: Store;
  readonly projectors: readonly Projector[];
  /** told of every failure to project; what failed is tried again later */
  readonly onFailure?: (error: StoreError) => void;
}

/** told how many leaves the tables show now */
type Done = (size: number) => void;
type Entry = Pick<LogEntry, 'index' | 'leaf' | 'head'>;

const batchLeaves = 500;

/**
 * Compares the store with the log and brings it up. The schema must have been migrated. Each room has its own position, so that a room that is
 * new, or whose projector has a new version, is replayed from the first leaf. Throws `store.ahead_of_ledger` where the tables know
 * more leaves than the log holds, `store.differs_from_ledger` where they show another log or another history,
 * `store.projection_failed`, and what reading the log throws.
 */
export async function openProjection(options: ProjectionOptions): Promise<Projection> {
  checkProjectors(options.projectors);
  const projection = new LogProjection(options);
  await projection.open();
  return projection;
}

class LogProjection implements Projection {
  readonly log: Log;
  readonly #store: Store;
  readonly #projectors: readonly Projector[];
  readonly #onFailure: (error: StoreError) => void;
  /** acknowledged leaves that wait to be projected, in the order of the log */
  readonly #queue = new Map<number, Entry>();
  /** leaves that the tables of all rooms show */
  #size = 0;
  #working: Promise<void> | null = null;

  constructor(options: ProjectionOptions) {
    this.log = options.log;
    this.#store = options.store;
    this.#projectors = options.projectors;
    this.#onFailure = options.onFailure ?? (() => {});
  }

  get lag(): number {
    return this.log.size - this.#size;
  }

  async open(): Promise<void> {
    const positions = await this.#store.transaction((tx) =>
      readPositions(tx, this.#store.sql, this.log, this.#projectors),
    );
    await this.#compare(positions);
    const target = this.log.size;
    for (const size of new Set(positions.map((it) => it.size))) {
      const behind = positions.filter((it) => it.size === size).map((it) => it.projector);
      await this.#replay(behind, size, target, () => {});
    }
    this.#size = target;
  }

  async append(leaf: Leaf) {
    const appended = await this.log.append(leaf);
    if (appended.index >= this.#size) this.#queue.set(appended.index, { ...appended, leaf });
    try {
      while (this.#size <= appended.index) await this.#work();
      return { ...appended, projected: true };
    } catch {
      // The leaf is in the log; `onFailure` has been told, and the lag shows it.
      return { ...appended, projected: false };
    }
  }

  async catchUp(): Promise<void> {
    const target = this.log.size;
    while (this.#size < target) await this.#work();
  }

  async rebuild() {
    while (this.#working) await this.#working.catch(() => {});
    await this.#alone(() => this.#empty());
    await this.catchUp();
    return { leaves: this.#size };
  }

  async close(): Promise<void> {
    while (this.#working) await this.#working.catch(() => {});
  }

  /** Who comes while another works waits for that, and looks again. */
  async #work(): Promise<void> {
    await (this.#working ?? this.#alone(() => this.#projectWaiting()));
  }

  #alone(work: () => Promise<void>): Promise<void> {
    const working = work()
      .catch((cause: unknown) => {
        this.#queue.clear();
        const error = cause instanceof StoreError ? cause : new StoreError('store.projection_failed', {}, cause);
        this.#onFailure(error);
        throw error;
      })
      .finally(() => {
        this.#working = null;
      });
    this.#working = working;
    return working;
  }

  async #projectWaiting(): Promise<void> {
    // Leaves of one group commit are acknowledged together: let them all arrive, and share a transaction too.
    await new Promise(setImmediate);
    const waiting: Entry[] = [];
    for (let i = this.#size; waiting.length < batchLeaves; i += 1) {
      const entry = this.#queue.get(i);
      if (!entry) break;
      waiting.push(entry);
    }
    const advance = (size: number) => this.#advance(size);
    if (waiting.length > 0) await this.#apply(this.#projectors, waiting, this.#size, advance);
    // Nothing at hand although the log goes on: an earlier failure dropped it, so it is read back.
    else await this.#replay(this.#projectors, this.#size, this.log.size, advance);
  }

  #advance(size: number): void {
    for (let i = this.#size; i < size; i += 1) this.#queue.delete(i);
    this.#size = size;
  }

  async #empty(): Promise<void> {
    const tables = this.#projectors.flatMap((it) => it.tables);
    await this.#store.transaction(async (tx) => {
      await truncate(tx, this.#store.sql, tables);
      await tx
        .updateTable('projected')
        .set({ size: 0, head: '', from_index: this.log.start ?? 0 })
        .execute();
    });
    this.#size = 0;
    this.#queue.clear();
  }

  async #replay(projectors: readonly Projector[], from: number, to: number, done: Done): Promise<void> {
    let batch: Entry[] = [];
    let size = from < (this.log.start ?? 0) ? await this.#restate(projectors, from, done) : from;
    const flush = async () => {
      await this.#apply(projectors, batch, size, done);
      size += batch.length;
      batch = [];
    };
    for await (const entry of this.log.read({ from: size, to })) {
      batch.push(entry);
      if (batch.length === batchLeaves) await flush();
    }
    if (batch.length > 0) await flush();
  }

  /**
   * In place of leaves that are gone: what of them still holds, as the first log that is left carries it, each leaf with its first index. In one
   * transaction, since whoever starts again must find all of it or nothing. Elsewhere a carried leaf changes nothing: the tables know its original.
   */
  async #restate(projectors: readonly Projector[], from: number, done: Done): Promise<number> {
    const size = await this.#store.transaction(async (tx) => {
      for await (const { leaf, index, head } of this.log.read()) {
        if (leaf.kind === 'carried') await applyOne(tx, projectors, { ...leaf.body, head });
        if (leaf.kind !== 'log.carried') continue;
        await this.#move(tx, projectors, from, { size: index + 1, head });
        return index + 1;
      }
      throw new StoreError('store.projection_failed', { reason: 'nothing_carried', index: from });
    });
    done(size);
    return size;
  }

  /** Projects a batch in one transaction; if a leaf cannot be projected, those before it still are, and then it throws. */
  async #apply(projectors: readonly Projector[], entries: readonly Entry[], from: number, done: Done): Promise<void> {
    try {
      await this.#applyWhole(projectors, entries, from);
      done(from + entries.length);
    } catch (cause) {
      const failed = cause instanceof StoreError ? cause.params.index : undefined;
      const before = typeof failed === 'number' ? entries.slice(0, failed - from) : [];
      if (before.length > 0) await this.#apply(projectors, before, from, done);
      throw cause;
    }
  }

  /** Rows and position move together; a position that somebody else has moved undoes both. */
  async #applyWhole(projectors: readonly Projector[], entries: readonly Entry[], from: number): Promise<void> {
    const last = entries.at(-1);
    if (!last || projectors.length === 0) return;
    await this.#store.transaction(async (tx) => {
      for (const entry of entries) await applyOne(tx, projectors, entry);
      await this.#move(tx, projectors, from, { size: last.index + 1, head: last.head });
    });
  }

  async #move(
    tx: Transaction<Database>,
    projectors: readonly Projector[],
    from: number,
    position: { readonly size: number; readonly head: Digest },
  ): Promise<void> {
    const rooms = projectors.map((it) => it.room);
    const { numUpdatedRows } = await tx
      .updateTable('projected')
      .set(position)
      .where('log_id', '=', this.log.id)
      .where('room', 'in', rooms)
      .where('size', '=', from)
      .executeTakeFirst();
    if (Number(numUpdatedRows) !== projectors.length) {
      throw new StoreError('store.differs_from_ledger', { reason: 'position_moved', size: from });
    }
  }

  async #compare(positions: readonly Position[]): Promise<void> {
    const heads = new Map<number, Digest>();
    for (const { projector, size, head } of positions) {
      if (size > this.log.size) {
        throw new StoreError('store.ahead_of_ledger', { room: projector.room, store: size, ledger: this.log.size });
      }
      if (!heads.has(size)) heads.set(size, await this.log.headAt(size));
      // A room that is to start anew has no head yet.
      if (head !== null && heads.get(size) !== head) {
        throw new StoreError('store.differs_from_ledger', { reason: 'head', room: projector.room, size });
      }
    }
  }
}

async function applyOne(tx: Transaction<Database>, projectors: readonly Projector[], entry: Entry): Promise<void> {
  for (const projector of projectors) {
    if (!projector.kinds.includes(entry.leaf.kind)) continue;
    try {
      await projector.apply(tx, entry.leaf, entry.index);
    } catch (cause) {
      const { room } = projector;
      throw new StoreError('store.projection_failed', { room, kind: entry.leaf.kind, index: entry.index }, cause);
    }
  }
}
