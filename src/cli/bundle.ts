import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { unzipSync } from 'fflate';
import { type BundleManifest, bundleManifest, omissionWords } from '../ledger/index.ts';
import { bundleFileName } from '../report/index.ts';
import { plainText } from './assess-table.ts';
import { type BundleWords, bundleWords } from './bundle-words.ts';
import { type ApiClient, connect } from './client.ts';
import { hang } from './columns.ts';
import { CliError } from './error.ts';
import type { CliIo } from './io.ts';
import { assertWritable, writeWhole } from './output-file.ts';
import { settingsOf } from './settings.ts';
import { versionOf } from './version.ts';

type Options = Readonly<{
  from?: string;
  to?: string;
  out?: string;
  name: boolean;
  force?: boolean;
  data?: string;
  json?: boolean;
}>;

/** `duheng bundle [SYSTEM]`: makes an evidence bundle, also beside a running `duheng start`. */
export function bundleCommand(io: CliIo): Command {
  const say = bundleWords[io.language];
  return new Command('bundle')
    .description(say.about)
    .argument('[system]', say.system)
    .option('--from <when>', say.from)
    .option('--to <when>', say.to)
    .option('--out <file>', say.out)
    .option('--no-name', say.noName)
    .option('--force', say.force)
    .option('--data <directory>', say.data)
    .option('--json', say.json)
    .allowExcessArguments(false)
    .addHelpText('after', say.examples)
    .action((system: string | undefined, options: Options) => makeBundle(io, say, system, options));
}

/** What keeps a file from being written is found before the bundle is made, where its name is known by then. */
async function makeBundle(io: CliIo, say: BundleWords, system: string | undefined, options: Options): Promise<void> {
  if (options.out !== undefined) await assertFree(options.out, options);
  const client = await connect(settingsOf(options, io.env), versionOf(), (where, error) =>
    io.stderr(`${where}: ${String(error)}\n`),
  );
  try {
    const id = await systemNamed(client, system);
    const bytes = await received(client, `/api/v1/systems/${id}/bundle${queryOf(options)}`, io, say);
    const manifest = manifestOf(bytes);
    const file = options.out ?? bundleFileName(manifest);
    if (options.out === undefined) await assertFree(file, options);
    await writeWhole(file, [bytes]);
    io.stdout(
      options.json ? `${JSON.stringify(factsOf(file, bytes, manifest))}\n` : report(io, say, { file, bytes, manifest }),
    );
  } finally {
    await client.close();
  }
}

async function assertFree(file: string, { force = false }: Options): Promise<void> {
  if (!force && existsSync(file)) throw new CliError('cli.file_exists', { file });
  await assertWritable(file);
}

function queryOf({ from, to, name }: Options): string {
  const query = new URLSearchParams({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  if (!name) query.set('name', 'no');
  return query.size === 0 ? '' : `?${query}`;
}

type Listed = { readonly id: string; readonly name: string | null };

/** The id of the system that was named by its id or its name, or the only one that there is. */
async function systemNamed(client: ApiClient, wanted: string | undefined): Promise<string> {
  const found: Listed[] = [];
  let cursor: string | null = null;
  do {
    const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: { items: Listed[]; next: string | null } = await client.get(`/api/v1/systems?limit=200${after}`);
    found.push(...page.items.filter((it) => wanted === undefined || it.id === wanted || it.name === wanted));
    cursor = page.next;
  } while (cursor !== null);
  const byId = found.find((it) => it.id === wanted);
  const [first, ...more] = byId ? [byId] : found;
  if (!first) throw new CliError('cli.system_unknown', { system: plainText(wanted ?? '…') });
  if (more.length === 0) return first.id;
  const systems = found.slice(0, mostNamed).map((it) => `${it.id} ${plainText(it.name ?? '', 60)}`.trim());
  throw new CliError('cli.system_ambiguous', { systems: systems.join('; ') });
}

/** Systems that a complaint lists. */
const mostNamed = 20;

/** The bytes of the bundle as they come; a line on a terminal says how far it is. */
async function received(client: ApiClient, path: string, io: CliIo, say: BundleWords): Promise<Uint8Array> {
  const show = (text: string) => {
    if (io.isTTY) io.stderr(`\r\u001b[2K${text}`);
  };
  show(say.making);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of await client.stream(path)) {
      parts.push(part);
      bytes += part.length;
      show(say.received((bytes / 1e6).toFixed(1)));
    }
  } finally {
    show('');
  }
  return Buffer.concat(parts);
}

/** What the bundle says of itself. */
function manifestOf(bytes: Uint8Array): BundleManifest {
  const { 'manifest.json': text } = unzipSync(bytes, { filter: ({ name }) => name === 'manifest.json' });
  return bundleManifest.parse(JSON.parse(Buffer.from(text ?? []).toString('utf8')));
}

interface Made {
  readonly file: string;
  readonly bytes: Uint8Array;
  readonly manifest: BundleManifest;
}

const entriesIn = ({ logs }: BundleManifest): number => logs.reduce((sum, it) => sum + it.entries, 0);
const journalsIn = ({ files }: BundleManifest): number => files.filter((it) => it.path.startsWith('artefacts/')).length;

function factsOf(file: string, bytes: Uint8Array, manifest: BundleManifest) {
  const { org, system, period, edition, logs, counts, omitted } = manifest;
  const sums = { entries: entriesIn(manifest), journals: journalsIn(manifest) };
  return { file: resolve(file), bytes: bytes.length, org, system, period, edition, ...sums, counts, logs, omitted };
}

function report({ language, columns }: CliIo, say: BundleWords, { file, bytes, manifest }: Made): string {
  const { period, counts, omitted } = manifest;
  const { pass, fail } = counts.observations;
  const results = (Object.entries(counts.observations) as [keyof typeof say.results, number][]).map(
    ([result, n]) => `${say.results[result]} ${n}`,
  );
  const left = omitted.map((it) => {
    const words = omissionWords(it);
    return hang(
      `  ${String(it.count).padStart(6)}  `,
      `${words.what[language]}${language === 'zh' ? '：' : ': '}${words.reason[language]}`,
      columns,
    );
  });
  return [
    `${say.written(plainText(file), `${(bytes.length / 1e6).toFixed(2)} MB`)}\n`,
    `  ${say.period(period.from, period.to)}\n`,
    `  ${say.entries(entriesIn(manifest), journalsIn(manifest))}\n`,
    hang(`  ${say.observations}`, results.join(' · '), columns),
    ...(pass + fail === 0 ? [`  ${say.notAssessed}\n`] : []),
    ...(left.length === 0 ? [`${say.nothing}\n`] : [`${say.omitted}\n`, ...left]),
    `${say.verify}\n  duheng verify ${quoted(file)}\n  node duheng-verify.mjs ${quoted(file)}\n`,
    hang('', say.keys, columns),
  ].join('');
}

/** As a shell takes it for one word. */
const quoted = (file: string): string => (/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`);
