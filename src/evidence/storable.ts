/**
 * A copy of plain JSON in which every string can lie in PostgreSQL: NUL and halves of surrogate pairs become U+FFFD. What a
 * hostile endpoint calls its model must not be able to stop the tables for good.
 */
export function storable<T>(value: T): T {
  return clean(value) as T;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\uFFFD');
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [clean(key), clean(it)]));
}
