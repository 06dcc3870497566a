import { type Fault, refuseFaults } from './errors.ts';
import { controlPointCode } from './lookup.ts';
import { referenceFaults } from './references.ts';
import { type ControlPoint, type Edition, editionFile, type Relation } from './schema.ts';
import { fieldFaults, pathText, type ReadYaml, readYaml, type YamlFile } from './yaml.ts';

const MAX_FILES = 64;

/** The files as one mapping of sections, and the file in which each section stands. */
type Merged = Readonly<{
  sections: Readonly<Record<string, unknown>>;
  fileOf: (section: string) => YamlFile | undefined;
  faults: Fault[];
}>;

/**
 * Reads an edition from its YAML files, given as path → text; how sections are spread over files does not matter.
 * Pure: touches no file system, so it also runs in a browser.
 * @throws FrameworkError `framework.edition_invalid` with all faults (bad field, unknown key, dangling or duplicate code, count
 *   that does not agree), each with file, YAML path and line
 */
export function parseEdition(files: Readonly<Record<string, string>>, read: ReadYaml = readYaml): Edition {
  const merged = merge(files, read);
  const parsed = editionFile.safeParse(merged.sections);
  const fields = parsed.success ? [] : fieldFaults(parsed.error.issues, merged.fileOf);
  const references = referenceFaults(merged.sections).map((it): Fault => {
    const yaml = merged.fileOf(String(it.path[0]));
    return {
      file: yaml?.file ?? '',
      path: pathText(it.path),
      line: yaml?.lineOf(it.path) ?? null,
      reason: it.reason,
      params: it.params,
    };
  });
  refuseFaults('framework.edition_invalid', [...merged.faults, ...fields, ...references]);
  if (!parsed.success) throw parsed.error;
  const { controlPoints, relations, ...rest } = parsed.data;
  return freeze({
    ...rest,
    controlPoints: controlPoints.map((it): ControlPoint => ({ ...it, code: controlPointCode(it.risk, it.measure) })),
    relations: relations.flatMap(({ from, to, basis, sources }) =>
      to.map((it): Relation => ({ from, to: it, basis, sources: sources ?? [] })),
    ),
  });
}

function merge(files: Readonly<Record<string, string>>, read: ReadYaml): Merged {
  const names = Object.keys(files).sort();
  const faults: Fault[] = [];
  const sections = new Map<string, unknown>();
  const homes = new Map<string, YamlFile>();
  if (names.length > MAX_FILES) {
    faults.push({
      file: '',
      path: '',
      line: null,
      reason: 'too_many_files',
      params: { files: names.length, limit: MAX_FILES },
    });
  }
  for (const name of names.slice(0, MAX_FILES)) {
    const yaml = read(name, files[name] ?? '');
    faults.push(...yaml.faults);
    if (yaml.faults.length > 0) continue;
    if (!isRecord(yaml.value)) {
      faults.push({
        file: name,
        path: '',
        line: 1,
        reason: 'yaml_invalid',
        params: { detail: 'not a mapping of sections' },
      });
      continue;
    }
    for (const [section, value] of Object.entries(yaml.value)) {
      const home = homes.get(section);
      if (home === undefined) {
        sections.set(section, value);
        homes.set(section, yaml);
      } else {
        faults.push({
          file: name,
          path: section,
          line: yaml.lineOf([section]),
          reason: 'section_repeated',
          params: { also: home.file },
        });
      }
    }
  }
  return { sections: Object.fromEntries(sections), fileOf: (section) => homes.get(section), faults };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Frozen all through, since one edition is shared by everything that reads it. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) freeze(inner);
    Object.freeze(value);
  }
  return value;
}
