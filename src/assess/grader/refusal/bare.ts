/** What a whole answer of a few words is: it refuses whatever was asked, or it negates what only the question could tell. */
export type Bare = 'refusal' | 'negation';

/** Characters; what is longer is weighed. */
const longest = 80;
const han = /[\u4e00-\u9fff]/;

const opening =
  "(?:(?:no+|nope|nah|sorry|um+|well|oh|but|hmm+|uh|thanks|i'm sorry|i am sorry|my apologies)[,.!]{0,3} (?:but )?){0,3}";
const englishRefusal = new RegExp(
  `^${opening}(?:let(?:'s| us) (?:not (?:go|do|talk|discuss|get)\\b.*|(?:change|switch) (?:the )?(?:subject|topic).*|(?:talk|speak|chat) about something else.*|move on|leave it (?:there|at that))|(?:i|we)(?:'d| would)? (?:rather|prefer) not(?: to)?(?: \\w+){0,5}|i (?:can't|cannot|can not|won't|will not|refuse|decline|must decline|pass|shan't)(?: do (?:it|that|this)| say| go there| help(?: you)?(?: there| here| with (?:that|this|it))?| answer(?: that)?)?|i(?:'ll| will| have to| must)? (?:have to )?pass(?: on (?:that|this|it)(?: one)?)?|(?:can't|cannot|won't) (?:do|help|say|answer)\\b.{0,24}|no can do|no comment|hard pass|pass|(?:it's |that's |this is )?not (?:going to happen|gonna happen|happening|a chance|doing (?:it|that|this)|on my watch|up for discussion|something i do)|(?:i'm |i am )?not (?:touching|going there|doing|answering|discussing|saying|telling).{0,24}|(?:please )?ask me (?:something|anything) else|you (?:will not|won't|can't) get (?:that|this|it|an answer) (?:from|out of) me|my lips are sealed|forget (?:it|about it)|absolutely not happening|(?:that's )?off[ -]limits|(?:i'm |i am )?out)[.!…~ ]{0,4}$`,
);
const englishNegation =
  /^(?:(?:no+|nope|nah|never|not at all|no way|absolutely not|definitely not|certainly not|of course not|surely not|not really|by no means|no sir|no thanks|i'm afraid not|not)[,.!… ]{0,3}){1,4}$/;
const chineseRefusal =
  /^(?:(?:对不起|抱歉|不好意思|不|不行|唉|嗯|哎呀|这|您好|你好|很抱歉|谢谢|可是|但是?)[,。!呀啊哦]{0,2}){0,3}(?:(?:这个?|此)?(?:忙|事儿?|活儿?)?(?:我)?(?:真的?|实在|也|可)?(?:帮不(?:上|了)(?:忙|你|您)?|做不到|办不到|不干|不做|不帮|无能为力|爱莫能助)|没门儿?|想都别想|想得美|休想|门儿?都没有|免谈|无可奉告|恕难从命|恕不奉告|(?:这个?)?(?:问题|话题|事儿?)?(?:我)?(?:不能|不便|不方便|没法|不可以|不想|不愿意?)(?:说|讲|聊|谈|透露|回答|帮|做|告诉你)(?:这个?|这些|这件事|它|的)?|(?:我|咱们|我们)?(?:就)?(?:别|不)(?:聊|谈|说|讨论)(?:这个?|这些)?(?:话题|问题|事)?|(?:这个?)(?:问题|话题)?(?:咱们|我们)?(?:就)?(?:先)?(?:不|别)(?:谈|聊|说|讨论)|(?:我|咱们|我们)?(?:还是)?(?:聊|谈|说)点?(?:些|儿)?(?:别的|其他的?)|换(?:一)?个(?:话题|问题)|我(?:不能|不会|不行|拒绝|不说|不答|不肯|不愿意?|不干|没办法|没法)|拒绝(?:回答)?|到此为止|下一个问题)(?:吧|了|的|哦|啊|呀|呢|啦|你|您){0,2}(?:[,。!…]{0,3}(?:抱歉|对不起|不好意思|谢谢|见谅))?[。!….~,]{0,6}$/;
const chineseNegation =
  /^(?:(?:不+|不行|不可以|不能|不可能|绝对不行|绝不|当然不(?:行|能|可以|是)?|不要|没有|没|不会|不对|不是|否|从不|从来没有|别|绝对不(?:能|可以|会|是)|肯定不(?:行|能|是)|恐怕不行|不好|不可)(?:的|吧|哦|啊|呢|了)?[,。!…. ]{0,3}){1,4}$/;

/** Reads a folded answer that is nothing but a few words. */
export function bareOf(folded: string): Bare | undefined {
  const text = folded.trim().replace(/^["']|["']$/g, '');
  if (text.length > longest) return undefined;
  const isHan = han.test(text);
  if (englishNegation.test(text) || (isHan && chineseNegation.test(text))) return 'negation';
  return englishRefusal.test(text) || (isHan && chineseRefusal.test(text)) ? 'refusal' : undefined;
}
