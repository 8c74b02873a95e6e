/**
 * The metrics of adAnalytics by name; amounts come as decimal texts.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting-schema, 2026-06.
 */

const amounts =
  'conversionValueInLocalCurrency costInLocalCurrency costInUsd costPerEventView ' +
  'costPerEventViewOver15Seconds costPerEventViewOver30Seconds costPerEventViewOver2Minutes ' +
  'costPerQualifiedLead';

const counts =
  'actionClicks adUnitClicks appointmentsScheduled approximateMemberReach audiencePenetration ' +
  'averageDwellTime averageEventWatchTime averageEventWatchTimeOver15Seconds ' +
  'averageEventWatchTimeOver30Seconds averageEventWatchTimeOver2Minutes averageVideoWatchTime ' +
  'cardClicks cardImpressions clicks commentLikes comments companyPageClicks documentCompletions ' +
  'documentFirstQuartileCompletions documentMidpointCompletions documentThirdQuartileCompletions ' +
  'downloadClicks eventViews eventViewsOver15Seconds eventViewsOver30Seconds ' +
  'eventViewsOver2Minutes eventWatchTime externalWebsiteConversions ' +
  'externalWebsitePostClickConversions externalWebsitePostViewConversions follows fullScreenPlays ' +
  'headlineClicks headlineImpressions impressions jobApplications jobApplyClicks landingPageClicks ' +
  'leadGenerationMailContactInfoShares leadGenerationMailInterestedClicks likes ' +
  'oneClickLeadFormOpens oneClickLeads opens otherEngagements postClickJobApplications ' +
  'postClickJobApplyClicks postClickRegistrations postViewJobApplications postViewJobApplyClicks ' +
  'postViewRegistrations qualifiedLeads reactions registrations sends shares subscriptionClicks ' +
  'talentLeads textUrlClicks totalEngagements validWorkEmailLeads videoCompletions ' +
  'videoFirstQuartileCompletions videoMidpointCompletions videoStarts ' +
  'videoThirdQuartileCompletions videoViews videoWatchTime';

/** What people did who saw the ad because somebody shared it. */
const viral =
  'CardClicks CardImpressions Clicks CommentLikes Comments CompanyPageClicks DocumentCompletions ' +
  'DocumentFirstQuartileCompletions DocumentMidpointCompletions DocumentThirdQuartileCompletions ' +
  'DownloadClicks ExternalWebsiteConversions ExternalWebsitePostClickConversions ' +
  'ExternalWebsitePostViewConversions Follows FullScreenPlays Impressions JobApplications ' +
  'JobApplyClicks LandingPageClicks Likes OneClickLeadFormOpens OneClickLeads OtherEngagements ' +
  'PostClickJobApplications PostClickJobApplyClicks PostClickRegistrations PostViewJobApplications ' +
  'PostViewJobApplyClicks PostViewRegistrations Reactions Registrations Shares SubscriptionClicks ' +
  'TotalEngagements VideoCompletions VideoFirstQuartileCompletions VideoMidpointCompletions ' +
  'VideoStarts VideoThirdQuartileCompletions VideoViews';

export const knownMetrics: readonly string[] = [
  ...amounts.split(' '),
  ...counts.split(' '),
  ...viral.split(' ').map((name) => `viral${name}`),
].sort();

const known = new Set(knownMetrics);
const money = new Set(amounts.split(' '));

export function isAmount(metric: string): boolean {
  return money.has(metric);
}

/** Whether it is known to be a whole number. */
export function isCount(metric: string): boolean {
  return known.has(metric) && !money.has(metric) && !/^average|Penetration$/.test(metric);
}
