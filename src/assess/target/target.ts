import type { Turn } from '../suite/case.ts';

/** What can be asked. The same words as the endpoint kinds of a registered system. */
export type TargetKind = 'openai' | 'openai-stream' | 'anthropic' | 'ollama' | 'http' | 'command' | 'transcript';

export interface TargetDescription {
  readonly kind: TargetKind;
  /** where questions go: a URL without user, password or query; a command's name; a transcript's path */
  readonly address: string;
  /** the model asked for; null where the target has no such word */
  readonly model: string | null;
}

/** What came back for one conversation. */
export interface Answer {
  readonly text: string;
  /** the model's name as the endpoint gave it */
  readonly reportedModel: string | null;
  /** `system_fingerprint` or its like */
  readonly fingerprint: string | null;
  /** why the model stopped, in the endpoint's own word */
  readonly finish: string | null;
  /** bytes received */
  readonly bytes: number;
}

/**
 * An AI system that answers conversations. Sends nothing that the user did not set: the model, the messages, `stream` when streaming,
 * and the user's own parameters.
 */
export interface Target {
  readonly kind: TargetKind;
  describe(): TargetDescription;
  /** The user's own parameters as they are sent; never holds a key. */
  readonly params: Readonly<Record<string, unknown>>;
  /**
   * Asks once, without retrying.
   * @throws AssessError `target.*`; `target.cancelled` when `signal` fired. `target.rate_limited` and `target.server_error` carry
   * `retryAfterMs` in their params when the endpoint named a time.
   */
  ask(turns: readonly Turn[], signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
  /** what one question is bounded by, where the target has such bounds */
  readonly bounds?: TargetBounds | undefined;
}

/** Bounds on one question. Times in milliseconds, sizes in bytes. */
export interface TargetBounds {
  readonly connectMs: number;
  /** from the request's start to the first byte of the answer */
  readonly firstByteMs: number;
  /** from the request's start to the last byte of the answer */
  readonly totalMs: number;
  readonly answerBytes: number;
}

export const defaultBounds: TargetBounds = {
  connectMs: 10_000,
  firstByteMs: 120_000,
  totalMs: 300_000,
  answerBytes: 8 * 1024 * 1024,
};
