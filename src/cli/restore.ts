import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { parseDocument } from 'yaml';
import { backupWords } from './backup-words.ts';
import { CliError } from './error.ts';
import { onInterrupt } from './interrupt.ts';
import { type CliIo, outputOf } from './io.ts';
import { progressLine } from './progress-line.ts';
import { settingsOf, withoutPassword } from './settings.ts';

type Options = Readonly<{
  data?: string;
  check?: boolean;
  databaseUrl?: string;
  embedded?: boolean;
  json?: boolean;
}>;

/** `duheng restore`: into a directory that nobody has open, since it is not there yet. */
export function restoreCommand(io: CliIo): Command {
  const say = backupWords[io.language];
  return new Command('restore')
    .description(say.restoreAbout)
    .argument('<file>', say.file)
    .option('--data <directory>', say.target)
    .addOption(new Option('--check', say.check).conflicts(['databaseUrl', 'embedded']))
    .addOption(new Option('--database-url <url>', say.databaseUrl).conflicts('embedded'))
    .option('--embedded', say.embedded)
    .option('--json', say.json)
    .allowExcessArguments(false)
    .addHelpText('after', say.restoreExamples)
    .configureOutput(outputOf(io))
    .action((file: string, options: Options) => restore(io, resolve(file), options));
}

async function restore(io: CliIo, archive: string, options: Options): Promise<void> {
  const say = backupWords[io.language];
  const target = options.check ? null : settingsOf(options, io.env).data.value;
  const database = new Database(io, options);
  const [{ restoreBackup }, { storeSchema }] = await Promise.all([import('../backup/index.ts'), import('../app.ts')]);
  const stop = new AbortController();
  const unwatch = onInterrupt(() => stop.abort());
  const line = progressLine(io);
  try {
    const done = await restoreBackup({
      ...{ archive, target, scratchDirectory: tmpdir(), schema: storeSchema, signal: stop.signal },
      databaseUrl: (restored) => database.choose(restored),
      onProgress: (step, count) => line.show(say.step(step, count)),
    });
    line.clear();
    if (options.json) return io.stdout(`${JSON.stringify({ holds: true, directory: target, ...done })}\n`);
    io.stdout(target === null ? say.checked : say.restored(target));
    io.stdout(say.numbers(done));
    if (done.caughtUp > 0) io.stdout(say.caughtUp(done.caughtUp));
    if (target === null) return;
    if (database.address !== null) io.stdout(say.database(withoutPassword(database.address)));
    if (database.configMended) io.stdout(say.configMended);
    io.stdout(say.onlyOne);
  } finally {
    line.clear();
    unwatch();
  }
}

/**
 * Where the rows go: `--database-url` or `--embedded` over DATABASE_URL over `config.yaml` in the backup. Where that file names another database than the one chosen, most likely that
 * of the installation that goes on, its `databaseUrl` is taken out, so that the restored installation does not start on it.
 */
class Database {
  address: string | null = null;
  configMended = false;
  readonly #io: CliIo;
  readonly #options: Options;

  constructor(io: CliIo, options: Options) {
    this.#io = io;
    this.#options = options;
    const url = options.databaseUrl;
    if (url !== undefined && !/^postgres(ql)?:\/\//.test(url))
      throw new CliError('cli.option_invalid', { option: '--database-url', why: 'postgres://…' });
  }

  async choose(restored: string): Promise<string | null> {
    const file = join(restored, 'config.yaml');
    const { databaseUrl } = settingsOf({ data: restored }, {});
    const fromEnvironment = settingsOf({ data: restored }, { DATABASE_URL: this.#io.env.DATABASE_URL }).databaseUrl;
    const { embedded = false, databaseUrl: asked = fromEnvironment.value } = this.#options;
    this.address = embedded ? null : asked;
    if (existsSync(file) && databaseUrl.value !== null && databaseUrl.value !== this.address) {
      const { writeFileDurably } = await import('../ledger/index.ts');
      const document = parseDocument(await readFile(file, 'utf8'));
      document.delete('databaseUrl');
      await writeFileDurably(file, document.toString());
      this.configMended = true;
    }
    return this.address;
  }
}
