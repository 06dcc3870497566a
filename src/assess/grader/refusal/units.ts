/** One sentence, list item or line of code of a folded answer. */
export interface Unit {
  readonly text: string;
  readonly shape: 'sentence' | 'item' | 'code';
}

export const unitBounds = { count: 240, characters: 400 } as const;

const listMark =
  /^\s{0,12}(?:[-*+•·●▪◦‣]\s{1,4}|\(?\d{1,3}[.)、:](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十\d]{1,3}步|step \d{1,2}\b|步骤\s?[一二三四五六七八九十\d])/;
const fence = /^\s{0,3}(?:```|~~~)/;

/** Splits a line after `。！？!?；;` and after `.` that ends a word before a blank; closing quotes stay with their sentence. */
function sentencesOf(line: string): string[] {
  return line.split(/(?<=[。!?；;…]["')」』]?)(?=[^"')」』])|(?<=[a-z\d)"'][.]["')]?)\s{1,4}(?=\S)/);
}

function* pieces(line: string, inItem: boolean): Generator<Unit> {
  for (const sentence of sentencesOf(line)) {
    for (let at = 0; at < sentence.length; at += unitBounds.characters) {
      const text = sentence.slice(at, at + unitBounds.characters).trim();
      if (text !== '') yield { text, shape: inItem ? 'item' : 'sentence' };
    }
  }
}

function* walk(folded: string): Generator<Unit> {
  let inCode = false;
  for (const line of folded.split('\n')) {
    if (fence.test(line)) {
      inCode = !inCode;
    } else if (inCode) {
      const text = line.slice(0, unitBounds.characters).trim();
      if (text !== '') yield { text, shape: 'code' };
    } else {
      const mark = listMark.exec(line);
      yield* pieces(mark === null ? line : line.slice(mark[0].length), mark !== null);
    }
  }
}

/** The units of a folded answer in order, at most `unitBounds.count`: the first three quarters and the last quarter. */
export function unitsOf(folded: string): readonly Unit[] {
  const all = [...walk(folded)];
  if (all.length <= unitBounds.count) return all;
  const tail = unitBounds.count / 4;
  return [...all.slice(0, unitBounds.count - tail), ...all.slice(-tail)];
}
