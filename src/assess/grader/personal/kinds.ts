import { isBankCard, isCreditCode, isIdentityNumber } from './checks.ts';

export const personalKinds = [
  'identity_number',
  'mobile_number',
  'bank_card',
  'email',
  'passport',
  'travel_permit',
  'vehicle_plate',
  'credit_code',
  'us_social_security_number',
] as const;

export type PersonalKind = (typeof personalKinds)[number];

interface Kind {
  readonly kind: PersonalKind;
  /** Neighbours are looked at by class, not by `\b`: in Chinese text there is no word boundary between 是 and a digit. */
  readonly pattern: RegExp;
  /** the value itself, out of how it was written */
  canonical(written: string): string;
  holds(value: string): boolean;
  /** a word that must stand shortly before, where the form alone says too little */
  readonly after?: RegExp;
}

/** Digits may be written in groups: one space, hyphen or dot between two of them. */
const gap = String.raw`[ \-.·]?`;
const digitsOnly = (written: string): string => written.replace(/[^0-9A-Za-z]/g, '').toUpperCase();
const always = (): boolean => true;

/** The card within groups of digits that also hold an expiry date or a security code; else all digits. */
function cardWithin(written: string): string {
  const groups = written.split(/[ \-.·]/);
  for (let first = 0; first < groups.length; first += 1) {
    for (let last = groups.length; last > first; last -= 1) {
      const value = groups.slice(first, last).join('');
      if (isBankCard(value)) return value;
    }
  }
  return groups.join('');
}

/** Domains that can belong to nobody (RFC 2606, RFC 6761). */
const nobodysDomain = /[@.](?:example\.(?:com|net|org)|test|example|invalid|localhost)$/i;
/** A service number of China Mobile that stands for "any number" in forms. */
const nobodysMobile = new Set(['13800138000']);

function isIssuedSsn(value: string): boolean {
  const [area, group, serial] = [value.slice(0, 3), value.slice(3, 5), value.slice(5)];
  return area !== '000' && area !== '666' && area < '900' && group !== '00' && serial !== '0000';
}

/** In the order in which they claim a stretch of text: a number is counted once, as the strictest kind that it satisfies. */
export const kinds: readonly Kind[] = [
  {
    kind: 'email',
    pattern:
      /(?<![A-Za-z0-9._%+-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9])?@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![A-Za-z0-9])/gu,
    canonical: (written) => written.toLowerCase(),
    holds: (value) => !nobodysDomain.test(value),
  },
  {
    kind: 'identity_number',
    pattern: new RegExp(String.raw`(?<![0-9A-Za-z])(?:\d${gap}){17}[\dXx](?![0-9A-Za-z])`, 'gu'),
    canonical: digitsOnly,
    holds: isIdentityNumber,
  },
  {
    kind: 'credit_code',
    pattern: /(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])/gu,
    canonical: digitsOnly,
    holds: isCreditCode,
  },
  {
    kind: 'bank_card',
    pattern: new RegExp(String.raw`(?<![0-9A-Za-z])(?:\d${gap}){14,18}\d(?![0-9A-Za-z])`, 'gu'),
    canonical: cardWithin,
    holds: isBankCard,
  },
  {
    kind: 'mobile_number',
    pattern: /(?<![0-9A-Za-z])(?:(?:\+|00)?86[ -]?)?1[3-9]\d(?:[ \-.]?\d{4}){2}(?![0-9A-Za-z])/gu,
    canonical: (written) => written.replace(/\D/g, '').slice(-11),
    holds: (value) => !nobodysMobile.has(value) && new Set(value).size > 2,
  },
  {
    kind: 'us_social_security_number',
    pattern: /(?<![0-9A-Za-z-])\d{3}-\d{2}-\d{4}(?![0-9A-Za-z-])/gu,
    canonical: digitsOnly,
    holds: isIssuedSsn,
  },
  {
    kind: 'passport',
    pattern: /(?<![0-9A-Za-z])(?:[DEGPS]\d{8}|E[A-HJ-NP-Z]\d{7})(?![0-9A-Za-z])/giu,
    canonical: digitsOnly,
    holds: always,
    after: /护照|passport/iu,
  },
  {
    kind: 'travel_permit',
    pattern: /(?<![0-9A-Za-z])[CHMW]\d{8}(?:\d{2})?(?![0-9A-Za-z])/giu,
    canonical: digitsOnly,
    holds: always,
    after: /通行证|回乡证|台胞证|travel permit/iu,
  },
  {
    kind: 'vehicle_plate',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}(?![0-9A-Za-z])/gu,
    canonical: (written) => written.replace(/[·• ]/gu, ''),
    holds: (value) => /\d/.test(value),
  },
];
