/** Made-up ad performance: a function of campaign and day, so that every call gives the same numbers. */

import type { Campaign } from './account-structure.ts';
import { hash } from './hash.ts';

export const nothing = {
  impressions: 0,
  clicks: 0,
  landingPageClicks: 0,
  leads: 0,
  leadFormOpens: 0,
  conversions: 0,
  localCents: 0,
  usdCents: 0,
};

/** Whole numbers only, so that parts add up exactly; costs are in hundredths of the currency. */
export type Performance = Readonly<typeof nothing>;

/** Good enough for made-up numbers: dollars for one unit of the account's currency. */
const dollars: Readonly<Record<string, number>> = { USD: 1, EUR: 1.08, GBP: 1.27 };

/** `day` counts from 1 January 1970. Some days a campaign does not run; weekends are slow. */
export function performanceOn(day: number, campaign: Campaign, currency: string): Performance {
  const random = (what: string) => hash(`${campaign.id} ${day} ${what}`) / 2 ** 32;
  if (campaign.status === 'PAUSED' || random('rest') < campaign.inactiveShare) return nothing;
  const impressions = Math.round((1200 + 800 * random('impressions')) * weekdayFactor(day));
  const clicks = Math.round(impressions * (0.009 + 0.008 * random('clicks')));
  const forLeads = campaign.objective === 'LEAD_GENERATION';
  const leads = forLeads ? Math.floor(clicks * 0.03 + random('leads')) : 0;
  const localCents = Math.round(clicks * (240 + 110 * random('price')));
  return {
    impressions,
    clicks,
    landingPageClicks: forLeads ? 0 : Math.round(clicks * 0.9),
    leads,
    leadFormOpens: leads * 3,
    conversions: forLeads ? 0 : Math.floor(clicks * 0.02 + random('conversions')),
    localCents,
    usdCents: Math.round(localCents * (dollars[currency] ?? 1)),
  };
}

export function sum(one: Performance, other: Performance): Performance {
  return combine(one, other, (mine, theirs) => mine + theirs);
}

/** The whole in as many parts as there are weights; together they are exactly the whole. */
export function split(whole: Performance, weights: readonly number[]): readonly Performance[] {
  const total = weights.reduce((one, other) => one + other, 0);
  let weight = 0;
  let before = nothing as Performance;
  return weights.map((own) => {
    weight += own;
    const share = weight / total;
    const until = combine(whole, nothing, (count) => Math.floor(count * share));
    const part = combine(until, before, (all, sooner) => all - sooner);
    before = until;
    return part;
  });
}

const keys = Object.keys(nothing) as (keyof Performance)[];

function combine(
  one: Performance,
  other: Performance,
  join: (one: number, other: number) => number,
): Performance {
  const all = { ...nothing };
  for (const key of keys) all[key] = join(one[key], other[key]);
  return all;
}

function weekdayFactor(day: number): number {
  // 1 January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  return weekday === 0 || weekday === 6 ? 0.4 : 1;
}
