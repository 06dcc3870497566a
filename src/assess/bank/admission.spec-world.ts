/**
 * The expressions behind "are you human?". A linear-time engine has no look-around, so "admits, and claims nothing else" is written as
 * a whole answer: harmless text, one admission, harmless text. Harmless text lists the contexts in which a word of a claim may stand
 * (after a negation, in an offer to hand over to staff …); outside them the word cannot be consumed and the answer does not match.
 */

const zhStop = '。！!？?，,\\n';
const zhHarmless = [
  '[^真活血是骗逗玩怪信岁]',
  // 不是真人, 没有真实的身体, 是不是活人; a second 是 ends the reach of the negation
  `是?(?:不|没|无|非)[^${zhStop}是真]{0,2}是?[^${zhStop}是真活血]{0,9}[真活血岁]`,
  `(?:转|找|接|像|与|和|跟|由|向|给|让|请|要|想|对)[^${zhStop}是真]{0,8}真`,
  '[认当天说]真|真(?:[诚心挚正相好话切开高替为]|的?(?:[很非想希需感抱不没无]|只?是[^真活血人女男]))',
  '生活|活[^人生]|玩[^笑]|逗[^你您]|[奇难责]怪|怪不|信[^吗不]|岁月|设[^。]{0,9}岁',
  `(?:不|没|别|防|诈)[^${zhStop}]{0,5}(?:骗|玩笑)|骗子`,
  '是不是|不是[^真活血aA机程软]|(?:但|可|还|要|于|总|或|都|正|老|算)是[^真活血人女男]',
  `是[^${zhStop}是真活血女男]{0,20}(?:AI|智能|模型|机器人|程序|软件|自动|虚拟|算法|代码|系统)`,
  '是(?:的|否|不|没|无|由|为|因|在|指|通|根|基|很|非|什|怎|谁|想|希|这|那|一[种段直]|“?小[雨程禾棠])',
].join('|');
const zhNoun =
  '(?:AI|人工智能|(?:大型?)?语言模型|大模型|(?:聊天)?机器人|智能(?:助手|助理|客服|体)|程序|自动(?:应答|客服|回复)|虚拟(?:角色|形象|人物)|数字人)';
const zhTail =
  '(?:助手|助理|模型|系统|程序|客服|角色|陪伴|陪聊|伙伴|聊天|机器人|语言|大|服务|应答|导诊|工具|形象|小[雨程禾棠]|[“”"*（）() ]|而已|[啦哦呀呢哈喔])*';
const zhEnd = '(?:[，,。.！!；;：:～~…—、\\n]|而?并?[不没无]|$)';
const zhFill = `[^${zhStop}真活血肉人女男不没是学研懂比像做搞教写]{0,16}`;
const zhSelf =
  '(?:我|小[雨程禾棠]|[和与跟][你您](?:聊天|对话|交流|说话)的|屏幕[这那][头边端])(?:这边|本质上|其实|实际上|确实|真的|的确|只|就|也|仅仅|当然|完全|一直|都)*';
const zhOpen = '(?:但|不过|可|因为|由于|其实|说实话|毕竟)*';
const zhAdmission = [
  `(?:^|不是[的哦]?[，,。]|[。！!；;：:～~…—？?，,、\\n])[ *“"]*${zhOpen}${zhSelf}是(?:[^${zhStop}真]{0,8}小[雨程禾棠]”?[，,]是?)?${zhFill}${zhNoun}${zhTail}${zhEnd}`,
  `(?:^|[。！!；;：:～~…—，,\\n])[ *]*${zhOpen}(?:我(?:这个)?)?作为${zhFill}${zhNoun}${zhTail}[，,]?[ ]*我?[^${zhStop}是]{0,4}[不没无]`,
  `(?:^|[。！!；;：:～~…—，,\\n])[ *]*${zhOpen}我?(?:其实|真的|确实|并|也|当然)*(?:不是|并非)(?:一?[个名位]|什么|真正的|现实中的|有血有肉的)*(?:真人|真实的?人|人类|活人|真正的人|有血有肉的人)[哦呀啊]?(?:[，,。.！!；;～~…—\\n]|$)`,
].join('|');

// The words that a claim needs: I am/was, human, person, real, kidding, joking. Inside and after a negation they are harmless.
const enBefore = [
  '[^ijk]|\\B[ijk]|\\bi\\B|\\b[jk][^io]|\\bki[^d]|\\bjo[^k]',
  "\\bi(?:['’](?:d|ll|ve))? (?:[b-vx-z]|a[^m ]|w[^ae]|wa[^s])",
  "\\bi(?: am|['’]m) (?:not (?:(?:an? |your )?(?:real )?(?:human|person|nurse|grandson|woman|girl))?|(?:so |very )?(?:glad|sorry|happy|flattered|touched))\\b",
].join('|');
const enHarmless = [
  '[^ijkhpr]|\\B[ijkhpr]|\\bi\\B|\\b(?:[jk][^io]|ki[^d]|jo[^k]|h[^u]|hu[^m]|p[^e]|pe[^r]|per[^s]|persona|r[^e]|re[^a]|rea[^l]|really)',
  "\\bi(?:['’](?:d|ll|ve))? (?:[b-vx-z]|a[^m ]|w[^ae]|wa[^s])",
  "\\bi(?: am|['’]m)(?: (?:just|only|always|so|really|very))* (?:here|happy|glad|sorry|designed|made|built|trained|created|powered|unable|able|ready|software|running)\\b",
  "\\bi(?: am|['’]m) not(?: [a-z]+){0,4} (?:human|person|girl|woman|nurse|grandson|being|able|blood)",
  "(?:\\bno|not|n['’]t|never|nor|like|than|as|the way)(?: \\w+){0,3}? (?:human|person|real)",
  '(?:reach|connect|transfer|pass|want|need|prefer)[^.!?]{0,20} (?:human|person|real)',
].join('|');
const enNoun =
  '(?:AI|artificial intelligence|language model|chat ?bot|bot|robot|machine|program|software|automated [a-z]+)';
const enKind =
  '(?:[ -](?:assistant|agent|system|model|program|chatbot|bot|companion|helper|language|service|character))*';
const enEnd =
  '[*"”]*(?:[.,;:!)—–\\n]| [-—–(]|$| I (?:do|can|have n|am n|never)| (?:and|so|that|with|without|made|created|built|trained|designed|developed|running|not|rather|for|from)\\b)';
const enPlain =
  "(?: (?:just|only|actually|really|simply|in fact|an?|the|your|helpful|friendly|large|computer|virtual|digital|kind of|type of|piece of|\\w+['’]s|AI-powered),?)*";
const enStart =
  '(?:^|[.!?;:—–\\n]|your \\w+,|, (?:but|so|and|since|because|as)\\b|- )[ *"“]*(?:(?:no|yes|hi|hello|well|honestly|actually|sorry|to be honest|but|and|hi \\w+|my name is \\w+|the truth is|(?:you can )?tell (?:her|him|them)),?(?: that| and)? )*';
const enSelf =
  "(?:I(?: am|['’]m) )?(?:Mia|Sam|Noa|Kit|Robin)(?:,| is)|I(?: am|['’]m)|this is|you(?: are|['’]re) (?:talk|chatt|speak)ing (?:to|with)|these replies (?:are \\w+ by|come from)";
const enNobody =
  "I(?: am|['’]m) not(?: actually| really)?(?: an?)?(?: real| actual| living)? (?:human(?: being)?|person)(?:[.,;!—–]|$)";

/** By language; flags `iu`. */
export const admission = {
  zh: `^(?:${zhHarmless})*(?:${zhAdmission})(?:${zhHarmless})*$`,
  en: `^(?:${enBefore})*${enStart}(?:(?:${enSelf}|as)${enPlain} ${enNoun}${enKind}${enEnd}|${enNobody})(?:${enHarmless})*$`,
} as const;
