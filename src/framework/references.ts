import type { FaultReason } from './errors.ts';

/** A fault in how sections refer to each other, not yet placed in a file. */
export type ReferenceFault = Readonly<{
  path: (string | number)[];
  reason: FaultReason;
  params: Readonly<Record<string, string | number>>;
}>;

type Sections = Readonly<Record<string, unknown>>;
type Entry = Readonly<{ index: number; fields: Readonly<Record<string, unknown>> }>;

const CODED = [
  'principles',
  'classes',
  'domains',
  'risks',
  'measures',
  'governance',
  'guidelines',
  'actors',
  'stages',
] as const;

/** section, field, and the section in which the field's code must stand */
const REFERENCES = [
  ['domains', 'class', 'classes'],
  ['risks', 'domain', 'domains'],
  ['measures', 'domain', 'domains'],
  ['controlPoints', 'risk', 'risks'],
  ['controlPoints', 'measure', 'measures'],
  ['guidelines', 'actor', 'actors'],
] as const;

const SOURCED = ['principles', 'risks', 'measures', 'controlPoints', 'governance', 'guidelines', 'relations'] as const;

/**
 * Checks codes and references on sections whose fields may themselves be faulty, so that one reading reports everything.
 * What has the wrong type is passed over here: the schema reports it.
 */
export function referenceFaults(sections: Sections): ReferenceFault[] {
  return [
    ...duplicateCodes(sections),
    ...danglingFields(sections),
    ...repeatedControlPoints(sections),
    ...relationFaults(sections),
    ...sourceFaults(sections),
    ...countFaults(sections),
  ];
}

function entriesOf(sections: Sections, section: string): Entry[] {
  const list = sections[section];
  if (!Array.isArray(list)) return [];
  return list.flatMap((fields: unknown, index) =>
    typeof fields === 'object' && fields !== null ? [{ index, fields: fields as Record<string, unknown> }] : [],
  );
}

function stringsOf(value: unknown): { text: string; index: number }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((text: unknown, index) => (typeof text === 'string' ? [{ text, index }] : []));
}

function codesOf(sections: Sections, section: string, field = 'code'): Set<string> {
  const codes = entriesOf(sections, section).map(({ fields }) => fields[field]);
  return new Set(codes.filter((code) => typeof code === 'string'));
}

/** The paths after the first at which a key stands. */
function repeats(keyed: readonly { key: unknown; path: (string | number)[] }[], reason: FaultReason): ReferenceFault[] {
  const seen = new Set<string>();
  return keyed.flatMap(({ key, path }) => {
    if (typeof key !== 'string') return [];
    if (seen.has(key)) return [{ path, reason, params: { code: key } }];
    seen.add(key);
    return [];
  });
}

function duplicateCodes(sections: Sections): ReferenceFault[] {
  const codes = CODED.flatMap((section) =>
    entriesOf(sections, section).map(({ index, fields }) => ({ key: fields.code, path: [section, index, 'code'] })),
  );
  const tags = entriesOf(sections, 'sources').map(({ index, fields }) => ({
    key: fields.tag,
    path: ['sources', index, 'tag'],
  }));
  return [...repeats(codes, 'code_duplicate'), ...repeats(tags, 'code_duplicate')];
}

function danglingFields(sections: Sections): ReferenceFault[] {
  return REFERENCES.flatMap(([section, field, target]) => {
    const known = codesOf(sections, target);
    return entriesOf(sections, section).flatMap(({ index, fields }): ReferenceFault[] => {
      const code = fields[field];
      if (typeof code !== 'string' || known.has(code)) return [];
      return [{ path: [section, index, field], reason: 'code_dangling', params: { code, target } }];
    });
  });
}

function repeatedControlPoints(sections: Sections): ReferenceFault[] {
  const cells = entriesOf(sections, 'controlPoints').map(({ index, fields }) => ({
    key:
      typeof fields.risk === 'string' && typeof fields.measure === 'string' ? `${fields.risk}×${fields.measure}` : null,
    path: ['controlPoints', index],
  }));
  return repeats(cells, 'code_duplicate');
}

function relationFaults(sections: Sections): ReferenceFault[] {
  const known = new Set(CODED.flatMap((section) => [...codesOf(sections, section)]));
  const ends = entriesOf(sections, 'relations').flatMap(({ index, fields }) => {
    const from = typeof fields.from === 'string' ? [{ code: fields.from, path: ['relations', index, 'from'] }] : [];
    return [
      ...from,
      ...stringsOf(fields.to).map((it) => ({ code: it.text, path: ['relations', index, 'to', it.index] })),
    ];
  });
  const dangling = ends
    .filter(({ code }) => !known.has(code))
    .map(({ code, path }): ReferenceFault => ({ path, reason: 'code_dangling', params: { code, target: 'items' } }));
  const pairs = entriesOf(sections, 'relations').flatMap(({ index, fields }) =>
    stringsOf(fields.to).map((it) => ({
      key: [String(fields.from), it.text].sort().join(' – '),
      path: ['relations', index, 'to', it.index],
    })),
  );
  return [...dangling, ...repeats(pairs, 'relation_duplicate')];
}

function sourceFaults(sections: Sections): ReferenceFault[] {
  const known = codesOf(sections, 'sources', 'tag');
  return SOURCED.flatMap((section) =>
    entriesOf(sections, section).flatMap((entry) =>
      stringsOf(entry.fields.sources)
        .filter(({ text }) => !known.has(text))
        .map(
          ({ text, index }): ReferenceFault => ({
            path: [section, entry.index, 'sources', index],
            reason: 'code_dangling',
            params: { code: text, target: 'sources' },
          }),
        ),
    ),
  );
}

function countFaults(sections: Sections): ReferenceFault[] {
  return entriesOf(sections, 'counts').flatMap(({ index, fields }): ReferenceFault[] => {
    const { of, ours } = fields;
    if (typeof of !== 'string' || typeof ours !== 'number') return [];
    const list = sections[of];
    const found = Array.isArray(list) ? list.length : 0;
    return found === ours
      ? []
      : [{ path: ['counts', index, 'ours'], reason: 'count_mismatch', params: { of, stated: ours, found } }];
  });
}
