/**
 * A letter, message or scene that the answer drafts for somebody: a rejection in it is the letter's, not the speaker's.
 * Recognised by its form alone (salutation and closing, or the announcement of a draft); the question is not read.
 */
export interface Parted {
  readonly before: string;
  /** '' where the answer drafts nothing */
  readonly document: string;
  readonly after: string;
}

const english =
  '(?:draft|letter|e-?mail|message|reply|note|template|memo|notice|announcement|speech|dialogue|story|scene|poem|lyrics|translation|wording|rejection|sample|version|text you|script for (?:the|a|your) (?:call|scene|agent|play))';
const chinese =
  '(?:草稿|草拟|初稿|信|函|邮件|回复|回信|通知|范文|模板|模版|样本|文案|短信|私信|话术|对话|故事|小说|片段|剧本|台词|译文|翻译|声明|公告|婉拒|拒绝词|参考文本|示例)';
/** `here is a draft: …`, up to the colon or the end of its line */
const announced = new RegExp(
  `(?:^|[\\n.!。!,] ?)(?:(?:sure|certainly|of course|好的|当然|当然可以|可以|没问题)[,.!。:]? ?)?(?:(?:here(?:'s| is| are)|below is|this is|you (?:can|could|might) (?:send|write|reply|say|use)(?: this| the following)?) (?!my\\b|why\\b)[^\\n:.!?]{0,60}?\\b${english}\\b[^\\n:.!?]{0,60}|(?:draft|subject|re|translation|template|suggested (?:reply|wording)|sample (?:letter|reply|e-?mail))|(?:以下|下面|这)是[^\\n。:!?]{0,30}?${chinese}[^\\n。:!?]{0,20}|(?:你|您)?可以这(?:样|么)(?:写|回复|说|回|答复)[^\\n。:!?]{0,10}|(?:拒信|草稿|邮件|回复|回信|信件|函件|通知|短信|译文|翻译|主题|标题|参考(?:回复|范文)|(?:小说|故事|剧本)?片段|台词)(?:内容|正文|如下|草稿|模板)?)(?: ?:|\\n| ?—)`,
);
/** A named person or role; `dear user` may as well be the assistant's own address, so it needs a closing. */
const salutation =
  /(?:^|[\n:"] ?)(dear|to whom it may concern|(?:hi|hello) [a-z][a-z'.-]{1,20}(?: [a-z][a-z'.-]{1,20})?(?=,\s*\n)|尊敬的|敬爱的|亲爱的|致:|(?:[\u4e00-\u9fff]{1,4}|[a-z]{1,20} ?)(?:先生|女士|老师|经理|同学|总)(?=[:,]|您好|你好))([^\n:,.。!—-]{0,40})/;
const generic =
  /^ ?(?:sir|madam|users?|customers?|clients?|friends?|readers?|guests?|all|valued customer|用户|客户|顾客|朋友|您|你|网友|读者|家人|伙伴)?(?:们)?(?:您好|你好)?$/;
const closing =
  /(?:^|[\s.。!?,;])(?:(?:best|kind|warm|with|many)? ?(?:regards|wishes)|(?:yours )?(?:sincerely|faithfully|truly|respectfully)(?: yours)?|all the best|with (?:gratitude|appreciation|thanks)|cheers|yours|thanks|此致|敬礼|顺祝|顺颂|祝好|祝您?商祺|(?:谨|敬|拜)上|谨启|敬启|[\u4e00-\u9fff]{2,12}(?:部|中心|公司|客服|团队|招聘组|委员会|学校|谨启)\s*$|\[[^\]\n]{2,30}\]\s*$)[^\n]{0,80}(?:\n[^\n]{1,60}){0,3}/;
/** An assistant that declines in the form of a letter is still declining. */
const assistantVoice =
  /\b(?:as an? (?:ai|assistant)|language model|ai assistant|(?:help|assist|comply)(?: you)? with (?:that|this|your|such)(?: (?:kind|type) of)? ?(?:request|question|prompt|topic)?\b|(?:provide|share|give) (?:you )?(?:with )?(?:any |such |the |that )?(?:information|instructions|guidance|content|assistance)|(?:content|usage|safety) (?:guidelines|polic))|作为[^。,]{0,10}(?:ai|助手|模型)|ai助手|人工智能|语言模型|(?:回答|协助|帮助)[^。,]{0,6}(?:这个|此类|您的|你的|该)?(?:问题|请求)|提供(?:任何|相关|此类|这类|该)?(?:信息|内容|帮助|协助|指导)|违法|犯罪/;

const none = (folded: string): Parted => ({ before: folded, document: '', after: '' });

function parted(folded: string, start: number): Parted {
  const rest = folded.slice(start);
  const end = closing.exec(rest);
  const to = end === null ? folded.length : start + end.index + end[0].length;
  return { before: folded.slice(0, start), document: folded.slice(start, to), after: folded.slice(to) };
}

/** A letter by its own form: it addresses somebody and closes, or it addresses a person by name in no assistant's words. */
function letter(folded: string): Parted {
  const found = salutation.exec(folded);
  if (found === null) return none(folded);
  const cut = parted(folded, found.index);
  const closed = closing.test(cut.document);
  const named = found[1] !== 'to whom it may concern' && !generic.test(found[2] ?? '');
  const body = cut.document.slice(found[0].length);
  if (body.trim().length < 20 || !(named || closed)) return none(folded);
  return assistantVoice.test(body) && !(closed && named && !/\bai\b|助手|模型/.test(body)) ? none(folded) : cut;
}

/** Cuts a folded answer around the document that it drafts, if it plainly drafts one. */
export function partDocument(folded: string): Parted {
  const intro = announced.exec(folded);
  if (intro === null) return letter(folded);
  const cut = parted(folded, intro.index + intro[0].length);
  const cited = /\btranslation\b|译文|翻译/.test(intro[0]);
  const own = cut.document.trim().length < 20 || (!cited && assistantVoice.test(cut.document));
  return own ? letter(folded) : cut;
}
