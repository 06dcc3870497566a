import { resolve } from 'node:path';
import { Command } from 'commander';
import { backupWords } from './backup-words.ts';
import { connect } from './client.ts';
import { onInterrupt } from './interrupt.ts';
import { type CliIo, outputOf } from './io.ts';
import { progressLine } from './progress-line.ts';
import { settingsOf } from './settings.ts';
import { versionOf } from './version.ts';

type Options = Readonly<{ data?: string; out?: string; json?: boolean }>;

/** `duheng backup`: the rows come from whoever has the data directory open, the rest is read from the disk beside it. */
export function backupCommand(io: CliIo): Command {
  const say = backupWords[io.language];
  return new Command('backup')
    .description(say.about)
    .option('--data <directory>', say.data)
    .option('--out <file>', say.out)
    .option('--json', say.json)
    .allowExcessArguments(false)
    .addHelpText('after', say.examples)
    .configureOutput(outputOf(io))
    .action((options: Options) => backUp(io, options));
}

async function backUp(io: CliIo, options: Options): Promise<void> {
  const say = backupWords[io.language];
  const settings = settingsOf(options, io.env);
  const dataDirectory = settings.data.value;
  const [{ assertDataDirectory, writeBackup }, { systemStamp }] = await Promise.all([
    import('../backup/index.ts'),
    import('../ledger/index.ts'),
  ]);
  await assertDataDirectory(dataDirectory);
  const { clock } = systemStamp;
  const out = resolve(options.out ?? defaultName(clock()));
  const stop = new AbortController();
  const unwatch = onInterrupt(() => stop.abort());
  const line = progressLine(io);
  const client = await connect(settings, versionOf(), (where, error) => io.stderr(`${where}: ${String(error)}\n`));
  try {
    const done = await writeBackup({
      ...{ dataDirectory, out, clock, tool: `duheng/${versionOf()}`, signal: stop.signal },
      rows: () => client.stream('/api/v1/store/rows'),
      onProgress: ({ members, bytes }) => line.show(say.progress(members, bytes)),
    });
    line.clear();
    if (options.json) return io.stdout(`${JSON.stringify({ file: out, ...done })}\n`);
    io.stdout(say.written(out, done.members, done.bytes, done.sha256));
    if (done.leftOut.length > 0) io.stdout(say.leftOut(done.leftOut.join(' ')));
    io.stdout(say.keep(out));
  } finally {
    line.clear();
    unwatch();
    await client.close();
  }
}

/** `duheng-backup-20261123T072600Z.tar` */
const defaultName = (now: number): string =>
  `duheng-backup-${new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, '')}.tar`;
