import type { Language } from '../../framework/index.ts';

/** The fixed words of a bundle's summary. */
export interface SummaryWords {
  readonly title: string;
  readonly practice: string;
  readonly fields: Readonly<
    Record<
      | 'system'
      | 'unnamed'
      | 'role'
      | 'scenario'
      | 'sector'
      | 'stage'
      | 'grade'
      | 'period'
      | 'edition'
      | 'profile'
      | 'made',
      string
    >
  >;
  readonly nameIsUnproven: string;
  readonly period: (from: string, to: string) => string;
  readonly grade: (level: string, computed: string | null) => string;
  readonly about: { readonly title: string; readonly text: (entries: number, logs: number) => string };
  readonly standing: {
    readonly title: string;
    readonly notAssessed: string;
    readonly headline: (fresh: number, inScope: number, met: number) => string;
    readonly text: string;
    readonly head: readonly [string, string];
    readonly of: string;
  };
  readonly measured: {
    readonly title: string;
    readonly counts: (total: number) => string;
    readonly rows: string;
    readonly head: readonly [string, string, string, string, string, string];
    readonly undetermined: string;
    readonly errors: string;
    readonly ranOut: string;
    readonly changed: string;
    readonly more: (left: number) => string;
  };
  readonly runs: {
    readonly title: string;
    readonly head: readonly [string, string, string, string, string];
    readonly going: string;
    readonly included: string;
    readonly cases: (pass: number, fail: number, undetermined: number, error: number) => string;
  };
  readonly stated: {
    readonly title: string;
    readonly judgements: (all: number, holding: number) => string;
    readonly exceptions: (all: number, holding: number, selfApproved: number) => string;
    readonly text: string;
  };
  readonly actors: {
    readonly title: string;
    readonly unauthenticated: (n: number, all: number) => string;
    readonly authenticated: string;
  };
  readonly omitted: {
    readonly title: string;
    readonly head: readonly [string, string, string];
    readonly nothing: string;
    readonly incomplete: string;
  };
  readonly verify: {
    readonly title: string;
    readonly command: string;
    readonly page: string;
    readonly keys: string;
    readonly unpinned: string;
    readonly log: string;
    readonly under: (entries: number, size: string) => string;
  };
  readonly none: string;
}

export const summaryWords: Readonly<Record<Language, SummaryWords>> = {
  zh: {
    title: '证据包',
    practice: '这是练习系统（故意不安全）。其中的数字不说明任何真实系统，不得与真实系统的数字混用。',
    fields: {
      system: '系统',
      unnamed: '（名称未随包提供）',
      role: '角色',
      scenario: '应用场景',
      sector: '行业领域',
      stage: '生命周期阶段',
      grade: '风险等级',
      period: '时间范围',
      edition: '框架版本',
      profile: '阈值档',
      made: '制作',
    },
    nameIsUnproven: '名称由运营者填写；账本中只有它的加盐摘要，本包不能证明名称本身。',
    period: (from, to) => `${from}（含）至 ${to}（不含），UTC`,
    grade: (level, computed) =>
      `${level}${computed === null ? '' : `（人工改定；计算结果为${computed}）`}。因素与等级名称取自框架 2.0 附件 1，组合方式为度衡自定。`,
    about: {
      title: '这是什么',
      text: (entries, logs) =>
        `运营者账本中与这个系统有关的 ${entries} 条记录，取自 ${logs} 个日志，附签名检查点与每条记录的包含证明：本期内的全部记录，以及本期开始时仍然有效的更早记录。下面的数字都由这些记录算出；文字与记录不一致时，以记录为准。框架条目、阈值与检查说明（edition.json、profiles.json、checks.json）由制作时的软件附上，不在账本之中。`,
    },
    standing: {
      title: '期末态势',
      notAssessed: '**未作测评**：本包中没有任何得出结论的实测。没有测过不等于安全。',
      headline: (fresh, inScope, met) =>
        `范围内 **${inScope}** 个条目中，**${fresh}** 个有仍然有效的实测结论；其中 **${met}** 个达标。`,
      text: '未达标不会过期，只有更新的实测才能改变它；达标在有效期结束或模型改变时失效。',
      head: ['状态', '条目数'],
      of: '范围内合计',
    },
    measured: {
      title: '实测结果',
      counts: (total) => `包内观测共 ${total} 条：`,
      rows: '下表为每项检查、每个对象最新的一条观测；全部观测见 entries.jsonl。',
      head: ['检查', '结果', '观测值', '要求', '观测时间', '有效至'],
      undetermined: '待判定',
      errors: '出错',
      ranOut: '期末已过期',
      changed: '模型已变，不再作数',
      more: (left) => `另有 ${left} 行未列出，见 entries.jsonl。`,
    },
    runs: {
      title: '运行',
      head: ['运行', '开始', '状态', '题目', '运行日志'],
      going: '未结束',
      included: '在包内',
      cases: (pass, fail, undetermined, error) => `通过 ${pass}，失败 ${fail}，待判定 ${undetermined}，出错 ${error}`,
    },
    stated: {
      title: '人的判断与例外（不是实测）',
      judgements: (all, holding) => `判断 ${all} 条，期末仍有效 ${holding} 条。`,
      exceptions: (all, holding, own) => `例外 ${all} 条，期末仍有效 ${holding} 条，其中由申请人自己批准 ${own} 条。`,
      text: '判断与例外列在实测旁边，从不代替实测；其文字不在包内。',
    },
    actors: {
      title: '由谁记录',
      unauthenticated: (n, all) =>
        `${all} 条记录中，${n} 条的行为者标为 \`unauthenticated\`（未认证）：软件没有核实操作者是谁。`,
      authenticated: '全部记录的行为者都经过认证。',
    },
    omitted: {
      title: '未放入的内容及原因',
      head: ['内容', '数量', '原因'],
      nothing: '没有遗漏。',
      incomplete: '本包能证明所含记录在账本之中、未被改动；不能证明账本里没有别的记录，也不能证明该测的都测了。',
    },
    verify: {
      title: '如何核验',
      command: '在任何一台装有 Node 20 或更新版本的机器上，无需联网：',
      page: '也可以用核验网页 duheng-verify.html（离线打开，把本文件拖入），或运行 `duheng verify 证据包.zip`。',
      keys: '公钥请用另一条途径取得，不要只用包内的 keys.json：例如合同或备案材料中写明的公钥、以前保存的公钥页（/ledger/main/keys），或向第三方索取，再与下面的指纹核对。',
      unpinned:
        '没有事先固定的公钥，也没有见证方签名时，核验只说明这份文件自身一致：运营者本可改写全部历史后重新签名。',
      log: '日志',
      under: (entries, size) => `包内 ${entries} 条，检查点大小 ${size}`,
    },
    none: '无',
  },
  en: {
    title: 'Evidence bundle',
    practice:
      'This is a practice system, unsafe on purpose. Its figures say nothing of any real system and must not be mixed with those of real ones.',
    fields: {
      system: 'System',
      unnamed: '(its name is not in this bundle)',
      role: 'Role',
      scenario: 'Scenario',
      sector: 'Sector',
      stage: 'Stage of its life',
      grade: 'Risk grade',
      period: 'Period',
      edition: 'Edition of the framework',
      profile: 'Threshold profile',
      made: 'Made',
    },
    nameIsUnproven:
      'The name is what the operator says: the log holds a salted digest of it only, so that this bundle does not prove the name.',
    period: (from, to) => `${from} (included) to ${to} (not included), UTC`,
    grade: (level, computed) =>
      `${level}${computed === null ? '' : ` (set by hand; computed: ${computed})`}. Factors and level names are those of framework 2.0, annex 1; their combination is ours.`,
    about: {
      title: 'What this is',
      text: (entries, logs) =>
        `${entries} ${entries === 1 ? 'entry' : 'entries'} of the operator’s ledger about this system, from ${logs} ${logs === 1 ? 'log' : 'logs'}, with signed checkpoints and the inclusion proof of each entry: all that was recorded in the period, and what was recorded before and still held at its start. Every number below is computed from these entries; where words and entries differ, the entries hold. Items of the framework, thresholds and descriptions of checks (edition.json, profiles.json, checks.json) come from the software that made the bundle and are not in the ledger.`,
    },
    standing: {
      title: 'Where the system stands at the end of the period',
      notAssessed:
        '**Not assessed**: this bundle holds no conclusive measurement at all. What was not tested is not therefore safe.',
      headline: (fresh, inScope, met) =>
        `Of **${inScope}** items in scope **${fresh}** ${fresh === 1 ? 'has' : 'have'} a fresh conclusive measurement; **${met}** ${met === 1 ? 'is' : 'are'} met.`,
      text: 'A failure does not expire: only a newer measurement replaces it. A pass ends with its validity, or when the model becomes another.',
      head: ['state', 'items'],
      of: 'in scope',
    },
    measured: {
      title: 'What was measured',
      counts: (total) => `${total} ${total === 1 ? 'observation' : 'observations'} in this bundle:`,
      rows: 'The newest observation of each check and subject; all of them are in entries.jsonl.',
      head: ['check', 'result', 'observed', 'expected', 'observed at', 'valid until'],
      undetermined: 'undetermined',
      errors: 'errors',
      ranOut: 'run out by the end of the period',
      changed: 'the model is another one since',
      more: (left) => `${left} more rows are not listed; see entries.jsonl.`,
    },
    runs: {
      title: 'Runs',
      head: ['run', 'started', 'status', 'cases', 'journal'],
      going: 'not ended',
      included: 'in the bundle',
      cases: (pass, fail, undetermined, error) =>
        `${pass} passed, ${fail} failed, ${undetermined} undetermined, ${error} errors`,
    },
    stated: {
      title: 'Judgements and exceptions of people (not measurements)',
      judgements: (all, holding) => `${all} ${all === 1 ? 'judgement' : 'judgements'}, ${holding} holding at the end.`,
      exceptions: (all, holding, own) =>
        `${all} ${all === 1 ? 'exception' : 'exceptions'}, ${holding} holding at the end, ${own} of them approved by the one who asked.`,
      text: 'They stand beside measurements and never in their place; their words are not in the bundle.',
    },
    actors: {
      title: 'Who recorded this',
      unauthenticated: (n, all) =>
        `Of ${all} ${all === 1 ? 'entry' : 'entries'} ${n} ${n === 1 ? 'has an actor' : 'have actors'} marked \`unauthenticated\`: the software did not check who they were.`,
      authenticated: 'The actors of all entries were authenticated.',
    },
    omitted: {
      title: 'What was left out, and why',
      head: ['what', 'how many', 'why'],
      nothing: 'Nothing was left out.',
      incomplete:
        'The bundle proves that what it holds is in the log and unchanged. It does not prove that nothing else is in the log, nor that all was tested that should have been.',
    },
    verify: {
      title: 'How to verify it',
      command: 'On any machine with Node 20 or newer, without a network:',
      page: 'Or with the page duheng-verify.html (opened offline; drop this file on it), or with `duheng verify BUNDLE.zip`.',
      keys: 'Get the keys by another way and do not rely on keys.json of the bundle alone: from a contract or a filing that names them, from a copy of the key page (/ledger/main/keys) that you kept, from a third party; then hold them against the fingerprints below.',
      unpinned:
        'Without a key that you pinned before, and without a witness, verification says only that this file agrees with itself: the operator could have rewritten all of it and signed it anew.',
      log: 'log',
      under: (entries, size) => `${entries} in the bundle, checkpoint of size ${size}`,
    },
    none: 'none',
  },
};
