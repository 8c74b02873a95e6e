/**
 * What adAnalytics groups by: which parts of a creative's day belong to which value of a pivot.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */

import {
  type Campaign,
  campaignUrn,
  creativeUrn,
  groupUrn,
  shareUrn,
} from './account-structure.ts';
import { accountUrn, organization } from './ad-accounts.ts';
import { rulesOf } from './conversion-rules.ts';
import { nothing, type Performance, split } from './performance.ts';
import type { SimulatedAccount } from './scenario.ts';

/** What one creative of a campaign had on one day. */
export interface Activity {
  readonly account: SimulatedAccount;
  readonly campaign: Campaign;
  readonly creativeId: number;
  readonly day: number;
  readonly performance: Performance;
}

interface Part {
  readonly value: string;
  readonly performance: Performance;
}

type Grouping = (activity: Activity) => readonly Part[];

function whole(named: (activity: Activity) => string): Grouping {
  return (activity) => [{ value: named(activity), performance: activity.performance }];
}

/** The same few values everywhere, each with less than the one before. */
function parts(...values: readonly string[]): Grouping {
  const weights = values.map((_, index) => values.length - index);
  return ({ performance }) => {
    const shares = split(performance, weights);
    return values.map((value, index) => ({ value, performance: shares[index] ?? nothing }));
  };
}

/** No campaign here is a conversation, a carousel or an event. */
const none: Grouping = () => [];

/** Every pivot of 2026-09, and one that a connector has. */
const groupings: Readonly<Record<string, Grouping>> = {
  ACCOUNT: whole(({ account }) => accountUrn(account.id)),
  CAMPAIGN: whole(({ campaign }) => campaignUrn(campaign.id)),
  CAMPAIGN_GROUP: whole(({ campaign }) => groupUrn(campaign.groupId)),
  CREATIVE: whole(({ creativeId }) => creativeUrn(creativeId)),
  COMPANY: whole(() => organization),
  // Airbyte's connector offers it for several pivots.
  OBJECTIVE_TYPE: whole(({ campaign }) => campaign.objective),
  SHARE: whole(({ creativeId }) => shareUrn(creativeId)),
  CONVERSION: ({ account, performance: { conversions } }) =>
    rulesOf(account)
      .slice(0, 1)
      .map(({ id }) => ({
        value: `urn:lla:llaPartnerConversion:${id}`,
        performance: { ...nothing, conversions },
      })),
  SERVING_LOCATION: parts('ON_SITE', 'OFF_SITE'),
  PLACEMENT_NAME: parts('FEED', 'AUDIENCE_NETWORK'),
  IMPRESSION_DEVICE_TYPE: parts('MOBILE_APP', 'DESKTOP_WEB', 'MOBILE_WEB'),
  MEMBER_COMPANY_SIZE: parts('SIZE_51_TO_200', 'SIZE_1001_TO_5000', 'SIZE_2_TO_10'),
  MEMBER_INDUSTRY: parts('urn:li:industry:4', 'urn:li:industry:96', 'urn:li:industry:43'),
  MEMBER_SENIORITY: parts('urn:li:seniority:4', 'urn:li:seniority:6', 'urn:li:seniority:3'),
  MEMBER_JOB_TITLE: parts('urn:li:title:9', 'urn:li:title:25169'),
  MEMBER_JOB_FUNCTION: parts('urn:li:function:15', 'urn:li:function:8', 'urn:li:function:4'),
  MEMBER_COUNTRY_V2: parts('urn:li:geo:101282230', 'urn:li:geo:103644278'),
  MEMBER_REGION_V2: parts('urn:li:geo:90009712', 'urn:li:geo:90000084'),
  MEMBER_COUNTY: parts('urn:li:geo:106967730', 'urn:li:geo:100364837'),
  MEMBER_DESIGNATED_MARKET_AREA: parts('urn:li:geo:90000070', 'urn:li:geo:90000084'),
  MEMBER_COMPANY: parts('urn:li:organization:1035', 'urn:li:organization:1441'),
  CONVERSATION_NODE: none,
  CONVERSATION_NODE_OPTION_INDEX: none,
  CARD_INDEX: none,
  EVENT_STAGE: none,
};

export const pivots: readonly string[] = Object.keys(groupings);

/** By what people are, not by what was shown to them. */
export function isDemographic(pivot: string): boolean {
  return pivot.startsWith('MEMBER_');
}

/** By several pivots at once: a part for each combination of values that had something. */
export function groupedParts(activity: Activity, names: readonly string[]) {
  let found: readonly { values: readonly string[]; performance: Performance }[] = [
    { values: [], performance: activity.performance },
  ];
  for (const name of names) {
    const grouping = groupings[name] ?? none;
    found = found.flatMap(({ values, performance }) =>
      grouping({ ...activity, performance }).map((part) => ({
        values: [...values, part.value],
        performance: part.performance,
      })),
    );
  }
  return found.filter(({ performance }) => Object.values(performance).some((count) => count > 0));
}
