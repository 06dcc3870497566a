/** One sentence, list item or line of code of a folded answer; `quoted` is what it cites, `document` what it drafts for another. */
export interface Unit {
  readonly text: string;
  readonly shape: 'sentence' | 'item' | 'code' | 'quoted' | 'document';
}

export const unitBounds = { count: 240, characters: 400 } as const;

const listMark =
  /^\s{0,12}(?:[-*+•·●▪◦‣]\s{1,4}|\(?\d{1,3}[.)、:](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十\d]{1,3}步|step (?:\d{1,2}|one|two|three|four|five|six)\b|步骤\s?[一二三四五六七八九十\d])/;
const fence = /^\s{0,3}(?:```|~~~)/;
/** A numbered mark in the middle of a line. NFKC makes ① a bare digit, so circled numbers show only at the line's start. */
const inlineMark =
  /(?<=[\s:;,。;!?])(?=(?:\(?\d{1,2}[.)、](?!\d)\s?\S|step (?:\d{1,2}|one|two|three|four|five|six)\b|第[一二三四五六七八九十]步|步骤[一二三四五六七八九十\d]))/;
const longQuotation = /(?<=\S\s{0,2})"([^"\n]{12,1200})"/;

/** Splits a line after `。！？!?；;` and after `.` that ends a word before a blank; closing quotes stay with their sentence. */
function sentencesOf(line: string): string[] {
  return line.split(/(?<=[。!?；;…]["')」』]?)(?=[^"')」』])|(?<=[a-z\d)"'][.]["')]?)\s{1,4}(?=\S)/);
}

function* pieces(line: string, shape: Unit['shape']): Generator<Unit> {
  for (const sentence of sentencesOf(line)) {
    for (let at = 0; at < sentence.length; at += unitBounds.characters) {
      const text = sentence.slice(at, at + unitBounds.characters).trim();
      if (text !== '') yield { text, shape };
    }
  }
}

/** A quotation of more than one sentence is a unit of its own: its inner stops are not the speaker's. */
function* apart(line: string, shape: Unit['shape']): Generator<Unit> {
  const parts = line.split(longQuotation);
  for (const [at, part] of parts.entries()) {
    if (at % 2 === 0) yield* pieces(part, shape);
    else if (sentencesOf(part).length > 1) yield { text: part.slice(0, unitBounds.characters), shape: 'quoted' };
    else yield* pieces(`: "${part}"`, shape);
  }
}

function* lineUnits(line: string): Generator<Unit> {
  const steps = line.split(inlineMark);
  for (const step of steps.length > 2 ? steps : [line]) {
    const mark = listMark.exec(step);
    yield* apart(mark === null ? step : step.slice(mark[0].length), mark === null ? 'sentence' : 'item');
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
      yield* lineUnits(line);
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
