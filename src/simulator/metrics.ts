/**
 * The metrics of adAnalytics and what made-up performance has of each.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting-schema.
 */

import { hash } from './hash.ts';
import type { Performance } from './performance.ts';

/** What no campaign here has. */
const unused =
  'actionClicks adUnitClicks appointmentsScheduled audiencePenetration averageDwellTime ' +
  'averageEventWatchTime averageEventWatchTimeOver15Seconds averageEventWatchTimeOver30Seconds ' +
  'averageEventWatchTimeOver2Minutes averageVideoWatchTime cardClicks cardImpressions commentLikes ' +
  'comments companyPageClicks documentCompletions documentFirstQuartileCompletions ' +
  'documentMidpointCompletions documentThirdQuartileCompletions downloadClicks eventViews ' +
  'eventViewsOver15Seconds eventViewsOver30Seconds eventViewsOver2Minutes eventWatchTime ' +
  'externalWebsitePostViewConversions follows fullScreenPlays headlineClicks headlineImpressions ' +
  'jobApplications jobApplyClicks leadGenerationMailContactInfoShares ' +
  'leadGenerationMailInterestedClicks likes opens otherEngagements postClickJobApplications ' +
  'postClickJobApplyClicks postClickRegistrations postViewJobApplications postViewJobApplyClicks ' +
  'postViewRegistrations reactions registrations sends shares subscriptionClicks talentLeads ' +
  'textUrlClicks validWorkEmailLeads videoCompletions videoFirstQuartileCompletions ' +
  'videoMidpointCompletions videoStarts videoThirdQuartileCompletions videoViews videoWatchTime';

/** The same of people to whom somebody else showed the ad. */
const unusedViral =
  'CardClicks CardImpressions Clicks CommentLikes Comments CompanyPageClicks DocumentCompletions ' +
  'DocumentFirstQuartileCompletions DocumentMidpointCompletions DocumentThirdQuartileCompletions ' +
  'DownloadClicks ExternalWebsiteConversions ExternalWebsitePostClickConversions ' +
  'ExternalWebsitePostViewConversions Follows FullScreenPlays Impressions JobApplications ' +
  'JobApplyClicks LandingPageClicks Likes OneClickLeadFormOpens OneClickLeads OtherEngagements ' +
  'PostClickJobApplications PostClickJobApplyClicks PostClickRegistrations PostViewJobApplications ' +
  'PostViewJobApplyClicks PostViewRegistrations Reactions Registrations Shares SubscriptionClicks ' +
  'TotalEngagements VideoCompletions VideoFirstQuartileCompletions VideoMidpointCompletions ' +
  'VideoStarts VideoThirdQuartileCompletions VideoViews';

type Metric = (total: Performance) => number | string | undefined;

const zero: Metric = () => 0;
/** Amounts are left out where there is nothing to tell of. */
const absent: Metric = () => undefined;

/** What singer-io's tap asks for in production, and this program does not. */
const others: Readonly<Record<string, Metric>> = {
  approximateUniqueImpressions: (total) => Math.round(total.impressions * 0.6),
  averageDailyReachMetrics: absent,
  averagePreviousSevenDayReachMetrics: absent,
  averagePreviousThirtyDayReachMetrics: absent,
};
export const metricsOfOthers: readonly string[] = Object.keys(others);

export const metrics: Readonly<Record<string, Metric>> = {
  ...others,
  ...Object.fromEntries(unused.split(' ').map((name) => [name, zero])),
  ...Object.fromEntries(unusedViral.split(' ').map((name) => [`viral${name}`, zero])),
  impressions: (total) => total.impressions,
  clicks: (total) => total.clicks,
  landingPageClicks: (total) => total.landingPageClicks,
  totalEngagements: (total) => total.clicks,
  oneClickLeads: (total) => total.leads,
  oneClickLeadFormOpens: (total) => total.leadFormOpens,
  qualifiedLeads: (total) => Math.floor(total.leads / 2),
  externalWebsiteConversions: (total) => total.conversions,
  externalWebsitePostClickConversions: (total) => total.conversions,
  approximateMemberReach: (total) => Math.round(total.impressions * 0.6),
  costInLocalCurrency: (total) => noisyDecimal(total.localCents),
  costInUsd: (total) => noisyDecimal(total.usdCents),
  costPerQualifiedLead: (total) => perUnit(total.localCents, Math.floor(total.leads / 2)),
  conversionValueInLocalCurrency: absent,
  costPerEventView: absent,
  costPerEventViewOver15Seconds: absent,
  costPerEventViewOver30Seconds: absent,
  costPerEventViewOver2Minutes: absent,
};

function perUnit(cents: number, units: number): string | undefined {
  return units === 0 ? undefined : noisyDecimal(Math.round(cents / units));
}

/** 53970 → "539.700000000000192784": the noise of floating point. */
function noisyDecimal(cents: number): string {
  if (cents === 0) return '0.0';
  const drift = BigInt(hash(`noise ${cents}`) % 999_999) - 499_999n;
  const digits = String(BigInt(cents) * 10n ** 16n + drift).padStart(19, '0');
  return `${digits.slice(0, -18)}.${digits.slice(-18)}`;
}
