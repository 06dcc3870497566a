import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { chat, completion, serve } from '../run/run.spec-world.ts';

const turns = [{ role: 'user', content: 'Hello' }] as const;
const quiet = () => new AbortController().signal;
const plain = Buffer.from(completion('好的'));

const encoded: readonly (readonly [string, Buffer])[] = [
  ['gzip', gzipSync(plain)],
  ['x-gzip', gzipSync(plain)],
  ['GZIP', gzipSync(plain)],
  ['deflate', deflateSync(plain)],
  ['deflate', deflateRawSync(plain)],
  ['br', brotliCompressSync(plain)],
  ['zstd', zstdCompressSync(plain)],
  ['identity', plain],
];

test('an answer that was compressed without being asked for is read', async (context) => {
  for (const [encoding, body] of encoded) {
    const world = await serve(context, (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    });
    const { text } = await (await chat(context, world.address)).ask(turns, quiet());
    assert.equal(text, '好的', encoding);
    assert.equal(world.headers[0]?.['accept-encoding'], undefined);
  }
});

const faulty: readonly (readonly [string, Buffer, string])[] = [
  ['compress', plain, 'target.encoding_unsupported'],
  ['gzip, br', gzipSync(plain), 'target.encoding_unsupported'],
  ['constructor', plain, 'target.encoding_unsupported'],
  ['gzip', plain, 'target.answer_malformed'],
  ['gzip', gzipSync(plain).subarray(0, 40), 'target.answer_truncated'],
  ['gzip', gzipSync(Buffer.alloc(50_000_000)), 'target.answer_too_large'],
  ['br', brotliCompressSync(Buffer.alloc(50_000_000)), 'target.answer_too_large'],
];
for (const [encoding, body, code] of faulty) {
  test(`${body.length} bytes said to be ${encoding} are ${code}`, async (context) => {
    const world = await serve(context, (_, response) => {
      response.writeHead(200, { 'content-encoding': encoding });
      response.end(body);
    });
    await assert.rejects((await chat(context, world.address)).ask(turns, quiet()), { code });
  });
}

test('a status counts before a body that cannot be read', async (context) => {
  const world = await serve(context, (_, response) => {
    response.writeHead(401, { 'content-encoding': 'compress' });
    response.end('x');
  });
  await assert.rejects((await chat(context, world.address)).ask(turns, quiet()), { code: 'target.unauthorised' });
});

test('what a server says in a compressed error is read', async (context) => {
  const world = await serve(context, (_, response) => {
    response.writeHead(400, { 'content-encoding': 'gzip' });
    response.end(gzipSync('{"error":{"message":"no such model"}}'));
  });
  await assert.rejects((await chat(context, world.address)).ask(turns, quiet()), (error) => {
    assert.equal(Reflect.get(Object(Reflect.get(Object(error), 'params')), 'said'), 'no such model');
    return true;
  });
});
