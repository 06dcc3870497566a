import { createHash } from 'node:crypto';
import type { Secrets } from '../../store/index.ts';

/** An address as it may be recorded: a query may hold a token, so it stays out. */
export function recordedAddress(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.search === '') return address;
  url.search = '';
  return url.toString();
}

/** Names of what is kept encrypted: the key of an endpoint, and its address where that holds a query. */
export const secretNameOf = (endpoint: string): string => `endpoint/${endpoint}`;
const addressNameOf = (endpoint: string): string => `address/${endpoint}`;

/** A judge model is no registered endpoint: its key and address are kept under its recorded address. */
export const judgeIdOf = (address: string): string =>
  `judge-${createHash('sha256').update(recordedAddress(address)).digest('hex').slice(0, 32)}`;

type Kept = Pick<Secrets, 'put' | 'get' | 'has' | 'delete'>;

/** Keeps what may be asked of an endpoint but not recorded; an address without a query ends what was kept of an earlier one. */
export async function keepSecrets(
  secrets: Kept,
  endpoint: string,
  given: { readonly key?: string | undefined; readonly address?: string | undefined },
): Promise<void> {
  const { key, address } = given;
  if (key !== undefined) await secrets.put(secretNameOf(endpoint), key);
  if (address === undefined) return;
  if (recordedAddress(address) !== address) await secrets.put(addressNameOf(endpoint), address);
  else await secrets.delete(addressNameOf(endpoint));
}

/** The kept key, and the recorded address completed by the kept one where both are of the same place. */
export function withSecrets(secrets: Kept, endpoint: string, recorded: string) {
  const kept = (name: string) => (secrets.has(name) ? secrets.get(name) : undefined);
  const address = kept(addressNameOf(endpoint));
  return {
    key: kept(secretNameOf(endpoint)),
    address: address !== undefined && recordedAddress(address) === recorded ? address : recorded,
  };
}
