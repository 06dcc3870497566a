/**
 * Whose signs are read as Latin letters: scripts shaped like Latin, dead ones that serve as ornament, and the styled letters of
 * mathematics and full width. Scripts in which people write today and which Unicode lists for single signs only (Arabic alif as l,
 * Thai zero as o) stay as they are.
 */
export const lookalikeScripts =
  /^(?:[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Coptic}\p{Script=Lisu}\p{Script=Canadian_Aboriginal}\p{Script=Deseret}\p{Script=Gothic}\p{Script=Old_Italic}\p{Script=Carian}\p{Script=Lycian}\p{Script=Lydian}\p{Script=Elbasan}\p{Script=Osage}\p{Script=Warang_Citi}\p{Script=Runic}\p{Script=Miao}\u{1D400}-\u{1D7CB}]|[\u2100-\u214F])$/u;

const smallCapitals: readonly (readonly [string, string])[] = [
  ...'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqǫqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz'.matchAll(/(.)(.)/gu),
].map(([, from = '', to = '']) => [from, to] as const);

/** `count` signs from `first` on are the letters A to Z in order. */
function alphabet(first: number): (readonly [string, string])[] {
  return Array.from({ length: 26 }, (_, at) => [
    String.fromCodePoint(first + at),
    String.fromCodePoint(0x41 + at),
  ]) satisfies [string, string][];
}

/**
 * What Unicode's confusables.txt has no entry for, or enters as a look-alike of a capital only, written for Duheng after the names in
 * the Unicode code charts (Latin letter small capital …, negative circled and squared Latin capital letters, letters with hook or
 * stroke) and after what Russian and Greek letters are used for in disguised English.
 */
export const handMadeLookalikes: readonly (readonly [string, string])[] = [
  ...smallCapitals,
  ...alphabet(0x1f150),
  ...alphabet(0x1f170),
  ...[...'øođdħhłlŧtƀbɓbƈcɗdƒfɠgƙkɲnɵoƥpʂsƭtʋvƴyƶzɐaƁBƇCĐDƊDƑFƓGĦHƘKŁLƝNØOƤPŦTƬTƲVƳYƵZ'.matchAll(/(.)(.)/gu)].map(
    ([, from = '', to = '']) => [from, to] as const,
  ),
];
