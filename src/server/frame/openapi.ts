import { z } from 'zod';
import { problemDetails } from './problem.ts';
import type { AnyRoute } from './route.ts';

type Json = Record<string, unknown>;

/** OpenAPI 3.1 document of the routes; its schemas are those that validate (OpenAPI 3.1 schemas are JSON Schema 2020-12). */
export function openApiOf(routes: readonly AnyRoute[], version: string): Json {
  const paths: Record<string, Json> = {};
  for (const it of routes) {
    const path = `/api/v1${it.path.replace(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [it.method]: operationOf(it) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Duheng 度衡', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    paths,
    components: {
      schemas: { Problem: jsonSchema(problemDetails, 'output') },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
  };
}

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
      default: {
        description: 'A problem (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
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
  const header = (name: string) => ({
    name,
    in: 'header',
    required: false,
    schema: { type: 'string', maxLength: 200 },
  });
  if (it.method === 'get') return [header('If-None-Match')];
  return it.method === 'post' ? [header('Idempotency-Key')] : [header('If-Match')];
}

const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};
