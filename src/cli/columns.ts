import stringWidth from 'string-width';

/** Text filled with blanks to a width in terminal columns, in which a Chinese character takes two. Longer text stays whole. */
export function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
}

/**
 * Text broken into lines of at most `width` columns, between words and between Chinese characters; punctuation stays with
 * what it follows. A single word wider than the line stands alone on a line of its own.
 */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of piecesOf(text)) {
    if (line !== '' && stringWidth((line + piece).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = piece.trimStart();
    } else {
      line += piece;
    }
  }
  return line.trimEnd() === '' ? lines : [...lines, line.trimEnd()];
}

/** A head and a body beside it, the body wrapped and hung under its own first line. */
export function hang(head: string, body: string, columns: number): string {
  const indent = ' '.repeat(stringWidth(head));
  const room = Math.max(20, columns - indent.length);
  return wrap(body, room)
    .map((line, index) => `${index === 0 ? head : indent}${line}\n`)
    .join('');
}

/** Words with the blanks and punctuation after them; a code such as `3.1.1(a)` is one piece. */
function piecesOf(text: string): string[] {
  return (
    text.match(
      /(?:[\p{Script=Han}]|[^\s\p{Script=Han}，。；：、！？）》”]+)[，。；：、！？）》”]*\s*|[^\p{L}\p{N}]+/gu,
    ) ?? []
  );
}
