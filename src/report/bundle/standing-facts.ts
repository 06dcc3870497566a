import { newestResults, type Observation, toObservation } from '../../evidence/index.ts';
import type { IdentityFacts, Instant, Leaf } from '../../ledger/index.ts';
import type { Placed } from './types.ts';

/**
 * What of one system still holds at a moment, gathered from its leaves before it in the order of the logs: the registration and the newest
 * change, grade and stage; judgements and exceptions neither withdrawn nor run out; the newest results per check and subject; runs
 * that have not ended with all that they found so far; the last time that each identity of a model was seen. A posture at that
 * moment or any later one comes out the same from these as from all leaves. Memory holds these leaves and the ends of runs.
 */
export class StandingFacts {
  /** the newest of what a newer one replaces, and the registration */
  readonly #newest = new Map<Leaf['kind'], Placed>();
  /** by judgement and exception; null: withdrawn, and not to be stated again */
  readonly #stated = new Map<string, { readonly kept: Placed; readonly expires: Instant | null } | null>();
  /** by observation: the newest results of runs that have ended */
  #settled = new Map<string, { readonly kept: Placed; readonly observation: Observation }>();
  /** by run: what runs found that go on; whether it counts is said when they end */
  readonly #open = new Map<string, Placed[]>();
  readonly #started = new Set<string>();
  readonly #ended = new Map<string, Placed>();
  /** ends of what, by a clock that went back, begins later only */
  readonly #ahead: Placed[] = [];
  readonly #broken = new Set<string>();
  readonly #sightings = new Map<string, { readonly kept: Placed; readonly seenAt: Instant }>();

  take(kept: Placed): void {
    const { leaf } = kept;
    switch (leaf.kind) {
      case 'system.registered':
        if (!this.#newest.has(leaf.kind)) this.#newest.set(leaf.kind, kept);
        break;
      case 'system.changed':
      case 'grade.overridden':
      case 'stage.moved':
        this.#newest.set(leaf.kind, kept);
        break;
      case 'judgement':
        this.#state(leaf.body.judgement, kept, leaf.body.expires);
        break;
      case 'exception':
        this.#state(leaf.body.exception, kept, leaf.body.expires);
        break;
      case 'judgement.withdrawn':
        this.#withdraw(leaf.body.judgement, kept);
        break;
      case 'exception.withdrawn':
        this.#withdraw(leaf.body.exception, kept);
        break;
      case 'run.started':
        this.#started.add(leaf.body.run);
        this.#found(leaf.body.run);
        break;
      case 'run.finished':
        this.#end(leaf, kept);
        break;
      case 'identity.seen':
        this.#see(leaf.body.identity, leaf.body.seenAt, kept);
        break;
      case 'observation':
        this.#observe(leaf, kept);
        break;
    }
  }

  /** The leaves that still hold at `at`, in no order, and the runs that they belong to. */
  at(at: Instant): { readonly leaves: readonly Placed[]; readonly runs: ReadonlySet<string> } {
    const holds = (it: { readonly expires: Instant | null }) => it.expires === null || it.expires > at;
    const stated = [...this.#stated.values()].filter((it) => it !== null).filter(holds);
    const found = [...this.#settled.values(), ...this.#sightings.values(), ...stated].map((it) => it.kept);
    const leaves = new Set([...this.#newest.values(), ...found, ...this.#ahead, ...[...this.#open.values()].flat()]);
    const runs = new Set(this.#open.keys());
    for (const { leaf } of leaves) if (leaf.kind === 'observation') runs.add(leaf.body.run);
    for (const run of runs) {
      const ended = this.#ended.get(run);
      if (ended) leaves.add(ended);
    }
    return { leaves: [...leaves], runs };
  }

  /** what a run that goes on has found */
  #found(run: string): Placed[] {
    const found = this.#open.get(run) ?? [];
    this.#open.set(run, found);
    return found;
  }

  #state(id: string, kept: Placed, expires: Instant | null): void {
    if (!this.#stated.has(id)) this.#stated.set(id, { kept, expires });
  }

  #withdraw(id: string, kept: Placed): void {
    if (this.#stated.has(id)) this.#stated.set(id, null);
    else this.#ahead.push(kept);
  }

  #see(identity: IdentityFacts, seenAt: Instant, kept: Placed): void {
    const { endpoint, reportedModel, fingerprint, canary, proof } = identity;
    const key = JSON.stringify([endpoint, reportedModel, fingerprint, canary, proof]);
    const known = this.#sightings.get(key);
    if (!known || known.seenAt < seenAt) this.#sightings.set(key, { kept, seenAt });
  }

  #observe(leaf: Leaf<'observation'>, kept: Placed): void {
    const { run, identity, observedAt } = leaf.body;
    if (identity) this.#see(identity, observedAt, kept);
    if (this.#ended.has(run)) this.#settle([kept]);
    else this.#found(run).push(kept);
  }

  #end(leaf: Leaf<'run.finished'>, kept: Placed): void {
    const { run, selfCheck } = leaf.body;
    this.#ended.set(run, kept);
    if (!this.#started.has(run)) this.#ahead.push(kept);
    if (selfCheck === 'broken') this.#broken.add(run);
    const found = this.#open.get(run) ?? [];
    this.#open.delete(run);
    this.#settle(found);
  }

  #settle(found: readonly Placed[]): void {
    for (const kept of found) {
      const { leaf } = kept;
      if (leaf.kind !== 'observation' || this.#settled.has(leaf.body.observation)) continue;
      this.#settled.set(leaf.body.observation, { kept, observation: toObservation(leaf) });
    }
    const all = [...this.#settled.values()].map((it) => it.observation);
    const mattering = new Set(newestResults(all, this.#broken).map((it) => it.observation));
    this.#settled = new Map([...this.#settled].filter(([id]) => mattering.has(id)));
  }
}
