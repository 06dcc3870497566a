import type { OutputConfiguration } from 'commander';
import { usageText } from './usage-words.ts';

/** What a command may touch of the world. Commands write through it and never to `process`, so that tests can read what they said. */
export type CliIo = Readonly<{
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** the reader's language, from `--language`, the environment or the locale */
  language: 'zh' | 'en';
  /** standard error is a terminal: progress may be written over */
  isTTY: boolean;
  /** standard output is a terminal that takes colour (no-color.org) */
  colour?: boolean;
  /** width of the terminal in columns; 80 where there is none */
  columns: number;
  env: Readonly<Record<string, string | undefined>>;
  /** standard input, for commands that read rows from a pipe */
  stdin?: AsyncIterable<Uint8Array | string>;
}>;

/** Where a command's help and complaints go, and how wide they may be. */
export const outputOf = ({ stdout, stderr, columns, language }: CliIo): OutputConfiguration => ({
  writeOut: stdout,
  writeErr: stderr,
  outputError: (text, write) => write(usageText(text, language)),
  getOutHelpWidth: () => columns,
  getErrHelpWidth: () => columns,
});
