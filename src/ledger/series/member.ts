import { LedgerError } from '../error.ts';
import type { Log, LogEntry } from '../log.types.ts';
import type { LogPlace } from '../publication.ts';
import type { Digest, Instant, Leaf } from '../record.ts';
import { nameOfLog, originOf } from './place.ts';
import type { Retirement } from './retirement-file.ts';

/** One log of a series, as it stands. */
export interface SeriesLog {
  /** 1 for the first */
  readonly number: number;
  readonly name: string;
  readonly id: string;
  readonly origin: string;
  readonly place: LogPlace;
  /** index in the series of its first leaf */
  readonly from: number;
  readonly size: number;
  /** running head over its leaves */
  readonly head: Digest;
  /** its last leaf is there: nothing more can be appended to it */
  readonly closed: boolean;
  /** RFC 3339 time of the last leaf of a closed log; null while it is open, and where its leaves are gone */
  readonly closedAt: Instant | null;
  /** its entries are gone */
  readonly retired: Retirement | null;
  /** null where it is retired */
  readonly log: Log | null;
}

/** A log of the series within its series: what `SeriesLog` shows, and what closes it. */
export class Member implements SeriesLog {
  readonly number: number;
  readonly place: LogPlace;
  readonly from: number;
  readonly #standing: Standing;
  /** RFC 3339 time of the first leaf in milliseconds since the epoch, null before it */
  openedAt: number | null = null;
  closing: Leaf<'log.closed'> | null = null;
  #retired: Retirement | null;

  constructor(number: number, place: LogPlace, from: number, standing: Standing) {
    this.number = number;
    this.place = place;
    this.from = from;
    this.#standing = standing;
    this.#retired = 'retired' in standing ? standing.retired : null;
  }

  get name(): string {
    return nameOfLog(this.number);
  }

  get id(): string {
    return 'retired' in this.#standing ? this.#standing.retired.log : this.#standing.log.id;
  }

  get origin(): string {
    return originOf(this.id);
  }

  get size(): number {
    return this.#retired?.size ?? this.#log?.size ?? 0;
  }

  get head(): Digest {
    return 'retired' in this.#standing ? this.#standing.retired.head : this.#standing.log.head;
  }

  get end(): number {
    return this.from + this.size;
  }

  get closed(): boolean {
    return this.#retired !== null || this.closing !== null;
  }

  get closedAt(): Instant | null {
    return this.closing?.at ?? null;
  }

  get retired(): Retirement | null {
    return this.#retired;
  }

  get log(): Log | null {
    return this.#retired === null ? this.#log : null;
  }

  /** Throws `ledger.retired` where the entries are gone. */
  readable(): Log {
    const { log } = this;
    if (log !== null) return log;
    throw new LedgerError('ledger.retired', { origin: this.origin, from: this.from, to: this.end - 1 });
  }

  retire(retirement: Retirement): void {
    this.#retired = retirement;
  }

  async close(): Promise<void> {
    await this.#log?.close();
  }

  get #log(): Log | null {
    return 'log' in this.#standing ? this.#standing.log : null;
  }
}

type Standing = { readonly log: Log } | { readonly retired: Retirement };

/** The entry at a place of one log, null beyond its end. */
export async function entryAt(log: Log, index: number): Promise<LogEntry | null> {
  if (index < 0 || index >= log.size) return null;
  for await (const entry of log.read({ from: index, to: index + 1 })) return entry;
  return null;
}
