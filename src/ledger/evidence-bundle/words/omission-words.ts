type Words = { readonly zh: string; readonly en: string };

const both = (zh: string, en: string): Words => ({ zh, en });

const kinds: Readonly<Record<string, Words>> = {
  content: both('人写的文字与问答原文', 'what people wrote, questions and answers'),
  words: both(
    '人写的文字（名称、说明、联系方式、理由、判断）',
    'words that people wrote (names, contacts, reasons, statements)',
  ),
  system_name: both('系统名称', 'the name of the system'),
  questions_and_answers: both('题目、回答与判分说明', 'questions, answers and notes of graders'),
  run_journal: both('运行日志', 'journals of runs'),
  own_entries: both('本系统的其他记录', 'further entries of this system'),
  entries_of_other_systems: both('其他系统的记录', 'entries of other systems'),
  unpublished_entries: both('尚未发布的记录', 'entries not published yet'),
};

const reasons: Readonly<Record<string, Words>> = {
  holds_personal_data: both(
    '可能含个人信息；账本中只有加盐摘要',
    'may hold personal data; the log has salted digests only',
  ),
  not_wanted: both('制作时要求不含', 'whoever made the bundle left it out'),
  not_finished: both('运行尚未结束', 'the run has not ended'),
  missing: both('已不在本机', 'no longer on this machine'),
  damaged: both('已损坏，无法读取', 'damaged and cannot be read'),
  differs: both('与账本中的摘要不符', 'not what the digest in the log names'),
  too_large: both('超过证据包上限', 'larger than a bundle may hold'),
  outside_the_period: both(
    '不在时间范围内，且起点时已不再有效',
    'outside the period and no longer holding at its start',
  ),
  not_asked_for: both('不属于所要的系统', 'not of the system that was asked for'),
  not_under_a_checkpoint: both('还没有签名检查点', 'under no signed checkpoint yet'),
};

/** What was left out and why, in words; the code itself where none are known. */
export function omissionWords({ what, reason }: { readonly what: string; readonly reason: string }): {
  readonly what: Words;
  readonly reason: Words;
} {
  return { what: kinds[what] ?? both(what, what), reason: reasons[reason] ?? both(reason, reason) };
}
