/** Bytes of answers that may be on their way from the endpoint to the disk at once. */
const mostBytes = 64 * 1024 * 1024;
/** What the expectation keeps of itself with each smaller answer. */
const decay = 0.9;

/**
 * Bounds the memory that answers take from the moment they are asked for until they are settled. How large the next ones are is not
 * known, so that the largest of late stands for each: an endpoint of long answers is asked fewer questions at once.
 */
export class BytesInFlight {
  readonly #most: number;
  #held = 0;
  #expected = 0;
  #asking = 0;

  constructor(most = mostBytes) {
    this.#most = most;
  }

  /** Whether one more question may be asked; always while nothing is in flight. */
  get room(): boolean {
    if (this.#asking === 0 && this.#held === 0) return true;
    return this.#held + (this.#asking + 1) * this.#expected <= this.#most;
  }

  asked(): void {
    this.#asking += 1;
  }

  /** A question that was asked has its answer, or none (0 bytes). */
  came(bytes: number): void {
    this.#asking -= 1;
    this.#held += bytes;
    if (bytes > 0) this.#expected = Math.max(bytes, this.#expected * decay);
  }

  /** An answer of that size is settled or given up. */
  gone(bytes: number): void {
    this.#held -= bytes;
  }
}
