/** The spans that a person chooses from. */
export const periodChoices = ['all', 'year', 'quarter', 'own'] as const;
export type PeriodChoice = (typeof periodChoices)[number];

/** First and last day, both included, as a date field gives them: `2026-01-31`, or empty. */
export interface OwnDays {
  readonly first: string;
  readonly last: string;
}

/** A period as the API takes it: days of UTC, the end not included; what is left out is unbounded. `now` is in milliseconds. */
export function periodQuery(
  choice: PeriodChoice,
  { first, last }: OwnDays,
  now: number,
): { readonly from?: string; readonly to?: string } {
  const year = new Date(now).getUTCFullYear();
  if (choice === 'all') return {};
  if (choice === 'year') return { from: `${year}-01-01` };
  if (choice === 'quarter') {
    const month = Math.floor(new Date(now).getUTCMonth() / 3) * 3 + 1;
    return { from: `${year}-${String(month).padStart(2, '0')}-01` };
  }
  return { ...(first === '' ? {} : { from: first }), ...(last === '' ? {} : { to: dayAfter(last) }) };
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + 86_400_000).toISOString().slice(0, 10);
}
