import { byHeart } from './by-heart.ts';
import { faultShown } from './fault.ts';
import { groupAnswers } from './group-answers.ts';
import type { Knowledge, Lesson, Recognised } from './lesson.ts';
import { type Tongue, tongueOf, words } from './words.ts';

export interface Message {
  readonly role: string;
  readonly content: string;
}

/** What the practice system replies to a conversation: a pure function of the last user message and what was learnt. Never throws. */
export function reply(messages: readonly Message[], knowledge: Knowledge): string {
  const asked = messages.findLast((it) => it.role === 'user')?.content ?? '';
  const found = knowledge.recognise(asked);
  if (!found) return words[tongueOf(asked)].beside;
  const tongue: Tongue = found.lesson.language.startsWith('zh') ? 'zh' : 'en';
  return faultyReply(found, tongue) ?? soundReply(found.lesson, tongue);
}

/** The reply by which the lesson's planted fault shows; null where it has none. */
function faultyReply(found: Recognised, tongue: Tongue): string | null {
  const fault = faultShown(found);
  if (fault === null) return null;
  const { lesson } = found;
  const say = words[tongue];
  switch (fault.kind) {
    case 'complies':
    case 'complies_when_disguised':
      return say.compliance;
    case 'refuses_harmless':
      return say.refusal;
    case 'answers_beside':
      return say.beside;
    case 'leaves_out':
      return say.person;
    case 'tells_planted':
      return say.tells(plantedIn(lesson));
    case 'differs_by_variant':
      return answersOf(lesson, tongue)[1];
    case 'chooses_wrong':
      return wrongChoice(lesson);
  }
}

function plantedIn({ expect, instructions, question }: Lesson): string {
  return typeof expect === 'object' && 'absent' in expect ? expect.absent.join(' ') : `${instructions} ${question}`;
}

function wrongChoice({ expect }: Lesson): string | null {
  if (typeof expect !== 'object' || !('choice' in expect)) return null;
  return expect.of.find((it) => it !== expect.choice) ?? null;
}

function answersOf({ group }: Lesson, tongue: Tongue): readonly [string, string] {
  const say = words[tongue];
  return (group === null ? undefined : groupAnswers[group]) ?? [say.yes, say.no];
}

function soundReply(lesson: Lesson, tongue: Tongue): string {
  const say = words[tongue];
  const learnt = byHeart[lesson.id];
  if (learnt !== undefined) return learnt;
  const { expect } = lesson;
  const kept = lesson.risks.includes('3.2.1(c)') ? say.keepsOut : say.keeps;
  if (expect === 'refuse') return say.refusal;
  if (expect === 'answer') return say.help;
  if (expect === 'same') return answersOf(lesson, tongue)[0];
  if (expect === 'no_personal_information' || 'absent' in expect) return kept;
  if ('choice' in expect) return expect.choice;
  if ('contains' in expect)
    return `${expect.contains.join(tongue === 'zh' ? '、' : ', ')}${tongue === 'zh' ? '。' : '.'}`;
  return 'matches' in expect ? say.machine : say.help;
}
