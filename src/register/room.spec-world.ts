import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ContentStore, type Log, openContent, openLog, type Stamp } from '../ledger/index.ts';
import {
  type Migration,
  migrate,
  openProjection,
  type Projection,
  type Projector,
  type Store,
} from '../store/index.ts';
import type { StoreWorld } from '../store/store.spec-world.ts';
import { readRegisterData } from './data.ts';
import { createRegister, type Register } from './room.ts';
import { registerMigrations, registerProjector } from './tables.ts';
import type { By } from './types.ts';

/** A clock that stands still until it is moved, and ids that count. */
export interface TestStamp extends Stamp {
  /** moves the clock on by hours */
  pass(hours: number): void;
  now(): string;
}

export function testStamp(): TestStamp {
  let time = Date.parse('2026-11-23T08:00:00.000Z');
  let n = 0;
  const next = () => {
    n += 1;
    return n;
  };
  return {
    clock: () => time,
    now: () => new Date(time).toISOString(),
    pass(hours) {
      time += hours * 3_600_000;
    },
    newId: () => `01934000-0000-7000-8000-${next().toString(16).padStart(12, '0')}`,
    random: (bytes) => new Uint8Array(bytes).fill(next() & 255),
  };
}

/** A real log, content store and database; the rooms on top are the tests'. */
export interface GroundWorld {
  readonly store: Store;
  readonly log: Log;
  readonly words: ContentStore;
  readonly projection: Projection;
  readonly stamp: TestStamp;
}

export async function groundWorld(
  t: TestContext,
  engine: StoreWorld,
  rooms: { migrations: readonly Migration[]; projectors: readonly Projector[] },
): Promise<GroundWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  const store = await engine.empty();
  await migrate(store, rooms.migrations);
  const words = await openContent(join(directory, 'words'));
  const log = await openLog(join(directory, 'log'), { after: [words] });
  const projection = await openProjection({ log, store, projectors: rooms.projectors });
  t.after(async () => {
    await projection.close();
    await log.close();
    await words.close();
    await rm(directory, { recursive: true, force: true });
  });
  return { store, log, words, projection, stamp: testStamp() };
}

export const by: By = {
  org: 'default',
  actor: { id: '01934000-0000-7000-8000-00000000aaaa', kind: 'person', assurance: 'unauthenticated' },
};
export const stranger: By = { ...by, org: 'elsewhere' };

/** A customer service of a bank, of grade `larger`. */
export const bankService = {
  name: '智能客服',
  description: '回答账户问题',
  contacts: 'ops@example.cn',
  actorRole: 'provider',
  scenario: 'customer_service',
  sector: 'finance',
  populations: ['general_public'],
  modalities: ['text'],
  intelligence: 'assists',
  scale: 'large',
  endpoints: [{ address: 'http://127.0.0.1:9/v1', model: 'm' }],
};

export async function registerWorld(
  t: TestContext,
  engine: StoreWorld,
): Promise<GroundWorld & { readonly register: Register }> {
  const ground = await groundWorld(t, engine, { migrations: registerMigrations, projectors: [registerProjector] });
  return { ...ground, register: createRegister({ ...ground, data: await readRegisterData() }) };
}
