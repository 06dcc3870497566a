import type { ContentRef, ContentStore, SystemFacts } from '../ledger/index.ts';
import { RegisterError } from './errors.ts';
import type { SystemChange, SystemInput } from './parse.ts';
import type { SystemRow } from './tables.ts';
import type { Endpoint, GateVerdict, System } from './types.ts';

type PutWords = Pick<ContentStore, 'put'>;
type Refs = Pick<SystemFacts, 'name' | 'description' | 'contacts'>;

/** The part of a system that is the same in input, record and view. */
type Shared = Omit<SystemInput, 'name' | 'description' | 'contacts' | 'endpoints'> & {
  readonly endpoints: readonly Endpoint[];
};

/** What a record says of a system; the words that a person wrote go into the content store and are named by digest. */
export function toFacts(system: string, shared: Omit<System, keyof Refs | 'grade'> | Shared, refs: Refs): SystemFacts {
  const { practice, actorRole, stage, scenario, sector, intelligence, scale, edition, profile } = shared;
  return {
    system,
    ...{ practice, actorRole, stage, scenario, sector, intelligence, scale, edition, profile },
    populations: [...shared.populations],
    modalities: [...shared.modalities],
    endpoints: [...shared.endpoints],
    ...refs,
  };
}

/** References for the words of a new system. */
export function newRefs(input: Pick<SystemInput, 'name' | 'description' | 'contacts'>, words: PutWords): Refs {
  return {
    name: words.put(input.name),
    description: refOf(input.description, words),
    contacts: refOf(input.contacts, words),
  };
}

/** References after a change: words left out of it keep theirs, so that nothing is written twice. */
export function changedRefs(kept: Refs, change: SystemChange, words: PutWords): Refs {
  return {
    name: change.name === undefined ? kept.name : words.put(change.name),
    description: change.description === undefined ? kept.description : refOf(change.description, words),
    contacts: change.contacts === undefined ? kept.contacts : refOf(change.contacts, words),
  };
}

function refOf(text: string | null, words: PutWords): ContentRef | null {
  return text === null ? null : words.put(text);
}

/** The references that a row holds. */
export function refsOf(row: { name: string; description: string | null; contacts: string | null }): Refs {
  const ref = (digest: string | null) => (digest === null ? null : { digest });
  return { name: { digest: row.name }, description: ref(row.description), contacts: ref(row.contacts) };
}

/** Endpoints get an id of their own; one that is handed in unchanged keeps the id that it had. */
export function withIds(
  given: SystemInput['endpoints'],
  before: readonly Endpoint[],
  newId: () => string,
): readonly Endpoint[] {
  return given.map((it) => {
    const same = before.find((old) => old.kind === it.kind && old.address === it.address && old.model === it.model);
    return { id: same?.id ?? newId(), kind: it.kind, address: it.address, model: it.model };
  });
}

/** A system after a change; fields left out of the change stay. */
export function changed(system: System, change: SystemChange, endpoints: readonly Endpoint[]): System {
  return {
    ...system,
    name: change.name ?? system.name,
    description: change.description === undefined ? system.description : change.description,
    contacts: change.contacts === undefined ? system.contacts : change.contacts,
    actorRole: change.actorRole ?? system.actorRole,
    scenario: change.scenario ?? system.scenario,
    sector: change.sector ?? system.sector,
    populations: change.populations ?? system.populations,
    modalities: change.modalities ?? system.modalities,
    intelligence: change.intelligence ?? system.intelligence,
    scale: change.scale ?? system.scale,
    edition: change.edition ?? system.edition,
    profile: change.profile ?? system.profile,
    endpoints,
  };
}

/** A gated stage is entered with an open verdict only; no verdict is a closed gate. */
export function refuseClosedGate(to: string, verdict: GateVerdict | null, gatedStages: readonly string[]): void {
  if (verdict?.open || (verdict === null && !gatedStages.includes(to))) return;
  const items = (verdict?.unmet ?? []).filter((it) => it.exception === null).map((it) => it.item);
  throw new RegisterError('register.gate_closed', { stage: to, items });
}

/** The facts of a row as a view of the system has them. */
export function viewOf(row: ViewColumns): Omit<System, keyof Refs | 'grade'> {
  const { id, org, practice, stage, scenario, sector, populations, modalities, intelligence, scale } = row;
  return {
    ...{ id, org, practice, stage, scenario, sector, populations, modalities, intelligence, scale },
    actorRole: row.actor_role,
    edition: row.edition,
    profile: row.profile,
    endpoints: row.endpoints,
    registeredAt: row.registered_at,
    changedAt: row.changed_at,
  };
}

type Plain = 'populations' | 'modalities' | 'endpoints';
type ViewColumns = Omit<SystemRow, Plain> & Pick<System, Plain>;
