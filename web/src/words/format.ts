import type { Language } from './language.ts';

const locale = { zh: 'zh-CN', en: 'en-GB' } as const;

export type Format = ReturnType<typeof createFormat>;

/** Numbers and times as a reader of this language writes them. Times are shown in the reader's zone; `instant` gives the UTC text for a title. */
export function createFormat(language: Language, timeZone?: string) {
  const zone = timeZone === undefined ? {} : { timeZone };
  const whole = new Intl.NumberFormat(locale[language]);
  const share = new Intl.NumberFormat(locale[language], { style: 'percent', maximumFractionDigits: 1 });
  const moment = new Intl.DateTimeFormat(locale[language], { dateStyle: 'medium', timeStyle: 'short', ...zone });
  const day = new Intl.DateTimeFormat(locale[language], { dateStyle: 'medium', ...zone });
  const relative = new Intl.RelativeTimeFormat(locale[language], { numeric: 'auto' });
  return {
    integer: (n: number) => whole.format(n),
    percent: (n: number) => share.format(n),
    time: (instant: string) => moment.format(new Date(instant)),
    day: (instant: string) => day.format(new Date(instant)),
    ago: (instant: string, now: number) => relative.format(...span((Date.parse(instant) - now) / 1000)),
    duration: (milliseconds: number) => durationText(language, milliseconds),
    milliseconds: (n: number) => (n < 1000 ? `${Math.round(n)}${units[language].ms}` : durationText(language, n)),
    list: (parts: readonly string[]) => parts.join(language === 'zh' ? '、' : ', '),
  };
}

function span(seconds: number): [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(seconds);
  if (size < 60) return [Math.round(seconds), 'second'];
  if (size < 3600) return [Math.round(seconds / 60), 'minute'];
  if (size < 86_400) return [Math.round(seconds / 3600), 'hour'];
  return [Math.round(seconds / 86_400), 'day'];
}

const units = {
  zh: { h: ' 小时', m: ' 分', s: ' 秒', ms: ' 毫秒', gap: ' ' },
  en: { h: ' h', m: ' min', s: ' s', ms: ' ms', gap: ' ' },
} as const;

function durationText(language: Language, milliseconds: number): string {
  const unit = units[language];
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 60) return `${seconds}${unit.s}`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}${unit.m}${unit.gap}${seconds % 60}${unit.s}`;
  return `${Math.floor(minutes / 60)}${unit.h}${unit.gap}${minutes % 60}${unit.m}`;
}
