/** After how long a log of the series gives way to the next one; `none`: only when told to. */
export type Period = (typeof periods)[number];

export const periods = ['month', 'quarter', 'year', 'none'] as const;

/**
 * A year: few logs to keep and to verify, at the price that a leaf of January can be retired in July of the next year at the earliest, since a
 * log is retired as a whole and half a year after its last leaf.
 */
export const defaultPeriod: Period = 'year';

const monthsOf = { month: 1, quarter: 3, year: 12 } as const;

/**
 * Whether the calendar period (UTC) in which a log was opened is over. Instants are milliseconds since the epoch. A clock that stepped back before
 * the opening ends nothing.
 */
export function isOver(period: Period, openedAt: number, now: number): boolean {
  return period !== 'none' && numberOf(period, now) > numberOf(period, openedAt);
}

function numberOf(period: Exclude<Period, 'none'>, at: number): number {
  const date = new Date(at);
  return Math.floor((date.getUTCFullYear() * 12 + date.getUTCMonth()) / monthsOf[period]);
}
