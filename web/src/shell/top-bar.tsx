import { Button, Select } from 'antd';
import type { SystemView } from '../api/types.ts';
import { plainly } from '../words/foreign.ts';
import { useWords } from '../words/use-words.ts';
import type { Panel } from './place.ts';
import type { Theme } from './use-theme.ts';

interface Props {
  readonly systems: readonly SystemView[];
  readonly system: SystemView | null;
  readonly theme: Theme;
  readonly onSystem: (id: string) => void;
  readonly onOpen: (panel: Panel) => void;
}

/** The one line above everything: whose table, what else there is, language and theme. */
export function TopBar({ systems, system, theme, onSystem, onOpen }: Props) {
  const { w, toggle, language } = useWords();
  return (
    <nav className="bar" aria-label={w.shell.name}>
      <span className="brand">
        <Scales />
        {w.shell.name}
      </span>
      <Select
        className="systems"
        aria-label={w.shell.system}
        value={system?.id ?? null}
        options={systemOptions(systems, w.shell.realGroup, w.shell.practiceGroup)}
        onChange={(id) => {
          if (id !== null) onSystem(id);
        }}
      />
      <Button type="text" disabled={system === null} onClick={() => onOpen({ kind: 'system' })}>
        {w.shell.facts}
      </Button>
      <Button type="text" disabled={system === null} onClick={() => onOpen({ kind: 'runs' })}>
        {w.shell.runs}
      </Button>
      <span className="gap" />
      <Button
        type="text"
        className="quiet"
        onClick={toggle}
        lang={language === 'zh' ? 'en' : 'zh-CN'}
        aria-label={w.shell.otherLanguageLabel}
      >
        {w.shell.otherLanguage}
      </Button>
      <Button
        type="text"
        className="quiet"
        onClick={theme.next}
        aria-label={w.shell.theme[theme.choice]}
        title={w.shell.theme[theme.choice]}
      >
        <ThemeSign choice={theme.choice} />
      </Button>
      <Button type="primary" onClick={() => onOpen({ kind: 'connect' })}>
        {w.shell.connect}
      </Button>
    </nav>
  );
}

function systemOptions(systems: readonly SystemView[], real: string, practice: string) {
  const option = (it: SystemView) => ({ value: it.id, label: plainly(it.name ?? it.id) });
  const groups = [
    { label: real, options: systems.filter((it) => !it.practice).map(option) },
    { label: practice, options: systems.filter((it) => it.practice).map(option) },
  ];
  return groups.filter((it) => it.options.length > 0);
}

const stroke = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.7,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

function Scales() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" {...stroke}>
      <path d="M16 5v22M10 27h12M6 10h20" />
      <path d="M6 10l-3 8.5a4 4 0 0 0 6 0zM26 10l-3 8.5a4 4 0 0 0 6 0z" />
    </svg>
  );
}

function ThemeSign({ choice }: { readonly choice: Theme['choice'] }) {
  return (
    <svg width="16" height="16" viewBox="0 0 20 20" aria-hidden="true" {...stroke}>
      {choice === 'light' && (
        <>
          <circle cx="10" cy="10" r="3.6" />
          <path d="M10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M15.8 4.2l-1.4 1.4M5.6 14.4l-1.4 1.4" />
        </>
      )}
      {choice === 'dark' && <path d="M16.6 12.2A7.2 7.2 0 1 1 7.8 3.4a5.8 5.8 0 0 0 8.8 8.8z" />}
      {choice === 'system' && (
        <>
          <circle cx="10" cy="10" r="7" />
          <path d="M10 3a7 7 0 0 1 0 14z" fill="currentColor" />
        </>
      )}
    </svg>
  );
}
