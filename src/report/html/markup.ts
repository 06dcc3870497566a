import type { Bilingual } from '../../framework/index.ts';

/** Markup that may stand in the page as it is; everything else is escaped. Made by `html` only. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Markup | string | number | null | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * Characters that a page must not hold or that could make text read otherwise than it is written: controls but tab and line feed,
 * invisible formatting, direction. They are shown by their number.
 */
const unseen = /[^\P{C}\n\t\p{Cn}\p{Co}]/gu;

/** Foreign text as text: no markup, no control of direction, no lone surrogate. Length is the caller's to bound. */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(/[&<>"']/g, (it) => entities[it] ?? it)
    .replace(unseen, (it) => `‹U+${(it.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`);
}

function render(part: Part): string {
  if (part === null) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string') return escapeText(part);
  if (typeof part === 'number') return String(part);
  return part.map(render).join('');
}

/** A template whose fixed parts are ours and whose values are escaped, so that no value can become markup. */
export function html(fixed: TemplateStringsArray, ...values: readonly Part[]): Markup {
  return new Markup(fixed.map((it, index) => it + render(values[index] ?? null)).join(''));
}

/** The same words in both languages; the style sheet shows the chosen one. */
export function say({ zh, en }: Bilingual): Markup {
  if (zh === en) return html`${zh}`;
  return html`<span class="zh" lang="zh-CN">${zh}</span><span class="en" lang="en">${en}</span>`;
}

/** As {@link say}, with markup inside. */
export function sayMarkup(zh: Markup, en: Markup): Markup {
  return html`<span class="zh" lang="zh-CN">${zh}</span><span class="en" lang="en">${en}</span>`;
}

/** Foreign text in the flow of ours: its direction stays its own. */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}
