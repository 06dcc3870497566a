import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { canonicalBytes } from '../canonical.ts';
import { type Fact, makeLeaf, type Stamp } from '../leaf.ts';
import { countingStamp } from '../ledger.spec-world.ts';
import { openLog } from '../log.ts';
import { toBase64, toHex } from '../note/base64.ts';
import {
  formatNote,
  formatVerifierKey,
  generateLogKeys,
  type LogKeys,
  nodePrimitives,
  parseNote,
  publicKeysOf,
  signatureTypes,
  signerOf,
  type VerifierKey,
  verifierKey,
} from '../note/index.ts';
import { openPublication, readPublished } from '../publication.ts';
import type { Digest, Leaf, RecordBody, RecordKind } from '../record.ts';
import { sha256 } from '../stamp.ts';
import { inclusionProof } from '../tree/index.ts';
import {
  type BundleFile,
  type BundleManifest,
  type BundleVerdict,
  countLeaves,
  logPaths,
  packBundle,
  parsePins,
  verifyBundle,
} from './index.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const id = (n: number): string => `01934000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const actor = { id: id(1), kind: 'person', assurance: 'unauthenticated' } as const;

export const systemId = id(0xa);
export const otherSystemId = id(0xb);
export const runId = id(0xc);
export const origin = 'duheng/test';
const endpoint = 'http://127.0.0.1:1/v1';

/** A bundle's files and facts before they are packed, to be changed and packed again. */
export interface Parts {
  readonly files: readonly BundleFile[];
  readonly facts: Omit<BundleManifest, 'v' | 'format' | 'files'>;
}

/** A bundle of a real log, with what a reader may pin. */
export interface Made extends Parts {
  readonly zip: Uint8Array;
  readonly keys: LogKeys;
  readonly vkeys: readonly string[];
  readonly witnesses: readonly string[];
  readonly leaves: readonly Leaf[];
}

/** A witness that cosigns whatever it is given; `name` in its vkey. */
function witness(name: string, time: bigint): { readonly vkey: string; readonly cosign: (note: string) => string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const raw = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const key: VerifierKey = verifierKey(name, signatureTypes.ed25519Cosignature, raw, sha256);
  const signer = signerOf(key, (message) => sign(null, message, privateKey), time);
  const cosign = (note: string): string => {
    const parsed = parseNote(note);
    const line = { name, keyId: key.keyId, signature: signer.sign(parsed.text) };
    return formatNote({ text: parsed.text, signatures: [...parsed.signatures, line] });
  };
  return { vkey: formatVerifierKey(key), cosign };
}

/** Another log than the one that all bundles here are of, and what it ends with. */
export interface OtherLog {
  readonly origin?: string;
  /** the log that follows, which its last leaf names */
  readonly next?: RecordBody<'log.closed'>['next'];
}

/** A fact as one of all kinds: the pair is typed by K. */
const factOf = <K extends RecordKind>(kind: K, body: RecordBody<K>) =>
  ({ kind, body, org: 'default', actor }) as unknown as Fact<RecordKind>;

/** The journal of a run as the run itself keeps it: a log of its own, of which the running head is the digest. */
async function journalOf(directory: string, stamp: Stamp): Promise<{ bytes: Uint8Array; head: Digest }> {
  const log = await openLog(join(directory, 'journal'));
  const make = <K extends RecordKind>(kind: K, body: RecordBody<K>) => log.append(makeLeaf(factOf(kind, body), stamp));
  const digest: Digest = `sha256:${'0'.repeat(64)}`;
  await make('run.planned', { run: runId, plan: digest, planned: 3, settings: digest });
  for (const [at, verdict] of (['pass', 'fail', 'pending_group'] as const).entries())
    await make('case.settled', {
      ...{ case: `case-${at}`, verdict, reason: 'refusal.declines', params: {}, feature: null },
      ...{ question: null, answer: null, attempts: 1, milliseconds: 1 },
    });
  const lines: string[] = [];
  for await (const { leaf } of log.read()) lines.push(`${Buffer.from(canonicalBytes(leaf)).toString()}\n`);
  await log.close();
  return { bytes: text(lines.join('')), head: log.head };
}

function bodies(journal: Digest): readonly Fact<RecordKind>[] {
  const digest: Digest = `sha256:${'1'.repeat(64)}`;
  const registered = (system: string) =>
    factOf('system.registered', {
      ...{ system, practice: true, actorRole: 'provider', stage: 'use', scenario: 'chat', sector: 'general' },
      ...{ populations: [], modalities: ['text'], intelligence: 'assists', scale: 'small', edition: '1.0' },
      ...{ profile: 'duheng-1.0', endpoints: [], name: { digest }, description: null, contacts: null },
    });
  const observation = (n: number, result: 'pass' | 'fail') =>
    factOf('observation', {
      ...{ observation: id(0x100 + n), run: runId, system: systemId, check: `ASM-00${n}`, checkVersion: 1 },
      ...{ subject: endpoint, result, observed: { rate: 0.5 }, expected: { rate: 1 }, artefact: journal },
      ...{ reason: null, identity: null, observedAt: '2026-11-23T00:00:00.000Z', validUntil: null, tool: 'duheng 0' },
    });
  return [
    registered(systemId),
    registered(otherSystemId),
    factOf('run.started', {
      ...{ run: runId, system: systemId, scope: ['ASM-001'], suites: [], attacks: [], endpoint, model: null },
      ...{ planned: 3, plan: digest, tool: 'duheng 0' },
    }),
    observation(1, 'pass'),
    observation(2, 'fail'),
    factOf('run.finished', {
      ...{ run: runId, status: 'complete', journal, selfCheck: 'holds', reason: null },
      counts: { pass: 2, fail: 1, undetermined: 0, error: 0 },
    }),
    factOf('judgement', {
      ...{ judgement: id(0x200), system: systemId, item: '4.1', statement: { digest } },
      ...{ statedAt: '2026-11-23T00:00:00.000Z', expires: null },
    }),
  ];
}

const isOfSystem = ({ body }: Leaf): boolean => !('system' in body) || body.system === systemId;

/**
 * A bundle of one system out of a real log that holds two, published and signed by keys of its own and by two of three witnesses. Ids and
 * times are the same in every run, the keys are new. `belongs` chooses the entries.
 */
export async function madeBundle(belongs: (leaf: Leaf) => boolean = isOfSystem, other: OtherLog = {}): Promise<Made> {
  const directory = await mkdtemp(join(tmpdir(), 'duheng-'));
  try {
    return await bundleIn(directory, belongs, other);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function bundleIn(
  directory: string,
  belongs: (leaf: Leaf) => boolean,
  { origin: name = origin, next }: OtherLog,
): Promise<Made> {
  const stamp = countingStamp();
  const journal = await journalOf(directory, stamp);
  const log = await openLog(join(directory, 'log'));
  const keys = generateLogKeys(name, stamp.clock());
  const last = next === undefined ? [] : [factOf('log.closed', { number: 1, next })];
  for (const fact of [...bodies(journal.head), ...last]) await log.append(makeLeaf(fact, stamp));
  const publication = await openPublication({ log, directory: join(directory, 'public'), keys, clock: stamp.clock });
  const { size, root, note } = publication.published;
  const witnesses = ['w1', 'w2', 'w3'].map((name) => witness(name, 1_764_000_000n));
  const signed = witnesses.slice(0, 2).reduce((before, { cosign }) => cosign(before), note);
  const read = readPublished(publication.directory, size);
  const leaves: Leaf[] = [];
  const [entries, proofs]: string[][] = [[], []];
  for await (const { leaf, index } of log.read()) {
    if (!belongs(leaf)) continue;
    leaves.push(leaf);
    const hashes = (await inclusionProof(BigInt(index), size, read, sha256)).map(toBase64);
    entries?.push(`${Buffer.from(canonicalBytes(leaf)).toString()}\n`);
    proofs?.push(`${JSON.stringify({ hashes, index: String(index) })}\n`);
  }
  await publication.close();
  await log.close();
  const paths = logPaths(1);
  const json = (path: string, value: unknown): BundleFile => ({ path, bytes: canonicalBytes(value) });
  const parts: Parts = {
    files: [
      { path: paths.checkpoint, bytes: text(signed) },
      { path: paths.entries, bytes: text(entries?.join('') ?? '') },
      { path: paths.proofs, bytes: text(proofs?.join('') ?? '') },
      json(paths.keys, { keys: publicKeysOf(keys) }),
      { path: `artefacts/${runId}.jsonl`, bytes: journal.bytes },
      { path: 'summary.zh.md', bytes: text('# 概要\n') },
      { path: 'summary.en.md', bytes: text('# Summary\n') },
      ...['system', 'edition', 'profiles', 'checks'].map((it) => json(`${it}.json`, { it })),
    ],
    facts: {
      ...{ tool: 'duheng 0', createdAt: '2026-11-24T00:00:00.000Z', org: 'default', system: systemId },
      ...{ period: { from: '2026-11-23T00:00:00.000Z', to: '2026-11-24T00:00:00.000Z' }, edition: '1.0' },
      logs: [{ n: 1, origin: name, size: String(size), root: toBase64(root), entries: leaves.length }],
      counts: countLeaves(leaves),
      omitted: [{ what: 'content', count: 1, reason: 'holds_personal_data' }],
    },
  };
  const vkeys = publicKeysOf(keys).map(({ vkey }) => vkey);
  return { ...parts, zip: pack(parts), keys, vkeys, witnesses: witnesses.map(({ vkey }) => vkey), leaves };
}

export const pack = ({ files, facts }: Parts): Uint8Array => packBundle(files, facts, sha256);

/** The same parts with one file's text changed; the manifest follows, as a forger's would. */
export function withFile({ files, facts }: Parts, path: string, change: (before: string) => string): Parts {
  const changed = ({ bytes }: BundleFile) => text(change(Buffer.from(bytes).toString()));
  return { facts, files: files.map((it) => (it.path === path ? { path, bytes: changed(it) } : it)) };
}

/** A bundle of a log and of the one that follows it, which gives nothing but its checkpoint. */
export function withNextLog({ files, facts }: Parts, next: Parts): Parts {
  const folder = (path: string) => path.replace('logs/1/', 'logs/2/');
  const added = next.files.filter(({ path }) => path.startsWith('logs/1/'));
  return {
    files: [...files, ...added.map(({ path, bytes }) => ({ path: folder(path), bytes }))],
    facts: { ...facts, logs: [...facts.logs, ...next.facts.logs.map((it) => ({ ...it, n: 2 }))] },
  };
}

export const withFacts = ({ files, facts }: Parts, changed: Partial<Parts['facts']>): Parts => ({
  files,
  facts: { ...facts, ...changed },
});

export interface Pinned {
  readonly keys?: readonly string[];
  readonly witnesses?: readonly string[];
  readonly quorum?: number;
  readonly require?: 'both' | 'any';
}

/** The verdict of a reader with these pins. */
export function verdictFor(zip: Uint8Array, pinned: Pinned = {}): BundleVerdict {
  const { keys = [], witnesses = [], quorum, require } = pinned;
  return verifyBundle(zip, {
    pins: parsePins({ keys, witnesses, quorum, require }, sha256),
    primitives: nodePrimitives,
    sha256,
  });
}

/** Codes and places of what was found, as `code file:line`. */
export const faultsOf = ({ findings }: BundleVerdict): string[] =>
  findings.map(({ code, file, line }) => [code, [file, line].filter((it) => it !== null).join(':')].join(' ').trim());

/** What another program unpacks of a zip: names and SHA-256, to compare content by. */
export const contentOf = (zip: Uint8Array): string =>
  Object.entries(unzipSync(zip))
    .map(([path, bytes]) => `${path} ${toHex(sha256(bytes))}`)
    .join('\n');
