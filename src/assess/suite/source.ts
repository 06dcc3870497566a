import { readFile } from 'node:fs/promises';
import { isCollection, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { AssessError } from '../error.ts';
import { bounds } from './case.ts';
import { type Detected, linesOf } from './encoding.ts';

/** A value as it stands in a source, or the code of why there is none. */
export interface Row {
  readonly file: string;
  readonly line: number;
  readonly value: unknown;
  readonly fault: string | null;
  /** the line of a field such as `turns[0].content`, where its row has several lines */
  readonly lineOf?: (field: string) => number;
}

export interface SourceFile {
  readonly path: string;
  readonly detected: Detected;
}

/** Largest YAML file, in bytes: it is held in memory whole. */
const largestYaml = 32 * 1024 * 1024;

async function* jsonlRows({ path, detected }: SourceFile): AsyncGenerator<Row> {
  for await (const { number, text } of linesOf(path, detected.encoding, bounds.lineBytes)) {
    const at = { file: path, line: number };
    if (text === null) yield { ...at, value: null, fault: 'suite.line_too_long' };
    else if (text.trim() !== '') {
      let value: unknown = null;
      let fault: string | null = null;
      try {
        value = JSON.parse(text);
      } catch {
        fault = 'suite.not_json';
      }
      yield { ...at, value, fault };
    }
  }
}

async function* yamlRows({ path, detected }: SourceFile): AsyncGenerator<Row> {
  const bytes = await readFile(path);
  if (bytes.length > largestYaml) throw new AssessError('suite.too_large', { file: path, limitBytes: largestYaml });
  const counter = new LineCounter();
  const text = new TextDecoder(detected.encoding).decode(bytes);
  const document = parseDocument(text, { lineCounter: counter });
  const [error] = document.errors;
  if (error !== undefined) {
    yield { file: path, line: counter.linePos(error.pos[0]).line, value: null, fault: 'suite.not_yaml' };
    return;
  }
  const { contents } = document;
  const list = isMap(contents) ? contents.get('cases', true) : contents;
  if (!isSeq(list)) {
    yield { file: path, line: 1, value: null, fault: 'suite.not_a_list' };
    return;
  }
  for (const item of list.items) {
    const offset =
      typeof item === 'object' && item !== null && 'range' in item && Array.isArray(item.range)
        ? Number(item.range[0])
        : 0;
    const line = counter.linePos(offset).line;
    let value: unknown = null;
    let fault: string | null = null;
    try {
      value = isMap(item) ? item.toJS(document, { maxAliasCount: 0 }) : null;
    } catch {
      fault = 'suite.yaml_alias';
    }
    yield { file: path, line, value, fault, lineOf: (field) => lineOfField(item, field, counter) ?? line };
  }
}

/** The line of the deepest part of a field that is there: a missing field is told where its parent begins. */
function lineOfField(item: unknown, field: string, counter: LineCounter): number | null {
  let node = item;
  let offset: number | null = null;
  for (const part of field.split(/[.[\]]+/).filter((it) => it !== '')) {
    if (!isCollection(node)) break;
    const pair = node.items.find((it) => isPair(it) && isScalar(it.key) && it.key.value === part);
    const found: unknown = isPair(pair) ? pair.key : node.get(isSeq(node) ? Number(part) : part, true);
    if (!isNode(found) || !found.range) break;
    offset = found.range[0];
    node = isPair(pair) ? pair.value : found;
  }
  return offset === null ? null : counter.linePos(offset).line;
}

/** The rows of a source in order: lines of JSONL, items of a YAML list (at the top or under `cases`). */
export function rowsOf(file: SourceFile): AsyncGenerator<Row> {
  return /\.ya?ml$/i.test(file.path) ? yamlRows(file) : jsonlRows(file);
}
