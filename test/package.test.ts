import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const root = join(import.meta.dirname, '..');
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));
const { packages } = read('package-lock.json') as { packages: Readonly<Record<string, Locked>> };
const manifest = read('package.json') as {
  dependencies: Readonly<Record<string, string>>;
  optionalDependencies: Readonly<Record<string, string>>;
};

/** npm 11 refuses `npm ci` where a platform's package is missing, and `npm i` drops those that its registry does not have at the moment. */
test('the lock names the optional packages of every platform', () => {
  const missing = Object.entries(packages).flatMap(([path, it]) =>
    Object.keys(it.optionalDependencies ?? {}).filter(
      (name) => !packages[`node_modules/${name}`] && !packages[`${path}/node_modules/${name}`],
    ),
  );
  assert.deepEqual(missing, []);
});

test('everything that a fresh Linux or Windows machine installs has its integrity in the lock', () => {
  const bare = Object.entries(packages).filter(
    ([path, it]) => path !== '' && it.optional !== true && it.integrity === undefined,
  );
  assert.deepEqual(
    bare.map(([path]) => path),
    [],
  );
  for (const name of Object.keys(manifest.optionalDependencies))
    assert.ok(packages[`node_modules/${name}`]?.integrity, name);
});

test('the lock holds no address, so that any registry serves', () => {
  assert.deepEqual(
    Object.entries(packages)
      .filter(([, it]) => it.resolved !== undefined)
      .map(([path]) => path),
    [],
  );
});

test('what the program imports at run time is a dependency, not a development tool', () => {
  for (const name of [
    'zod',
    'hono',
    'kysely',
    '@electric-sql/pglite',
    'pg',
    'commander',
    'yaml',
    'undici',
    'canonicalize',
    'uuid',
  ])
    assert.ok(manifest.dependencies[name], name);
});
