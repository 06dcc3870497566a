import type { EditionView } from '../api/types.ts';

const text = (it: string) => ({ zh: it, en: it });
const item = (code: string) => ({
  code,
  title: text(code),
  gist: text(code),
  confidence: 'memory' as const,
  label: text(code),
});

/** A framework of two classes, three domains, four risks and four measures, small enough to see. */
export const smallEdition: EditionView = {
  edition: '9.9',
  title: text('small'),
  published: '2026-01-01',
  classes: [
    { code: '3.1', title: text('one') },
    { code: '3.2', title: text('two') },
  ],
  domains: [
    { code: '3.1.1', class: '3.1', measureSection: '4.1.1', title: text('a'), label: text('a') },
    { code: '3.1.2', class: '3.1', measureSection: '4.1.2', title: text('b'), label: text('b') },
    { code: '3.2.1', class: '3.2', measureSection: '4.2.1', title: text('c'), label: text('c') },
  ],
  principles: [],
  risks: [
    { ...item('3.1.1(a)'), domain: '3.1.1' },
    { ...item('3.1.1(b)'), domain: '3.1.1' },
    { ...item('3.1.2(a)'), domain: '3.1.2' },
    { ...item('3.2.1(a)'), domain: '3.2.1' },
  ],
  measures: [
    { ...item('4.1.1(a)'), domain: '3.1.1' },
    { ...item('4.1.1(b)'), domain: '3.1.1' },
    { ...item('4.1.2(a)'), domain: '3.1.2' },
    { ...item('4.2.1(a)'), domain: '3.2.1' },
  ],
  controlPoints: [
    ['3.1.1(a)', '4.1.1(b)'],
    ['3.1.1(a)', '4.1.1(a)'],
    ['3.1.1(b)', '4.1.1(b)'],
    ['3.1.2(a)', '4.1.2(a)'],
    ['3.2.1(a)', '4.2.1(a)'],
    ['3.2.1(a)', '4.9.9(z)'],
  ].map(([risk = '', measure = '']) => ({
    code: `${risk}×${measure}`,
    risk,
    measure,
    basis: 'reconstructed',
    confidence: 'memory',
  })),
  governance: [],
  guidelines: [],
  actors: [],
  stages: [],
  relations: [],
  legend: { basis: {}, confidence: {}, notes: [] },
};
