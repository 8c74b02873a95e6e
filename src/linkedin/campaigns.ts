/**
 * The campaigns of an ad account and their groups: names and standing, a page at a time.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads/account-structure/create-and-manage-campaigns,
 * create-and-manage-campaign-groups.
 */

import type { ZodType } from 'zod';
import type { Secret } from '../secret.ts';
import type { Answer, Page } from './api.ts';
import type { LinkedIn } from './linkedin.ts';
import { plainText } from './plain-text.ts';
import { readAnswer, restCall } from './rest.ts';
import { encodeValue, idOf } from './restli.ts';
import { type AdCampaignReply, adCampaignGroupsPage, adCampaignsPage } from './wire.ts';

export interface AdCampaign {
  /** Digits. */
  readonly id: string;
  /** To the letter: nothing in it is safe for a terminal. */
  readonly name: string;
  /** ACTIVE, PAUSED, ARCHIVED, COMPLETED, CANCELED, DRAFT, PENDING_DELETION, REMOVED. */
  readonly status: string;
  /** Undefined for groups themselves. */
  readonly groupId: string | undefined;
}

/** More in one page is refused: "Request would return too many entities." */
const largestPage = 1_000;

/** Bare `q=search` finds all of them, although the documents call criteria required. */
export type CampaignPage = (
  at: { readonly accountId: string; readonly cursor: string | undefined },
  token: Secret,
  linkedin: LinkedIn,
) => Promise<Answer<Page<AdCampaign>>>;

export const campaignPage: CampaignPage = (at, token, linkedin) =>
  page('adCampaigns', adCampaignsPage, { ...at, token, linkedin });

export const campaignGroupPage: CampaignPage = (at, token, linkedin) =>
  page('adCampaignGroups', adCampaignGroupsPage, { ...at, token, linkedin });

interface Elements {
  readonly elements: readonly AdCampaignReply[];
  readonly metadata?: { readonly nextPageToken?: string | null | undefined } | null | undefined;
}

interface PageCall {
  readonly accountId: string;
  readonly cursor: string | undefined;
  readonly token: Secret;
  readonly linkedin: LinkedIn;
}

async function page(
  resource: string,
  shape: ZodType<Elements>,
  { accountId, cursor, token, linkedin }: PageCall,
): Promise<Answer<Page<AdCampaign>>> {
  const at = cursor === undefined ? '' : `&pageToken=${encodeValue(cursor)}`;
  const question = {
    path: `adAccounts/${encodeValue(accountId)}/${resource}`,
    query: `q=search&pageSize=${largestPage}${at}`,
  };
  const reply = await linkedin.send(restCall(question, token, linkedin));
  const answer = readAnswer(reply, question, shape, linkedin);
  if (answer.kind === 'refused') return answer;
  const { elements, metadata } = answer.value;
  const next = metadata?.nextPageToken || undefined;
  return { ...answer, value: { items: elements.map(readCampaign), next } };
}

function readCampaign({ id, name, status, campaignGroup }: AdCampaignReply): AdCampaign {
  return {
    id: String(id),
    name,
    status: plainText(status, 40),
    groupId: campaignGroup === undefined ? undefined : idOf(campaignGroup),
  };
}
