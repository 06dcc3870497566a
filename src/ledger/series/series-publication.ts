import { canonicalBytes } from '../canonical.ts';
import { LedgerError } from '../error.ts';
import { type LogKeys, rotateLogKeys, writeLogKeys } from '../note/index.ts';
import {
  keysOfLog,
  keysThatSigned,
  openPublication,
  ownCheckpoint,
  type Publication,
  type PublicationOptions,
  type Published,
  readPublishedNote,
} from '../publication.ts';
import { directoryStorage } from '../storage.ts';
import { type ChainKind, chainFiles } from './chain.ts';
import { entryAt, type SeriesLog } from './member.ts';
import type { LogSeries } from './series.ts';

export interface SeriesPublicationOptions {
  readonly series: Pick<LogSeries, 'logs'>;
  /** milliseconds since the epoch */
  readonly clock: () => number;
  /** opens what is published of one log; default `openPublication` */
  readonly open?: (options: PublicationOptions) => Promise<Publication>;
}

/** One log of the series as others see it. */
export interface PublishedLog {
  readonly log: SeriesLog;
  readonly keys: LogKeys;
  /** null where nothing is published yet */
  readonly published: Published | null;
}

/**
 * What is published of a series: of each log what `Publication` says, in their order. The last checkpoint of a closed log is out before
 * anything of the next one is. Appends do not wait for that: where it cannot be published (no room, no witnesses), all that comes after is
 * acknowledged and stays unpublished with it, and every further `publish` begins there.
 */
export interface SeriesPublication {
  readonly logs: readonly PublishedLog[];
  /** Publishes all that was acknowledged before the call. Throws as `Publication.publish` does; what came before the failure is published. */
  publish(): Promise<void>;
  /**
   * A new pair of keys for the present log, and a checkpoint signed by it at once; the pairs before go on signing for `overlapMs`. Later logs
   * have keys of their own. Throws as `rotateLogKeys`, `writeLogKeys` and `publish` do.
   */
  rotateKeys(overlapMs: number): Promise<LogKeys>;
  close(): Promise<void>;
}

/**
 * Opens what is published of a series, and makes what is not there yet. Each log has keys of its own, in a file of its own: who stole those of a
 * closed log can sign nothing of the next one. The files stay, since a log knows its own checkpoint by them. Whoever pinned the keys of one
 * log finds those of the next in its last leaf.
 * @throws LedgerError as `openPublication` and `readLogKeys` do
 */
export async function openSeriesPublication(options: SeriesPublicationOptions): Promise<SeriesPublication> {
  const publication = new PublishedSeries(options);
  try {
    await publication.open();
    return publication;
  } catch (error) {
    await publication.close();
    throw error;
  }
}

interface Page {
  readonly log: SeriesLog;
  keys: LogKeys;
  published: Published | null;
  /** null where it is published to its end, or was not opened yet */
  publication: Publication | null;
  /** its first leaf, which links it to the log before, is out */
  linked: boolean;
  /** published to its end, its chain leaves too: nothing will change any more */
  final: boolean;
}

class PublishedSeries implements SeriesPublication {
  readonly #options: SeriesPublicationOptions;
  readonly #pages: Page[] = [];
  #working: Promise<void> = Promise.resolve();

  constructor(options: SeriesPublicationOptions) {
    this.#options = options;
  }

  get logs(): readonly PublishedLog[] {
    return this.#pages;
  }

  async open(): Promise<void> {
    await this.#lookUp();
    // The first that may still change is checked against its log now: a history that differs from what was signed must not grow.
    const changing = this.#pages.find((it) => !it.final);
    // A log that a rotation left unpublished is left to `publish`: a full disk must not keep the series from being read.
    if (changing?.published || changing?.log.number === 1) await this.#opened(changing);
  }

  publish(): Promise<void> {
    return this.#inTurn(() => this.#publish());
  }

  rotateKeys(overlapMs: number): Promise<LogKeys> {
    return this.#inTurn(async () => {
      await this.#publish();
      const page = this.#pages.at(-1);
      if (page === undefined) throw new LedgerError('ledger.unpublished');
      const keys = rotateLogKeys(page.keys, this.#options.clock(), overlapMs);
      await writeLogKeys(page.log.place.keys, keys);
      page.keys = keys;
      page.publication?.useKeys(keys);
      await this.#publish();
      return keys;
    });
  }

  async close(): Promise<void> {
    await this.#working;
    for (const it of this.#pages) await it.publication?.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#working.then(work);
    this.#working = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  async #publish(): Promise<void> {
    await this.#lookUp();
    for (const page of this.#pages) if (!page.final) await this.#publishPage(page);
  }

  async #publishPage(page: Page): Promise<void> {
    const { log } = page;
    const publication = await this.#opened(page);
    // Read before publishing: a log that closes meanwhile has its last leaf published by the next round.
    const { closed } = log;
    page.published = await publication.publish();
    if (!page.linked) await this.#publishLeaf(log, 'log.opened', 0);
    page.linked = true;
    if (!closed) return;
    await this.#publishLeaf(log, 'log.closed', log.size - 1);
    page.final = true;
    page.publication = null;
    await publication.close();
  }

  async #opened(page: Page): Promise<Publication> {
    if (page.publication !== null) return page.publication;
    const { log, keys } = page;
    if (log.log === null)
      throw new LedgerError('ledger.retired', { origin: log.origin, from: log.from, to: log.from + log.size - 1 });
    const { open = openPublication, clock } = this.#options;
    const publication = await open({ log: log.log, directory: log.place.public, keys, clock });
    page.publication = publication;
    page.published = publishedBy(publication);
    return publication;
  }

  async #publishLeaf({ log, place }: SeriesLog, kind: ChainKind, index: number): Promise<void> {
    const entry = log === null ? null : await entryAt(log, index);
    if (entry?.leaf.kind !== kind) return;
    const storage = directoryStorage(place.public);
    const bytes = canonicalBytes(entry.leaf);
    if (!(await storage.read(chainFiles[kind]))?.equals(bytes)) await storage.write(chainFiles[kind], bytes);
  }

  /** Takes up logs that were opened since. */
  async #lookUp(): Promise<void> {
    for (const log of this.#options.series.logs.slice(this.#pages.length)) {
      const note = await readPublishedNote(log.place.public);
      const file = log.place.keys;
      const keys =
        note === null ? await keysOfLog(file, log.origin, this.#options.clock()) : await keysThatSigned(file);
      const published = note === null ? null : { ...ownCheckpoint(note, keys), note };
      const whole = log.closed && published?.size === BigInt(log.size);
      const final =
        log.retired !== null ||
        (whole && (await directoryStorage(log.place.public).read(chainFiles['log.closed'])) !== null);
      this.#pages.push({ log, keys, published, publication: null, linked: log.number === 1, final });
    }
  }
}

/** Null where its witnesses have kept it from publishing anything yet. */
function publishedBy(publication: Publication): Published | null {
  try {
    return publication.published;
  } catch (error) {
    if (error instanceof LedgerError && error.code === 'ledger.unpublished') return null;
    throw error;
  }
}
