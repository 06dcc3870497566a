import { z } from 'zod';
import type { PublishedLog } from '../../ledger/index.ts';

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

const instant = z.iso.datetime({ precision: 3 });

/** One log of the series, as anybody may know it. */
export const logView = z.object({
  number: z.int().min(1),
  name: z.string(),
  origin: z.string(),
  /** index in the series of its first leaf */
  from: z.int().min(0),
  size: z.int().min(0).describe('leaves under the published checkpoint'),
  closed: z.boolean(),
  closedAt: instant.nullable().describe('time of its last leaf; null while it is open and once it is retired'),
  retired: instant.nullable().describe('when its entries were deleted; its hashes stay'),
});

export const keyRotation = z.strictObject({
  overlapHours: z
    .number()
    .min(0)
    .max(24 * 3_650)
    .describe('how long the keys before go on signing beside the new ones'),
});

export const retirementOrder = z.strictObject({
  number: z.int().min(1).max(999_999),
  early: z.boolean().default(false).describe('also before six months have passed since the last leaf'),
});

export const publicKeyView = z.object({
  vkey: z.string(),
  algorithm: z.enum(['ed25519', 'ml_dsa_44']),
  from: instant,
  until: instant.nullable(),
});

/** What is published of a log: its own count may be ahead of it for a moment. */
export const logsView = (logs: readonly PublishedLog[]): z.infer<typeof logView>[] =>
  logs.map(({ log, published }) => ({
    ...{ number: log.number, name: log.name, origin: log.origin, from: log.from },
    size: Number(published?.size ?? 0),
    closed: log.closed,
    closedAt: log.closedAt,
    retired: log.retired?.retiredAt ?? null,
  }));
