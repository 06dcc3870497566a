import { none } from './lexicon.ts';

/**
 * The depth of each cell by its chain of parents, 0 for the root and for a free one. A chain that does not come to an end within 255, a circle too,
 * gives 255 for all of it.
 */
export function depthsOf(parents: Int32Array): Uint8Array {
  const depths = new Uint8Array(parents.length);
  for (let cell = 1; cell < parents.length; cell += 1) {
    if (parents[cell] === none) continue;
    let steps = 0;
    let at = cell;
    for (; at !== 0 && depths[at] === 0 && steps < 255; at = parents[at] as number) steps += 1;
    const ends = at === 0 || depths[at] !== 0;
    let depth = ends ? (depths[at] as number) + steps : 255;
    for (at = cell; steps > 0; steps -= 1) {
      depths[at] = Math.min(depth, 255);
      if (ends) depth -= 1;
      at = parents[at] as number;
    }
  }
  return depths;
}

/** The cells that are not free, the root left out, from the shallowest to the deepest. */
export function shallowFirst(depths: Uint8Array): Int32Array {
  const places = new Uint32Array(257);
  for (let cell = 0; cell < depths.length; cell += 1) {
    const after = (depths[cell] as number) + 1;
    places[after] = (places[after] as number) + 1;
  }
  // Free cells and the root have depth 0 and come into no place.
  places[1] = 0;
  for (let depth = 1; depth < places.length; depth += 1)
    places[depth] = (places[depth] as number) + (places[depth - 1] as number);
  const order = new Int32Array(places[256] as number);
  for (let cell = 0; cell < depths.length; cell += 1) {
    const depth = depths[cell] as number;
    if (depth === 0) continue;
    order[places[depth] as number] = cell;
    places[depth] = (places[depth] as number) + 1;
  }
  return order;
}
