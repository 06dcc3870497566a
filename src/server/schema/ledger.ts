import { z } from 'zod';

/** A row of the store that is not what the log gives; no values. */
export const rowDifferenceView = z.object({
  table: z.string(),
  key: z.record(z.string(), z.string().nullable()),
  kind: z.enum(['missing', 'extra', 'differs', 'shape']),
  columns: z.array(z.string()),
});

export const rowComparisonView = z.object({
  tables: z.number().int(),
  rows: z.number().int(),
  leaves: z.number().int(),
  differences: z.array(rowDifferenceView),
});
