import { bundleLimits, canonicalBytes } from '../../ledger/index.ts';

const lineFeed = Uint8Array.of(10);

/** A file of canonical JSON, a value a line, as it grows. */
export class JsonLines {
  readonly #parts: Uint8Array[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes in a value; false, and the file stays as it was, where it would become longer than a bundle may hold. */
  add(value: unknown): boolean {
    const line = canonicalBytes(value);
    const grown = this.#bytes + line.length + lineFeed.length;
    if (grown > bundleLimits.file) return false;
    this.#parts.push(line, lineFeed);
    this.#bytes = grown;
    return true;
  }

  file(): Uint8Array {
    return Buffer.concat(this.#parts);
  }
}
