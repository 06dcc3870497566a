import { Command, Option } from 'commander';
import { type Edition, itemOf, type Language, readEdition, relationsOf } from '../framework/index.ts';
import { tableText } from './framework-table.ts';
import { listText, type Page, showText } from './framework-text.ts';
import { HELP } from './framework-words.ts';
import { type CliIo, outputOf } from './io.ts';

type Options = Readonly<{ edition?: string; json?: boolean; language?: Language }>;

/**
 * `duheng framework`, `framework show CODE`, `framework table`; each takes `--edition`, `--json` and `--language`, before or
 * after its name. An unknown edition or code rejects with FrameworkError, whose `params.near` names the nearest codes.
 */
export function frameworkCommand(io: CliIo): Command {
  const help = HELP[io.language];
  const command = new Command('framework')
    .description(help.command)
    .addOption(new Option('--edition <edition>', help.edition).default('1.0'))
    .addOption(new Option('--json', help.json))
    .addOption(new Option('--language <language>', help.language).choices(['zh', 'en']))
    .addHelpText('after', help.examples)
    .allowExcessArguments(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(outputOf(io));
  command.action(async () => {
    const { edition, page, json } = await setOut(io, command);
    io.stdout(json ? jsonText(listJson(edition)) : listText(edition, page));
  });
  command
    .command('show')
    .argument('<code>')
    .description(help.show)
    .action(async (code: string) => {
      const { edition, page, json } = await setOut(io, command);
      const found = itemOf(edition, code);
      const related = relationsOf(edition, code);
      io.stdout(
        json
          ? jsonText({ edition: edition.edition, kind: found.kind, item: found.item, related })
          : showText(edition, found, related, page),
      );
    });
  command
    .command('table')
    .description(help.table)
    .action(async () => {
      const { edition, page, json } = await setOut(io, command);
      io.stdout(json ? jsonText(listJson(edition)) : tableText(edition, page));
    });
  return command;
}

async function setOut(io: CliIo, command: Command): Promise<{ edition: Edition; page: Page; json: boolean }> {
  const options = command.optsWithGlobals<Options>();
  const edition = await readEdition(options.edition ?? '1.0');
  return {
    edition,
    page: { language: options.language ?? io.language, columns: io.columns },
    json: options.json === true,
  };
}

/** What programs read: exactly these keys, each a list in the order of the text. */
function listJson({ edition, principles, risks, measures, controlPoints, governance, guidelines }: Edition) {
  return { edition, principles, risks, measures, controlPoints, governance, guidelines };
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
