/** Costs as LinkedIn writes them: decimal strings in the account's currency, with float noise, never micros. */

/** One millionth of the currency unit, as an integer. */
export type Micros = bigint;

const decimal = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Exact, rounded half to even: "539.700000000000192784" is 539700000, "-2e-18" is 0.
 * Throws RangeError for anything that is not a decimal number.
 */
export function parseMicros(text: string): Micros {
  const [, sign, whole = '', fraction = '', exponent = '0'] = decimal.exec(text) ?? [];
  if (sign === undefined || whole + fraction === '') {
    throw new RangeError(`not a decimal number: ${text}`);
  }
  const digits = BigInt(whole + fraction);
  const shift = 6 + Number(exponent) - fraction.length;
  const micros = shift >= 0 ? digits * 10n ** BigInt(shift) : divideHalfEven(digits, -shift);
  return sign === '-' ? -micros : micros;
}

function divideHalfEven(value: bigint, places: number): bigint {
  const divisor = 10n ** BigInt(places);
  const quotient = value / divisor;
  const twice = (value % divisor) * 2n;
  const up = twice > divisor || (twice === divisor && quotient % 2n === 1n);
  return up ? quotient + 1n : quotient;
}

/** For people: the currency's own symbol and decimals, "€1,204.38". */
export function moneyText(micros: Micros, currency: string): string {
  const amount = Number(micros) / 1e6;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    return `${amount.toFixed(2)} ${currency}`;
  }
}
