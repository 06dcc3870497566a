import { LedgerError } from '../error.ts';
import { emptyHead, type Stamp, toDigest } from '../leaf.ts';
import type { LogOptions } from '../log.ts';
import type { Appended, Log, LogEntry, TornTail } from '../log.types.ts';
import { publicKeysOf } from '../note/index.ts';
import { keysOfLog } from '../publication.ts';
import { type ActorRef, type Digest, isFact, type Leaf } from '../record.ts';
import { sha256, systemStamp } from '../stamp.ts';
import type { Holding } from './holding.ts';
import type { Member, SeriesLog } from './member.ts';
import { openMembers } from './opening.ts';
import { isOver, type Period } from './period.ts';
import { idOfOrigin, originOf, placeOfLog } from './place.ts';
import { finishRetirements, type RetirementOptions, retire } from './retirement.ts';
import type { Retirement } from './retirement-file.ts';
import { chainLeaf, openSuccessor } from './succession.ts';
import { Survey } from './survey.ts';

export interface SeriesOptions extends Pick<LogOptions, 'access' | 'after' | 'maxSegmentBytes' | 'openFile'> {
  readonly dataDirectory: string;
  /** stamps the leaves of the chain; its clock ends the periods */
  readonly stamp: Stamp;
  readonly org: string;
  readonly period: Period;
  /** fresh judges of what still holds, one set for each rotation */
  readonly holdings: () => readonly Holding[];
  /** told of a rotation that failed while nobody waited for it */
  readonly onFailure: (error: unknown) => void;
}

/** Logs that follow each other, seen as one: one index over all, one order, one head at every size. */
export interface LogSeries extends Log {
  readonly start: number;
  readonly logs: readonly SeriesLog[];
  /**
   * Closes the present log and opens the next one, which restates what still holds. Who appends meanwhile waits and lands in the next log.
   * Throws what writing throws. Where the present log could not be closed it goes on; where it is closed and the next one could not be
   * opened, that is tried again before the next append and at the next opening, and appends are refused as long as it fails: nothing that was
   * acknowledged is touched, and room on the disk ends it.
   */
  rotate(): Promise<SeriesLog>;
  /** See `retire` in `retirement.ts`. */
  retire(number: number, options: RetirementOptions): Promise<Retirement>;
}

interface Waiting {
  readonly leaf: Leaf;
  readonly resolve: (appended: Appended | Promise<Appended>) => void;
  readonly reject: (error: unknown) => void;
}

/** After a rotation that failed before anything was closed, the present log goes on for so long; milliseconds. */
const patienceMs = 60_000;

/**
 * Opens the series of a data directory: the first log in `ledger/main`, later ones in `ledger/main-2`, `ledger/main-3` … A directory with one log
 * is a series of one. Finishes what a crash left unfinished of a rotation or a retirement. Throws `ledger.chain_invalid`
 * `{number, reason}` where a log is missing or does not follow the one before it, and what `openLog` throws.
 */
export async function openSeries(options: SeriesOptions): Promise<LogSeries> {
  const { access = 'write', after = [], maxSegmentBytes, openFile } = options;
  const logOptions: LogOptions = {
    ...{ access, after },
    ...(maxSegmentBytes !== undefined && { maxSegmentBytes }),
    ...(openFile !== undefined && { openFile }),
  };
  const series = new MainSeries(options, logOptions, await openMembers(options.dataDirectory, logOptions));
  if (access === 'read') return series;
  try {
    await series.finish();
    return series;
  } catch (error) {
    await series.close();
    throw error;
  }
}

/** Opens the series of a data directory to be read, beside whoever writes it; changes nothing. Throws as `openSeries` does. */
export function readSeries(dataDirectory: string): Promise<LogSeries> {
  return openSeries({
    ...{ dataDirectory, access: 'read', stamp: systemStamp, org: 'default', period: 'none' },
    holdings: () => [],
    onFailure: () => {},
  });
}

class MainSeries implements LogSeries {
  readonly #options: SeriesOptions;
  readonly #logOptions: LogOptions;
  readonly #members: Member[];
  /** a rotation under way; appends wait in order meanwhile */
  #turning: Promise<void> | null = null;
  #waiting: Waiting[] = [];
  /** the last append that was called: when it is settled, all before it are */
  #newest: Promise<unknown> = Promise.resolve();
  #retiring: Promise<unknown> = Promise.resolve();
  #failedAt: number | null = null;
  #closed = false;

  constructor(options: SeriesOptions, logOptions: LogOptions, members: Member[]) {
    this.#options = options;
    this.#logOptions = logOptions;
    this.#members = members;
  }

  get id(): string {
    return this.#first.id;
  }

  get directory(): string {
    return this.#first.place.segments;
  }

  get torn(): TornTail | null {
    return this.#last.log?.torn ?? null;
  }

  get size(): number {
    return this.#last.end;
  }

  get head(): Digest {
    return this.#last.head;
  }

  get start(): number {
    return this.#members.find((it) => it.retired === null)?.from ?? this.size;
  }

  get logs(): readonly SeriesLog[] {
    return this.#members;
  }

  async append(leaf: Leaf): Promise<Appended> {
    if (this.#closed) throw new LedgerError('ledger.closed', { directory: this.directory });
    // Who could append a leaf of the chain could end a log without a successor, or carry what was never said.
    if (!isFact(leaf)) throw new LedgerError('ledger.invalid_leaf', { reason: 'kind: of_the_chain' });
    if (this.#turning === null && this.#isDue()) this.#turn().catch(this.#options.onFailure);
    if (this.#turning === null) return this.#appendNow(leaf);
    return new Promise((resolve, reject) => this.#waiting.push({ leaf, resolve, reject }));
  }

  async *read({ from = this.start, to = this.size }: { from?: number; to?: number } = {}): AsyncGenerator<LogEntry> {
    for (const member of this.#members.slice()) {
      if (member.end <= from || member.from >= to) continue;
      const range = { from: Math.max(0, from - member.from), to: Math.min(member.end, to) - member.from };
      for await (const entry of member.readable().read(range)) yield { ...entry, index: member.from + entry.index };
    }
  }

  async headAt(size: number): Promise<Digest> {
    if (size === 0) return toDigest(emptyHead(sha256));
    const member = this.#members.find((it) => size <= it.end && size > it.from);
    if (member === undefined || !Number.isSafeInteger(size) || size < 0)
      throw new RangeError(`the log holds ${this.size} leaves, not ${size}`);
    return size === member.end ? member.head : member.readable().headAt(size - member.from);
  }

  async rotate(): Promise<SeriesLog> {
    if (this.#closed) throw new LedgerError('ledger.closed', { directory: this.directory });
    await (this.#turning ?? this.#turn());
    return this.#last;
  }

  retire(number: number, options: RetirementOptions): Promise<Retirement> {
    // One after the other: the second to ask for the same log is refused instead of saying it twice.
    const retired = this.#retiring.then(() =>
      retire(this.#members, number, {
        ...{ ...options, now: this.#options.stamp.clock() },
        append: (body) => this.append(this.#retiredLeaf(body, options.actor)),
      }),
    );
    this.#retiring = retired.catch(() => {});
    return retired;
  }

  /** What a crash left half-done. A full disk must not keep the series from being read, so a failure is told and tried again later. */
  async finish(): Promise<void> {
    if (this.#last.closing !== null) await this.#turn().catch(this.#options.onFailure);
    const append = (body: Leaf<'log.retired'>['body']) => this.append(this.#retiredLeaf(body, this.#actor));
    await finishRetirements(this.#members, append).catch(this.#options.onFailure);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#turning?.catch(() => {});
    await this.#retiring;
    for (const it of this.#members) await it.close();
  }

  get #first(): Member {
    const [first] = this.#members;
    if (first === undefined) throw new Error('a series has at least one log');
    return first;
  }

  get #last(): Member {
    return this.#members.at(-1) ?? this.#first;
  }

  /** The series acts of itself: there is no person behind what a clock or a crash calls for. */
  get #actor(): ActorRef {
    return { id: this.id, kind: 'system', assurance: 'unauthenticated' };
  }

  #retiredLeaf(body: Leaf<'log.retired'>['body'], actor: ActorRef): Leaf {
    return chainLeaf({ stamp: this.#options.stamp, org: this.#options.org, actor }, 'log.retired', body);
  }

  async #appendNow(leaf: Leaf): Promise<Appended> {
    const member = this.#last;
    const appending = member.readable().append(leaf);
    this.#newest = appending;
    const appended = await appending;
    member.openedAt ??= Date.parse(leaf.at);
    return { ...appended, index: member.from + appended.index };
  }

  /** A closed log must give way at once; an open one when its period is over, and not again and again where that has just failed. */
  #isDue(): boolean {
    const { closing, openedAt } = this.#last;
    if (closing !== null) return true;
    const now = this.#options.stamp.clock();
    if (this.#failedAt !== null && Math.abs(now - this.#failedAt) < patienceMs) return false;
    return openedAt !== null && isOver(this.#options.period, openedAt, now);
  }

  /** One rotation, after which all who waited go on, in their order and before anyone who comes later. */
  #turn(): Promise<void> {
    const turning = this.#succeed().then(
      () => this.#goOn(null),
      (error: unknown) => {
        this.#failedAt = this.#options.stamp.clock();
        this.#goOn(error);
        throw error;
      },
    );
    this.#turning = turning;
    return turning;
  }

  #goOn(failure: unknown): void {
    this.#turning = null;
    const stuck = this.#last.closing !== null;
    for (const { leaf, resolve, reject } of this.#waiting.splice(0)) {
      if (stuck) reject(failure);
      else resolve(this.#appendNow(leaf));
    }
  }

  async #succeed(): Promise<void> {
    const previous = this.#last;
    const { dataDirectory, stamp, org } = this.#options;
    const chaining = { stamp, org, actor: this.#actor };
    const place = placeOfLog(dataDirectory, previous.number + 1);
    // What was called before this rotation is acknowledged or refused by now, and none of it is missed below.
    await this.#newest.catch(() => {});
    // Damage is found while the log can still go on.
    const survey = await this.#surveyOf(previous);
    if (previous.closing === null) {
      // Kept before the leaf that names them; a rotation that went no further finds and uses them again.
      const keys = await keysOfLog(place.keys, originOf(stamp.newId()), stamp.clock());
      const next = { log: idOfOrigin(keys.name) ?? '', origin: keys.name, keys: vkeysOf(keys) };
      const leaf = chainLeaf(chaining, 'log.closed', { number: previous.number, next });
      const appended = await previous.readable().append(leaf);
      previous.closing = leaf;
      survey.take({ ...appended, index: previous.from + appended.index, leaf });
    }
    const succession = { previous, closing: previous.closing, survey, place, chaining, options: this.#logOptions };
    this.#members.push(await openSuccessor(succession));
    this.#failedAt = null;
  }

  async #surveyOf(member: Member): Promise<Survey> {
    const survey = new Survey(this.#options.holdings());
    for await (const entry of member.readable().read()) survey.take({ ...entry, index: member.from + entry.index });
    return survey;
  }
}

const vkeysOf = (keys: Parameters<typeof publicKeysOf>[0]): string[] => publicKeysOf(keys).map((it) => it.vkey);
