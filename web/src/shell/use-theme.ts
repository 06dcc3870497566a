import { useEffect, useState } from 'react';
import { readStored, writeStored } from './stored.ts';
import { useMedia } from './use-media.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

const order: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export interface Theme {
  readonly choice: ThemeChoice;
  readonly dark: boolean;
  readonly next: () => void;
}

/** Light or dark: what the reader chose, else what the device says. Written on the root element, where the style sheet reads it. */
export function useTheme(): Theme {
  const [choice, setChoice] = useState<ThemeChoice>(() => order.find((it) => it === readStored('theme')) ?? 'system');
  const deviceDark = useMedia('(prefers-color-scheme: dark)');
  const dark = choice === 'system' ? deviceDark : choice === 'dark';
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? 'dark' : 'light';
    document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  }, [dark]);
  const next = () => {
    const following = order[(order.indexOf(choice) + 1) % order.length] ?? 'system';
    writeStored('theme', following);
    setChoice(following);
  };
  return { choice, dark, next };
}
