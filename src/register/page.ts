/** The bounds of a page: `limit` rows older than `before` (a place in the log). */
export type PageBounds = Readonly<{ limit: number; before: number }>;

/**
 * A page request as bounds: at most 200 rows, 50 by default; undefined when the cursor is not one that a page handed out.
 */
export function pageBounds(request: { limit?: number; after?: string | null }): PageBounds | undefined {
  const asked = Math.trunc(request.limit ?? 50);
  const limit = Number.isFinite(asked) ? Math.min(200, Math.max(1, asked)) : 50;
  const after = request.after ?? null;
  if (after === null) return { limit, before: Number.MAX_SAFE_INTEGER };
  return /^\d{1,15}$/.test(after) ? { limit, before: Number(after) } : undefined;
}

/** Cuts one row too many off and says where the next page begins. */
export function toPage<Row extends { place: number }>(
  rows: readonly Row[],
  limit: number,
): { rows: readonly Row[]; next: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  return { rows: kept, next: rows.length > limit && last ? String(last.place) : null };
}
