import type { FieldIssue } from '../api/client.ts';

/** Issues of a request by field of the form, `endpoints.0.address` under `address`; what fits no field under `''`. */
export function issuesByField(issues: readonly FieldIssue[], fields: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { path, message } of issues) {
    const last = path.split('.').findLast((it) => fields.includes(it)) ?? '';
    if (!found.has(last)) found.set(last, last === '' && path !== '' ? `${path}: ${message}` : message);
  }
  return found;
}

/** Whether an endpoint can be asked at it. */
export function isWebAddress(text: string): boolean {
  const address = text.trim();
  return URL.canParse(address) && /^https?:$/.test(new URL(address).protocol);
}
