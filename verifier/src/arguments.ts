import { type Language, type PinTexts, type VerifyWords, verifyWords } from '../../src/ledger/pure.ts';

export interface Wanted {
  readonly help: boolean;
  readonly json: boolean;
  readonly language: Language;
  readonly files: readonly string[];
  readonly pins: PinTexts;
}

const withValue = ['--key', '--witness', '--quorum', '--require', '--language'] as const;
type WithValue = (typeof withValue)[number];

/** The language that is asked for, also where the rest of the command line is wrong; else that of the environment. */
export function languageOf(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Language {
  const given = argv[argv.lastIndexOf('--language') + 1] ?? '';
  if (argv.includes('--language') && (given === 'zh' || given === 'en')) return given;
  const inline = argv.findLast((it) => /^--language=(?:zh|en)$/.test(it));
  if (inline !== undefined) return inline.endsWith('zh') ? 'zh' : 'en';
  const locale = env.DUHENG_LANGUAGE || env.LC_ALL || env.LC_MESSAGES || env.LANG || '';
  return locale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** What a command line asks for; a text where it is wrong, saying why. */
export function wantedBy(argv: readonly string[], language: Language): Wanted | string {
  const say: VerifyWords = verifyWords[language];
  const values: Record<WithValue, string[]> = {
    ...{ '--key': [], '--witness': [], '--quorum': [], '--require': [], '--language': [] },
  };
  const files: string[] = [];
  const flags = new Set<string>();
  const rest = argv.flatMap((it) =>
    /^--[a-z]+=/.test(it) ? [it.slice(0, it.indexOf('=')), it.slice(it.indexOf('=') + 1)] : [it],
  );
  while (rest.length > 0) {
    const it = rest.shift() ?? '';
    const option = withValue.find((name) => name === it);
    if (option !== undefined) {
      const value = rest.shift();
      if (value === undefined) return say.valueMissing(option);
      values[option].push(value);
    } else if (['--json', '--help', '-h'].includes(it)) flags.add(it);
    else if (it.startsWith('-') && it !== '-') return say.unknownOption(it);
    else files.push(it);
  }
  const quorum = values['--quorum'].at(-1);
  const require = values['--require'].at(-1) ?? 'both';
  if (quorum !== undefined && !/^[1-9]\d{0,3}$/.test(quorum)) return say.valueWrong('--quorum');
  if (require !== 'both' && require !== 'any') return say.valueWrong('--require');
  if (values['--language'].some((it) => it !== 'zh' && it !== 'en')) return say.valueWrong('--language');
  const help = flags.has('--help') || flags.has('-h');
  if (!help && files.length !== 1) return say.oneBundle;
  const pins = { keys: values['--key'], witnesses: values['--witness'], require } as const;
  return {
    ...{ help, json: flags.has('--json'), language, files },
    pins: quorum === undefined ? pins : { ...pins, quorum: Number(quorum) },
  };
}

/** What `--help` shows. */
export function helpText(language: Language): string {
  const say: VerifyWords = verifyWords[language];
  const options: readonly (readonly [string, string])[] = [
    ['--key VKEY', say.key],
    ['--witness VKEY', say.witness],
    ['--quorum K', say.quorum],
    ['--require both|any', say.require],
    ['--json', say.json],
    ['--language zh|en', say.language],
    ['--help', say.help],
  ];
  return `duheng-verify: ${say.about}

${say.usage}: node duheng-verify.mjs BUNDLE.zip [--key VKEY …] [--witness VKEY … --quorum K]

  ${'BUNDLE.zip'.padEnd(20)}${say.bundle}
${options.map(([name, text]) => `  ${name.padEnd(20)}${text}`).join('\n')}

${say.examples}:
  node duheng-verify.mjs bundle.zip
  node duheng-verify.mjs bundle.zip --key 'duheng/…+12ab34cd+AR…' --key 'duheng/…+56ef7890+Bg…'
  node duheng-verify.mjs bundle.zip --witness 'witness.example/w1+…' --witness 'witness.example/w2+…' --quorum 1
  node duheng-verify.mjs bundle.zip --json --language ${language}

${say.codes}
`;
}
