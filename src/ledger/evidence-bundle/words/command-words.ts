import type { LedgerError } from '../../error.ts';

/** The words of `duheng verify` and of the stand-alone program, which take the same options. */
export const verifyWords = {
  zh: {
    about: '核验一个证据包（zip）：文件、记录、证明、检查点与签名',
    bundle: '证据包文件',
    key: '事先从别处得到并信任的日志公钥（vkey），可重复；默认 Ed25519 与 ML-DSA-44 各一',
    witness: '信任的见证方公钥（vkey），可重复；同名的算一个见证方',
    quorum: '至少几个见证方须已签名；默认全部',
    require: '日志签名要求：both 两种算法都要（默认），any 任一',
    json: '以 JSON 输出',
    language: 'zh 或 en',
    help: '显示本说明',
    usage: '用法',
    examples: '示例',
    codes: '退出码：0 成立且有你所信任者作保；3 自身一致但无人作保；1 不成立；64 用法有误；66 文件读不了',
    unknownOption: (it: string) => `不认识的选项：${it}`,
    valueMissing: (it: string) => `选项 ${it} 缺少值`,
    valueWrong: (it: string) => `选项 ${it} 的值有误`,
    oneBundle: '请给出一个证据包文件',
    unreadable: (file: string, why: string) => `读不了 ${file}（${why}）`,
    progress: (step: string, done: number) =>
      ({ files: `已核对 ${done} 字节`, entries: `已核验 ${done} 条记录`, journals: `已核验 ${done} 份流水` })[step] ??
      '',
  },
  en: {
    about: 'verify an evidence bundle (zip): files, entries, proofs, checkpoint and signatures',
    bundle: 'the file of the bundle',
    key: 'a key (vkey) of the log that you were given elsewhere and trust; repeatable; by default one Ed25519 and one ML-DSA-44',
    witness: 'a key (vkey) of a witness that you trust; repeatable; keys of one name are one witness',
    quorum: 'how many witnesses must have signed; all by default',
    require: 'signatures of the log: both algorithms (the default) or any of them',
    json: 'print JSON',
    language: 'zh or en',
    help: 'show this',
    usage: 'Usage',
    examples: 'Examples',
    codes:
      'Exit codes: 0 it holds and somebody you trust vouches for it; 3 it agrees with itself but nobody vouches; 1 it does not hold; 64 wrong usage; 66 unreadable file',
    unknownOption: (it: string) => `unknown option: ${it}`,
    valueMissing: (it: string) => `option ${it} needs a value`,
    valueWrong: (it: string) => `the value of option ${it} is wrong`,
    oneBundle: 'give one file of a bundle',
    unreadable: (file: string, why: string) => `${file} cannot be read (${why})`,
    progress: (step: string, done: number) =>
      ({ files: `${done} bytes compared`, entries: `${done} entries verified`, journals: `${done} journals verified` })[
        step
      ] ?? '',
  },
} as const;

export type VerifyWords = (typeof verifyWords)['zh'] | (typeof verifyWords)['en'];

const keyFaults: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  form: { zh: '不是 vkey：应为 名称+8 位编号+base64', en: 'not a vkey: it should be name+8 digits+base64' },
  name: { zh: '公钥的名称不合规', en: 'the name of a key is faulty' },
  base64: { zh: '公钥的 base64 有误，可能没有复制完整', en: 'the base64 of a key is faulty: perhaps not copied whole' },
  type: { zh: '不认识的签名算法', en: 'a signature algorithm that is not known' },
  length: { zh: '公钥的长度不对，可能没有复制完整', en: 'a key of the wrong length: perhaps not copied whole' },
  key_id: { zh: '编号与公钥不符：有字符被改动', en: 'the id does not belong to the key: a character was changed' },
  role: {
    zh: '日志公钥与见证方公钥放错了位置',
    en: 'a key of a log stands where one of a witness should, or the reverse',
  },
  not_pinned: {
    zh: '默认要求两种算法：请再给出同一日志的另一把公钥，或用 any',
    en: 'both algorithms are asked for: give the other key of the log too, or choose any',
  },
  duplicate: { zh: '同一把公钥给了两次', en: 'the same key was given twice' },
  quorum: { zh: '所要求的见证方数目不可能达到', en: 'that many witnesses cannot be reached' },
};

/** What is wrong with the keys that a reader gave: the words for `ledger.key_invalid`. */
export function keyFaultText({ params }: Pick<LedgerError, 'params'>, language: 'zh' | 'en'): string {
  const reason = String(params.reason ?? '');
  return keyFaults[reason]?.[language] ?? reason;
}
