import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openApiText } from './openapi-text.ts';
import { rawRoutesOf, routesOf } from './server.ts';
import type { Services } from './services.ts';

type Json = { readonly [key: string]: unknown };
const text = openApiText();
const document = JSON.parse(text) as Json & {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

function* within(value: unknown): Generator<Json> {
  if (typeof value !== 'object' || value === null) return;
  yield value as Json;
  for (const it of Object.values(value)) yield* within(it);
}

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(text));
    assert.ok(valid, JSON.stringify(errors, null, 1));
  });

  test('is published as it is: docs/openapi.json is current', () => {
    assert.equal(
      readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8'),
      text,
      'run: node src/server/write-openapi.ts',
    );
  });

  test('holds every route, each under an operation id of its own', () => {
    const services = {} as Services;
    const mounted = [...routesOf(services), ...rawRoutesOf(services)];
    for (const it of mounted) {
      const path = `/api/v1${it.path.replace(/:(\w+)/g, '{$1}')}`;
      assert.equal(document.paths[path]?.[it.method]?.operationId, it.operation, `${it.method} ${path}`);
    }
    assert.equal(operations.length, mounted.length + 3, 'and health, this document and the session');
    assert.equal(new Set(operations.map((it) => it.operation.operationId)).size, operations.length);
  });

  test('every reference resolves', () => {
    const references = [...within(document)].flatMap((it) => (typeof it.$ref === 'string' ? [it.$ref] : []));
    assert.ok(references.length > 0);
    for (const it of new Set(references)) {
      assert.match(it, /^#\/components\//, it);
      const found = it
        .slice(2)
        .split('/')
        .reduce<unknown>((at, key) => Object(at)[key], document);
      assert.equal(typeof found, 'object', it);
    }
  });

  test('every path names exactly its own parameters', () => {
    for (const { path, method, operation } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((it) => it[1]);
      const parameters = operation.parameters as readonly Json[];
      const inPath = parameters.filter((it) => it.in === 'path').map((it) => it.name);
      assert.deepEqual(inPath.sort(), named.sort(), `${method} ${path}`);
      assert.equal(new Set(parameters.map((it) => `${it.in} ${it.name}`)).size, parameters.length);
    }
  });

  test('every operation is described in both languages and says how it fails', () => {
    for (const { path, operation } of operations) {
      assert.match(String(operation.summary), /\w.* · .*\p{Script=Han}|^This document · 本文档$/u, path);
      assert.ok(Object(operation.responses).default, path);
    }
  });

  test('every body that comes in is bounded: strings and lists have a longest', () => {
    for (const { path, operation } of operations) {
      for (const it of within(operation.requestBody)) {
        if (it.type === 'string' && !('enum' in it) && !('const' in it) && !('format' in it))
          assert.ok('maxLength' in it || boundsItself(it.pattern), `${path} ${JSON.stringify(it)}`);
        if (it.type === 'array')
          assert.ok('maxItems' in it || typeof it.items !== 'object', `${path} ${JSON.stringify(it)}`);
      }
    }
  });
});

/** An anchored expression without open repetition bounds the length of what it matches. */
function boundsItself(pattern: unknown): boolean {
  return typeof pattern === 'string' && /^\^.*\$$/.test(pattern) && !/[^\\][*+]|,\}/.test(pattern);
}
