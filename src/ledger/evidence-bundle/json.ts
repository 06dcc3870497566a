import { canonicalBytes } from '../canonical.ts';
import { sameBytes } from '../note/base64.ts';
import type { Findings } from './finding.ts';
import { bundleLimits, limitOf } from './manifest.ts';

/**
 * What JSON bytes say, or nothing where they are none: not UTF-8, no JSON, or nested deeper than the limit. Half a megabyte of zip can hold
 * 60 MB of brackets, which a parser takes minutes and gigabytes for: depth is looked at before.
 */
export function parsedJson(bytes: Uint8Array): { readonly value: unknown } | undefined {
  if (isTooDeep(bytes)) return undefined;
  try {
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)) };
  } catch {
    return undefined;
  }
}

/** What a file of JSON says; one that is too large, nested too deep or no JSON is named. */
export function jsonOf(file: string, bytes: Uint8Array, findings: Findings): { readonly value: unknown } | undefined {
  const limit = limitOf(file);
  if (bytes.length > limit) {
    findings.add('json_too_large', { file }, { bytes: bytes.length, limit });
    return undefined;
  }
  const parsed = parsedJson(bytes);
  if (parsed !== undefined) return parsed;
  if (isTooDeep(bytes)) findings.add('json_too_deep', { file }, { limit: bundleLimits.depth });
  else findings.add('json_invalid', { file });
  return undefined;
}

const [quote, backslash, bracket, brace] = [0x22, 0x5c, 0x5b, 0x7b];

/** Whether more arrays and objects are open at once than the limit, strings aside; ends at the first that is too many. */
function isTooDeep(bytes: Uint8Array): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === quote) inString = !inString;
    else if (inString) at += byte === backslash ? 1 : 0;
    else if (byte === bracket || byte === brace) {
      depth += 1;
      if (depth > bundleLimits.depth) return true;
    } else if (byte === bracket + 2 || byte === brace + 2) depth -= 1;
  }
  return false;
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
