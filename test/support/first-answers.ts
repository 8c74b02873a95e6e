/** A first run of `setup` on the first day: what the person answers, and what it leaves in the `.env`. */

import { appKeys } from './credentials.ts';
import { type Answers, enter } from './operator.ts';

/** The portal, up to the keys. */
export const portalAnswers = {
  'begin-at': enter,
  'app-created': enter,
  'page-sent': enter,
  'products-tab': enter,
  company: 'Acme',
  'product-requested': enter,
  'redirect-registered': enter,
  'client-id': appKeys.LINKEDIN_CLIENT_ID,
  'client-secret': appKeys.LINKEDIN_CLIENT_SECRET,
} satisfies Answers;

/** What is asked once LinkedIn has approved the app. */
export const approvedAnswers = {
  'ad-account': '512345678',
} satisfies Answers;

/** The `.env` at the end, tokens by what they are. */
export const complete = {
  ...appKeys,
  LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
  LINKEDIN_ACCESS_TOKEN: 'access token of 2026-11-22T10:00:00Z',
  LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-21T09:59:59Z',
  LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
  LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
  LINKEDIN_MEMBER_URN: 'urn:li:person:K1RwyVNukt',
  LINKEDIN_AD_ACCOUNT_ID: '512345678',
};

/** The same without who signed in, which is saved with the choice of the ad account. */
export const { LINKEDIN_MEMBER_URN: memberUrn, ...completeWithoutMember } = complete;
