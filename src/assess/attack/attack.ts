import { AssessError, type ErrorParams } from '../error.ts';
import type { SuiteCase, Turn } from '../suite/case.ts';

export const attackNames = [
  'base64',
  'hex',
  'rot13',
  'leetspeak',
  'homoglyphs',
  'zero-width',
  'full-width',
  'traditional-chinese',
  'pinyin',
  'split-characters',
  'separators',
  'role-play',
  'refusal-suppression',
  'prefix-injection',
  'many-shot',
  'payload-splitting',
] as const;

export type AttackName = (typeof attackNames)[number];

/** `encoding`: the text must be decoded; `obfuscation`: it reads the same to a person; `framing`: words around it. */
export type AttackKind = 'encoding' | 'obfuscation' | 'framing';

/** What an attack looks at of a case. */
export type AttackSubject = Pick<SuiteCase, 'turns' | 'language'>;

export interface AttackContext {
  /** BCP 47 tag of the case; instructions to the model are Chinese for `zh…`, English else */
  readonly language: string;
  /** anything that stays the same from run to run, such as the case id: the same seed gives the same bytes */
  readonly seed: string;
}

export type InapplicableReason =
  /** made for another language */
  | 'attack.other_language'
  /** the case has no user turn */
  | 'attack.no_user_turn'
  /** the text would come out as it went in, or nearly so */
  | 'attack.changes_nothing'
  /** the text would grow beyond `largestAttackedText` */
  | 'attack.too_long';

export type Applicability =
  | { readonly applies: true }
  | { readonly applies: false; readonly reason: InapplicableReason };

/** A change to the last user turn of a case; pure, deterministic, the other turns are left alone. */
export interface Attack {
  /** the name, or names joined by `+` */
  readonly name: string;
  /** of a chain: the kinds of its links, each once */
  readonly kinds: readonly AttackKind[];
  readonly languages: 'any' | readonly string[];
  /** A case to which an attack does not apply is reported so and never counted as run. */
  appliesTo(subject: AttackSubject): Applicability;
  /** @throws AttackError `attack.not_applicable` where `appliesTo` says no */
  apply(turns: readonly Turn[], context: AttackContext): Turn[];
}

/** UTF-16 units; a case holds at most 100,000, hex of Chinese makes six of one. */
export const largestAttackedText = 1_000_000;

/** Links of one chain and chains of one list. */
export const attackBounds = { links: 6, chains: 64, specification: 2_000 } as const;

/** Faults of an attack list and of its use; every one is an `AssessError` code. */
export type AttackFaultCode = 'attack.unknown' | 'attack.not_applicable' | 'attack.list_empty' | 'attack.list_too_long';

/** The room's error, narrowed to what attacks throw. */
export class AttackError extends AssessError {
  declare readonly code: AttackFaultCode;

  constructor(code: AttackFaultCode, params: ErrorParams) {
    super(code, params);
  }
}

/** One link: how a text changes. The face builds an {@link Attack} of one or more of them. */
export interface Transform {
  readonly name: AttackName;
  readonly kind: AttackKind;
  readonly languages: 'any' | readonly string[];
  /** the changed text without any instruction; equal to the input where there is nothing to change */
  encode(text: string, context: AttackContext): string;
  /** adds the instruction that goes with the payload */
  wrap?(payload: string, context: AttackContext): string;
  /** undoes `encode`, for texts that hold none of the characters that `encode` writes */
  decode?(payload: string): string;
  /** the characters it can act on; if these are under a quarter of the letters, it changes nothing worth counting (ours) */
  readonly actsOn?: RegExp;
}

export type Tongue = 'zh' | 'en';

/** The language in which we speak to the model. */
export function tongueOf(language: string): Tongue {
  return /^zh(-|$)/i.test(language) ? 'zh' : 'en';
}
