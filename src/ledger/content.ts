import { randomBytes } from 'node:crypto';
import type { ContentStore } from './content.types.ts';
import { DigestIndex } from './digest-index.ts';
import { LedgerError } from './error.ts';
import { toDigest } from './leaf.ts';
import type { OpenOptions } from './options.ts';
import type { Digest } from './record.ts';
import { segmentKind } from './recovery.ts';
import { Segments } from './segments.ts';
import { sha256 } from './stamp.ts';

const saltBytes = 32;
const defaultPieceBytes = 8 << 20;
/** Refused pieces that are remembered by name; where there are more, the store is to be opened anew. */
const mostLost = 100_000;

export interface ContentOptions extends OpenOptions {
  /** salt of a piece: that many random bytes */
  readonly random?: (bytes: number) => Uint8Array;
}

/**
 * Opens the content store in a directory, making it where there is none. `maxEntryBytes` bounds a piece (default 8 MiB). All of it is read and
 * verified once to build the index. Throws as `openLog` does.
 */
export async function openContent(directory: string, options: ContentOptions = {}): Promise<ContentStore> {
  const { random = randomBytes, maxEntryBytes = defaultPieceBytes, ...rest } = options;
  const index = new DigestIndex();
  /** erased pieces, which stay in `index` too */
  const gone = new DigestIndex();
  /** pieces that are not on disk yet; emptied as they are synced */
  const waiting = new Map<Digest, Uint8Array>();
  const segments = await Segments.open(directory, {
    ...rest,
    maxEntryBytes: maxEntryBytes + saltBytes,
    kind: segmentKind.content,
    hash: (payload) => sha256(payload),
    onEntry(entry, segment, hash) {
      index.add(Buffer.from(hash), segment, entry.offset);
      if (entry.erased) gone.add(Buffer.from(hash), segment, entry.offset);
    },
  });
  const lost = new Map<Digest, LedgerError>();
  const placesOf = (digest: Digest, among = index) => among.places(wordOf(digest, 0), wordOf(digest, 1));
  const isErased = (digest: Digest) => placesOf(digest, gone).length > 0;
  const isHeld = (digest: Digest) => waiting.has(digest) || (placesOf(digest).length > 0 && !isErased(digest));

  async function get(digest: Digest): Promise<Uint8Array> {
    const held = waiting.get(digest);
    if (held) return held;
    const places = placesOf(digest);
    for (const it of places) {
      const found = await segments.payloadAt(it);
      if (found === null) continue;
      // Another process may have erased it since this one opened the store.
      if (found.erased && toDigest(found.payload) === digest)
        throw new LedgerError('ledger.content_erased', { digest });
      if (toDigest(sha256(found.payload)) === digest) return new Uint8Array(found.payload.subarray(saltBytes));
    }
    const [place] = places;
    if (place) throw new LedgerError('ledger.corrupt', { file: directory, ...place, reason: 'digest' });
    throw new LedgerError('ledger.content_missing', { digest });
  }

  function refuseWhereTooMuchIsLost(): void {
    const [first] = lost.size > mostLost ? lost.values() : [];
    if (first) throw first;
  }

  async function erase(digest: Digest): Promise<void> {
    if (waiting.has(digest)) await segments.flush();
    for (const it of placesOf(digest)) {
      const found = await segments.payloadAt(it);
      if (found?.erased && toDigest(found.payload) === digest) return;
      if (found === null || toDigest(sha256(found.payload)) !== digest) continue;
      const hash = sha256(found.payload);
      await segments.erase(it, hash);
      if (!isErased(digest)) gone.add(Buffer.from(hash), it.segment, it.offset);
      return;
    }
    throw new LedgerError('ledger.content_missing', { digest });
  }

  return {
    directory,
    torn: segments.torn,
    get count() {
      return index.count - gone.count + waiting.size;
    },
    put(content) {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
      if (bytes.length > maxEntryBytes) {
        throw new LedgerError('ledger.entry_too_large', { bytes: bytes.length, limit: maxEntryBytes });
      }
      refuseWhereTooMuchIsLost();
      const salt = random(saltBytes);
      const hash = Buffer.from(sha256(salt, bytes));
      const digest = toDigest(hash);
      const done = segments.append([salt, bytes], hash, (it) => it);
      waiting.set(digest, bytes);
      done.then(
        ({ segment, offset }) => {
          index.add(hash, segment, offset);
          waiting.delete(digest);
        },
        // Whoever needs the piece on disk learns of the failure from `flush`.
        (failure: LedgerError) => {
          waiting.delete(digest);
          lost.set(digest, failure);
        },
      );
      return { digest };
    },
    async flush() {
      await segments.flush();
      refuseWhereTooMuchIsLost();
    },
    lost: () => lost,
    has: isHeld,
    erased: isErased,
    erase,
    get,
    text: async (digest) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await get(digest)),
    close: () => segments.close(),
  };
}

/** The nth 32 bits of `sha256:<hex>`. */
function wordOf(digest: Digest, n: number): number {
  const at = 'sha256:'.length + n * 8;
  return Number.parseInt(digest.slice(at, at + 8), 16);
}
