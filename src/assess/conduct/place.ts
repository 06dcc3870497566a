import type { By, Register, System } from '../../register/index.ts';
import { AssessError } from '../error.ts';
import { recordedAddress } from './address.ts';
import type { TargetRequest } from './request.ts';

/** What a person asks to be assessed: a registered system, or an endpoint, which is then registered under its address. */
export interface AssessmentInput {
  readonly system?: string | undefined;
  readonly endpoint?: string | undefined;
  readonly target?: TargetRequest | undefined;
  readonly key?: string | undefined;
  /** longest wait for one answer */
  readonly timeoutSeconds?: number | undefined;
  /** PEM of a certificate authority of the user's own */
  readonly certificateAuthority?: string | undefined;
  readonly suites: readonly string[];
  readonly attacks: readonly string[];
  readonly concurrency: number;
  readonly epochs: number;
  readonly attempts?: number | undefined;
  /** false: ask again what the cache would answer */
  readonly cache?: boolean | undefined;
  readonly practice?: boolean | undefined;
  readonly judge?: { readonly address: string; readonly model: string; readonly key?: string | undefined } | undefined;
}

export interface Place {
  readonly system: System;
  readonly endpoint: System['endpoints'][number];
  /** with the address as it may be recorded */
  readonly target: TargetRequest;
  /** the address as it was typed; undefined for an endpoint that was registered before */
  readonly given?: string;
}

/**
 * Finds the system and endpoint that an input names, registering an endpoint that nobody has registered yet as a system in testing.
 * @throws AssessError `run.no_endpoint`; RegisterError `register.system_unknown`, `register.system_invalid`
 */
export async function placeOf(register: Register, by: By, input: AssessmentInput): Promise<Place> {
  if (input.system !== undefined) return registered(await register.get(by.org, input.system), input);
  if (!input.target) throw new AssessError('run.no_endpoint', { system: null });
  const target = { ...input.target, address: recordedAddress(input.target.address) };
  const known = await findByEndpoint(register, by.org, target);
  const system = known ?? (await register.register(by, defaultFacts(target, input.practice ?? false)));
  const endpoint = system.endpoints.find((it) => sameEndpoint(it, target));
  if (!endpoint) throw new AssessError('run.no_endpoint', { system: system.id });
  return { system, endpoint, target, given: input.target.address };
}

function registered(system: System, input: AssessmentInput): Place {
  const endpoint = system.endpoints.find((it) => input.endpoint === undefined || it.id === input.endpoint);
  if (!endpoint) throw new AssessError('run.no_endpoint', { system: system.id });
  const { kind, address, model } = endpoint;
  return { system, endpoint, target: { params: {}, ...input.target, kind, address, model } };
}

const sameEndpoint = (it: { kind: string; address: string; model: string | null }, target: TargetRequest): boolean =>
  it.kind === target.kind && it.address === target.address && it.model === target.model;

async function findByEndpoint(register: Register, org: string, target: TargetRequest): Promise<System | null> {
  let after: string | null = null;
  do {
    const page = await register.list(org, { limit: 200, after });
    const found = page.rows.find((system) => system.endpoints.some((it) => sameEndpoint(it, target)));
    if (found) return found;
    after = page.next;
  } while (after !== null);
  return null;
}

/** What is assumed of an endpoint of which nothing else is known; a person can change it. */
function defaultFacts({ kind, address, model }: TargetRequest, practice: boolean): Record<string, unknown> {
  return {
    name: practice ? '练习系统 · Practice system' : `${model ?? kind} @ ${placeName(address)}`.slice(0, 200),
    actorRole: 'provider',
    stage: 'testing',
    scenario: 'general_assistant',
    sector: 'internet',
    populations: ['general_public'],
    modalities: ['text'],
    intelligence: 'assists',
    scale: 'small',
    endpoints: [{ kind, address, model }],
    practice,
  };
}

const placeName = (address: string): string => (URL.canParse(address) && new URL(address).host) || address;
