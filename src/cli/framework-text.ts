import type { Basis, Bilingual, Confidence, Edition, Item, ItemKind, Language, Related } from '../framework/index.ts';
import { itemOf } from '../framework/index.ts';
import { hang, pad } from './columns.ts';
import { frameworkWords } from './framework-words.ts';

/** How wide and in which language a text is laid out. */
export type Page = Readonly<{ language: Language; columns: number }>;

/** A control point has no title of its own: it is named after its measure and risk. */
function titleOf(edition: Edition, { kind, item }: Item, language: Language): string {
  if (kind !== 'control_point') return item.title[language];
  const short = (code: string): string => {
    const found = itemOf(edition, code);
    return found.kind === 'risk' || found.kind === 'measure' ? found.item.label[language] : code;
  };
  return frameworkWords(language).untitled(short(item.measure), short(item.risk));
}

/** All items of an edition under their headings, with their counts and the notes of its legend. */
export function listText(edition: Edition, page: Page): string {
  const { kinds } = frameworkWords(page.language);
  const section = (
    kind: ItemKind,
    items: readonly Readonly<{ code: string; title: Bilingual }>[],
    figure: string,
  ): string => {
    const width = Math.max(...items.map(({ code }) => code.length)) + 2;
    return `\n${kinds[kind]} ${figure}\n${items.map((it) => hang(`  ${pad(it.code, width)}`, it.title[page.language], page.columns)).join('')}`;
  };
  const figure = figureOf(edition, page.language);
  return [
    `${edition.title[page.language]} ${edition.edition} · ${edition.issuer[page.language]} · ${edition.published}\n`,
    section('principle', edition.principles, figure('principles')),
    section('risk', edition.risks, figure('risks')),
    section('measure', edition.measures, figure('measures')),
    section('governance', edition.governance, figure('governance')),
    section('guideline', edition.guidelines, figure('guidelines')),
    section('actor', edition.actors, String(edition.actors.length)),
    section('stage', edition.stages, String(edition.stages.length)),
    `\n${kinds.control_point} ${figure('controlPoints')}\n`,
    notesText(edition, page),
  ].join('');
}

function figureOf(edition: Edition, language: Language) {
  return (of: Edition['counts'][number]['of']): string => {
    const found = edition.counts.find((it) => it.of === of);
    const differs = found !== undefined && found.article !== null && found.article !== found.ours;
    return differs
      ? `${found.ours} (${frameworkWords(language).article} ${found.article})`
      : String(edition[of].length);
  };
}

/** The notes of the legend, and why a figure of ours is not that of the article. */
function notesText(edition: Edition, { language, columns }: Page): string {
  const figures = edition.counts.filter((it) => it.article !== null && it.article !== it.ours);
  const notes = [...edition.legend.notes, ...figures.flatMap(({ reason }) => reason ?? [])];
  return `\n${notes.map((note) => hang('* ', note[language], columns)).join('')}`;
}

/** One item with what it asks, how sure it is, and everything related to it, each with the basis of the relation. */
export function showText(edition: Edition, found: Item, related: readonly Related[], page: Page): string {
  const words = frameworkWords(page.language);
  const { item } = found;
  const parts = [hang(`${item.code}  `, titleOf(edition, found, page.language), page.columns)];
  parts.push(`${words.kinds[found.kind]} · ${edition.title[page.language]} ${edition.edition}\n`);
  if ('gist' in item) parts.push(`\n${hang('', item.gist[page.language], page.columns)}`);
  parts.push(`\n${standingText(edition, found, page)}`);
  if (found.kind === 'governance') {
    const { canCarryOut, reason, basis } = found.item.operator;
    const answer = `${canCarryOut ? words.yes : words.no} [${basisTitle(edition, basis, page.language)}] ${reason[page.language]}`;
    parts.push(hang(`${words.operator}: `, answer, page.columns));
  }
  if (related.length > 0) parts.push(`\n${words.related}\n`, relatedText(edition, related, page));
  return parts.join('');
}

function basisTitle(edition: Edition, basis: Basis, language: Language): string {
  return edition.legend.basis[basis].title[language];
}

function confidenceText(edition: Edition, confidence: Confidence, language: Language): string {
  const { mark, title, meaning } = edition.legend.confidence[confidence];
  return `${mark ?? ''} ${title[language]} – ${meaning[language]}`.trimStart();
}

function standingText(edition: Edition, { kind, item }: Item, { language, columns }: Page): string {
  const words = frameworkWords(language);
  const lines: string[] = [];
  if (kind === 'control_point') {
    const { title, meaning } = edition.legend.basis[item.basis];
    lines.push(hang(`${words.basis}: `, `${title[language]} – ${meaning[language]}`, columns));
  }
  if ('confidence' in item) {
    lines.push(hang(`${words.confidence}: `, confidenceText(edition, item.confidence, language), columns));
    const sources = item.sources.length === 0 ? words.none : item.sources.join(', ');
    lines.push(hang(`${words.sources}: `, sources, columns));
  }
  return lines.join('');
}

function relatedText(edition: Edition, related: readonly Related[], { language, columns }: Page): string {
  const words = frameworkWords(language);
  const kinds = [...new Set(related.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const rows = related.filter((it) => it.kind === kind);
      const width = Math.max(...rows.map(({ code }) => code.length)) + 2;
      const lines = rows.map((it) => {
        const via = it.via === null ? '' : `, ${words.via} ${it.via}`;
        const basis = `[${basisTitle(edition, it.basis, language)}${via}]`;
        return hang(
          `    ${pad(it.code, width)}`,
          `${titleOf(edition, itemOf(edition, it.code), language)} ${basis}`,
          columns,
        );
      });
      return `  ${words.kinds[kind]}\n${lines.join('')}`;
    })
    .join('');
}
