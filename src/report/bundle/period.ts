import { z } from 'zod';
import type { Instant } from '../../ledger/index.ts';
import { ReportError } from '../errors.ts';

/** The span of a bundle, as a person asks for it: dates, months or RFC 3339 times; dates and months are those of UTC and begin at midnight. */
export interface AskedPeriod {
  /** default: since the system was registered */
  readonly from?: string | undefined;
  /** not included; default: now */
  readonly to?: string | undefined;
}

export interface Period {
  /** inclusive; null: from the first leaf on */
  readonly from: Instant | null;
  /** exclusive */
  readonly to: Instant;
}

const longest = 40;
const day = z.iso.date();
const time = z.iso.datetime({ offset: true });

/**
 * The period that was asked for. It ends now at the latest, since nobody can attest the future: a later end is taken as now. `now` is
 * in milliseconds since the epoch; its own millisecond is included.
 * @throws ReportError `report.period_invalid` `{from, to, reason: from | to | order | future}`
 */
export function periodOf({ from, to }: AskedPeriod, now: number): Period {
  const shown = { from: (from ?? '…').slice(0, longest), to: (to ?? '…').slice(0, longest) };
  const refuse = (reason: string) => new ReportError('report.period_invalid', { ...shown, reason });
  const start = from === undefined ? null : instantOf(from);
  const end = to === undefined ? now + 1 : instantOf(to);
  if (Number.isNaN(start)) throw refuse('from');
  if (Number.isNaN(end)) throw refuse('to');
  if (start !== null && start >= end) throw refuse('order');
  if (start !== null && start > now) throw refuse('future');
  const instant = (milliseconds: number): Instant => new Date(milliseconds).toISOString();
  return { from: start === null ? null : instant(start), to: instant(Math.min(end, now + 1)) };
}

/** Milliseconds since the epoch; NaN for what is neither month, date nor time. */
function instantOf(text: string): number {
  if (text.length > longest) return Number.NaN;
  const whole = /^\d{4}-\d{2}$/.test(text) ? `${text}-01` : text;
  if (day.safeParse(whole).success) return Date.parse(`${whole}T00:00:00.000Z`);
  return time.safeParse(text).success ? Date.parse(text) : Number.NaN;
}
