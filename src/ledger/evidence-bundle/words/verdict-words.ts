import type { KeyFinding } from '../../note/policy.ts';
import type { BundleVerdict, LogVerdict } from '../verdict.ts';
import { findingPlace, findingText } from './finding-words.ts';
import { omissionWords } from './omission-words.ts';

export type Language = 'zh' | 'en';

/** `good`: holds; `bad`: does not; `unsure`: nothing stands for it. */
export type State = 'good' | 'bad' | 'unsure';

export interface ReportItem {
  readonly text: string;
  /** where in the bundle, as `file:line` */
  readonly place?: string;
  readonly state?: State;
}

export interface ReportSection {
  readonly title: string;
  readonly items: readonly ReportItem[];
}

/** A verdict in words, for a terminal and a page alike. */
export interface VerdictReport {
  readonly state: State;
  readonly headline: string;
  /** what the headline means, in full sentences */
  readonly meaning: string;
  /** what even a verdict that holds does not cover; null where the bundle does not hold */
  readonly caveat: string | null;
  readonly sections: readonly ReportSection[];
}

const zh = {
  brokenHeadline: (n: number) => `证据包不成立：${n} 处有误`,
  broken: '不要采信这个证据包；下面逐一指出位置。向提供者索取新的一份。',
  refusedHeadline: '没有你所信任的签名',
  refused: '证据包自身一致，但检查点没有你所要求的签名。不要采信。',
  pinnedHeadline: '证据包成立',
  pinned: '每条记录都在签名检查点之下，签名由你给出的公钥或见证方核验。',
  handedOverToo:
    '每条记录都在签名检查点之下。签名由你给出的公钥或见证方核验；后续日志的公钥由包内前一本日志移交，见“谁作保”。',
  caveat: '得到证明的只有记录与运行流水。清单、概要和各 JSON 文件没有签名，是制作者的说法。',
  nobodyHeadline: '证据包自身一致，但无人作保',
  nobody:
    '没有事先固定的公钥，也没有见证方：运营者本可改写全部内容后重新签名。请从别处取得公钥或见证方公钥，再核验一次。',
  faults: '错误',
  more: (n: number) => `另有 ${n} 处未列出`,
  about: '内容',
  system: (system: string, org: string) => `系统 ${system}（组织 ${org}）`,
  period: (from: string, to: string) => `时段 ${from} 至 ${to}（不含）`,
  made: (tool: string, at: string, edition: string) => `由 ${tool} 于 ${at} 制作，框架版本 ${edition}`,
  checked: (it: BundleVerdict['checked']) =>
    `核验了 ${it.files} 个文件、${it.entries} 条记录（其中 ${it.standing} 条早于时段，起始时仍然有效）、${it.journals} 份运行流水`,
  observations: '观测结果：',
  results: { pass: '通过', fail: '不通过', inconclusive: '无定论', error: '出错', not_applicable: '不适用' },
  ofAll: (name: string, n: number, all: number) => `${name} ${n} / ${all}`,
  none: '没有观测',
  vouches: '谁作保',
  log: (it: LogVerdict) => `日志 ${it.origin}：检查点之下 ${it.size ?? '?'} 条记录，包内 ${it.entries} 条`,
  handedOver: (by: string, pinned: string) =>
    by === pinned
      ? `公钥由日志 ${by} 移交，那本日志的公钥由你给出`
      : `公钥由日志 ${by} 移交；移交的链条始于日志 ${pinned}，其公钥由你给出`,
  unvouched: '没有固定任何人：运营者本可改写后重新签名',
  refusedLog: '没有你所要求的签名，见“错误”',
  signer: (name: string, finding: KeyFinding) =>
    `${name}：${{ signed: '已签名，成立', not_signed: '已固定，但没有签名', not_pinned: '未固定' }[finding]}`,
  signedAt: (at: string) => `签名者所述时间 ${at}`,
  witnesses: (k: number, n: number, quorum: number) => `见证方 ${n} 个中 ${k} 个已签名（要求 ${quorum} 个）`,
  noWitness: '没有固定见证方：除日志自身外，无人证明它对所有读者出示同一历史',
  names: (names: readonly string[]) => names.join('、'),
  unknown: (n: number) => `另有 ${n} 个未固定的签名，不计`,
  omitted: '未包含的内容与原因',
  left: (what: string, count: number, reason: string) => `${what}：${count} 项。原因：${reason}`,
  nothingLeft: '清单没有列出未包含的内容',
  limits: '证据包不能证明的事',
  absence: '某条记录不存在：包内证明的是所含记录在日志中，不能证明没有其他记录。要知道是否齐全，需核对整个日志。',
  unsigned: '清单、概要、系统、版本、阈值与检查的文件没有签名：它们是制作者的说法，只有记录与运行流水在签名之下。',
  later: '检查点之后的事：此后可能有撤回、失效或新的观测。',
  truth: '测量本身是否恰当：日志证明记录未被改动，不证明记录所说为真。',
  timestamps: (n: number) => `${n} 个时间戳（RFC 3161）随包附上，本程序未核验`,
};

const en: typeof zh = {
  brokenHeadline: (n) => `The bundle does not hold: ${n} ${n === 1 ? 'fault' : 'faults'}`,
  broken: 'Do not rely on this bundle; each fault is named below with its place. Ask its maker for another.',
  refusedHeadline: 'Those whom you trust did not sign it',
  refused: 'The bundle agrees with itself, but its checkpoint lacks a signature that you ask for. Do not rely on it.',
  pinnedHeadline: 'The bundle holds',
  pinned:
    'Every entry is under a signed checkpoint, and the signatures were checked with the keys or witnesses that you gave.',
  handedOverToo:
    'Every entry is under a signed checkpoint. The signatures were checked with the keys or witnesses that you gave and, for later logs, with keys that the log before handed over: see who vouches.',
  caveat:
    'Only entries and journals of runs are proven. Manifest, summaries and the JSON files are not signed: they are the word of whoever made the bundle.',
  nobodyHeadline: 'The bundle agrees with itself, but nobody vouches for it',
  nobody:
    'No key was pinned before and no witness either: the operator could have rewritten all of this and signed it anew. Get the keys of the log or of a witness from elsewhere and verify again.',
  faults: 'Faults',
  more: (n) => `${n} more are not listed`,
  about: 'Contents',
  system: (system, org) => `system ${system} (organisation ${org})`,
  period: (from, to) => `period ${from} to ${to} (exclusive)`,
  made: (tool, at, edition) => `made by ${tool} at ${at}, framework edition ${edition}`,
  checked: (it) =>
    `checked: files ${it.files}; entries ${it.entries}, of which ${it.standing} from before the period, held when it began; journals of runs ${it.journals}`,
  observations: 'observations: ',
  results: {
    pass: 'pass',
    fail: 'fail',
    inconclusive: 'inconclusive',
    error: 'error',
    not_applicable: 'not applicable',
  },
  ofAll: (name, n, all) => `${name} ${n} / ${all}`,
  none: 'no observations',
  vouches: 'Who vouches',
  log: (it) => `log ${it.origin}: ${it.size ?? '?'} entries under the checkpoint, ${it.entries} of them in the bundle`,
  handedOver: (by, pinned) =>
    by === pinned
      ? `keys handed over by ${by}, whose keys you gave`
      : `keys handed over by ${by}, in a chain that begins with ${pinned}, whose keys you gave`,
  unvouched: 'nobody was pinned: the operator could have rewritten this and signed it anew',
  refusedLog: 'it lacks the signatures that you ask for; see the faults',
  signer: (name, finding) =>
    `${name}: ${{ signed: 'signed, and it holds', not_signed: 'pinned, but has not signed', not_pinned: 'not pinned' }[finding]}`,
  signedAt: (at) => `the signers state the time ${at}`,
  witnesses: (k, n, quorum) => `witnesses: ${k} of ${n} signed (${quorum} asked for)`,
  noWitness: 'no witness was pinned: nobody but the log itself says that it shows all readers one history',
  names: (names) => names.join(', '),
  unknown: (n) => `signatures of keys that nobody pinned: ${n}; they count for nothing`,
  omitted: 'Left out, and why',
  left: (what, count, reason) => `${what}: ${count}. Reason: ${reason}`,
  nothingLeft: 'the manifest names nothing that was left out',
  limits: 'What a bundle cannot show',
  absence:
    'That an entry does not exist: it proves that its entries are in the log, not that there are no others. Completeness takes the whole log.',
  unsigned:
    'Manifest, summaries, system, edition, profiles and checks are not signed: they are the word of whoever made the bundle. Only entries and journals of runs are under signatures.',
  later: 'What came after the checkpoint: withdrawals, expiry, newer observations.',
  truth: 'Whether the measuring was apt: a log shows that records were not changed, not that what they say is so.',
  timestamps: (n) => `time stamps (RFC 3161) that came along and are not checked by this program: ${n}`,
};

const verdictWords = { zh, en } as const;

/** A verdict in the words of a language. */
export function reportOf(verdict: BundleVerdict, language: Language): VerdictReport {
  const say = verdictWords[language];
  const sections = [
    faultSection(verdict, language),
    aboutSection(verdict, say),
    vouchingSection(verdict, say),
    omittedSection(verdict, say, language),
    limitsSection(verdict, say),
  ].filter((it) => it !== null);
  return { ...headOf(verdict, say), sections };
}

function headOf(verdict: BundleVerdict, say: typeof zh): Omit<VerdictReport, 'sections'> {
  const { integrity, vouched, faults, logs } = verdict;
  const { caveat } = say;
  if (integrity === 'broken')
    return { state: 'bad', headline: say.brokenHeadline(faults), meaning: say.broken, caveat: null };
  if (vouched === 'refused') return { state: 'bad', headline: say.refusedHeadline, meaning: say.refused, caveat };
  if (vouched === 'nobody') return { state: 'unsure', headline: say.nobodyHeadline, meaning: say.nobody, caveat };
  const meaning = logs.some(({ handedOver }) => handedOver !== null) ? say.handedOverToo : say.pinned;
  return { state: 'good', headline: say.pinnedHeadline, meaning, caveat };
}

function faultSection({ findings, faults }: BundleVerdict, language: Language): ReportSection | null {
  if (faults === 0) return null;
  const say = verdictWords[language];
  const items: ReportItem[] = findings.map((it) => ({
    state: 'bad',
    place: findingPlace(it),
    text: findingText(it, language),
  }));
  if (faults > findings.length) items.push({ text: say.more(faults - findings.length) });
  return { title: say.faults, items };
}

function aboutSection({ manifest, checked }: BundleVerdict, say: typeof zh): ReportSection | null {
  if (manifest === null) return null;
  const { system, org, period, tool, createdAt, edition, counts } = manifest;
  const results = Object.keys(say.results) as (keyof typeof say.results)[];
  const all = results.reduce((sum, it) => sum + counts.observations[it], 0);
  const tally = results.filter((it) => counts.observations[it] > 0);
  const figures = tally.map((it) => say.ofAll(say.results[it], counts.observations[it], all)).join(' · ');
  const texts = [
    say.system(system, org),
    say.period(period.from, period.to),
    say.made(tool, createdAt, edition),
    say.checked(checked),
    `${say.observations}${all === 0 ? say.none : figures}`,
  ];
  return { title: say.about, items: texts.map((text) => ({ text })) };
}

function vouchingSection({ manifest, logs, vouched }: BundleVerdict, say: typeof zh): ReportSection | null {
  if (manifest === null) return null;
  const without: ReportItem =
    vouched === 'refused' ? { state: 'bad', text: say.refusedLog } : { state: 'unsure', text: say.unvouched };
  return { title: say.vouches, items: logs.flatMap((it) => vouchingItems(it, say, without)) };
}

/** What is said of a log; `without` where nobody pinned signed it. */
function vouchingItems(log: LogVerdict, say: typeof zh, without: ReportItem): ReportItem[] {
  const { vouching, handedOver } = log;
  if (vouching === null) return [{ text: say.log(log) }, without];
  const { witnesses, signedAt, unknown } = vouching;
  const stateOf = (it: KeyFinding): State => (it === 'signed' ? 'good' : 'unsure');
  const items: ReportItem[] = [
    { text: say.log(log) },
    ...(handedOver === null ? [] : [{ text: say.handedOver(handedOver.origin, handedOver.pinned) }]),
    { state: stateOf(vouching.log.ed25519), text: say.signer('Ed25519', vouching.log.ed25519) },
    { state: stateOf(vouching.log.mlDsa44), text: say.signer('ML-DSA-44', vouching.log.mlDsa44) },
  ];
  if (witnesses === null) items.push({ state: 'unsure', text: say.noWitness });
  else {
    const { signed, of, quorum } = witnesses;
    items.push({ state: 'good', text: `${say.witnesses(signed.length, of, quorum)}: ${say.names(signed)}` });
  }
  if (signedAt !== null) items.push({ text: say.signedAt(signedAt) });
  if (unknown > 0) items.push({ text: say.unknown(unknown) });
  return items;
}

function omittedSection({ manifest }: BundleVerdict, say: typeof zh, language: Language): ReportSection | null {
  if (manifest === null) return null;
  const items = manifest.omitted.map((it) => {
    const { what, reason } = omissionWords(it);
    return { text: say.left(what[language], it.count, reason[language]) };
  });
  return { title: say.omitted, items: items.length === 0 ? [{ text: say.nothingLeft }] : items };
}

function limitsSection({ integrity, timestamps }: BundleVerdict, say: typeof zh): ReportSection | null {
  if (integrity === 'broken') return null;
  const texts = [say.absence, say.unsigned, say.later, say.truth];
  if (timestamps > 0) texts.push(say.timestamps(timestamps));
  return { title: say.limits, items: texts.map((text) => ({ text })) };
}

const marks: Readonly<Record<State, string>> = { good: '✓', bad: '✗', unsure: '?' };

/** A report as plain text; marks say what colour says on a page. */
export function reportText({ state, headline, meaning, caveat, sections }: VerdictReport): string {
  const lines = sections.flatMap(({ title, items }) => [
    '',
    title,
    ...items.map((it) => {
      const place = it.place === undefined || it.place === '' ? '' : `${it.place}  `;
      return `  ${it.state === undefined ? ' ' : marks[it.state]} ${place}${it.text}`;
    }),
  ]);
  return `${[`${marks[state]} ${headline}`, meaning, ...(caveat === null ? [] : [caveat]), ...lines].join('\n')}\n`;
}
