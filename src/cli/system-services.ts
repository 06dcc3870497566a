import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  type GradeOverride,
  type Page,
  RegisterError,
  type RegisterErrorCode,
  readRegisterData,
  requirementsOf,
  type System,
} from '../register/index.ts';
import { type ApiClient, connect, RemoteProblem } from './client.ts';
import type { CliIo } from './io.ts';
import { settingsOf } from './settings.ts';
import { type OpenRegister, systemCommand } from './system.ts';
import { versionOf } from './version.ts';

/** `duheng system` on the data directory that the configuration names, whoever has it open. */
export function systemCommandOf(io: CliIo): Command {
  const open = async (data?: string): Promise<OpenRegister> => {
    const client = await connect(settingsOf({ data }, io.env), versionOf(), (where, error) =>
      io.stderr(`${where}: ${String(error)}\n`),
    );
    return registerOver(client);
  };
  return systemCommand(io, { open, readText: (path) => readFile(path, 'utf8') });
}

type Views = { items: System[]; next: string | null };

/** The register behind an API. */
async function registerOver(client: ApiClient): Promise<OpenRegister> {
  const data = await readRegisterData();
  const asked = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof RemoteProblem) || !error.code.startsWith('register.')) throw error;
      throw new RegisterError(error.code as RegisterErrorCode, error.params as RegisterError['params'], {
        cause: error,
      });
    }
  };
  const at = (id: string, rest = '') => `/api/v1/systems/${encodeURIComponent(id)}${rest}`;
  return {
    by: { org: 'default', actor: { id: '', kind: 'person', assurance: 'unauthenticated' } },
    close: () => client.close(),
    register: {
      data,
      requirements: (system) => requirementsOf(system.grade.level, data.requirements),
      register: (_, input) => asked(() => client.post<System>('/api/v1/systems', input)),
      get: (_, id) => asked(() => client.get<System>(at(id))),
      overrides: (_, id) =>
        asked(async () => (await client.get<{ items: GradeOverride[] }>(at(id, '/overrides'))).items),
      overrideGrade: (_, id, level, reason) => asked(() => client.post<System>(at(id, '/grade'), { level, reason })),
      async list(_, page = {}): Promise<Page<System>> {
        const cursor = page.after ? `&cursor=${encodeURIComponent(page.after)}` : '';
        const found = await asked(() => client.get<Views>(`/api/v1/systems?limit=${page.limit ?? 50}${cursor}`));
        const rows =
          page.practice === undefined ? found.items : found.items.filter((it) => it.practice === page.practice);
        return { rows, next: found.next };
      },
    },
  };
}
