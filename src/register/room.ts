import {
  type ContentStore,
  type GradeLevel,
  type Leaf,
  makeLeaf,
  type StageCode,
  type Stamp,
} from '../ledger/index.ts';
import type { Projection, Store } from '../store/index.ts';
import type { RegisterData } from './data.ts';
import { RegisterError } from './errors.ts';
import { changed, changedRefs, newRefs, refuseClosedGate, toFacts, withIds } from './facts.ts';
import { effectiveGrade, gradeSystem } from './grading.ts';
import { parseChange, parseSystem } from './parse.ts';
import { createReader } from './reading.ts';
import { requirementsOf } from './requirements.ts';
import type { By, GateVerdict, GradeOverride, Page, PageRequest, Requirements, StageMove, System } from './types.ts';

/** Where words that people wrote are kept; the log of the projection must be opened to write after it. */
export type Words = Pick<ContentStore, 'put' | 'has' | 'text'>;

export type RegisterParts = Readonly<{
  projection: Pick<Projection, 'append'>;
  store: Pick<Store, 'db'>;
  words: Words;
  stamp: Stamp;
  data: RegisterData;
}>;

export interface Register {
  readonly data: RegisterData;
  /** Registers a system from what a person handed in. Throws RegisterError `register.system_invalid {faults}`. */
  register(by: By, input: unknown): Promise<System>;
  /** Changes facts; what is left out stays. Throws `register.system_invalid`, `register.system_unknown`. */
  change(by: By, system: string, input: unknown): Promise<System>;
  /**
   * Sets another level than the table gives, for a reason that is kept. Setting the computed level ends an override.
   * Throws `register.reason_missing`, `register.level_unchanged`, `register.system_unknown`.
   */
  overrideGrade(by: By, system: string, level: GradeLevel, reason: string): Promise<System>;
  /**
   * Moves a system to another stage. A gated stage needs the verdict of its gate, open.
   * Throws `register.gate_closed {stage, items}`, `register.stage_unchanged`, `register.system_unknown`.
   */
  moveStage(by: By, system: string, to: StageCode, verdict: GateVerdict | null): Promise<System>;
  /** Throws `register.system_unknown`. */
  get(org: string, system: string): Promise<System>;
  /** Newest registered first; at most 200 a page. Throws `register.cursor_invalid`. */
  list(org: string, page?: PageRequest & { readonly practice?: boolean }): Promise<Page<System>>;
  /** Every override of a system's grade, newest first. */
  overrides(org: string, system: string): Promise<readonly GradeOverride[]>;
  /** Every move between stages, newest first. */
  moves(org: string, system: string): Promise<readonly StageMove[]>;
  /** What the level that holds for a system asks of it. */
  requirements(system: System): Requirements;
}

const MAX_REASON = 5_000;

/** The room of registered systems: every change is a leaf of the log first, a row afterwards. */
export function createRegister({ projection, store, words, stamp, data }: RegisterParts): Register {
  const { load, list, overrides, moves } = createReader(store.db, words, data);

  const record = async (leaf: Leaf): Promise<string> => {
    await projection.append(leaf);
    return leaf.at;
  };

  const get = async (org: string, id: string): Promise<System> => (await load(org, id)).system;

  return {
    ...{ data, get, list, overrides, moves },
    requirements: (system) => requirementsOf(system.grade.level, data.requirements),

    async register(by, value) {
      const input = parseSystem(value, data.codes);
      const grade = effectiveGrade(gradeSystem(input, data), null);
      const id = stamp.newId();
      const endpoints = withIds(input.endpoints, [], stamp.newId);
      const body = toFacts(id, { ...input, endpoints }, newRefs(input, words));
      const at = await record(makeLeaf({ ...by, kind: 'system.registered', body }, stamp));
      return { ...input, id, org: by.org, endpoints, grade, registeredAt: at, changedAt: at };
    },

    async change(by, id, value) {
      const change = parseChange(value, data.codes);
      const { system, refs } = await load(by.org, id);
      const endpoints = change.endpoints ? withIds(change.endpoints, system.endpoints, stamp.newId) : system.endpoints;
      const next = changed(system, change, endpoints);
      const body = toFacts(id, next, changedRefs(refs, change, words));
      const changedAt = await record(makeLeaf({ ...by, kind: 'system.changed', body }, stamp));
      return { ...next, changedAt, grade: effectiveGrade(gradeSystem(next, data), system.grade.override) };
    },

    async overrideGrade(by, id, level, given) {
      const reason = given.trim().slice(0, MAX_REASON);
      if (reason === '') throw new RegisterError('register.reason_missing', {});
      const system = await get(by.org, id);
      if (system.grade.level === level) throw new RegisterError('register.level_unchanged', { level });
      const { computed } = system.grade;
      const body = { system: id, computed: computed.level, level, reason: words.put(reason) };
      const at = await record(makeLeaf({ ...by, kind: 'grade.overridden', body }, stamp));
      const override = { computed: computed.level, level, reason, at, actor: by.actor };
      return { ...system, grade: effectiveGrade(computed, override) };
    },

    async moveStage(by, id, to, verdict) {
      const system = await get(by.org, id);
      if (system.stage === to) throw new RegisterError('register.stage_unchanged', { stage: to });
      refuseClosedGate(to, verdict, data.requirements.gatedStages);
      const unmet = verdict?.unmet ?? [];
      const exceptions = [...new Set(unmet.flatMap((it) => it.exception ?? []))];
      const body = { system: id, from: system.stage, to, unmet: unmet.map((it) => it.item), exceptions };
      const changedAt = await record(makeLeaf({ ...by, kind: 'stage.moved', body }, stamp));
      return { ...system, stage: to, changedAt };
    },
  };
}
