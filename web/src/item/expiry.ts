/** The end of a chosen day in the reader's zone as an instant with milliseconds; null for no day or one that is over already. */
export function endOfDay(day: string, now: number): string | null {
  const found = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!found) return null;
  const end = new Date(Number(found[1]), Number(found[2]) - 1, Number(found[3]), 23, 59, 59, 0);
  return Number.isNaN(end.getTime()) || end.getTime() <= now ? null : end.toISOString();
}

/** A day as a date field wants it, `days` from now. */
export function dayFrom(now: number, days: number): string {
  const at = new Date(now + days * 86_400_000);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}
