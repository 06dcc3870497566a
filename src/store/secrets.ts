import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { link, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { makeDirectory, syncDirectory, writeFileDurably } from '../ledger/index.ts';
import { StoreError } from './error.ts';

/** Values that must be kept but never shown: keys of endpoints, tokens. They appear in no error, log, record or listing. */
export interface Secrets {
  /** Durable when it resolves. Throws `store.secret_invalid` for a name or value out of bounds, `store.data_unusable`. */
  put(name: string, value: string): Promise<void>;
  /** Throws `store.secret_missing`. */
  get(name: string): string;
  has(name: string): boolean;
  names(): string[];
  /** True where there was one to delete. */
  delete(name: string): Promise<boolean>;
}

const secretsFile = 'secrets.sealed';
const nameSchema = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._:/-]{0,199}$/);
const valueSchema = z.string().min(1).max(65_536);
const maxSecrets = 1_000;
const sealedSchema = z.strictObject({ v: z.literal(1), nonce: z.base64(), tag: z.base64(), sealed: z.base64() });
const openedSchema = z.record(nameSchema, valueSchema);
/** bound to the ciphertext, so that it cannot be passed off as anything else */
const context = Buffer.from('duheng secrets v1');

/**
 * Opens `<dataDirectory>/secrets.sealed`, encrypted as a whole with AES-256-GCM (NIST SP 800-38D, a fresh 96-bit nonce for every
 * writing). The key lies alone in `keyFile`, 32 bytes, mode 0600, made at the first use; keep it out of backups of the database. One process
 * only, the owner of the data directory. Throws `store.key_missing` where there are secrets and no key, `store.key_exposed` where
 * others may read the key, `store.secrets_unreadable` for a wrong key or a changed file, `store.data_unusable`.
 */
export async function openSecrets(dataDirectory: string, options: { readonly keyFile: string }): Promise<Secrets> {
  const path = join(dataDirectory, secretsFile);
  const file = await readIfThere(path);
  const key = (await readKey(options.keyFile)) ?? (file === null ? await makeKey(options.keyFile) : null);
  if (!key) throw new StoreError('store.key_missing', { keyFile: options.keyFile });
  return secretsIn(path, key, file === null ? new Map() : unseal(file, key, path));
}

function secretsIn(path: string, key: Buffer, found: ReadonlyMap<string, string>): Secrets {
  let values = found;
  let last: Promise<unknown> = Promise.resolve();

  /** One change after the other; memory follows the disk. */
  function change(edit: (next: Map<string, string>) => void): Promise<void> {
    const run = last.then(async () => {
      const next = new Map(values);
      edit(next);
      await writeFileDurably(path, seal(next, key)).catch((cause: unknown) => unusable(path, cause));
      values = next;
    });
    last = run.catch(() => {});
    return run;
  }

  return {
    async put(name, value) {
      if (!nameSchema.safeParse(name).success) throw new StoreError('store.secret_invalid', { reason: 'name' });
      if (!valueSchema.safeParse(value).success)
        throw new StoreError('store.secret_invalid', { reason: 'value', name });
      await change((next) => {
        next.set(name, value);
        if (next.size > maxSecrets)
          throw new StoreError('store.secret_invalid', { reason: 'too_many', limit: maxSecrets });
      });
    },
    get(name) {
      const value = values.get(name);
      if (value === undefined) throw new StoreError('store.secret_missing', { name });
      return value;
    },
    has: (name) => values.has(name),
    names: () => [...values.keys()].sort(),
    async delete(name) {
      const there = values.has(name);
      if (there) await change((next) => next.delete(name));
      return there;
    },
  };
}

function seal(values: ReadonlyMap<string, string>, key: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(context);
  const sealed = Buffer.concat([cipher.update(JSON.stringify(Object.fromEntries(values)), 'utf8'), cipher.final()]);
  const text = (bytes: Buffer) => bytes.toString('base64');
  return JSON.stringify({ v: 1, nonce: text(nonce), tag: text(cipher.getAuthTag()), sealed: text(sealed) });
}

/** No cause is kept: what fails to parse here could be a secret. */
function unseal(file: Buffer, key: Buffer, path: string): Map<string, string> {
  try {
    const { nonce, tag, sealed } = sealedSchema.parse(JSON.parse(file.toString('utf8')));
    const bytes = (text: string) => Buffer.from(text, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, bytes(nonce), { authTagLength: 16 });
    decipher.setAAD(context).setAuthTag(bytes(tag));
    const opened = Buffer.concat([decipher.update(bytes(sealed)), decipher.final()]).toString('utf8');
    return new Map(Object.entries(openedSchema.parse(JSON.parse(opened))));
  } catch {
    throw new StoreError('store.secrets_unreadable', { path });
  }
}

async function readKey(keyFile: string): Promise<Buffer | null> {
  const key = await readIfThere(keyFile);
  if (key === null) return null;
  const { mode } = await stat(keyFile).catch((cause: unknown) => unusable(keyFile, cause));
  if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
    throw new StoreError('store.key_exposed', { keyFile, mode: (mode & 0o777).toString(8) });
  }
  if (key.length !== 32) throw new StoreError('store.secrets_unreadable', { path: keyFile });
  return key;
}

/** Never over an existing key: with that, all that it sealed would be lost. */
async function makeKey(keyFile: string): Promise<Buffer> {
  try {
    await makeDirectory(dirname(keyFile));
    const key = randomBytes(32);
    const draft = `${keyFile}.${randomBytes(6).toString('hex')}`;
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(key);
      await file.sync();
      await file.close();
      await link(draft, keyFile);
    } finally {
      await rm(draft, { force: true });
    }
    await syncDirectory(dirname(keyFile));
    return key;
  } catch (cause) {
    return unusable(keyFile, cause);
  }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    return unusable(path, cause);
  }
}

function unusable(path: string, cause: unknown): never {
  const reason = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  throw new StoreError('store.data_unusable', { path, reason }, cause);
}
