import type { TestContext } from 'node:test';
import {
  createRegister,
  type Register,
  readRegisterData,
  registerMigrations,
  registerProjector,
} from '../register/index.ts';
import { bankService, by, type GroundWorld, groundWorld } from '../register/room.spec-world.ts';
import type { StoreWorld } from '../store/store.spec-world.ts';
import { definitions, digest, edition } from './posture.spec-world.ts';
import { evidenceProjector } from './projector.ts';
import type { RunOutcome, RunPlan } from './recording.ts';
import { createEvidence, type Evidence } from './room.ts';
import { evidenceMigrations } from './tables.ts';

export interface EvidenceWorld extends GroundWorld {
  readonly register: Register;
  readonly evidence: Evidence;
  /** a registered system of grade `larger`: a pass holds 90 days */
  readonly system: string;
  /** the room as it would be after a restart */
  restarted(): Evidence;
}

/** Real log, real tables, real register; edition 1.0; the four checks of the posture tests. */
export async function evidenceWorld(
  t: TestContext,
  engine: StoreWorld,
  options: { onePerson?: boolean } = {},
): Promise<EvidenceWorld> {
  const ground = await groundWorld(t, engine, {
    migrations: [...registerMigrations, ...evidenceMigrations],
    projectors: [registerProjector, evidenceProjector],
  });
  const register = createRegister({ ...ground, data: await readRegisterData() });
  const build = () =>
    createEvidence({
      ...{ ...ground, register, definitions, tool: 'duheng test' },
      editionOf: async () => edition,
      onePerson: () => options.onePerson ?? true,
    });
  const { id } = await register.register(by, bankService);
  return { ...ground, register, evidence: build(), system: id, restarted: build };
}

export const planOf = (system: string, scope: readonly string[] = ['ASM-001', 'ASM-002']): RunPlan => ({
  ...{ system, scope, suites: [{ name: 'starter', digest: digest('5') }], attacks: ['base64'] },
  ...{ endpoint: 'http://127.0.0.1:9/v1', model: 'm', planned: 10, plan: digest('6') },
});

export const outcome = (over: Partial<RunOutcome> = {}): RunOutcome => ({
  ...{ status: 'complete', counts: { pass: 10, fail: 0, undetermined: 0, error: 0 } },
  ...{ journal: digest('7'), selfCheck: 'holds', reason: null },
  ...over,
});
