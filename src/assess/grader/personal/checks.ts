/** ISO 7064 MOD 11-2, as GB 11643 uses it: weights 2^(17−i) mod 11 over 17 digits, remainder to check character. */
function hasIdentityCheck(value: string): boolean {
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += (2 ** (17 - i) % 11) * Number(value[i]);
  return '10X98765432'[sum % 11] === value[17]?.toUpperCase();
}

/** First two digits of administrative division codes (GB/T 2260). */
const provinces = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91'.split(
    ' ',
  ),
);

function isDate(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * A citizen identity number (GB 11643-1999): a province, a real day of birth from 1850 to 2099, and the right check character.
 * @param value 17 digits and a digit or X
 */
export function isIdentityNumber(value: string): boolean {
  if (!/^\d{17}[\dXx]$/.test(value) || !provinces.has(value.slice(0, 2))) return false;
  const year = Number(value.slice(6, 10));
  const real = year >= 1850 && year < 2100 && isDate(year, Number(value.slice(10, 12)), Number(value.slice(12, 14)));
  return real && hasIdentityCheck(value);
}

/** Luhn's check (ISO/IEC 7812-1) over digits. */
export function hasLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** Payment cards by issuer range: UnionPay 62, Visa 4, Mastercard 51–55 and 22–27, Amex 34 and 37, JCB 35, Discover 60, 64, 65. */
export function isBankCard(digits: string): boolean {
  if (!/^(?:62\d{14,17}|4\d{15}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|35\d{14}|6[045]\d{14})$/.test(digits))
    return false;
  return new Set(digits).size > 3 && hasLuhn(digits);
}

const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/**
 * A unified social credit code (GB 32100-2015): 17 characters without I, O, S, V, Z and a check character, weights 3^i mod 31.
 */
export function isCreditCode(value: string): boolean {
  const code = value.toUpperCase();
  if (!/^[1-9A-GNY][1-59]\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += (3 ** i % 31) * creditAlphabet.indexOf(code[i] ?? '');
  return creditAlphabet[(31 - (sum % 31)) % 31] === code[17];
}
