import { AssessError } from '../error.ts';
import { anthropicTarget } from './anthropic.ts';
import { commandTarget, withoutKeys } from './command.ts';
import { cleaned } from './foreign.ts';
import { type HttpEndpoint, openHttpEndpoint } from './http.ts';
import { ollamaTarget } from './ollama.ts';
import { openAiTarget } from './openai.ts';
import { defaultBounds, type Target, type TargetBounds } from './target.ts';
import { transcriptTarget } from './transcript.ts';

interface OverHttp {
  readonly address: string;
  /** sent as each interface wants it; never printed, logged or recorded */
  readonly key?: string | undefined;
  /** further request headers; `{{key}}` in a value stands for the key */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** PEM of a certificate authority of the user's own */
  readonly certificateAuthority?: string | undefined;
}

interface Chat extends OverHttp {
  readonly model: string;
  /** the user's own request parameters */
  readonly params?: Readonly<Record<string, unknown>> | undefined;
}

/** How a target is described by a person: everything else follows from it. */
export type TargetSpecification =
  | ({ readonly kind: 'openai' | 'openai-stream' | 'anthropic' | 'ollama' } & Chat)
  | ({
      readonly kind: 'http';
      readonly body: string;
      readonly answer: string | null;
    } & OverHttp)
  | {
      readonly kind: 'command';
      readonly program: string;
      readonly args: readonly string[];
      /** not given to the program: variables that hold it are withheld, and an answer that quotes it loses it */
      readonly key?: string | undefined;
    }
  | { readonly kind: 'transcript'; readonly path: string };

export interface OpenTargetOptions {
  readonly bounds?: Partial<TargetBounds> | undefined;
  /** milliseconds since the epoch; needed for a Retry-After that is a date */
  readonly now: () => number;
  /** what a program that is asked inherits, but for keys; the process's own by default */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

const reserved = new Set(['model', 'messages', 'stream', 'system']);

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new AssessError('target.address_invalid', { why: 'not_http', address: address.slice(0, 200) });
  }
  // Such an address would end up in records; the key has a way of its own.
  if (url.username !== '' || url.password !== '')
    throw new AssessError('target.address_invalid', { why: 'credentials' });
  url.hash = '';
  return url;
}

/** Adds the interface's own path to a base address, unless the address already ends with it. */
function withPath(address: string, versioned: string, path: string): URL {
  const url = parseAddress(address);
  const trimmed = url.pathname.replace(/\/+$/, '');
  if (trimmed.endsWith(path)) url.pathname = trimmed;
  else url.pathname = `${trimmed === '' ? versioned : trimmed}${path}`;
  return url;
}

const keyHeaders: Readonly<Record<'openai' | 'anthropic', (key: string) => Record<string, string>>> = {
  openai: (key) => ({ authorization: `Bearer ${key}` }),
  anthropic: (key) => ({ 'x-api-key': key }),
};

function headersOf(
  it: OverHttp,
  style: 'openai' | 'anthropic',
  fixed: Readonly<Record<string, string>>,
): Record<string, string> {
  const { key } = it;
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(it.headers ?? {}))
    own[name.toLowerCase()] = value.replaceAll('{{key}}', key ?? '');
  // A key that the user placed by hand is not sent a second time.
  const placed = Object.values(it.headers ?? {}).some((value) => value.includes('{{key}}'));
  const headers = { ...fixed, ...(key === undefined || placed ? {} : keyHeaders[style](key)), ...own };
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(value)) {
      throw new AssessError('target.address_invalid', { why: 'header', header: name.slice(0, 100) });
    }
  }
  return headers;
}

/** The key, and those header values of the user that are keys by their name. */
function secretsOf(it: Pick<OverHttp, 'key' | 'headers'>): string[] {
  const named = Object.entries(it.headers ?? {}).filter(([name]) => /auth|key|token|secret|cookie/i.test(name));
  const values = [it.key ?? '', ...named.map(([, value]) => value.replace(/^(Bearer|Basic)\s+/i, ''))];
  return values.filter((value) => value.length >= 4 && !value.includes('{{key}}'));
}

function endpointOf(it: OverHttp, url: URL, headers: Record<string, string>, options: OpenTargetOptions): HttpEndpoint {
  const { certificateAuthority } = it;
  const bounds = { ...defaultBounds, ...options.bounds };
  return openHttpEndpoint({ url, bounds, headers, secrets: secretsOf(it), now: options.now, certificateAuthority });
}

function assertParams(params: Readonly<Record<string, unknown>>): void {
  for (const name of Object.keys(params)) {
    if (reserved.has(name)) throw new AssessError('target.param_reserved', { param: name });
  }
}

function openChat(it: Extract<TargetSpecification, { model: string }>, options: OpenTargetOptions): Target {
  const { model, params = {} } = it;
  assertParams(params);
  if (it.kind === 'anthropic') {
    const headers = headersOf(it, 'anthropic', { 'anthropic-version': '2023-06-01' });
    const url = withPath(it.address, '/v1', '/messages');
    return anthropicTarget({ endpoint: endpointOf(it, url, headers, options), model, params });
  }
  const headers = headersOf(it, 'openai', {});
  if (it.kind === 'ollama') {
    const endpoint = endpointOf(it, withPath(it.address, '', '/api/chat'), headers, options);
    return ollamaTarget({ endpoint, model, params });
  }
  const endpoint = endpointOf(it, withPath(it.address, '/v1', '/chat/completions'), headers, options);
  return openAiTarget({ endpoint, model, params }, it.kind === 'openai-stream');
}

/**
 * Opens a target. Nothing is sent yet.
 * @throws AssessError `target.address_invalid`, `target.param_reserved`, `target.param_required`, `target.template_invalid`,
 * `target.json_path_invalid`, `target.transcript_invalid`
 */
export async function openTarget(it: TargetSpecification, options: OpenTargetOptions): Promise<Target> {
  const secrets = it.kind === 'transcript' ? [] : secretsOf(it);
  const target = await openBare(it, options);
  return { ...cleaned(target, secrets), bounds: { ...defaultBounds, ...options.bounds } };
}

async function openBare(it: TargetSpecification, options: OpenTargetOptions): Promise<Target> {
  const bounds = { ...defaultBounds, ...options.bounds };
  if (it.kind === 'command') {
    const environment = withoutKeys(options.environment ?? process.env, secretsOf(it));
    return commandTarget({ program: it.program, args: it.args, bounds, environment });
  }
  if (it.kind === 'transcript') return transcriptTarget(it.path, bounds);
  if (it.kind !== 'http') return openChat(it, options);
  const url = parseAddress(it.address);
  const headers = headersOf(it, 'openai', {});
  // JSON paths are read for this kind alone.
  const { templateTarget } = await import('./template.ts');
  return templateTarget(endpointOf(it, url, headers, options), { body: it.body, answer: it.answer });
}
