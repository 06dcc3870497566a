import type { Point } from './layout.ts';

const byRow = (from: Point) => (a: Point, b: Point) =>
  Math.abs(a.row - from.row) - Math.abs(b.row - from.row) ||
  Math.abs(a.column - from.column) - Math.abs(b.column - from.column);

const byColumn = (from: Point) => (a: Point, b: Point) =>
  Math.abs(a.column - from.column) - Math.abs(b.column - from.column) ||
  Math.abs(a.row - from.row) - Math.abs(b.row - from.row);

/** Within a row first; where the row ends, the nearest column beyond it: most rows of the table hold one or two points. */
function sideways(points: readonly Point[], from: Point, side: 1 | -1): Point | undefined {
  const beyond = points.filter((it) => (it.column - from.column) * side > 0);
  const inRow = beyond.filter((it) => it.row === from.row).sort(byColumn(from))[0];
  return inRow ?? beyond.sort(byColumn(from))[0];
}

function upright(points: readonly Point[], from: Point, side: 1 | -1): Point | undefined {
  return points.filter((it) => (it.row - from.row) * side > 0).sort(byRow(from))[0];
}

/**
 * Where a key leads from a control point: arrows to the next one in that direction, Home and End to the ends of the row, with Control
 * to the ends of the table. Null for a key that moves nothing here; the point itself at an edge.
 */
export function moveFrom(points: readonly Point[], code: string, key: string, control = false): string | null {
  const from = points.find((it) => it.code === code);
  if (!from) return null;
  const next = target(points, from, key, control);
  return next === null ? null : (next ?? from).code;
}

function target(points: readonly Point[], from: Point, key: string, control: boolean): Point | undefined | null {
  const ends = control ? points : points.filter((it) => it.row === from.row);
  switch (key) {
    case 'ArrowRight':
      return sideways(points, from, 1);
    case 'ArrowLeft':
      return sideways(points, from, -1);
    case 'ArrowDown':
      return upright(points, from, 1);
    case 'ArrowUp':
      return upright(points, from, -1);
    case 'Home':
      return ends[0];
    case 'End':
      return ends.at(-1);
    default:
      return null;
  }
}
