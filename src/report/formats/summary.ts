/** What the table and the page share: number formats, and the columns that show totals. */

import type { Micros } from '../../linkedin/money.ts';
import type { ReportHead } from '../report.ts';
import {
  amount,
  clickThroughRate,
  costPerClick,
  costPerLead,
  createEntityTotals,
  type EntityTotals,
  type Ratio,
  ratioText,
  type Totals,
} from './totals.ts';

export interface Summary {
  readonly head: ReportHead;
  readonly numberFormats: NumberFormats;
  readonly dollars: NumberFormats;
  readonly entityTotals: EntityTotals;
}

export function createSummary(
  head: ReportHead,
  { unicode }: { readonly unicode: boolean },
): Summary {
  return {
    head,
    numberFormats: createNumberFormats(head.account.currency, { unicode }),
    dollars: createNumberFormats('USD', { unicode }),
    entityTotals: createEntityTotals(head.request.granularity),
  };
}

export interface TotalsColumn {
  readonly title: string;
  /** 0 is always shown; of the others, the lower ones longest. */
  readonly rank: number;
  readonly text: (totals: Totals) => string;
  /** What the text rounds. */
  readonly micros?: (totals: Totals) => Micros | undefined;
}

export function totalsColumns(
  { head, numberFormats, dollars }: Summary,
  titles: { readonly spend: string; readonly usd: string },
): readonly TotalsColumn[] {
  const { money, count, percent } = numberFormats;
  const usd: TotalsColumn = {
    title: titles.usd,
    rank: 0,
    text: ({ spendUsd }) => (spendUsd === undefined ? '' : dollars.money(amount(spendUsd))),
    micros: ({ spendUsd }) => spendUsd,
  };
  return [
    {
      title: titles.spend,
      rank: 0,
      text: ({ spend }) => money(amount(spend)),
      micros: ({ spend }) => spend,
    },
    ...(head.request.usd ? [usd] : []),
    { title: 'Impressions', rank: 0, text: ({ impressions }) => count(impressions) },
    { title: 'Clicks', rank: 0, text: ({ clicks }) => count(clicks) },
    { title: 'CTR', rank: 2, text: (totals) => percent(clickThroughRate(totals)) },
    { title: 'CPC', rank: 3, text: (totals) => money(costPerClick(totals)) },
    { title: 'Leads', rank: 0, text: ({ leads }) => count(leads) },
    { title: 'CPL', rank: 1, text: (totals) => money(costPerLead(totals)) },
  ];
}

export function ratioTexts(totals: Totals, { percent, price }: NumberFormats) {
  return [
    ['CTR', percent(clickThroughRate(totals))],
    ['CPC', price(costPerClick(totals))],
    ['CPL', price(costPerLead(totals))],
  ] as const;
}

// --- numbers as people read them: grouped, rounded once, in the currency's own decimals ---------------

interface NumberFormats {
  /** "1,204.38": a column says its currency once. */
  money(amount: Ratio | undefined): string;
  /** "€1,204.38" */
  price(amount: Ratio | undefined): string;
  count(count: number): string;
  percent(rate: Ratio | undefined): string;
}

/** Without `unicode` a price is "1,204.38 EUR", and what cannot be divided is "-" rather than "–". */
function createNumberFormats(
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
