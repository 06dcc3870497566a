import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { appWorld } from '../src/app.spec-world.ts';
import { inProcess } from '../src/cli/command.spec-world.ts';
import {
  canonicalBytes,
  type Digest,
  eraseContent,
  inclusionProof,
  type LogEntry,
  leafHash,
  mainLogIn,
  openContent,
  openLog,
  ownCheckpoint,
  parseTlogProof,
  readLogKeys,
  readPublished,
  readPublishedNote,
  sha256,
  systemStamp,
  toDigest,
  verifyInclusion,
  verifyLog,
} from '../src/ledger/index.ts';

const phone = '13861749205';
const facts = {
  ...{
    name: '张三的客服助手',
    contacts: phone,
    actorRole: 'provider',
    scenario: 'customer_service',
    sector: 'finance',
  },
  ...{ populations: ['general_public'], modalities: ['text'], scale: 'large', intelligence: 'assists' },
};

/** Every file below a directory with its bytes. */
async function* filesOf(directory: string): AsyncGenerator<{ path: string; bytes: Buffer }> {
  for (const it of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(it.parentPath, it.name);
    if (!it.isFile()) continue;
    // A partial tile of the log gives way to a fuller one while this looks.
    const bytes = await readFile(path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
    if (bytes) yield { path, bytes };
  }
}

async function filesWith(directory: string, needle: Uint8Array): Promise<string[]> {
  const found: string[] = [];
  for await (const { path, bytes } of filesOf(directory)) if (bytes.includes(Buffer.from(needle))) found.push(path);
  return found;
}

/** The salt of a piece of content, from where it lies on disk. */
async function saltOf(directory: string, words: string, digest: Digest): Promise<Buffer> {
  for await (const { bytes } of filesOf(join(directory, 'content'))) {
    const at = bytes.indexOf(words);
    const salt = at < 32 ? null : bytes.subarray(at - 32, at);
    if (salt && toDigest(sha256(salt, Buffer.from(words))) === digest) return salt;
  }
  throw new Error('no such piece');
}

/** Tries every candidate with no salt and with each 32 bytes that still lie anywhere in the content store as its salt. */
async function guessed(directory: string, candidates: readonly string[], digest: Digest): Promise<string | null> {
  const salts: Uint8Array[] = [new Uint8Array()];
  for await (const { bytes } of filesOf(join(directory, 'content'))) {
    for (let at = 0; at + 32 <= bytes.length; at += 1) salts.push(bytes.subarray(at, at + 32));
  }
  assert.ok(salts.length > 300);
  for (const it of candidates) {
    for (const salt of salts) if (toDigest(sha256(salt, Buffer.from(it))) === digest) return it;
  }
  return null;
}

async function registered(directory: string): Promise<LogEntry & { contacts: Digest; name: Digest }> {
  const log = await openLog(mainLogIn(directory).segments, { access: 'read' });
  for await (const entry of log.read()) {
    const { leaf } = entry;
    if (leaf.kind === 'system.registered' && leaf.body.contacts !== null)
      return { ...entry, contacts: leaf.body.contacts.digest, name: leaf.body.name.digest };
  }
  throw new Error('no system was registered');
}

test('erasing a person: the number is nowhere, every proof still holds, and nobody can confirm it by guessing', async (t) => {
  const world = await appWorld(t);
  const { directory } = world;
  const { id } = await world.json<{ id: string }>('/systems', { method: 'POST', body: facts });
  for (const name of ['乙', '丙'])
    await world.json('/systems', { method: 'POST', body: { ...facts, name, contacts: '某处' } });
  const entry = await registered(directory);
  const salt = await saltOf(directory, phone, entry.contacts);
  const candidates = [phone, '13861749204', '13861749206'];
  assert.equal(await guessed(directory, candidates, entry.contacts), phone, 'before: whoever has the salt can guess');
  await world.reopen();
  const place = mainLogIn(directory);
  const pinned = await readLogKeys(place.keys);
  const proofBefore = (await inProcess(['ledger', 'prove', String(entry.index), '--data', directory])).out;

  await world.reopen(async () => {
    const content = await openContent(join(directory, 'content'));
    const log = await openLog(place.segments);
    const erasure = { content, log, stamp: systemStamp };
    for (const digest of [entry.contacts, entry.name])
      await eraseContent(erasure, world.by(), { digest, reason: 'consent_withdrawn' });
    await log.close();
    await content.close();
  });

  assert.deepEqual(await filesWith(directory, Buffer.from(phone)), []);
  assert.deepEqual(await filesWith(directory, salt), []);
  assert.deepEqual(await filesWith(directory, Buffer.from('张三')), []);
  assert.equal(await guessed(directory, candidates, entry.contacts), null);

  const shown = await world.json<Record<string, unknown>>(`/systems/${id}`);
  assert.deepEqual([shown.id, shown.name, shown.contacts, shown.scenario], [id, null, null, 'customer_service']);
  const { items } = await world.json<{ items: { name: string | null }[] }>('/systems');
  assert.deepEqual(
    items.map((it) => it.name),
    ['丙', '乙', null],
  );
  await world.json(`/systems/${id}/posture`);

  const trust = (note: string | Uint8Array) => ownCheckpoint(note, pinned);
  await world.reopen();
  const log = await openLog(place.segments, { access: 'read' });
  const verified = await verifyLog({ log, directory: place.public, trust });
  assert.deepEqual([verified.size, verified.unpublished], [5, 0]);
  const { size, root } = trust((await readPublishedNote(place.public)) ?? '');
  const leaf = leafHash(canonicalBytes(entry.leaf), sha256);
  const index = BigInt(entry.index);
  const proof = await inclusionProof(index, size, readPublished(place.public, size), sha256);
  verifyInclusion({ index, size, leaf, root, proof }, sha256);
  // The proof that somebody was given before the erasure holds as it did.
  const given = parseTlogProof(proofBefore);
  const old = trust(given.checkpoint);
  verifyInclusion({ index, size: old.size, leaf, root: old.root, proof: [...given.hashes] }, sha256);
  assert.deepEqual(world.errors, []);
});
