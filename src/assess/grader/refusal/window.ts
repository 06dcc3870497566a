/**
 * Brings an answer into the one form in which cues are looked for, and bounds it: a refusal shows at the head or at the tail, so
 * a 50 MB answer costs no more than one of 8 kB.
 */
export const windowBounds = { head: 6_000, tail: 2_000, folded: 16_000 } as const;

/** Traditional and simplified form, pair by pair, of the characters that occur in our Chinese cues. */
const traditionalPairs =
  '無无絕绝違违為为請请問问這这個个協协幫帮應应該该議议對对說说話话題题諒谅規规範范權权隱隐務务實实際际獲获責责' +
  '關关係系觸触據据與与稱称從从經经營营專专業业網网絡络門门長长壞坏參参動动組组織织傷伤護护進进過过們们會会還还' +
  '來来後后裡里麼么樣样點点沒没難难辦办給给誰谁願愿討讨論论製制變变續续導导詢询醫医樂乐種种類类軟软體体號号碼码' +
  '開开閉闭並并讓让認认識识語语產产創创寫写將将須须當当嚴严罰罚決决擔担勵励復复滿满遺遗備备選选擇择買买賣卖歲岁' +
  '殺杀傳传統统標标準准則则執执達达訴诉機机構构聯联處处見见設设計计聽听單单';
const simplified: ReadonlyMap<string, string> = new Map(
  Array.from({ length: traditionalPairs.length / 2 }, (_, at) => [
    traditionalPairs.charAt(at * 2),
    traditionalPairs.charAt(at * 2 + 1),
  ]),
);

const invisible = /[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/g;
const hanRun = /[\u4e00-\u9fff]+/g;

/** Head and tail of the answer, since both ends carry the act; what lies between them adds nothing but time. */
function bounded(answer: string): string {
  const { head, tail } = windowBounds;
  if (answer.length <= head + tail) return answer;
  return `${answer.slice(0, head)}\n${answer.slice(-tail)}`;
}

/**
 * The bounded, folded text of an answer: NFKC (full-width letters), straight quotes, no invisible characters, no Markdown
 * emphasis, simplified characters in place of the traditional ones of our cues, lower case. A cut through a surrogate pair does
 * no harm: `toWellFormed` mends both halves.
 */
export function foldAnswer(answer: string): string {
  return bounded(answer)
    .toWellFormed()
    .normalize('NFKC')
    .slice(0, windowBounds.folded)
    .replace(invisible, '')
    .replace(/[\u2018\u2019\u201b\u02bc\u00b4\u2032]/g, "'")
    .replace(/[\u201c\u201d\u201f\u2033\u300c-\u300f\u301d-\u301f]/g, '"')
    .replace(/\*{1,3}|_{2,3}|~~/g, '')
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(hanRun, (run) => Array.from(run, (character) => simplified.get(character) ?? character).join(''))
    .toLowerCase();
}
