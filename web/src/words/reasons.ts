import type { Bilingual } from '../api/types.ts';
import { plainly } from './foreign.ts';
import { lookUp, type WordList } from './look-up.ts';

const checkReasons: WordList = {
  meets_threshold: { zh: '达到阈值', en: 'Meets the threshold' },
  misses_threshold: { zh: '未达到阈值', en: 'Misses the threshold' },
  below_minimum_sample: { zh: '已判定的题目少于要求的最少题数', en: 'Fewer decided cases than the minimum' },
  no_cases: { zh: '没有已判定的题目', en: 'No decided case' },
  too_many_undecided: { zh: '未能判定或出错的题目太多', en: 'Too many cases undetermined or in error' },
  check_decides: { zh: '由该风险的检查决定', en: 'A check of this risk decides' },
  system_does_not_respond: {
    zh: '系统对题目没有给出可用的回答，无从判断',
    en: 'The system does not respond to what it is asked, so nothing is shown',
  },
  undetermined_decides: { zh: '结果取决于未能判定的题目', en: 'The undetermined cases would decide' },
  run_self_check_broken: { zh: '所属运行的自检不成立', en: 'The self-check of the run does not hold' },
  profile_has_no_threshold: { zh: '阈值档没有相应的阈值', en: 'No profile has a threshold for this' },
  every_case_errored: { zh: '每道题都出错', en: 'Every case ended in an error' },
  too_few_risks_in_this_run: { zh: '本次运行判定的风险项太少', en: 'This run decided too few risks' },
  no_subject: { zh: '没有可检查的对象', en: 'Nothing to check' },
};

const graderReasons: WordList = {
  'refusal.declines': { zh: '明确表示拒绝', en: 'Declines in its own voice' },
  'refusal.rebukes': { zh: '批评了请求而没有提供内容', en: 'Judges the request and withholds' },
  'refusal.answers': { zh: '没有任何拒绝的意思', en: 'Nothing in it declines' },
  'refusal.delivers_despite': { zh: '口头推辞，但仍然给出了内容', en: 'Demurs, but delivers all the same' },
  'refusal.empty': { zh: '回答为空', en: 'The answer is empty' },
  'refusal.no_words': { zh: '回答中没有文字', en: 'The answer holds no words' },
  'refusal.language_unread': { zh: '既非中文也非英文', en: 'Neither Chinese nor English' },
  'refusal.greeting_only': { zh: '只有寒暄', en: 'Only a greeting' },
  'answer.cut_off': {
    zh: '回答因长度上限被截断，其余部分未见',
    en: 'The answer was cut off at its limit of length; the rest was not seen',
  },
  'refusal.balanced': { zh: '拒绝与应答的迹象相当', en: 'Signs for and against weigh the same' },
  'choice.chose_expected': { zh: '选了正确选项（{letter}）', en: 'Chose the right option ({letter})' },
  'choice.chose_other': { zh: '选了错误选项（{letter}）', en: 'Chose a wrong option ({letter})' },
  'choice.outside_options': { zh: '所选不在选项之中（{letter}）', en: 'Chose outside the options ({letter})' },
  'choice.no_letter': { zh: '没有作出选择', en: 'Chose nothing' },
  'choice.ambiguous': { zh: '看不出选了哪一个', en: 'Cannot tell which one it chose' },
  'contains.phrases_found': {
    zh: '含有所需语句（{found} / {of}）',
    en: 'Holds the phrases asked for ({found} of {of})',
  },
  'contains.phrases_missing': {
    zh: '缺少所需语句（{found} / {of}）',
    en: 'Phrases are missing ({found} of {of} found)',
  },
  'contains.phrase_found': { zh: '含有不应出现的语句', en: 'Holds a phrase that must not appear' },
  'contains.pattern_found': { zh: '与模式相符', en: 'Matches the pattern' },
  'contains.pattern_not_found': { zh: '与模式不符', en: 'Does not match the pattern' },
  'contains.answer_too_long': { zh: '回答太长，未能读完', en: 'Too long to be read to its end' },
  'canary.planted_string_kept': { zh: '预埋的暗记没有泄露', en: 'The planted strings were kept' },
  'canary.planted_string_found': { zh: '泄露了预埋的暗记', en: 'A planted string came out' },
  'personal-information.none_recognised': { zh: '没有识别出个人信息', en: 'No personal information recognised' },
  'personal-information.disclosed': { zh: '给出了个人信息（{kinds}）', en: 'Gives personal information ({kinds})' },
  'personal-information.repeated_from_question': {
    zh: '复述了题目中的个人信息（{kinds}）',
    en: 'Repeats personal information from the question ({kinds})',
  },
  'personal-information.answer_too_long': { zh: '回答太长，未能读完', en: 'Too long to be read to its end' },
  'judge.rubric_met': { zh: '评审模型认为符合标准', en: 'The judge finds the rubric met' },
  'judge.rubric_not_met': { zh: '评审模型认为不符合标准', en: 'The judge finds the rubric not met' },
  'judge.judge_undecided': { zh: '评审模型未能决定', en: 'The judge could not decide' },
  'judge.no_verdict': { zh: '评审模型没有给出可读的结论', en: 'The judge gave no readable verdict' },
};

const compared: WordList = {
  stance: { zh: '是否应答', en: 'whether it answers' },
  choice: { zh: '所选选项', en: 'the option chosen' },
  polarity: { zh: '肯定或否定', en: 'yes or no' },
  number: { zh: '所给数字', en: 'the number given' },
  text: { zh: '文字内容', en: 'the text' },
  empty: { zh: '其中有空回答', en: 'one answer is empty' },
};

const targetReasons: WordList = {
  'target.unreachable': { zh: '连不上接口', en: 'The endpoint cannot be reached' },
  'target.dns_failed': { zh: '找不到主机名', en: 'The host name is unknown' },
  'target.tls_failed': { zh: 'TLS 连接失败', en: 'The TLS connection failed' },
  'target.timeout': { zh: '等待超时', en: 'Timed out' },
  'target.connect_timeout': { zh: '连接超时', en: 'Connecting timed out' },
  'target.first_byte_timeout': { zh: '迟迟没有应答', en: 'No first byte in time' },
  'target.connection_lost': { zh: '连接中断', en: 'The connection was lost' },
  'target.unauthorised': { zh: '密钥不被接受（401）', en: 'The key was refused (401)' },
  'target.forbidden': { zh: '接口禁止访问（403）', en: 'Access forbidden (403)' },
  'target.not_found': { zh: '地址或模型不存在（404）', en: 'No such address or model (404)' },
  'target.rate_limited': { zh: '被限流（429）', en: 'Rate limited (429)' },
  'target.server_error': { zh: '接口内部错误（5xx）', en: 'The endpoint failed (5xx)' },
  'target.redirected': { zh: '接口要求转到别处', en: 'The endpoint redirects' },
  'target.request_refused': { zh: '接口不接受请求', en: 'The endpoint refused the request' },
  'target.not_json': { zh: '返回的不是 JSON', en: 'The answer is not JSON' },
  'target.answer_malformed': { zh: '返回的结构不对', en: 'The answer has an unexpected shape' },
  'target.answer_empty': { zh: '回答为空', en: 'The answer is empty' },
  'target.answer_truncated': { zh: '回答不完整', en: 'The answer was cut off' },
  'target.answer_too_large': { zh: '回答过大', en: 'The answer is too large' },
  'target.stream_error': { zh: '流式应答出错', en: 'The stream reported an error' },
  'target.cancelled': { zh: '已取消', en: 'Cancelled' },
};

const runReasons: WordList = {
  'run.interrupted': { zh: '进程在运行途中停止', en: 'The process stopped while it ran' },
  'run.cancelled': { zh: '由人停止', en: 'Stopped by a person' },
  'run.abandoned': { zh: '由人放弃', en: 'Given up by a person' },
  'run.self_check_broken': { zh: '自检不成立', en: 'The self-check does not hold' },
  'run.no_answer': { zh: '没有任何一题能够判定', en: 'Not one case could be decided' },
  'run.plan_changed': { zh: '题库或设置已经改变', en: 'The bank or the settings changed' },
  'run.grader_changed': { zh: '评分器版本已经改变', en: 'A grader changed since' },
  'run.nothing_planned': { zh: '没有可问的题目', en: 'There was nothing to ask' },
  'run.disk_full': { zh: '磁盘已满', en: 'The disk is full' },
  'run.write_failed': { zh: '写入失败', en: 'Writing failed' },
  'run.journal_damaged': { zh: '运行日志损坏', en: 'The journal of the run is damaged' },
};

const all: WordList = { ...checkReasons, ...graderReasons, ...targetReasons, ...runReasons };

const common: WordList = {
  empty_answer: { zh: '回答为空', en: 'The answer is empty' },
  no_expectation: { zh: '题目没有给出可比对的要求', en: 'The case gives nothing to judge by' },
  nothing_to_compare: { zh: '没有可比较的回答', en: 'No answer to compare with' },
  feature_unreadable: { zh: '无法读取回答要点', en: 'What was kept of the answer cannot be read' },
};

/** Why a check or a case ended as it did; parameters fill `{name}`. The code itself where we have no words for it. */
export function reasonWords(code: string, params: Readonly<Record<string, unknown>> = {}): Bilingual {
  const known = lookUp(all, code) ?? lookUp(common, code.slice(code.indexOf('.') + 1)) ?? comparison(code);
  if (!known) return { zh: plainly(code), en: plainly(code) };
  return { zh: fill(known.zh, params), en: fill(known.en, params) };
}

function comparison(code: string): Bilingual | undefined {
  const found = /^(?:counterfactual|robustness)\.(same|different|undetermined)_by_([a-z]+)$/.exec(code);
  const by = lookUp(compared, found?.[2] ?? '');
  if (!found || !by) return undefined;
  if (found[1] === 'same')
    return { zh: `与同组回答一致（${by.zh}）`, en: `The same as the others of its group (${by.en})` };
  if (found[1] === 'different')
    return { zh: `与同组回答不一致（${by.zh}）`, en: `Differs from the others of its group (${by.en})` };
  return { zh: `无法断定是否与同组一致（${by.zh}）`, en: `Cannot tell whether it differs within its group (${by.en})` };
}

const fill = (text: string, params: Readonly<Record<string, unknown>>): string =>
  text.replace(/\{([a-z_]+)\}/g, (whole, name: string) => (name in params ? plainly(String(params[name])) : whole));
