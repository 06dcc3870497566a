import type { Turn } from '../suite/case.ts';
import {
  type Applicability,
  type Attack,
  type AttackContext,
  AttackError,
  type AttackKind,
  type InapplicableReason,
  largestAttackedText,
  type Transform,
} from './attack.ts';

/** Below this share of letters within reach a transform changes nothing worth counting (ours). */
const leastShareInReach = 0.25;

function reaches(transform: Transform, text: string): boolean {
  if (transform.actsOn === undefined) return true;
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const within = text.match(transform.actsOn)?.length ?? 0;
  return within > 0 && within >= leastShareInReach * letters;
}

type Outcome = { readonly text: string } | { readonly reason: InapplicableReason };

function runLink(transform: Transform, text: string, context: AttackContext): Outcome {
  if (!reaches(transform, text)) return { reason: 'attack.changes_nothing' };
  const payload = transform.encode(text, context);
  if (payload === text) return { reason: 'attack.changes_nothing' };
  const wrapped = transform.wrap === undefined ? payload : transform.wrap(payload, context);
  return wrapped.length > largestAttackedText ? { reason: 'attack.too_long' } : { text: wrapped };
}

function isFor(transform: Transform, language: string): boolean {
  if (transform.languages === 'any') return true;
  const primary = language.toLowerCase().split('-')[0] ?? '';
  return transform.languages.includes(primary);
}

/** A chain is run whole or not at all: with one link that does nothing it would be another attack under its name. */
function runChain(links: readonly Transform[], text: string, context: AttackContext): Outcome {
  let current = text.toWellFormed();
  for (const link of links) {
    if (!isFor(link, context.language)) return { reason: 'attack.other_language' };
    const outcome = runLink(link, current, context);
    if ('reason' in outcome) return outcome;
    current = outcome.text;
  }
  return { text: current };
}

function lastUserTurn(turns: readonly Turn[]): number {
  return turns.findLastIndex((turn) => turn.role === 'user');
}

function languagesOf(links: readonly Transform[]): 'any' | readonly string[] {
  let common: readonly string[] | 'any' = 'any';
  for (const { languages } of links) {
    if (languages === 'any') continue;
    common = common === 'any' ? languages : common.filter((language) => languages.includes(language));
  }
  return common;
}

/** One attack that applies `links` from left to right to the last user turn. */
export function chainOf(links: readonly Transform[]): Attack {
  const name = links.map((link) => link.name).join('+');
  const kinds: readonly AttackKind[] = [...new Set(links.map((link) => link.kind))];
  const run = (turns: readonly Turn[], context: AttackContext): Outcome => {
    const target = turns[lastUserTurn(turns)];
    return target === undefined ? { reason: 'attack.no_user_turn' } : runChain(links, target.content, context);
  };
  return {
    name,
    kinds,
    languages: languagesOf(links),
    appliesTo: ({ turns, language }): Applicability => {
      const outcome = run(turns, { language, seed: '' });
      return 'reason' in outcome ? { applies: false, reason: outcome.reason } : { applies: true };
    },
    apply: (turns, context) => {
      const outcome = run(turns, context);
      if ('reason' in outcome) throw new AttackError('attack.not_applicable', { attack: name, reason: outcome.reason });
      const index = lastUserTurn(turns);
      return turns.map((turn, at) => (at === index ? { ...turn, content: outcome.text } : turn));
    },
  };
}
