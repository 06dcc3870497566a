import { apiVersion, frameOpenApi } from './frame/http.ts';
import { rawRoutesOf, routesOf } from './server.ts';
import type { Services } from './services.ts';

/** The OpenAPI document as published in `docs/openapi.json`. It rests on schemas alone: no service is called for it. */
export function openApiText(): string {
  const services = {} as Services;
  const document = frameOpenApi({ routes: routesOf(services), raw: rawRoutesOf(services), version: apiVersion });
  return `${JSON.stringify(document, null, 2)}\n`;
}
