import { z } from 'zod';
import { problemDetails } from './problem.ts';
import type { AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

/** An operation that does not answer with a JSON object of a schema: an event stream, a file. */
export interface FileOperation {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly operation: string;
  readonly summary: { readonly zh: string; readonly en: string };
  /** media type of its answer */
  readonly produces: string;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  /** true: no token is asked for */
  readonly open?: true;
}

/** OpenAPI 3.1 document of the routes; its schemas are those that validate (OpenAPI 3.1 schemas are JSON Schema 2020-12). */
export function openApiOf(routes: readonly AnyRoute[], files: readonly FileOperation[], version: string): Json {
  const paths: Record<string, Json> = {};
  const add = (it: AnyRoute | FileOperation, operation: Json) => {
    const path = `/api/v1${it.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [it.method]: operation };
  };
  for (const it of routes) add(it, operationOf(it));
  for (const it of files) add(it, fileOperationOf(it));
  return {
    openapi: '3.1.0',
    info: { title: 'Duheng 度衡', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemDetails, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
  };
}

const problem = {
  description: 'A problem (RFC 9457)',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function operationOf(it: AnyRoute): Json {
  return {
    operationId: it.operation,
    summary: `${it.summary.en} · ${it.summary.zh}`,
    parameters: [...parametersOf(it.params, 'path'), ...parametersOf(it.query, 'query'), ...headersOf(it)],
    ...(it.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: jsonSchema(it.body, 'input') } } } }
      : {}),
    responses: {
      [String(it.status ?? 200)]: {
        description: it.summary.en,
        content: { 'application/json': { schema: jsonSchema(it.response, 'output') } },
      },
      ...(it.method === 'get' ? { '304': { description: 'Not changed since the ETag given' } } : {}),
      default: problem,
    },
  };
}

function fileOperationOf(it: FileOperation): Json {
  return {
    operationId: it.operation,
    summary: `${it.summary.en} · ${it.summary.zh}`,
    parameters: [...parametersOf(it.params, 'path'), ...parametersOf(it.query, 'query')],
    responses: {
      '200': { description: it.summary.en, content: { [it.produces]: {} } },
      default: problem,
    },
    ...(it.open ? { security: [] } : {}),
  };
}

function parametersOf(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const object = jsonSchema(schema, 'input') as { properties?: Record<string, Json>; required?: string[] };
  return Object.entries(object.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || (object.required?.includes(name) ?? false),
    schema: property,
  }));
}

function headersOf(it: AnyRoute): Json[] {
  const header = (name: string, maxLength: number) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength },
  });
  if (it.method === 'get') return [header('If-None-Match', 1_000)];
  if (it.method === 'post') return [header('Idempotency-Key', 200)];
  return it.current ? [header('If-Match', 1_000)] : [];
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
