/**
 * Digest → place, flat in memory: 20 bytes a slot at most three quarters full, that is at most 54 bytes an entry while growing by
 * doubling. Holds the first 8 bytes of a digest only; whoever looks up verifies what lies at the place, so that equal prefixes
 * cost a second look and nothing else. Open addressing with linear probing.
 */
export class DigestIndex {
  /** per slot: two words of digest, segment + 1 (0: free), offset high, offset low */
  #slots = new Uint32Array(5 * 1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** memory held for the table */
  get bytes(): number {
    return this.#slots.byteLength;
  }

  add(digest: Buffer, segment: number, offset: number): void {
    if ((this.#count + 1) * 4 > (this.#slots.length / 5) * 3) this.#grow();
    const place = [
      digest.readUInt32BE(0),
      digest.readUInt32BE(4),
      segment + 1,
      Math.floor(offset / 2 ** 32),
      offset >>> 0,
    ];
    this.#slots.set(place, this.#freeSlot(place[0] ?? 0));
    this.#count += 1;
  }

  /** All places whose digest begins with these two big-endian words; almost always one or none. */
  places(high: number, low: number): { segment: number; offset: number }[] {
    const found: { segment: number; offset: number }[] = [];
    for (let at = this.#first(high); this.#word(at, 2) !== 0; at = (at + 5) % this.#slots.length) {
      if (this.#word(at, 0) !== high || this.#word(at, 1) !== low) continue;
      found.push({ segment: this.#word(at, 2) - 1, offset: this.#word(at, 3) * 2 ** 32 + this.#word(at, 4) });
    }
    return found;
  }

  #freeSlot(high: number): number {
    let at = this.#first(high);
    while (this.#word(at, 2) !== 0) at = (at + 5) % this.#slots.length;
    return at;
  }

  #first(high: number): number {
    return (high % (this.#slots.length / 5)) * 5;
  }

  #word(slot: number, word: number): number {
    return this.#slots[slot + word] ?? 0;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += 5) {
      if (old[at + 2]) this.#slots.set(old.subarray(at, at + 5), this.#freeSlot(old[at] ?? 0));
    }
  }
}
