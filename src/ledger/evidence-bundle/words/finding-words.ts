import type { Finding, FindingCode } from '../finding.ts';

type Words = Readonly<Record<FindingCode, { readonly zh: string; readonly en: string }>>;

/** What each fault means to a person; `{name}` is a parameter of the finding. */
export const findingWords: Words = {
  zip_too_large: {
    zh: '文件 {bytes} 字节，超过上限 {limit}',
    en: 'the zip has {bytes} bytes, more than the limit of {limit}',
  },
  zip_form: {
    zh: '不是证据包的 zip 形式（{reason}）：可能被截断、改动或重新打包',
    en: 'not the zip form of an evidence bundle ({reason}): cut off, changed or packed anew',
  },
  zip_encrypted: { zh: '加密的文件不被接受', en: 'encrypted files are not taken' },
  zip_method: { zh: '压缩方法 {method} 不被接受', en: 'compression method {method} is not taken' },
  too_many_files: { zh: '{count} 个文件，超过上限 {limit}', en: '{count} files, more than the limit of {limit}' },
  unpacked_too_large: {
    zh: '解开后共 {bytes} 字节，超过上限 {limit}；未解开',
    en: '{bytes} bytes unpacked, more than the limit of {limit}; nothing was unpacked',
  },
  file_too_large: {
    zh: '解开后 {bytes} 字节，超过上限 {limit}；未解开',
    en: '{bytes} bytes unpacked, more than the limit of {limit}; not unpacked',
  },
  path_unsafe: { zh: '路径会越出目录或含非法字符', en: 'a path that climbs out or holds forbidden characters' },
  path_repeated: { zh: '同一路径出现多次', en: 'the same path more than once' },
  data_damaged: { zh: '压缩数据损坏（{reason}）', en: 'the packed data is damaged ({reason})' },
  manifest_missing: { zh: '没有清单', en: 'there is no manifest' },
  manifest_invalid: {
    zh: '清单的 {field} 不符合格式（{problem}）',
    en: 'field {field} of the manifest does not fit the format ({problem})',
  },
  manifest_not_canonical: {
    zh: '清单不是规范 JSON（RFC 8785）',
    en: 'the manifest is not in canonical JSON (RFC 8785)',
  },
  file_missing: { zh: '缺少这个文件', en: 'this file is missing' },
  file_not_listed: { zh: '清单没有列出这个文件', en: 'the manifest does not list this file' },
  file_not_of_a_log: { zh: '清单中没有对应的日志', en: 'the manifest names no such log' },
  file_size_differs: {
    zh: '大小应为 {stated} 字节，实为 {found}',
    en: 'should have {stated} bytes and has {found}',
  },
  file_digest_differs: {
    zh: 'SHA-256 与清单不同：内容被改动',
    en: 'its SHA-256 is not that of the manifest: the content was changed',
  },
  json_invalid: { zh: '不是 JSON', en: 'not JSON' },
  json_too_large: {
    zh: '{bytes} 字节的 JSON，超过上限 {limit}，未解析',
    en: 'JSON of {bytes} bytes, more than the limit of {limit}; it was not parsed',
  },
  json_too_deep: {
    zh: 'JSON 嵌套超过 {limit} 层，未解析',
    en: 'JSON nested deeper than the limit of {limit}; it was not parsed',
  },
  json_not_canonical: { zh: '不是规范 JSON（RFC 8785）', en: 'not in canonical JSON (RFC 8785)' },
  checkpoint_invalid: { zh: '不是合规的签名检查点（{reason}）', en: 'not a signed checkpoint ({reason})' },
  checkpoint_origin_differs: {
    zh: '检查点属于 {found}，清单写的是 {stated}',
    en: 'the checkpoint is of {found}; the manifest says {stated}',
  },
  checkpoint_size_differs: {
    zh: '检查点的大小是 {found}，清单写的是 {stated}',
    en: 'the checkpoint has size {found}; the manifest says {stated}',
  },
  checkpoint_root_differs: {
    zh: '检查点的根是 {found}，清单写的是 {stated}',
    en: 'the checkpoint has root {found}; the manifest says {stated}',
  },
  keys_invalid: { zh: '日志自述的公钥不合规（{reason}）', en: 'the keys that the log states are faulty ({reason})' },
  keys_do_not_sign: {
    zh: '检查点不是由日志自述的公钥签名（{reason}）',
    en: 'the checkpoint is not signed by the keys that the log states ({reason})',
  },
  origin_not_pinned: {
    zh: '你给出的公钥都不属于日志 {origin}',
    en: 'none of the keys that you gave is of the log {origin}',
  },
  signature_invalid: { zh: '{name} 的签名不成立', en: 'the signature of {name} does not hold' },
  signature_missing: {
    zh: '缺少你所要求的签名（{missing}）',
    en: 'a signature that you ask for is missing ({missing})',
  },
  key_ambiguous: {
    zh: '两把公钥同名同编号（{name}），无法分辨由谁签名（{reason}）',
    en: 'two keys share name and id ({name}), so nobody can tell which of them signed ({reason})',
  },
  line_too_long: {
    zh: '一行 {bytes} 字节，超过上限 {limit}',
    en: 'a line of {bytes} bytes, more than the limit of {limit}',
  },
  line_not_ended: { zh: '最后一行没有换行：可能被截断', en: 'the last line has no newline: cut off' },
  too_many_entries: {
    zh: '记录超过上限 {limit}，其余未核验',
    en: 'more than {limit} entries; the rest was not checked',
  },
  leaf_invalid: { zh: '不是已知种类的记录（{field}）', en: 'not a record of a known kind ({field})' },
  leaf_not_canonical: { zh: '记录不是规范 JSON（RFC 8785）', en: 'the record is not in canonical JSON (RFC 8785)' },
  proof_invalid: { zh: '不是合规的证明', en: 'not a proof' },
  proof_not_canonical: { zh: '证明不是规范 JSON（RFC 8785）', en: 'the proof is not in canonical JSON (RFC 8785)' },
  proof_does_not_lead_to_root: {
    zh: '第 {index} 号记录与其证明不能得出检查点的根（{reason}）：记录、证明或序号被改动',
    en: 'entry {index} and its proof do not lead to the root of the checkpoint ({reason}): entry, proof or index was changed',
  },
  proofs_not_one_each: { zh: '记录与证明不是一行对一行', en: 'there is not one proof for each entry' },
  entries_out_of_order: {
    zh: '第 {index} 号记录排在第 {before} 号之后',
    en: 'entry {index} stands behind entry {before}',
  },
  entry_count_differs: {
    zh: '清单写 {stated} 条记录，实有 {found}',
    en: 'the manifest says {stated} entries, there are {found}',
  },
  entry_repeated: { zh: '同一记录 {id} 出现多次', en: 'the same record {id} more than once' },
  entry_of_other_org: {
    zh: '记录属于另一组织 {org}（{kind}）',
    en: 'a record of another organisation, {org} ({kind})',
  },
  entry_of_other_system: {
    zh: '第 {index} 号记录属于另一系统 {system}（{kind}）',
    en: 'entry {index} is of another system, {system} ({kind})',
  },
  entry_of_unknown_run: {
    zh: '第 {index} 号记录只提到运行 {run}，包内没有记录说明它属于该系统',
    en: 'entry {index} names run {run} alone, and no entry ascribes that run to the system',
  },
  log_does_not_follow: {
    zh: '账本不承接 {origin} 的结尾：它说前一本有 {stated} 条记录，证据包中的检查点为 {found} 条，或树根不同',
    en: 'the log does not continue {origin}: it names an end of {stated} entries, the checkpoint in the bundle has {found}, or another root',
  },
  entry_of_no_system: { zh: '第 {index} 号记录不属于任何系统（{kind}）', en: 'entry {index} is of no system ({kind})' },
  entry_after_period: {
    zh: '第 {index} 号记录（{at}）晚于所述时段',
    en: 'entry {index} ({at}) is from after the period',
  },
  count_differs: {
    zh: '{what}：清单写 {stated}，重新清点为 {found}',
    en: '{what}: the manifest says {stated}, counted anew {found}',
  },
  journal_of_unknown_run: { zh: '没有记录提到这次运行', en: 'no entry names this run' },
  journal_not_named: {
    zh: '没有观测或运行以此流水 {found} 为依据',
    en: 'no observation and no end of the run rests on this journal, {found}',
  },
  journal_differs: {
    zh: '流水的链头是 {found}，记录所载为 {stated}：流水被改动',
    en: 'the journal comes to {found}, the log says {stated}: the journal was changed',
  },
  journal_of_other_run: { zh: '流水属于另一次运行 {run}', en: 'the journal is of another run, {run}' },
  journal_kind: { zh: '此处应为 {expected}，却是 {kind}', en: 'here stands {kind} where {expected} should be' },
  journal_counts_differ: {
    zh: '{what}：记录所载 {stated}，由流水清点为 {found}',
    en: '{what}: the log says {stated}, the journal counts {found}',
  },
};

/** A fault in words, without its place. */
export function findingText({ code, params }: Finding, language: 'zh' | 'en'): string {
  return findingWords[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '—'));
}

/** `logs/1/entries.jsonl:12`, or nothing for the zip as a whole. */
export function findingPlace({ file, line }: Finding): string {
  if (file === null) return '';
  return line === null ? file : `${file}:${line}`;
}
