import { Agent, fetch as undiciFetch } from 'undici';
import { CliError } from './error.ts';
import type { Settings } from './settings.ts';
import { witnessesOf } from './witness-settings.ts';

/** An answer that is a problem (RFC 9457), as an error with the same code, so that it reads the same wherever it happened. */
export class RemoteProblem extends Error {
  override readonly name = 'RemoteProblem';
  readonly code: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly issues: readonly { readonly path: string; readonly message: string }[];
  readonly faults: readonly unknown[];

  constructor(problem: {
    code: string;
    title: string;
    params?: Record<string, unknown>;
    issues?: { path: string; message: string }[];
    faults?: unknown[];
  }) {
    super(problem.title);
    this.code = problem.code;
    this.params = problem.params ?? {};
    this.issues = problem.issues ?? [];
    this.faults = problem.faults ?? [];
  }
}

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** The API of a data directory: in this process where nobody holds the directory, else through the process that does. */
export interface ApiClient {
  /** true: another process does the work and goes on when this one ends */
  readonly remote: boolean;
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  stream(path: string): Promise<AsyncIterable<Uint8Array>>;
  events(path: string): AsyncIterable<ServerEvent>;
  close(): Promise<void>;
}

type Send = (path: string, init: { method: string; body?: string }) => Promise<Response>;

/**
 * Claims the data directory and opens its rooms, or finds the process that has it. `close` of a client that has it waits for the other
 * processes that work through this one, and says so by `onWaiting`. Throws StoreError and LedgerError.
 */
export async function connect(
  settings: Settings,
  version: string,
  onError: (where: string, error: unknown) => void,
  onWaiting: () => void = () => {},
): Promise<ApiClient> {
  const witnesses = await witnessesOf(settings);
  const { claimDataDirectory } = await import('../store/index.ts');
  const claim = await claimDataDirectory(settings.data.value);
  if (!claim.owner) {
    const agent = new Agent({ connect: { socketPath: claim.socketPath }, bodyTimeout: 0 });
    const send: Send = async (path, init) =>
      (await undiciFetch(`http://localhost${path}`, {
        ...init,
        dispatcher: agent,
        ...json(init),
      }).catch(ownerGone)) as unknown as Response;
    return clientOver(send, true, async () => {
      await agent.close();
      await claim.release();
    });
  }
  try {
    const [{ openApp }, { localServer, localEnvironment }] = await Promise.all([
      import('../app.ts'),
      import('../server/index.ts'),
    ]);
    const app = await openApp({
      dataDirectory: settings.data.value,
      databaseUrl: settings.databaseUrl.value,
      witnesses,
      ledgerPeriod: settings.ledgerPeriod.value,
      version,
      consoleDirectory: '',
      onError,
    });
    const guests = localServer(app.http);
    claim.serve(guests.admit);
    const send: Send = async (path, init) =>
      app.http.fetch(new Request(`http://localhost${path}`, { ...init, ...json(init) }), localEnvironment);
    return clientOver(send, false, async () => {
      if (guests.connected) onWaiting();
      await guests.emptied();
      await app.close();
      await claim.release();
    });
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** The process that had the data directory ended in the midst of an answer. What it did is kept; a run can be resumed. */
const ownerGone = (cause: unknown): never => {
  throw new CliError('cli.owner_gone', {}, cause);
};

async function* untilGone(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    ownerGone(cause);
  }
}

const json = (init: { body?: string }) =>
  init.body === undefined ? {} : { headers: { 'content-type': 'application/json' } };

function clientOver(send: Send, remote: boolean, close: () => Promise<void>): ApiClient {
  const answered = async (path: string, init: { method: string; body?: string }): Promise<Response> => {
    const response = await send(path, init);
    if (response.ok) return response;
    throw new RemoteProblem((await response.json()) as ConstructorParameters<typeof RemoteProblem>[0]);
  };
  return {
    remote,
    close,
    async get<T>(path: string) {
      return (await (await answered(path, { method: 'GET' })).json()) as T;
    },
    async post<T>(path: string, body?: unknown) {
      return (await (await answered(path, { method: 'POST', body: JSON.stringify(body ?? {}) })).json()) as T;
    },
    async stream(path) {
      const { body } = await answered(path, { method: 'GET' });
      return untilGone((body ?? []) as AsyncIterable<Uint8Array>);
    },
    async *events(path) {
      const { body } = await answered(path, { method: 'GET' });
      yield* serverEvents(untilGone((body ?? []) as AsyncIterable<Uint8Array>));
    },
  };
}

/** The events of a stream (WHATWG server-sent events; `event` and one-line `data` are all that our server writes). */
async function* serverEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    let end = text.indexOf('\n\n');
    while (end >= 0) {
      const block = text.slice(0, end);
      text = text.slice(end + 2);
      const event = /^event: (.*)$/m.exec(block)?.[1] ?? 'message';
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data !== undefined) yield { event, data: JSON.parse(data) };
      end = text.indexOf('\n\n');
    }
  }
}
