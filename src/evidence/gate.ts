import type { StageCode } from '../ledger/index.ts';
import { EvidenceError } from './errors.ts';
import type { ItemState } from './state.ts';
import type { Posture } from './types.ts';

/** An item that stands in the way, and the exception under which one may go on regardless. */
export type Unmet = Readonly<{ item: string; state: ItemState; exception: string | null; selfApproved: boolean }>;

export type GateResult = Readonly<{
  from: StageCode;
  to: StageCode;
  /** false: this stage is entered freely */
  gated: boolean;
  open: boolean;
  /** how many items were asked for */
  asked: number;
  unmet: readonly Unmet[];
}>;

export type GateInput = Readonly<{
  posture: Posture;
  from: StageCode;
  to: StageCode;
  /** stages that are entered through the gate only */
  gatedStages: readonly StageCode[];
  /** items that must be met, as `gatingItems` gives them */
  items: readonly string[];
}>;

/**
 * Whether a system may enter a stage: every asked item is met, or an exception that holds now and covers the whole item (not only one
 * of its checks) says why one goes on regardless. Any entry into a gated stage is asked, from wherever it comes, so that no detour
 * leads around the gate.
 * @throws EvidenceError `evidence.item_unknown {item}` for an item that the posture does not have in scope
 */
export function gate({ posture, from, to, gatedStages, items }: GateInput): GateResult {
  const gated = gatedStages.includes(to);
  if (!gated) return { from, to, gated, open: true, asked: 0, unmet: [] };
  const byCode = new Map(posture.items.map((it) => [it.item, it]));
  const unmet = [...new Set(items)].flatMap((code): Unmet[] => {
    const item = byCode.get(code);
    if (!item || item.state === 'not_applicable') throw new EvidenceError('evidence.item_unknown', { item: code });
    if (item.state === 'met') return [];
    const whole = item.exceptions.filter((it) => it.check === null);
    const exception = whole.find((it) => !it.selfApproved) ?? whole[0];
    const { exception: id = null, selfApproved = false } = exception ?? {};
    return [{ item: code, state: item.state, exception: id, selfApproved }];
  });
  const open = unmet.every((it) => it.exception !== null);
  return { from, to, gated, open, asked: new Set(items).size, unmet };
}
