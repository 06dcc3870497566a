import { canonicalBytes } from '../leaf.ts';
import { sameBytes } from '../note/base64.ts';
import type { Findings } from './finding.ts';
import { bundleLimits } from './manifest.ts';

/** What JSON bytes say, or nothing where they are none: not UTF-8, or no JSON. */
export function parsedJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** Whether these are the very bytes that RFC 8785 gives the value: no key twice, no space, no second way to write a number. */
export function isCanonical(value: unknown, bytes: Uint8Array): boolean {
  try {
    return sameBytes(canonicalBytes(value), bytes);
  } catch {
    return false;
  }
}

/**
 * The lines of a file, each ended by a newline, with their numbers from 1. A line above the limit and a last line without its newline are
 * named and passed over. Ends early where there are faults enough.
 */
export function* linesOf(
  file: string,
  bytes: Uint8Array,
  findings: Findings,
): Generator<{ readonly line: number; readonly bytes: Uint8Array }> {
  let from = 0;
  for (let line = 1; from < bytes.length && !findings.enough; line += 1) {
    const end = bytes.indexOf(10, from);
    const to = end < 0 ? bytes.length : end;
    if (to - from > bundleLimits.line)
      findings.add('line_too_long', { file, line }, { bytes: to - from, limit: bundleLimits.line });
    else if (end < 0) findings.add('line_not_ended', { file, line });
    else yield { line, bytes: bytes.subarray(from, to) };
    from = to + 1;
  }
}
