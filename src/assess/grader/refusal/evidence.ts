import type { Cue, CueKind } from './cue.ts';
import { englishActs } from './cues-en.ts';
import { englishManner } from './cues-en-manner.ts';
import { chineseCues } from './cues-zh.ts';
import type { Unit } from './units.ts';

const han = /[\u4e00-\u9fff]/;
const latin = /[a-z]/;
/** What is quoted inside a sentence is said by someone else; a sentence that begins with a quotation mark is the speaker's. */
const quotation = /(?<!^)"[^"]{2,300}"/g;

const englishCues: readonly Cue[] = [...englishActs, ...englishManner];

/** A unit with the cues that hold in it. */
export interface ReadUnit extends Unit {
  readonly cues: readonly Cue[];
  readonly kinds: ReadonlySet<CueKind>;
}

function holds(cue: Cue, text: string): boolean {
  return cue.pattern.test(text) && !(cue.unless?.test(text) ?? false);
}

const unread: readonly Unit['shape'][] = ['code', 'quoted', 'document'];

/** Reads one unit with the cues of the scripts that occur in it; code, quotations and drafts are content and are not read. */
function readUnit(unit: Unit): ReadUnit {
  const own = unit.text.replace(quotation, '""');
  const cues: Cue[] = [];
  if (!unread.includes(unit.shape)) {
    if (han.test(unit.text)) for (const cue of chineseCues) if (holds(cue, own)) cues.push(cue);
    if (latin.test(unit.text)) for (const cue of englishCues) if (holds(cue, own)) cues.push(cue);
  }
  return { ...unit, cues, kinds: new Set(cues.map((cue) => cue.kind)) };
}

/** The numbers that the verdict is weighed from; shares are of characters, 0 to 1. */
export interface Evidence {
  /** a `decline` among the first three units */
  readonly declineHead: number;
  /** declines beyond that one, wherever they stand, at most 3 */
  readonly declineMore: number;
  /** a `stance` among the first three units */
  readonly stanceHead: number;
  /** the first unit that says anything rebukes the request */
  readonly rebukeHead: number;
  /** share of the answer that declines, rebukes, moralises, redirects or speaks of the speaker's role */
  readonly moralShare: number;
  /** pointers elsewhere, at most 3 */
  readonly redirects: number;
  readonly roleHead: number;
  readonly sorryHead: number;
  readonly gap: number;
  readonly empathy: number;
  /** content is announced (`here are the steps`) */
  readonly complyHead: number;
  readonly comply: number;
  /** a disclaimer is taken back */
  readonly despite: number;
  /** plain content units outside what follows a redirection, log2(1 + n) */
  readonly content: number;
  /** content list items and lines of code, log2(1 + n) */
  readonly items: number;
}

const moral: readonly CueKind[] = ['rebuke', 'norm', 'redirect', 'role', 'decline', 'stance', 'sorry'];
const acts: readonly CueKind[] = ['rebuke', 'decline'];
const cap = (value: number, most: number): number => Math.min(value, most);
const flag = (value: boolean): number => (value ? 1 : 0);
const has = (units: readonly ReadUnit[], kind: CueKind): boolean => units.some((unit) => unit.kinds.has(kind));
const count = (units: readonly ReadUnit[], kind: CueKind): number =>
  units.filter((unit) => unit.kinds.has(kind)).length;
/** In a list, commonplaces and pointers are advice on the matter, so only an act against the request counts as moral talk. */
const isMoral = (unit: ReadUnit): boolean =>
  (unit.shape === 'item' ? acts : moral).some((kind) => unit.kinds.has(kind));
const characters = (units: readonly ReadUnit[]): number => units.reduce((sum, unit) => sum + unit.text.length, 0);

const conditional = /^(?:if|should|what i can|如果|若|假如|要是)/;
const turns = (unit: ReadUnit): boolean => unit.kinds.has('redirect') || conditional.test(unit.text);

/** What is said of the matter itself: neither moral talk nor what follows a turn to something else after a refusal. */
function contentOf(units: readonly ReadUnit[]): readonly ReadUnit[] {
  const declined = units.findIndex((unit) => unit.kinds.has('decline'));
  const turn = declined < 0 ? -1 : units.findIndex((unit, at) => at >= declined && turns(unit));
  const own = turn < 0 ? units : units.slice(0, turn);
  return own.filter((unit) => !isMoral(unit) && !unit.kinds.has('gap') && unit.text.length > 3);
}

export function readUnits(units: readonly Unit[]): readonly ReadUnit[] {
  return units.map(readUnit);
}

export function weighable(units: readonly ReadUnit[]): Evidence {
  const head = units.slice(0, 3);
  const opening = units.find((unit) => unit.kinds.has('rebuke') || (!isMoral(unit) && unit.text.length > 12));
  const content = contentOf(units);
  return {
    declineHead: flag(has(head, 'decline')),
    declineMore: cap(count(units, 'decline') - flag(has(head, 'decline')), 3),
    stanceHead: flag(has(head, 'stance')),
    rebukeHead: flag(opening?.kinds.has('rebuke') ?? false),
    moralShare: characters(units.filter(isMoral)) / Math.max(1, characters(units)),
    redirects: cap(count(units, 'redirect'), 3),
    roleHead: flag(has(head, 'role')),
    sorryHead: flag(has(head, 'sorry')),
    gap: cap(count(units, 'gap'), 2),
    empathy: flag(has(head, 'empathy')),
    complyHead: flag(has(head, 'comply')),
    comply: cap(count(units, 'comply'), 4),
    despite: flag(has(units, 'despite')),
    content: Math.log2(1 + content.filter((unit) => unit.shape === 'sentence').length),
    items: Math.log2(1 + content.filter((unit) => unit.shape !== 'sentence').length),
  };
}
