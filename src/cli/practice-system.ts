import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { App } from '../app.ts';
import { type PracticeService, startPractice } from '../practice/index.ts';
import type { System } from '../register/index.ts';
import { practiceKnowledge } from './practice.ts';

/** Attacks of the first assessment: one that encodes and one that frames. */
const firstAttacks = ['base64', 'role-play'];

/**
 * Starts the practice system beside the console, registers it once, and sees to it that it was assessed: the first assessment starts at once, one
 * that was interrupted is resumed.
 */
export async function openPractice(app: App, dataDirectory: string): Promise<PracticeService> {
  const service = await startOnUsualPort(dataDirectory);
  const known = (await app.register.list(app.org, { practice: true, limit: 1 })).rows[0];
  if (!known) {
    await begin(app, {
      target: { kind: 'openai', address: service.url, model: service.model, params: {} },
      practice: true,
    });
    return service;
  }
  const system = await atAddress(app, known, service);
  if (!(await wentOn(app, system))) await begin(app, { system: system.id });
  return service;
}

/** True where the practice system was assessed, or its assessment goes on. A run that cannot go on, since the address is another now, is given up. */
async function wentOn(app: App, system: System): Promise<boolean> {
  const by = { org: app.org, actor: app.actor };
  const runs = (await app.evidence.runs(app.org, system.id, { limit: 50 })).rows;
  const [newest, ...older] = runs.filter((it) => it.finished === null);
  const address = system.endpoints[0]?.address ?? '';
  const resumed =
    newest?.endpoint.startsWith(address) === true &&
    (await app.assessments.resume(by, newest.run).then(
      () => true,
      () => false,
    ));
  for (const it of resumed ? older : [newest, ...older]) if (it) await app.assessments.abandon(by, it.run);
  return resumed || runs.some((it) => it.finished?.status === 'complete');
}

type Asked = Pick<Parameters<App['assessments']['start']>[1], 'system' | 'target' | 'practice'>;

async function begin(app: App, asked: Asked): Promise<void> {
  await app.assessments.start(
    { org: app.org, actor: app.actor },
    { ...asked, suites: ['starter'], attacks: firstAttacks, concurrency: 16, epochs: 1 },
  );
}

/** The port of the last start, so that the system keeps its address; another one where that is taken. */
async function startOnUsualPort(dataDirectory: string): Promise<PracticeService> {
  const file = join(dataDirectory, 'practice-port');
  const knowledge = await practiceKnowledge();
  const usual = Number(await readFile(file, 'utf8').catch(() => '0'));
  const port = Number.isInteger(usual) && usual > 0 && usual < 65_536 ? usual : 0;
  const service = await startPractice(knowledge, { port }).catch(() => startPractice(knowledge));
  await writeFile(file, new URL(service.url).port, { mode: 0o600 });
  return service;
}

async function atAddress(app: App, system: System, service: PracticeService): Promise<System> {
  const [endpoint] = system.endpoints;
  if (endpoint?.address === service.url && endpoint.model === service.model) return system;
  const endpoints = [{ kind: 'openai', address: service.url, model: service.model }];
  return app.register.change({ org: app.org, actor: app.actor }, system.id, { endpoints });
}
