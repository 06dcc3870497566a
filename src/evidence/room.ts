import type { Edition } from '../framework/index.ts';
import type { ContentStore, Instant, Leaf, StageCode, Stamp } from '../ledger/index.ts';
import type { By, Page, PageRequest, Register, System } from '../register/index.ts';
import type { Projection, Store } from '../store/index.ts';
import type { CheckDefinition } from './check.ts';
import { EvidenceError } from './errors.ts';
import { type GateResult, gate } from './gate.ts';
import type { Observation } from './observation.ts';
import { posture } from './posture.ts';
import { createReader, type EvidenceReader } from './reading.ts';
import { createRecording, type Recording } from './recording.ts';
import { gatingItems, scopeItems } from './scope.ts';
import { createStatements, type Statements } from './statements.ts';
import type { Posture } from './types.ts';

export type EvidenceParts = Readonly<{
  projection: Pick<Projection, 'append'>;
  store: Pick<Store, 'db' | 'sql'>;
  words: Pick<ContentStore, 'put' | 'has' | 'text'>;
  stamp: Stamp;
  register: Pick<Register, 'get' | 'requirements' | 'moveStage'>;
  /** the edition that a system is under */
  editionOf: (edition: string) => Promise<Edition>;
  /** every check that Duheng has, each id once */
  definitions: readonly CheckDefinition[];
  /** whether an organisation has nobody else who could approve */
  onePerson: (org: string) => boolean | Promise<boolean>;
  tool: string;
}>;

type Reading = Pick<EvidenceReader, 'run' | 'runs' | 'observation' | 'judgements' | 'exceptions' | 'reviews'>;

export interface Evidence extends Recording, Statements, Reading {
  readonly definitions: readonly CheckDefinition[];
  /** Newest first; `item` stands for all checks bound to it. Throws `evidence.cursor_invalid`. */
  observations(
    org: string,
    filter: Readonly<{ system?: string; run?: string; check?: string; item?: string; subject?: string }>,
    page?: PageRequest,
  ): Promise<Page<Observation>>;
  /** The posture of a system now, or at an earlier instant from what was known then. Throws `register.system_unknown`. */
  postureOf(org: string, system: string, at?: Instant): Promise<Posture>;
  /** What stands between a system and a stage, by its grade, now. */
  gateOf(org: string, system: string, to: StageCode): Promise<GateResult>;
  /** Moves a system through its gate. Throws `evidence.gate_closed {stage, items}`, and what `Register.moveStage` throws. */
  moveStage(by: By, system: string, to: StageCode): Promise<Readonly<{ system: System; gate: GateResult }>>;
  /** The words behind a digest; null when they were erased. */
  wordsOf(digest: string): Promise<string | null>;
}

/** The room of evidence: what was measured, what people stated, and the posture that follows. */
export function createEvidence(parts: EvidenceParts): Evidence {
  const { stamp, register, words, definitions, editionOf } = parts;
  const reader = createReader(parts.store);
  const append = (leaf: Leaf) => parts.projection.append(leaf);
  const checksOf = (item: string) =>
    definitions.filter((it) => it.bindings.some((bound) => bound.item === item)).map((it) => it.id);

  const recording = createRecording({
    ...{ append, stamp, register, reader, tool: parts.tool },
    definitionOf: lookUp(definitions),
  });
  const statements = createStatements({
    ...{ append, stamp, words, register, reader, checksOf, onePerson: parts.onePerson },
    scopeOf: async (system) => {
      const all = scopeItems(await editionOf(system.edition), system);
      return new Set(all.filter((it) => it.inScope).map((it) => it.item));
    },
  });

  const nowText = () => new Date(stamp.clock()).toISOString();

  /**
   * At an earlier instant what was recorded by then; at present (null) all that was recorded: where the clock has stepped back, what it calls the
   * future has happened all the same.
   */
  async function postureAt(system: System, at: Instant | null): Promise<Posture> {
    const { org, id } = system;
    const now = at ?? nowText();
    const stated = (it: { readonly withdrawnAt: Instant | null }) => at !== null || it.withdrawnAt === null;
    const [edition, observations, sightings, judgements, exceptions, brokenRuns] = await Promise.all([
      editionOf(system.edition),
      reader.newest(org, id, at),
      reader.sightings(org, id, at),
      reader.judgements(org, id),
      reader.exceptions(org, id),
      reader.brokenRuns(org, id),
    ]);
    const statements = { judgements: judgements.filter(stated), exceptions: exceptions.filter(stated) };
    return posture({ edition, system, definitions, observations, sightings, ...statements, brokenRuns, now });
  }

  async function gateFor(system: System, to: StageCode): Promise<GateResult> {
    const { gating, gatedStages } = register.requirements(system);
    const items = gatingItems(await editionOf(system.edition), system, gating);
    return gate({ posture: await postureAt(system, null), from: system.stage, to, gatedStages, items });
  }

  return {
    ...recording,
    ...statements,
    ...reader,
    definitions,

    observations(org, { item, check, ...filter }, page) {
      const bound = item === undefined ? undefined : checksOf(item);
      const checks = check === undefined ? bound : (bound ?? [check]).filter((it) => it === check);
      return reader.observations(org, { ...filter, ...(checks && { checks }) }, page);
    },

    async postureOf(org, id, at) {
      return postureAt(await register.get(org, id), at ?? null);
    },

    async gateOf(org, id, to) {
      return gateFor(await register.get(org, id), to);
    },

    async moveStage(by, id, to) {
      const verdict = await gateFor(await register.get(by.org, id), to);
      const closed = verdict.unmet.filter((it) => it.exception === null).map((it) => it.item);
      if (!verdict.open) throw new EvidenceError('evidence.gate_closed', { stage: to, items: closed });
      return { system: await register.moveStage(by, id, to, verdict), gate: verdict };
    },

    async wordsOf(digest) {
      return words.has(digest) ? words.text(digest) : null;
    },
  };
}

/** Finds definitions by id; refuses a list that has an id twice. */
function lookUp(definitions: readonly CheckDefinition[]): (check: string) => CheckDefinition {
  const byId = new Map<string, CheckDefinition>();
  for (const it of definitions) {
    if (byId.has(it.id)) throw new EvidenceError('evidence.data_invalid', { file: it.id });
    byId.set(it.id, it);
  }
  return (check) => {
    const found = byId.get(check);
    if (!found) throw new EvidenceError('evidence.check_unknown', { check: check.slice(0, 100) });
    return found;
  };
}
