/** Seeded text and keywords as `reference/guard.md` §3.2 describes them, so that two runs scan the same bytes. */

export interface Corpus {
  readonly terms: readonly string[];
  readonly messages: readonly string[];
}

/** mulberry32's idea: a 32-bit counter, mixed. Numbers from 0 to 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
  };
}

/** The Chinese characters of some rows of GB 2312. */
function characters(firstRow: number, lastRow: number): string[] {
  const decoder = new TextDecoder('gb18030');
  const found: string[] = [];
  for (let row = firstRow; row <= lastRow; row += 1)
    for (let column = 1; column <= 94; column += 1) {
      const it = decoder.decode(Uint8Array.of(row + 0xa0, column + 0xa0));
      if (/^\p{Script=Han}$/u.test(it)) found.push(it);
    }
  return found;
}

const onsets = 't s r n l c d p m b f g h v w k st tr pr ch th sh br cl'.split(' ');
const rhymes = 'e a i o u er in on an al ent ate ion est ing or ous ly ar is'.split(' ');

export class World {
  readonly #random: () => number;
  readonly #common: readonly string[];
  readonly #chinese: readonly string[];
  readonly #english: readonly string[];

  constructor(seed: number) {
    this.#random = seeded(seed);
    this.#common = this.#shuffled(characters(16, 55));
    this.#chinese = this.#distinct(30_000, () =>
      this.#repeat(this.#one([1, 2, 2, 2, 3, 4]), () => this.#zipf(this.#common)),
    );
    this.#english = this.#distinct(20_000, () =>
      this.#repeat(this.#one([1, 2, 2, 3, 3, 4]), () => this.#zipf(onsets) + this.#zipf(rhymes)),
    );
  }

  /** 70 % Chinese of 2 to 8 characters, a common word with a rare one behind; 20 % English; 10 % of both. */
  terms(count: number): string[] {
    const rare = (words: readonly string[]) => words[Math.floor(words.length * (0.25 + 0.75 * this.#random()))] ?? '';
    return this.#distinct(count, () => {
      const kind = this.#random();
      const before = kind < 0.7 || kind >= 0.9 ? this.#zipf(this.#chinese) : this.#zipf(this.#english);
      return `${before}${rare(kind < 0.7 ? this.#chinese : this.#english)}`;
    });
  }

  /** Messages of about 2 KB, 62 % Chinese and 26 % English words, one keyword in about 5 KB. */
  messages(bytes: number, terms: readonly string[]): string[] {
    const messages: string[] = [];
    let untilPlanted = 5_000;
    for (let written = 0; written < bytes; ) {
      let message = '';
      let size = 0;
      while (size < 2_000) {
        const planted = untilPlanted <= 0;
        const word = planted ? this.#one(terms) : this.#word();
        const length = Buffer.byteLength(word);
        untilPlanted += planted ? this.#below(10_000) : -length;
        message += word;
        size += length;
      }
      messages.push(message);
      written += size;
    }
    return messages;
  }

  /** Messages of nothing but beginnings of terms, each short of the whole. */
  prefixes(bytes: number, terms: readonly string[]): string[] {
    const messages: string[] = [];
    for (let written = 0; written < bytes; ) {
      let message = '';
      while (message.length < 900) {
        const term = this.#one(terms);
        message += term.slice(0, Math.max(1, term.length - 1));
      }
      messages.push(message);
      written += Buffer.byteLength(message);
    }
    return messages;
  }

  #word(): string {
    const kind = this.#random();
    if (kind < 0.62) return this.#zipf(this.#chinese);
    if (kind < 0.88) return ` ${this.#zipf(this.#english)} `;
    return kind < 0.94 ? String(this.#below(10_000)) : this.#one([...'，。！？、：；,.!?']);
  }

  /** By rank: the n-th about 1/n as often as the first. */
  #zipf(from: readonly string[]): string {
    return from[Math.min(from.length - 1, Math.floor(from.length ** this.#random()) - 1)] ?? '';
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #one<T>(from: readonly T[]): T {
    const it = from[this.#below(from.length)];
    if (it === undefined) throw new Error('nothing to choose from');
    return it;
  }

  #repeat(times: number, make: () => string): string {
    let text = '';
    for (let left = times; left > 0; left -= 1) text += make();
    return text;
  }

  #distinct(count: number, make: () => string): string[] {
    const found = new Set<string>();
    while (found.size < count) found.add(make());
    return [...found];
  }

  #shuffled(from: readonly string[]): string[] {
    return from
      .map((it) => ({ it, at: this.#random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ it }) => it);
  }
}
