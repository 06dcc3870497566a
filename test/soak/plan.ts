import { sha256 } from '../../src/ledger/index.ts';

/** How one child is to live and die. Drawn from the seed alone; the moment at which the kill falls into a write is the machine's. */
export interface RoundPlan {
  readonly round: number;
  /** `opening`: killed while it opens and repairs what the last one left; `appending`: after so many acknowledgements */
  readonly phase: 'opening' | 'appending';
  readonly acknowledgements: number;
  /** turns of the parent's event loop between that and the kill */
  readonly turns: number;
  readonly writers: number;
  /** how much of what no fsync covered a power cut leaves, 0 to below 1; null: the process dies and the machine lives on */
  readonly powerCut: number | null;
  /** longest piece of content, in characters: long ones make writes that a kill can break */
  readonly longest: number;
}

/** A whole number from 0 to below `below`, the same for the same seed and label. */
export function draw(seed: number, label: string, below: number): number {
  return Buffer.from(sha256(Buffer.from(`${seed}/${label}`))).readUInt32BE(0) % below;
}

export function planOf(seed: number, round: number): RoundPlan {
  const of = (label: string, below: number) => draw(seed, `${round}/${label}`, below);
  const large = of('size', 4) === 0;
  return {
    round,
    phase: of('phase', 8) === 0 ? 'opening' : 'appending',
    acknowledgements: 1 + of('acknowledgements', 120),
    turns: of('turns', 10_000),
    writers: 1 + of('writers', 20),
    powerCut: of('power', 2) === 0 ? of('cut', 1_000) / 1_000 : null,
    longest: large ? 50_000 : 400,
  };
}

/** The words of one piece: what was put can be told again from its name, so that nobody needs to remember it. */
export function wordsOf(seed: number, name: string, longest: number): string {
  return `${name} `.repeat(1 + draw(seed, `words/${name}`, Math.ceil(longest / (name.length + 1))));
}
