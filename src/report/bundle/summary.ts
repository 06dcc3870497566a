import {
  type EffectiveResult,
  type ItemState,
  newestResults,
  type Observation,
  type Posture,
  recordedIn,
} from '../../evidence/index.ts';
import type { Language } from '../../framework/index.ts';
import { countLeaves, type Leaf, omissionWords, type Parameters } from '../../ledger/index.ts';
import { type Register, titleOf } from '../../register/index.ts';
import { percent, reportWords, thresholdText } from '../words.ts';
import type { LogFiles } from './log-files.ts';
import { code, plain, table } from './markdown.ts';
import { type SummaryWords, summaryWords } from './summary-words.ts';
import type { Chosen } from './types.ts';

export interface SummaryFacts extends Chosen {
  readonly codes: Register['data']['codes'];
  readonly logs: readonly Pick<LogFiles, 'stated' | 'keys'>[];
  /** at the end of the period, from the leaves of the bundle alone */
  readonly posture: Posture;
}

type CodeTitles = Register['data']['codes']['levels'];

interface Reading extends SummaryFacts {
  readonly say: SummaryWords;
  readonly language: Language;
}

/** Rows of a table: a summary is for people. */
const mostRows = 300;

const dateTime = (at: string): string => at.replace('T', ' ').replace(/\.000Z$|Z$/, '');

/** What a bundle holds, as Markdown that an auditor can read alone. Pure. */
export function summaryOf(facts: SummaryFacts, language: Language): string {
  const it: Reading = { ...facts, language, say: summaryWords[language] };
  const parts = [head(it), about(it), standing(it), measured(it), runs(it), stated(it), actors(it), omitted(it)];
  return [...parts, verification(it)].join('\n');
}

const section = (title: string, ...paragraphs: readonly string[]): string =>
  [`## ${title}\n`, ...paragraphs.filter((it) => it !== '').map((it) => (it.endsWith('\n') ? it : `${it}\n`))].join(
    '\n',
  );

function head({ say, language, ...it }: Reading): string {
  const { facts, grade } = it.then;
  const { fields } = say;
  const title = (list: CodeTitles, of: string) => plain(titleOf(list, of, language));
  const level = (of: string) => titleOf(it.codes.levels, of, language);
  const computed = grade.level === grade.computed.level ? null : level(grade.computed.level);
  const profiles = it.profiles.map((one) => plain(one.title[language]));
  const rows = [
    [fields.system, `${it.name === null ? fields.unnamed : plain(it.name)} ${code(it.system)}`],
    [fields.role, title(it.codes.actorRoles, facts.actorRole)],
    [fields.scenario, title(it.codes.scenarios, facts.scenario)],
    [fields.sector, title(it.codes.sectors, facts.sector)],
    [fields.stage, title(it.codes.stages, facts.stage)],
    [fields.grade, say.grade(level(grade.level), computed)],
    [fields.period, say.period(dateTime(it.period.from), dateTime(it.period.to))],
    [fields.edition, `${plain(it.edition.title[language])} ${plain(it.edition.edition)}`],
    [fields.profile, profiles.join(language === 'zh' ? '、' : ', ')],
    [fields.made, `${dateTime(it.createdAt)} UTC, ${code(it.tool)}`],
  ];
  const practice = facts.practice ? `> ${say.practice}\n\n` : '';
  const name = it.name === null ? '' : `\n${say.nameIsUnproven}\n`;
  return `# ${say.title} · ${it.name === null ? code(it.system) : plain(it.name)}\n\n${practice}${table(['', ''], rows)}${name}`;
}

function about({ say, leaves, logs }: Reading): string {
  return section(say.about.title, say.about.text(leaves.length, logs.length));
}

function standing({ say, language, leaves, posture }: Reading): string {
  const { pass, fail } = countLeaves(leaves).observations;
  const { fresh, inScope, met, states } = posture.headline;
  const words = say.standing;
  const rows = Object.entries(states)
    .filter(([, n]) => n > 0)
    .map(([state, n]) => [reportWords.states[state as ItemState][language], String(n)]);
  const headline = words.headline(fresh, inScope, met);
  return section(
    words.title,
    pass + fail === 0 ? `${words.notAssessed} ${headline}` : headline,
    table(words.head, [...rows, [`**${words.of}**`, `**${inScope}**`]]),
    words.text,
  );
}

function measured({ say, language, leaves, definitions, posture }: Reading): string {
  const words = say.measured;
  const counts = countLeaves(leaves).observations;
  const results = Object.entries(counts) as [keyof typeof counts, number][];
  const total = results.reduce((sum, [, n]) => sum + n, 0);
  const list = results.map(([result, n]) => `${reportWords.results[result][language]} ${n}`).join(' · ');
  const effective = new Map(
    posture.items.flatMap((item) => item.contributions.map((one) => [one.observation, one] as const)),
  );
  const titles = new Map(definitions.map((one) => [one.id, one.title[language]]));
  const newest = newestOf(leaves);
  const rows = newest.slice(0, mostRows).map((one) => {
    const now = effective.get(one.observation);
    return [
      `${code(one.check)} ${plain(titles.get(one.check) ?? '')}<br>${code(one.subject)}`,
      resultText(one, now, { say, language }),
      'observed' in one && one.observed ? observedText(one.observed, say) : '–',
      'expected' in one && one.expected ? expectedText(one.expected, language) : '–',
      dateTime(one.observedAt),
      one.validUntil === null ? '–' : dateTime(one.validUntil),
    ];
  });
  const more = newest.length > mostRows ? words.more(newest.length - mostRows) : '';
  if (total === 0) return section(words.title, `${words.counts(0)} ${say.none}`);
  return section(words.title, `${words.counts(total)} ${list}`, words.rows, table(words.head, rows), more);
}

/** Per check and subject the newest observation, whatever its result; by check, then by subject. */
function newestOf(leaves: readonly Leaf[]): readonly Observation[] {
  const { observations, brokenRuns } = recordedIn(leaves);
  const inapplicable = observations.filter((one) => one.result === 'not_applicable');
  const all = [...newestResults(observations, new Set(brokenRuns)), ...inapplicable];
  const newest = new Map<string, Observation>();
  for (const one of all) {
    const key = JSON.stringify([one.check, one.subject]);
    const known = newest.get(key);
    if (!known || known.observedAt < one.observedAt) newest.set(key, one);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one);
}

function resultText(
  { result, reason }: Observation,
  now: { readonly effective: EffectiveResult; readonly because: string | null } | undefined,
  { say, language }: Pick<Reading, 'say' | 'language'>,
): string {
  const notes = [
    result === 'pass' && now?.because === 'expired' ? say.measured.ranOut : null,
    result === 'pass' && now?.because === 'identity_changed' ? say.measured.changed : null,
    result === 'fail' && now?.effective === 'excepted' ? reportWords.states.excepted[language] : null,
    reason === null ? null : plain(reportWords.reasons[reason]?.[language] ?? reason),
  ].filter((one) => one !== null);
  const word = reportWords.results[result][language];
  return notes.length === 0 ? word : `${word}<br>${notes.join('<br>')}`;
}

/** A rate with its counts and interval; other values as they were recorded. */
function observedText(values: Parameters, say: SummaryWords): string {
  const { rate, low, high, k, n, undetermined, errors } = values;
  if (typeof rate !== 'number' || typeof k !== 'number' || typeof n !== 'number') return valuesOf(values);
  const interval = typeof low === 'number' && typeof high === 'number' ? ` (${percent(low)} – ${percent(high)})` : '';
  const left = [
    typeof undetermined === 'number' && undetermined > 0 ? `${say.measured.undetermined} ${undetermined}` : null,
    typeof errors === 'number' && errors > 0 ? `${say.measured.errors} ${errors}` : null,
  ].filter((one) => one !== null);
  return [`**${percent(rate)}**${interval}`, `${k} / ${n}`, ...left].join('<br>');
}

/** A threshold with its owner; other values as they were recorded. */
function expectedText(values: Parameters, language: Language): string {
  const { direction, value, metric, standing: whose } = values;
  if ((direction !== 'at_least' && direction !== 'at_most') || typeof value !== 'number') return valuesOf(values);
  const limit = value > 1 ? `${direction === 'at_least' ? '≥' : '≤'} ${value}` : thresholdText(direction, value);
  const owner = Object.entries(reportWords.standings).find(([one]) => one === whose)?.[1][language] ?? '';
  return [limit, code(String(metric ?? '–')), owner].filter((one) => one !== '').join('<br>');
}

/** `name=value, …`, codes and numbers as they were recorded. */
function valuesOf(values: Parameters): string {
  return Object.entries(values)
    .map(([name, value]) => `${plain(name)}=${plain(String(value))}`)
    .join(', ');
}

function runs({ say, language, leaves, journals }: Reading): string {
  const ends = new Map(leaves.flatMap((leaf) => (leaf.kind === 'run.finished' ? [[leaf.body.run, leaf.body]] : [])));
  const starts = leaves.filter((leaf) => leaf.kind === 'run.started');
  const rows = starts.slice(-mostRows).map(({ at, body: { run } }) => {
    const end = ends.get(run);
    const journal = journals.of.get(run) ?? 'missing';
    const why = omissionWords({ what: 'run_journal', reason: journal }).reason[language];
    return [
      code(run),
      dateTime(at),
      end ? statusText(end, language) : say.runs.going,
      end ? say.runs.cases(end.counts.pass, end.counts.fail, end.counts.undetermined, end.counts.error) : '–',
      journal === 'included' ? say.runs.included : why,
    ];
  });
  return section(say.runs.title, rows.length === 0 ? say.none : table(say.runs.head, rows));
}

function statusText(end: Leaf<'run.finished'>['body'], language: Language): string {
  const status = reportWords.status[end.status][language];
  return end.selfCheck === 'broken' ? `${status}<br>${reportWords.selfChecks.broken[language]}` : status;
}

function stated({ say, leaves, posture }: Reading): string {
  const { judgements, exceptions } = recordedIn(leaves);
  const holding = (list: 'judgements' | 'exceptions') =>
    new Set(posture.items.flatMap((item) => item[list].map((one) => (typeof one === 'string' ? one : one.exception))))
      .size;
  return section(
    say.stated.title,
    say.stated.judgements(judgements.length, holding('judgements')),
    say.stated.exceptions(exceptions.length, holding('exceptions'), posture.headline.selfApproved),
    say.stated.text,
  );
}

function actors({ say, leaves }: Reading): string {
  const unauthenticated = leaves.filter((leaf) => leaf.actor.assurance === 'unauthenticated').length;
  const text =
    unauthenticated === 0 ? say.actors.authenticated : say.actors.unauthenticated(unauthenticated, leaves.length);
  return section(say.actors.title, text);
}

function omitted({ say, language, omitted: left }: Reading): string {
  const rows = left.map((one) => {
    const words = omissionWords(one);
    return [words.what[language], String(one.count), words.reason[language]];
  });
  return section(
    say.omitted.title,
    rows.length === 0 ? say.omitted.nothing : table(say.omitted.head, rows),
    say.omitted.incomplete,
  );
}

/** The name and key id of a vkey (C2SP signed-note): what one compares by eye. */
const fingerprint = (vkey: string): string => vkey.split('+', 2).join('+');

function verification({ say, logs }: Reading): string {
  const { verify } = say;
  const list = logs.map(({ stated: { origin, size, entries }, keys }) => {
    const each = keys.map((key) => `  - ${code(key.algorithm)} ${code(fingerprint(key.vkey))}\n`);
    return `- ${verify.log} ${code(origin)}: ${verify.under(entries, size)}\n${each.join('')}`;
  });
  return section(
    verify.title,
    verify.command,
    '```sh\nnode duheng-verify.mjs BUNDLE.zip --key VKEY-1 --key VKEY-2\n```',
    verify.page,
    verify.keys,
    list.join(''),
    verify.unpinned,
  );
}
