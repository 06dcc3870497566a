import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OwnEndpoint {
  /** base of an OpenAI-compatible service whose model is called `mine-1` */
  readonly url: string;
  close(): void;
}

/** Somebody's own service: it answers as the one behind it does, under a model name of its own. */
export async function ownEndpoint(behind: string, model: string): Promise<OwnEndpoint> {
  const rename = (text: string, from: string, to: string) => text.replace(`"model":"${from}"`, `"model":"${to}"`);
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request as AsyncIterable<Buffer>) pieces.push(piece);
    const body = rename(Buffer.concat(pieces).toString('utf8'), 'mine-1', model);
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${behind}/chat/completions`, { method: 'POST', headers, body });
    response.writeHead(answer.status, headers);
    response.end(rename(await answer.text(), model, 'mine-1'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/v1`, close: () => void server.close() };
}
