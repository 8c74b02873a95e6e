/** Costs as LinkedIn writes them: decimal strings in the account's currency, with float noise, never micros. */

/** An exact amount: millionths of the currency unit, as an integer. €12.50 is `12500000n`. */
export type Micros = bigint;

const plainDecimal = /^\d+(\.\d+)?$/;
const decimal = /^(-?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Exact, rounded half to even: "539.700000000000192784" is 539700000, "-2e-18" is 0.
 * Throws RangeError for anything that is not a decimal number.
 */
export function parseMicros(text: string): Micros {
  const near = Number(text) * 1e6;
  const rounded = Math.round(near);
  // A double is off by far less than what is left to the next half, so that this is exact, and ten times as fast.
  const isSure = rounded < 1e12 && Math.abs(near - rounded) < 0.49;
  if (isSure && plainDecimal.test(text)) return BigInt(rounded);
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

/** All its digits and no more: 539700000 is "539.7", -1 is "-0.000001", 12000000 is "12". */
export function decimalText(micros: Micros): string {
  const digits = (micros < 0n ? -micros : micros).toString().padStart(7, '0');
  let end = digits.length;
  while (end > digits.length - 6 && digits[end - 1] === '0') end -= 1;
  const whole = digits.slice(0, -6);
  const fraction = digits.slice(-6, end);
  const sign = micros < 0n ? '-' : '';
  return fraction === '' ? sign + whole : `${sign}${whole}.${fraction}`;
}

/** For people: the currency's own symbol and decimals, "€1,204.38". */
export function moneyText(micros: Micros, currency: string): string {
  // A format reads a decimal text digit by digit; of a number it would keep 15 digits.
  const amount = decimalText(micros) as Intl.StringNumericLiteral;
  try {
    return new Intl.NumberFormat('en', { style: 'currency', currency }).format(amount);
  } catch {
    const plain = new Intl.NumberFormat('en', {
      minimumFractionDigits: 2,
      maximumFractionDigits: 2,
    });
    return `${plain.format(amount)} ${currency}`.trimEnd();
  }
}
