import { isCollection, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Fault } from './errors.ts';
import type { Remember } from './remembered.ts';

/** Largest data file in UTF-16 code units; the largest shipped one is under a fifth of it. */
const MAX_FILE_LENGTH = 256 * 1024;

type Path = readonly (string | number)[];

/** A YAML file as plain values, with the line of every path in it. `value` is undefined when there are faults. */
export type YamlFile = Readonly<{
  file: string;
  value: unknown;
  faults: readonly Fault[];
  lineOf: (path: Path) => number | null;
}>;

/** `['risks', 3, 'code']` → `risks[3].code` */
export function pathText(path: Path): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * Parses one YAML document. Anchors and aliases are refused (they can expand without bound), as are repeated keys, tags and
 * a second document; the size is bounded before the parser sees the text. Never throws.
 */
export function readYaml(file: string, text: string): YamlFile {
  const refuse = (faults: readonly Fault[]): YamlFile => ({ file, value: undefined, faults, lineOf: () => null });
  if (text.length > MAX_FILE_LENGTH) {
    return refuse([
      { file, path: '', line: null, reason: 'file_too_large', params: { length: text.length, limit: MAX_FILE_LENGTH } },
    ]);
  }
  const lines = new LineCounter();
  const invalid = (detail: string, offset: number | null): Fault => {
    const line = offset === null ? null : lines.linePos(offset).line;
    return { file, path: '', line, reason: 'yaml_invalid', params: { detail: detail.slice(0, 200) } };
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const problems = [...document.errors, ...document.warnings];
    if (problems.length > 0) return refuse(problems.slice(0, 100).map((it) => invalid(it.message, it.pos[0])));
    const value: unknown = document.toJS({ maxAliasCount: 0 });
    return { file, value, faults: [], lineOf: (path) => lineOf(document.contents, path, lines) };
  } catch (cause) {
    // the parser is recursive: nesting deep enough ends in a RangeError, an alias in a ReferenceError
    return refuse([invalid(cause instanceof Error ? cause.message : String(cause), null)]);
  }
}

/** How a YAML file is read: anew, or recalled. */
export type ReadYaml = typeof readYaml;

/** {@link readYaml} for texts that are likely to have been read before: a text with faults is read anew each time, and so are the lines. */
export function recallingYaml(remember: Remember): ReadYaml {
  return (file, text) => {
    let anew: YamlFile | undefined;
    const read = (): YamlFile => {
      anew ??= readYaml(file, text);
      return anew;
    };
    const value = remember(text, () => {
      const { faults, value: parsed } = read();
      return faults.length > 0 ? undefined : parsed;
    });
    if (anew !== undefined || value === undefined) return read();
    return { file, value, faults: [], lineOf: (path) => read().lineOf(path) };
  };
}

/** The line of the deepest node on the path that exists: a missing key is reported where it should have stood. */
function lineOf(root: unknown, path: Path, lines: LineCounter): number | null {
  let node = root;
  let offset = offsetOf(node);
  for (const part of path) {
    if (!isCollection(node)) break;
    const pair = node.items.find((it) => isPair(it) && isScalar(it.key) && it.key.value === part);
    node = isPair(pair) ? pair.value : node.get(part, true);
    offset = (isPair(pair) ? offsetOf(pair.key) : offsetOf(node)) ?? offset;
  }
  return offset === null ? null : lines.linePos(offset).line;
}

function offsetOf(node: unknown): number | null {
  return isNode(node) && node.range ? node.range[0] : null;
}

/** Zod's issues as faults; an unknown key becomes one fault per key. `fileOf` names the file in which a top-level key stands. */
export function fieldFaults(
  issues: readonly z.core.$ZodIssue[],
  fileOf: (section: string) => YamlFile | undefined,
): Fault[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    const paths = issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
    return paths.map((at): Fault => {
      const yaml = fileOf(String(at[0] ?? ''));
      const params = { problem: issue.code, detail: issue.message.slice(0, 200) };
      return {
        file: yaml?.file ?? '',
        path: pathText(at),
        line: yaml?.lineOf(at) ?? null,
        reason: 'field_invalid',
        params,
      };
    });
  });
}
