/** What a child says over its third descriptor, a line each, before it goes on to the next. */
export type Report =
  | Readonly<{ said: 'opening' }>
  | Readonly<{ said: 'acknowledged'; index: number; digest: string; content: string; name: string }>
  | Readonly<{ said: 'published'; note: string }>;

export const reportDescriptor = 3;

export const asLine = (report: Report): string => `${JSON.stringify(report)}\n`;

/** The whole lines of a text; a line that the kill cut off says nothing. */
export function reportsIn(text: string): Report[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Report);
}
