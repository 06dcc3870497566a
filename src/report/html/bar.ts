import { percent, thresholdText } from '../words.ts';
import { html, type Markup } from './markup.ts';

const width = 120;
const height = 16;

export interface BarFigure {
  readonly rate: number | null;
  readonly low: number;
  readonly high: number;
  readonly verdict: 'pass' | 'fail' | 'inconclusive';
  readonly threshold: { readonly direction: 'at_least' | 'at_most'; readonly value: number };
}

const x = (share: number) => Number((Math.min(1, Math.max(0, share)) * width).toFixed(1));

/** Rate, interval and threshold between 0 and 100 %. Its numbers stand beside it, so it is hidden from screen readers. */
export function bar({ rate, low, high, verdict, threshold }: BarFigure): Markup {
  if (rate === null) return html``;
  const label = `${percent(rate)} [${percent(low)}, ${percent(high)}] ${thresholdText(threshold.direction, threshold.value)}`;
  const point = x(rate);
  const limit = x(threshold.value);
  return html`<svg class="${verdict}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" aria-hidden="true"><title>${label}</title><line class="axis" x1="0" x2="${width}" y1="8" y2="8"/><rect class="span" x="${x(low)}" y="5" width="${Math.max(1, x(high - low))}" height="6"/><rect class="point" x="${Math.max(0, point - 1.5)}" y="2.5" width="3" height="11"/><line class="limit" x1="${limit}" x2="${limit}" y1="0" y2="${height}"/></svg>`;
}
