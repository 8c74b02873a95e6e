/** Numbers as people read them: grouped, rounded once, in the currency's own decimals. */

import { type Ratio, ratioText } from './totals.ts';

export interface NumberFormats {
  /** "1,204.38": a column says its currency once. */
  money(amount: Ratio | undefined): string;
  /** "€1,204.38" */
  price(amount: Ratio | undefined): string;
  count(count: number): string;
  percent(rate: Ratio | undefined): string;
}

/** Without `unicode` a price is "1,204.38 EUR", and what cannot be divided is "-" rather than "–". */
export function createNumberFormats(
  currency: string,
  { unicode }: { readonly unicode: boolean },
): NumberFormats {
  const prices = priceFormat(currency);
  const decimals = prices?.resolvedOptions().maximumFractionDigits ?? 2;
  const plain = new Intl.NumberFormat('en', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  // A format reads a decimal text digit by digit; of a number it would keep 15 digits.
  const write = (format: Intl.NumberFormat, value: Ratio) =>
    format.format(ratioText(value, decimals) as Intl.StringNumericLiteral);
  const orNone = (text: (value: Ratio) => string) => (value: Ratio | undefined) =>
    value === undefined ? none : text(value);
  const none = unicode ? '–' : '-';
  return {
    money: orNone((amount) => write(plain, amount)),
    price: orNone((amount) =>
      prices === undefined || !unicode
        ? `${write(plain, amount)} ${currency}`.trimEnd()
        : write(prices, amount),
    ),
    count: (count) => count.toLocaleString('en'),
    percent: orNone((rate) => `${ratioText(rate, 2)}%`),
  };
}

/** Undefined where LinkedIn's text is not shaped like a currency code. */
function priceFormat(currency: string): Intl.NumberFormat | undefined {
  return /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat('en', { style: 'currency', currency })
    : undefined;
}
