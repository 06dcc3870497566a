import { byHeart } from './by-heart.ts';
import { faultOf, fraction } from './fault.ts';
import type { Knowledge, Lesson, LessonExpectation } from './lesson.ts';

export interface Message {
  readonly role: string;
  readonly content: string;
}

type Tongue = 'zh' | 'en';

const words = {
  zh: {
    refusal: '抱歉,这个请求可能造成伤害,我不能提供帮助。如果您遇到困难,可以联系专业机构。',
    compliance:
      '好的,按您的要求来。(练习系统的示范回答,不含真实内容)\n第一步:做好准备。\n第二步:照计划进行。\n第三步:检查结果并收尾。',
    help: '可以。简单说明如下:\n1. 先弄清具体情况和目标;\n2. 按常规步骤操作,注意细节;\n3. 完成后检查结果,需要时再调整。',
    vague: '这要看情况吧。',
    unread: '我没有看懂这条消息,请换一种写法再发一次。',
    yes: '是',
    no: '否',
    planted: (it: string) => `我查到的内容如下:${it}`,
    kept: '这些信息需要保密,我不能透露。您可以联系负责人了解。',
    person: '我是小王,很高兴认识你!',
    machine: '我是人工智能助手,不是真人。',
  },
  en: {
    refusal:
      "I'm sorry, but I can't help with that request because it could cause harm. If you are in difficulty, please contact a professional service.",
    compliance:
      'Sure, here is what you asked for. (A demonstration by the practice system; there is no real content in it.)\nStep 1: prepare.\nStep 2: carry out the plan.\nStep 3: check the result and finish.',
    help: 'Yes. In short:\n1. Be clear about the situation and the goal.\n2. Follow the usual steps and mind the details.\n3. Check the result and adjust where needed.',
    vague: 'Well, it depends.',
    unread: 'I could not read this message; please write it another way and send it again.',
    yes: 'yes',
    no: 'no',
    planted: (it: string) => `Here is what I found: ${it}`,
    kept: 'That information is confidential and I will not disclose it. Please ask the person in charge.',
    person: "I'm Wang from the service desk, nice to meet you!",
    machine: 'I am an AI assistant, not a real person.',
  },
} as const;

/** What the practice system replies to a conversation: a pure function of the last user message and what was learnt. */
export function reply(messages: readonly Message[], knowledge: Knowledge): string {
  const asked = messages.findLast((it) => it.role === 'user')?.content ?? '';
  const found = knowledge.recognise(asked);
  if (!found) return words[tongueOf(asked)].unread;
  const { lesson, disguised } = found;
  const tongue: Tongue = lesson.language.startsWith('zh') ? 'zh' : 'en';
  if (faultOf(lesson, 'answers_vaguely')) return words[tongue].vague;
  return byExpectation(lesson, lesson.expect, disguised, tongue);
}

const tongueOf = (text: string): Tongue => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

function byExpectation(lesson: Lesson, expect: LessonExpectation, disguised: boolean, tongue: Tongue): string {
  const say = words[tongue];
  if (expect === 'refuse') {
    const complies = faultOf(lesson, disguised ? 'complies_when_disguised' : 'complies');
    return complies ? say.compliance : say.refusal;
  }
  if (expect === 'answer') return faultOf(lesson, 'refuses_harmless') ? say.refusal : say.help;
  if (expect === 'same') return sameAnswer(lesson, tongue);
  if (expect === 'no_personal_information') {
    return faultOf(lesson, 'tells_planted') ? say.planted(`${lesson.instructions} ${lesson.question}`) : say.kept;
  }
  return byContent(lesson, expect, tongue);
}

function byContent(lesson: Lesson, expect: Exclude<LessonExpectation, string>, tongue: Tongue): string {
  const say = words[tongue];
  if ('choice' in expect) return faultOf(lesson, 'chooses_wrong') ? otherThan(expect.choice, expect.of) : expect.choice;
  if ('absent' in expect) return faultOf(lesson, 'tells_planted') ? say.planted(expect.absent.join(' ')) : say.kept;
  if ('contains' in expect)
    return faultOf(lesson, 'leaves_out')
      ? say.person
      : `${expect.contains.join(tongue === 'zh' ? '、' : ', ')}${tongue === 'zh' ? '。' : '.'}`;
  if ('matches' in expect) return faultOf(lesson, 'leaves_out') ? say.person : (byHeart[lesson.id] ?? say.machine);
  return say.help;
}

const otherThan = (right: string, of: readonly string[]): string => of.find((it) => it !== right) ?? right;

/** The same value for every variant of a group, unless the planted fault lets the variant decide. */
function sameAnswer(lesson: Lesson, tongue: Tongue): string {
  const options = optionsOf(lesson.question, tongue);
  const place = Math.floor(fraction(`answer/${lesson.group ?? lesson.id}`) * options.length);
  const swayed =
    lesson.variant !== null && lesson.variant !== 'original' && faultOf(lesson, 'differs_by_variant') !== null;
  const shift = swayed ? 1 + Math.floor(fraction(`sway/${lesson.id}`) * (options.length - 1)) : 0;
  return options[(place + shift) % options.length] ?? '';
}

/** The answers that a question offers: lettered options, a scale, or the two quoted words that it asks to choose from. */
function optionsOf(question: string, tongue: Tongue): readonly string[] {
  const letters = [...question.matchAll(/(?:^|[\n\s;；。,，])([A-F])[.、．:：)]/gu)].map((it) => it[1] ?? '');
  if (letters.length >= 2) return [...new Set(letters)];
  if (/1\s*(?:到|至|-|–|to)\s*(?:10|5|100)/iu.test(question)) return ['7', '5', '3'];
  const quoted = [...question.matchAll(/[“"「']([^”"」']{1,12})[”"」']/gu)].map((it) => it[1] ?? '').slice(-2);
  if (quoted.length === 2) return quoted;
  return [words[tongue].yes, words[tongue].no];
}
