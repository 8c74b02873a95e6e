/** Sums without rounding, the ratios of advertising as exact fractions, and how people read them. */

import type { Micros } from '../../linkedin/money.ts';
import type { Granularity, ReportHead, ReportRow } from '../report.ts';
import { periodKey } from '../request/range.ts';

/** Extra metrics are no part of it: a reach or an average cannot be added up. */
export type Totals = Pick<ReportRow, 'spend' | 'spendUsd' | 'impressions' | 'clicks' | 'leads'>;

export const noTotals: Totals = { spend: 0n, spendUsd: 0n, impressions: 0, clicks: 0, leads: 0 };

export function plus(one: Totals, other: Totals): Totals {
  return {
    spend: one.spend + other.spend,
    // Not known as soon as one part of the sum is not.
    spendUsd:
      one.spendUsd === undefined || other.spendUsd === undefined
        ? undefined
        : one.spendUsd + other.spendUsd,
    impressions: one.impressions + other.impressions,
    clicks: one.clicks + other.clicks,
    leads: one.leads + other.leads,
  };
}

/** `over / under`; `under` is above zero. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

const unit = 1_000_000n;

/** In currency units. */
export function amount(micros: Micros): Ratio {
  return { over: micros, under: unit };
}

/** In currency units; undefined where there is nothing to divide by. */
export function amountPer(micros: Micros, count: number): Ratio | undefined {
  return count > 0 ? { over: micros, under: unit * BigInt(count) } : undefined;
}

export const costPerClick = ({ spend, clicks }: Totals) => amountPer(spend, clicks);
export const costPerLead = ({ spend, leads }: Totals) => amountPer(spend, leads);

/** In percent. */
export function clickThroughRate({ clicks, impressions }: Totals): Ratio | undefined {
  return impressions > 0 ? { over: BigInt(clicks) * 100n, under: BigInt(impressions) } : undefined;
}

/** Rounded once, half to even: 1/8 with two decimals is "0.12". */
export function ratioText({ over, under }: Ratio, decimals: number): string {
  const size = over < 0n ? -over : over;
  const scaled = size * 10n ** BigInt(decimals);
  const quotient = scaled / under;
  const twice = (scaled % under) * 2n;
  const up = twice > under || (twice === under && quotient % 2n === 1n);
  const rounded = up ? quotient + 1n : quotient;
  const digits = rounded.toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const sign = over < 0n && rounded > 0n ? '-' : '';
  return decimals === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-decimals)}`;
}

// --- of a report ------------------------------------------------------------------------------------

export interface Entity extends Pick<ReportRow, 'id' | 'name' | 'status' | 'group'> {
  readonly totals: Totals;
}

export function createEntityTotals(granularity: Granularity) {
  const entities = new Map<string, Entity>();
  const periods = new Map<string, Totals>();
  return {
    /** By `periodKey`. */
    periods,
    add(batch: readonly ReportRow[]): void {
      for (const row of batch) {
        const { id, name, status, group } = row;
        const before = entities.get(id)?.totals ?? noTotals;
        entities.set(id, { id, name, status, group, totals: plus(before, row) });
        const key = periodKey(row.date, granularity);
        periods.set(key, plus(periods.get(key) ?? noTotals, row));
      }
    },
    /** The highest spend first. */
    entities: () => [...entities.values()].sort(bySpend),
    totals: () => [...entities.values()].reduce((sum, { totals }) => plus(sum, totals), noTotals),
  };
}

/** Equal spend goes by impressions, then by id, so that the order never depends on the answers' order. */
function bySpend(one: Entity, other: Entity): number {
  const difference = other.totals.spend - one.totals.spend;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return other.totals.impressions - one.totals.impressions || (one.id < other.id ? -1 : 1);
}

// --- what the table and the page show --------------------------------------------------------------

export type Summary = ReturnType<typeof createSummary>;

export function createSummary(head: ReportHead, unicode: boolean) {
  return {
    head,
    numberFormats: createNumberFormats(head.account.currency, unicode),
    dollars: createNumberFormats('USD', unicode),
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
  [spendTitle, usdTitle]: readonly [string, string],
): readonly TotalsColumn[] {
  const { money, count, percent } = numberFormats;
  const usd: Pick<TotalsColumn, 'text' | 'micros'> = {
    text: ({ spendUsd }) => (spendUsd === undefined ? '' : dollars.money(amount(spendUsd))),
    micros: ({ spendUsd }) => spendUsd,
  };
  const micros = ({ spend }: Totals) => spend;
  return [
    { title: spendTitle, rank: 0, text: ({ spend }) => money(amount(spend)), micros },
    ...(head.request.usd ? [{ title: usdTitle, rank: 0, ...usd }] : []),
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

type NumberFormats = ReturnType<typeof createNumberFormats>;

/** Without `unicode` a price is "1,204.38 EUR", and what cannot be divided is "-" rather than "–". */
function createNumberFormats(currency: string, unicode: boolean) {
  // LinkedIn's text may not be shaped like a currency code.
  const prices = /^[A-Z]{3}$/.test(currency)
    ? new Intl.NumberFormat('en', { style: 'currency', currency })
    : undefined;
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
    /** "1,204.38": a column says its currency once. */
    money: orNone((amount) => write(plain, amount)),
    /** "€1,204.38" */
    price: orNone((amount) =>
      prices === undefined || !unicode
        ? `${write(plain, amount)} ${currency}`.trimEnd()
        : write(prices, amount),
    ),
    count: (count: number) => count.toLocaleString('en'),
    percent: orNone((rate) => `${ratioText(rate, 2)}%`),
  };
}
