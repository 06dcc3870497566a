/** Markdown of which every value is foreign text: nothing that a model, an operator or an endpoint wrote can become markup. */

const most = 300;

/** Characters that Markdown or the HTML in it could take for markup, and those that make a link of a bare address; the controls that a line must not hold. */
const markup = /[\\`*_{}[\]<>#|~&!:@]|(?<=www)\./gi;
const unseen = /[^\P{C}\p{Cn}\p{Co}]/gu;

/** Foreign text within a line: bounded, one line, no markup, no control of direction. */
export function plain(text: string): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return cut.toWellFormed().replace(unseen, '\uFFFD').replace(markup, '\\$&');
}

/** Text as code; a backtick, which would end it, is shown as an apostrophe. */
export function code(text: string): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text;
  return `\`${cut.toWellFormed().replace(unseen, '\uFFFD').replaceAll('`', "'").replaceAll('|', '¦')}\``;
}

/** A table; cells are Markdown already. Empty where there are no rows. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return `${line(head)}${line(head.map(() => '---'))}${rows.map(line).join('')}`;
}
