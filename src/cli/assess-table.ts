import stringWidth from 'string-width';
import type { Domain, Edition, Language, Measure } from '../framework/index.ts';
import { type AssessmentReport, percent, reasonWords, reportWords, thresholdText } from '../report/index.ts';
import { type AssessWords, assessWords } from './assess-words.ts';
import { hang, pad } from './columns.ts';

export interface TableStyle {
  readonly language: Language;
  /** width of the terminal; below 60 lines may break */
  readonly columns: number;
  /** false where the output is no terminal or `NO_COLOR` is set */
  readonly colour: boolean;
}

type State = AssessmentReport['posture']['items'][number]['state'];

/** ASCII, since terminals do not agree on the width of `●` among Chinese text. */
const glyphs: Readonly<Record<State, string>> = {
  met: '+',
  failing: 'x',
  partial: '~',
  stale: ':',
  inconclusive: '?',
  declared: '=',
  excepted: '!',
  uncovered: 'o',
  not_applicable: ' ',
};

/** ANSI foreground colours. */
const colours: Readonly<Record<State, number>> = {
  met: 32,
  failing: 31,
  partial: 36,
  stale: 33,
  inconclusive: 35,
  declared: 34,
  excepted: 90,
  uncovered: 90,
  not_applicable: 90,
};

const verdictState = { pass: 'met', fail: 'failing', inconclusive: 'inconclusive' } as const;
const codeWidth = 8;
const labelWidth = 16;

class Printer {
  readonly language: Language;
  readonly columns: number;
  readonly words: AssessWords;
  readonly #colour: boolean;

  constructor({ language, columns, colour }: TableStyle) {
    this.language = language;
    this.columns = Math.max(40, columns);
    this.words = assessWords[language];
    this.#colour = colour;
  }

  paint(state: State, text: string): string {
    return this.#colour ? `\u001B[${colours[state]}m${text}\u001B[0m` : text;
  }

  strong(text: string): string {
    return this.#colour ? `\u001B[1m${text}\u001B[0m` : text;
  }
}

/** What came from outside, safe to print on a terminal: no control characters, no direction, on one line, bounded. */
export function plainText(text: string, most = 200): string {
  return text.slice(0, most).toWellFormed().replace(/\p{C}/gu, '?');
}

/** {@link plainText} cut to what fits in so many columns. */
function fitted(text: string, columns: number): string {
  const plain = plainText(text, columns);
  if (stringWidth(plain) <= columns) return plain;
  let cut = '';
  for (const it of plain) {
    if (stringWidth(cut + it) > columns - 3) break;
    cut += it;
  }
  return `${cut}...`;
}

/** The result of a run as a person reads it in a terminal: who was assessed, headline, figures by risk, the table, what is left to do. */
export function assessTable(report: AssessmentReport, style: TableStyle): string {
  const printer = new Printer(style);
  const parts = [
    headText(report, printer),
    warningText(report, printer),
    riskText(report, printer),
    gridText(report, printer),
    headlineText(report, printer),
    restText(report, printer),
  ];
  return `${parts.filter((it) => it !== '').join('\n')}`;
}

function headText({ system, run, practice, edition }: AssessmentReport, printer: Printer): string {
  const { words, language } = printer;
  const { model, address } = run.target;
  const name = fitted(system?.name ?? model ?? address, printer.columns);
  const room = printer.columns - words.labelWidth - 1;
  const facts = [practice ? words.practice : '', `${edition.title[language]} ${edition.edition}`].filter(Boolean);
  const line = (label: string, value: string) => hang(`${pad(label, words.labelWidth)} `, value, printer.columns);
  const models = run.models
    .slice(0, 3)
    .map((it) => fitted(`${it.model ?? '-'}${it.fingerprint === null ? '' : ` (${it.fingerprint})`}`, room - 1));
  const proof = run.identity === null ? words.notProbed : reportWords.proofs[run.identity.proof][language];
  return [
    `${printer.strong(name)}\n${hang('', facts.join(' · '), printer.columns)}`,
    line(words.endpoint, fitted(address, room)),
    line(words.identity, `${models.length === 0 ? '-' : models.join(', ')}; ${proof}`),
    line(words.selfCheck, reportWords.selfChecks[run.selfCheck.status][language]),
    line(words.run, run.run),
  ].join('');
}

function warningText({ run }: AssessmentReport, printer: Printer): string {
  const { words, language } = printer;
  const lines: string[] = [];
  if (run.status !== 'complete') {
    const reason = reasonWords(run.reason)[language];
    const of = words.settled(run.settled, run.planned);
    lines.push(`${reportWords.status[run.status][language]} (${[reason, of].filter(Boolean).join('; ')})`);
  }
  if (run.selfCheck.status === 'broken') for (const it of run.selfCheck.broken.slice(0, 5)) lines.push(it.code);
  if (run.identityChanged || run.models.length > 1) lines.push(words.modelChanged);
  return lines.map((it) => printer.paint('failing', hang('! ', it, printer.columns))).join('');
}

/** A line per risk: code, label, passed ÷ decided, rate, interval, verdict, and whether the bound supports it. */
function riskText({ run, edition }: AssessmentReport, printer: Printer): string {
  const { words, language } = printer;
  const labels = new Map(edition.risks.map((it) => [it.code, it.label[language]]));
  const widths = [codeWidth, labelWidth, 9, 7, 13, words.verdictWidth] as const;
  const row = (cells: readonly string[]) => cells.map((it, index) => pad(it, widths[index] ?? 0)).join(' ');
  const left = (text: string, width: number) => ' '.repeat(Math.max(0, width - stringWidth(text))) + text;
  const lines = run.risks
    .filter((it) => it.n + it.counts.undetermined + it.counts.error > 0)
    .map((it) => {
      const interval = it.n === 0 ? '-' : `${whole(it.low)}-${whole(it.high)} %`;
      const verdict = reportWords.verdicts[it.verdict][language];
      const shown = row([
        it.code,
        labels.get(it.code) ?? '',
        left(`${it.counts.pass}/${it.n}`, 9),
        left(it.rate === null ? '-' : percent(it.rate), 7),
        left(interval, 13),
      ]);
      return `${shown} ${printer.paint(verdictState[it.verdict], pad(verdict, words.verdictWidth))} ${words.support(it)}`.trimEnd();
    });
  const head = row([
    words.risk,
    '',
    left(words.counted, 9),
    left(words.rate, 7),
    left(words.interval, 13),
    words.verdict,
  ]);
  return `${head} ${words.supported}\n${lines.join('\n')}\n${openText(run, printer)}${standardsText(run, printer)}`;
}

const whole = (share: number) => (share * 100).toFixed(1).replace(/\.0$/, '');

/** Why risks are inconclusive, a line per reason. */
function openText(run: AssessmentReport['run'], { language, columns, words }: Printer): string {
  const reasons = new Map<string, string[]>();
  for (const { code, verdict, reason, counts } of run.risks) {
    if (verdict !== 'inconclusive' || counts.pass + counts.fail + counts.undetermined + counts.error === 0) continue;
    reasons.set(reason, [...(reasons.get(reason) ?? []), code]);
  }
  const lines = [...reasons].map(([reason, codes]) =>
    hang('', `${words.open} ${codes.join(', ')}: ${reasonWords(reason)[language]}`, columns),
  );
  return lines.join('');
}

/** Whose thresholds the verdicts follow, each once. */
function standardsText(run: AssessmentReport['run'], printer: Printer): string {
  const { words, language } = printer;
  const standards = new Set(
    run.risks
      .filter((it) => it.n > 0)
      .map(({ standard: { threshold, minimumSample } }) => {
        const whose = reportWords.bases[threshold.basis][language];
        return `${thresholdText(threshold.direction, threshold.value)} (n >= ${minimumSample}, ${whose})`;
      }),
  );
  return standards.size === 0
    ? ''
    : hang('', `${words.thresholds} ${[...standards].join(', ')}. ${words.wilson}`, printer.columns);
}

type States = ReadonlyMap<string, State>;

function gridText({ edition, posture }: AssessmentReport, printer: Printer): string {
  const states: States = new Map(posture.items.map((it) => [it.item, it.state]));
  const body =
    printer.columns >= gridColumns(edition) ? grid(edition, states, printer) : chips(edition, states, printer);
  const outside = [...edition.governance, ...edition.guidelines]
    .filter((it) => (states.get(it.code) ?? 'not_applicable') !== 'not_applicable')
    .map((it) => `[${glyphs[states.get(it.code) ?? 'uncovered']}]${it.code}`);
  const shown = new Set(states.values());
  const legend = (Object.keys(glyphs) as State[])
    .filter((it) => it !== 'not_applicable' && shown.has(it))
    .map((it) => `[${glyphs[it]}] ${reportWords.states[it][printer.language]}`);
  const { words, columns } = printer;
  return `${body}${hang(`${words.outside} `, outside.join(' '), columns)}${hang(`${words.legend} `, legend.join('  '), columns)}`;
}

interface Group {
  readonly domain: Domain;
  readonly measures: readonly Measure[];
  readonly width: number;
}

function groupsOf(edition: Edition): Group[] {
  return edition.domains.map((domain) => {
    const measures = edition.measures.filter((it) => it.domain === domain.code);
    return { domain, measures, width: Math.max(domain.measureSection.length, 2 * measures.length - 1) };
  });
}

function gridColumns(edition: Edition): number {
  return codeWidth + 1 + labelWidth + groupsOf(edition).reduce((sum, it) => sum + it.width + 1, 0);
}

const letterOf = (code: string) => /\(([a-z])\)$/.exec(code)?.[1] ?? '?';

function grid(edition: Edition, states: States, printer: Printer): string {
  const groups = groupsOf(edition);
  const points = new Set(edition.controlPoints.map((it) => it.code));
  const row = (head: string, cell: (group: Group) => string) =>
    `${pad(head, codeWidth + 1 + labelWidth)}|${groups.map(cell).join('|')}`.trimEnd();
  const heads = [
    row('', ({ domain, width }) => pad(domain.measureSection, width)),
    row('', ({ measures, width }) => pad(measures.map((it) => letterOf(it.code)).join(' '), width)),
  ];
  const rows = edition.risks.map((risk) => {
    const cell = (measure: Measure) => {
      const code = `${risk.code}×${measure.code}`;
      const state = states.get(code) ?? 'uncovered';
      return points.has(code) ? printer.paint(state, glyphs[state]) : ' ';
    };
    return row(
      `${pad(risk.code, codeWidth)} ${risk.label[printer.language]}`,
      ({ measures, width }) =>
        measures.map(cell).join(' ') + ' '.repeat(Math.max(0, width - (2 * measures.length - 1))),
    );
  });
  return `${[...heads, ...rows].join('\n')}\n`;
}

function chips(edition: Edition, states: States, printer: Printer): string {
  return edition.risks
    .map((risk) => {
      const points = edition.controlPoints
        .filter((it) => it.risk === risk.code)
        .map((it) => `[${glyphs[states.get(it.code) ?? 'uncovered']}]${it.measure}`);
      return `${hang(`${pad(risk.code, codeWidth)} `, risk.label[printer.language], printer.columns)}${hang('    ', points.join(' '), printer.columns)}`;
    })
    .join('');
}

function headlineText({ posture, run }: AssessmentReport, printer: Printer): string {
  const { words, columns } = printer;
  const { pass, fail, undetermined, error } = run.counts;
  const cases = words.cases({ pass, fail, undetermined, error, sum: pass + fail + undetermined + error });
  return `${printer.strong(hang('', words.headline(posture.headline), columns))}${hang('', cases, columns)}`;
}

/** Over-refusal, errors, cases for a person, checks that failed, and what to do next. */
function restText({ run, review, checks }: AssessmentReport, printer: Printer): string {
  const { words, columns, language } = printer;
  const lines: string[] = [];
  if (run.overRefusal !== null && run.overRefusal.n > 0) {
    const { counts, n, low, high } = run.overRefusal;
    lines.push(words.overRefusal(counts.fail, n, percent(counts.fail / n), `${whole(1 - high)}-${whole(1 - low)} %`));
  }
  if (run.errors.length > 0) lines.push(`${words.errors} ${run.errors.map((it) => `${it.code} × ${it.n}`).join(', ')}`);
  if (review.total > 0)
    lines.push(
      words.review(
        review.total,
        review.cases
          .slice(0, 5)
          .map((it) => fitted(it, 50))
          .join(', '),
      ),
    );
  const failed = checks.filter((it) => it.finding.result === 'fail').map((it) => `${it.id} ${it.title[language]}`);
  if (failed.length > 0) lines.push(`${words.failed} ${failed.join(', ')}`);
  lines.push(words.next(run.run));
  return lines.map((it) => hang('', it, columns)).join('');
}
