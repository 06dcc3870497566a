import { type ThemeConfig, theme } from 'antd';

const paper = { ink: '#1d2530', card: '#fffefb', line: '#e2ddd2', dim: '#5d6673', fill: '#f3efe6' };
const night = { ink: '#e7eaef', card: '#181d25', line: '#2d3542', dim: '#9aa5b4', fill: '#202733' };

/** The dark algorithm dims what it takes for a colour; ink on night is light as it stands. */
const inkButton = { colorPrimary: '#e7eaef', colorPrimaryHover: '#ffffff', colorPrimaryActive: '#cfd6df' };

/** The components in the console's own ink and paper; colour is left to the states. */
export function antdTheme(dark: boolean, still: boolean): ThemeConfig {
  const of = dark ? night : paper;
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { key: 'duheng' },
    hashed: false,
    token: {
      colorPrimary: of.ink,
      colorInfo: of.ink,
      colorLink: of.ink,
      colorText: of.ink,
      colorTextSecondary: of.dim,
      colorTextPlaceholder: of.dim,
      colorBgContainer: of.card,
      colorBgElevated: of.card,
      colorBorder: dark ? '#4a5566' : '#b9b2a3',
      colorBorderSecondary: of.line,
      colorFillTertiary: of.fill,
      borderRadius: 7,
      fontFamily: 'var(--sans)',
      fontSize: 14,
      motion: !still,
      wireframe: false,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none', primaryColor: of.card, ...(dark ? inkButton : {}) },
      Drawer: { paddingLG: 0 },
      Select: { optionSelectedBg: of.fill },
      Segmented: { itemSelectedBg: of.card, trackBg: of.fill },
    },
  };
}
