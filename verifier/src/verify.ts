import {
  type BundleVerdict,
  exitCodeOfVerdict,
  type Language,
  type PinTexts,
  parsePins,
  reportOf,
  type VerdictReport,
  type VerifyProgress,
  verifyInSteps,
} from '../../src/ledger/pure.ts';
import { noblePrimitives, sha256 } from './primitives.ts';

export interface VerifyRequest extends Partial<PinTexts> {
  readonly language?: Language;
  /** called now and then; what it returns is waited for, so that a page can be drawn in between */
  readonly onProgress?: (progress: VerifyProgress) => Promise<void> | void;
}

export interface VerifyAnswer {
  readonly verdict: BundleVerdict;
  /** the verdict in words */
  readonly report: VerdictReport;
  /** 0 holds and vouched for, 3 holds and vouched for by nobody, 1 does not hold */
  readonly exitCode: 0 | 1 | 3;
}

/** Milliseconds of work between two reports of progress: long enough to cost nothing, short enough for a page to stay alive. */
const breath = 40;

/**
 * Verifies the bytes of an evidence bundle against keys and witnesses given as vkeys. Throws `LedgerError` `ledger.key_invalid` for keys
 * that are none or that nothing could satisfy; a bad bundle is an answer.
 */
export async function verify(zip: Uint8Array, request: VerifyRequest = {}): Promise<VerifyAnswer> {
  const { keys = [], witnesses = [], quorum, require, language = 'en', onProgress } = request;
  const pins = parsePins({ keys, witnesses, quorum, require }, sha256);
  const steps = verifyInSteps(zip, { pins, primitives: noblePrimitives, sha256 });
  let before = performance.now();
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) {
    if (onProgress === undefined || performance.now() - before < breath) continue;
    await onProgress(step.value);
    before = performance.now();
  }
  return { verdict: step.value, report: reportOf(step.value, language), exitCode: exitCodeOfVerdict(step.value) };
}
