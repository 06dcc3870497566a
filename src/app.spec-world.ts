import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type App, openApp } from './app.ts';
import { claimDataDirectory } from './store/index.ts';

export const host = 'http://127.0.0.1:7878';

/** The whole program over one data directory, without a listener: closed and opened again as a restart would. */
export interface AppWorld {
  readonly directory: string;
  readonly errors: { readonly where: string; readonly error: unknown }[];
  /** the app as it is now; another one after `reopen` */
  app(): App;
  by(): { readonly org: string; readonly actor: App['actor'] };
  ask(path: string, init?: { method?: string; body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  /** the JSON of an answer; throws for a problem */
  json<T = Record<string, unknown>>(path: string, init?: Parameters<AppWorld['ask']>[1]): Promise<T>;
  /** closes the app, does what only a closed one allows, and opens it again */
  reopen(meanwhile?: () => Promise<unknown>): Promise<App>;
}

export async function appWorld(t: Pick<TestContext, 'after'>, within = tmpdir()): Promise<AppWorld> {
  const directory = await mkdtemp(join(within, 'duheng-app-'));
  const errors: { where: string; error: unknown }[] = [];
  const claim = await claimDataDirectory(directory);
  const open = () =>
    openApp({
      ...{ dataDirectory: directory, databaseUrl: null, version: '0.0.0', consoleDirectory: directory },
      onError: (where, error) => errors.push({ where, error }),
    });
  let app = await open();
  t.after(async () => {
    await app.close();
    await claim.release();
    await rm(directory, { recursive: true, force: true });
  });
  const ask: AppWorld['ask'] = async (path, { method = 'GET', body, headers = {} } = {}) =>
    app.http.request(
      `${host}/api/v1${path}`,
      {
        method,
        headers: { host: '127.0.0.1:7878', authorization: `Bearer ${app.token}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
      { listener: 'loopback' },
    );
  return {
    ...{ directory, errors, ask },
    app: () => app,
    by: () => ({ org: app.org, actor: app.actor }),
    async json<T>(path: string, init?: Parameters<AppWorld['ask']>[1]) {
      const response = await ask(path, init);
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async reopen(meanwhile) {
      await app.close();
      await meanwhile?.();
      app = await open();
      return app;
    },
  };
}
