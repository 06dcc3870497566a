import type { ReactNode } from 'react';
import type { ItemState } from '../api/types.ts';

export type MarkName = ItemState | 'error';

const tile = <rect className="fill" x="1" y="1" width="20" height="20" rx="5.5" />;
const box = <rect className="box" x="1.75" y="1.75" width="18.5" height="18.5" rx="5" />;

const shapes: Readonly<Record<MarkName, ReactNode>> = {
  met: (
    <>
      {tile}
      <circle className="on" cx="11" cy="11" r="4.6" />
    </>
  ),
  failing: (
    <>
      {tile}
      <path className="on-line" d="M7.2 7.2l7.6 7.6M14.8 7.2l-7.6 7.6" />
    </>
  ),
  partial: (
    <>
      <rect className="wash" x="1.75" y="1.75" width="18.5" height="18.5" rx="5" />
      <circle className="line" cx="11" cy="11" r="4.6" />
      <path className="fill" d="M11 6.4a4.6 4.6 0 0 0 0 9.2z" />
    </>
  ),
  excepted: (
    <>
      {box}
      <path className="line" d="M11 6.2l5 8.8H6z" />
    </>
  ),
  inconclusive: (
    <>
      {box}
      <path className="line" d="M8.3 8.6a2.7 2.7 0 1 1 3.9 2.4c-.9.45-1.2.9-1.2 1.9" />
      <circle className="fill" cx="11" cy="15.6" r="1.05" />
    </>
  ),
  stale: (
    <>
      <rect className="box dashed" x="1.75" y="1.75" width="18.5" height="18.5" rx="5" />
      <circle className="line dotted" cx="11" cy="11" r="4.4" />
    </>
  ),
  declared: (
    <>
      {box}
      <path className="line" d="M11 6l5 5-5 5-5-5z" />
    </>
  ),
  uncovered: box,
  not_applicable: <path className="line" d="M7 11h8" />,
  error: (
    <>
      {box}
      <path className="line" d="M11 6.2v5.6" />
      <circle className="fill" cx="11" cy="15.2" r="1.05" />
    </>
  ),
};

/** The sign of a state: a shape of its own as well as a colour. Decoration for the eye: the word stands beside it or in the label. */
export function Mark({ of, size = 22 }: { readonly of: MarkName; readonly size?: number }) {
  return (
    <svg
      className="mark"
      data-state={of}
      width={size}
      height={size}
      viewBox="0 0 22 22"
      aria-hidden="true"
      focusable="false"
    >
      {shapes[of]}
    </svg>
  );
}

const markOfVerdict = {
  pass: 'met',
  fail: 'failing',
  undetermined: 'inconclusive',
  error: 'error',
  unsettled: 'uncovered',
} as const;
const markOfResult = {
  pass: 'met',
  stale: 'stale',
  fail: 'failing',
  excepted: 'excepted',
  inconclusive: 'inconclusive',
  error: 'error',
  not_applicable: 'not_applicable',
} as const;

export const verdictMark = (verdict: keyof typeof markOfVerdict): MarkName => markOfVerdict[verdict];
export const resultMark = (result: keyof typeof markOfResult): MarkName => markOfResult[result];
