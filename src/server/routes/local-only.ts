import { ServerError } from '../frame/error.ts';
import type { Caller } from '../frame/route.ts';

/** Kinds that run a program or open a file of this machine. */
const localKinds: ReadonlySet<string> = new Set(['command', 'transcript']);

/** A program or a file of this machine may be named by the command line of this machine only, not over HTTP. Throws `server.local_only`. */
export function refuseLocalKinds(endpoints: readonly { readonly kind: string }[], caller: Caller): void {
  const found = caller.local ? undefined : endpoints.find((it) => localKinds.has(it.kind));
  if (found) throw new ServerError('server.local_only', { what: `kind ${found.kind}` });
}

/** Likewise a suite that is a file and not a shipped one. */
export function refuseSuiteFiles(suites: readonly string[], caller: Caller): void {
  const file = caller.local ? undefined : suites.find((it) => !/^[a-z0-9][a-z0-9-]{0,63}$/.test(it));
  if (file !== undefined) throw new ServerError('server.local_only', { what: 'a suite file' });
}
