/** LinkedIn's bodies as they are on the wire. Unknown fields are accepted, missing ones are named. */

import * as z from 'zod';
import { hasKeyCharacters } from '../secret.ts';

/** A lifetime in seconds: what is not above zero, or beyond ten years, is none. */
const lifetime = z.number().positive().max(315_360_000);

/** Epoch seconds of this century. */
const epoch = z.number().min(946_684_800).max(4_102_444_800);

/** LinkedIn writes ids as numbers; digits in a text and a URN mean the same. */
const id = z.union([z.number().int().positive(), z.string().regex(/^(urn:li:\w+:)?\d+$/)]);

// --- OAuth -------------------------------------------------------------------------------------

/**
 * POST /oauth/v2/accessToken, HTTP 200. `token_type` is often left out; `refresh_token` is absent when
 * the app is not entitled to one; `scope` is comma-separated and may be absent on a refresh.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow, programmatic-refresh-tokens.
 */
export const tokenReply = z.object({
  access_token: z.string().min(1),
  expires_in: lifetime.optional(),
  refresh_token: z.string().min(1).optional(),
  /** Counted from consent and never extended. */
  refresh_token_expires_in: lifetime.optional(),
  scope: z.string().optional(),
  token_type: z.string().optional(),
});
export type TokenReply = z.infer<typeof tokenReply>;

/**
 * What no header can carry and no line of a file can hold is no token, nor is a number that could be read as
 * text; blanks round one are none of it.
 */
const token = z
  .custom<string>((value) => typeof value === 'string' && hasKeyCharacters(value.trim()))
  .transform((value) => value.trim());

/** As much of the reply as can be used. */
export const grantReply = tokenReply.extend({
  access_token: token,
  refresh_token: token.optional(),
});

/**
 * POST /oauth/v2/introspectToken, HTTP 200; `active` is the only field that is always there.
 * Times are epoch seconds, `scope` is comma-separated.
 * Source: learn.microsoft.com/linkedin/shared/authentication/token-introspection.
 */
export const introspectionReply = z.object({
  active: z.boolean(),
  status: z.string().optional(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  created_at: epoch.optional(),
  authorized_at: epoch.optional(),
  expires_at: epoch.optional(),
  auth_type: z.string().optional(),
});
export type IntrospectionReply = z.infer<typeof introspectionReply>;

/** Any refusal of the OAuth endpoints. */
export const oauthErrorReply = z.object({
  error: z.string().optional(),
  error_description: z.string().optional(),
});

// --- Versioned REST ----------------------------------------------------------------------------

/**
 * Any refusal of api.linkedin.com/rest; `code` and `serviceErrorCode` are each left out at times. Bodies in
 * the shape of the first API have `errorCode` and `requestId` instead (older clients, live).
 */
export const restErrorReply = z.object({
  status: z.number().optional(),
  code: z.string().optional(),
  serviceErrorCode: z.number().optional(),
  errorCode: z.number().optional(),
  requestId: z.string().optional(),
  message: z.string().optional(),
  errorDetails: z
    .object({
      inputErrors: z
        .array(
          z.object({
            code: z.string().optional(),
            description: z.string().optional(),
            input: z
              .object({ inputPath: z.object({ fieldPath: z.string().optional() }).optional() })
              .optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
export type RestErrorReply = z.infer<typeof restErrorReply>;

/** One ad account; `id` is a number, not a URN. Without an id it is of no use, without the rest it is. */
export const adAccount = z.object({
  id,
  name: z.string().optional(),
  currency: z.string().optional(),
  /** ACTIVE, CANCELED, DRAFT, PENDING_DELETION, REMOVED. */
  status: z.string().optional(),
  /** BUSINESS, ENTERPRISE. */
  type: z.string().optional(),
  /** RUNNABLE, or one or more holds; independent of `status`. */
  servingStatuses: z.array(z.string()).optional(),
  /** A test account never serves and never has numbers. */
  test: z.boolean().optional(),
});
export type AdAccountReply = z.infer<typeof adAccount>;

/** Of cursor pages; the last one has no `nextPageToken`. */
const cursor = z.object({ nextPageToken: z.string().nullish() }).nullish();

/** GET /rest/adAccounts?q=search: cursor pages. */
export const adAccountsPage = z.object({
  elements: z.array(adAccount),
  metadata: cursor,
});

/** Of start/count pages; a link of the relation `next` may stand on a page without a single element. */
const startPaging = z
  .object({
    start: z.number().optional(),
    count: z.number().optional(),
    total: z.number().optional(),
  })
  .optional();
const linkedPaging = startPaging
  .unwrap()
  .extend({ links: z.array(z.object({ rel: z.string() })).optional() })
  .optional();
export type LinkedPaging = z.infer<typeof linkedPaging>;

/** GET /rest/adAccountUsers/(account:…,user:…): one person's role on one ad account. */
export const adAccountUser = z.object({
  /** urn:li:sponsoredAccount:123 */
  account: id,
  /** VIEWER, CREATIVE_MANAGER, CAMPAIGN_MANAGER, ACCOUNT_MANAGER, ACCOUNT_BILLING_ADMIN. */
  role: z.string().optional(),
  /** urn:li:person:abc, the member who signed in. */
  user: z.string().optional(),
});
export type AdAccountUserReply = z.infer<typeof adAccountUser>;

/** GET /rest/adAccountUsers?q=authenticatedUser: start/count pages. */
export const adAccountUsersPage = z.object({
  elements: z.array(adAccountUser),
  paging: startPaging,
});

/** GET /rest/conversions?q=account: start/count pages. */
export const conversionRulesPage = z.object({
  elements: z.array(
    z.object({
      /** CONVERSIONS_API for events of servers, INSIGHT_TAG for those of a website. */
      conversionMethod: z.string().optional(),
      enabled: z.boolean().optional(),
    }),
  ),
  paging: startPaging,
});

/** GET /rest/organizationAcls?q=roleAssignee: start/count pages; each element names the Page in one of two ways. */
export const pageRolesPage = z.object({
  elements: z.array(
    z.object({
      organization: z.string().optional(),
      organizationTarget: z.string().optional(),
    }),
  ),
  paging: linkedPaging,
});

/** The paths of a failed parse, for a sentence: which fields are missing or of the wrong type. */
export function missingFields(error: unknown): readonly string[] {
  if (!(error instanceof z.ZodError)) return ['what it must hold'];
  return [...new Set(error.issues.map((issue) => issue.path.join('.') || 'its body'))];
}

/**
 * Around the rows of adAnalytics, of which thousands are read without a shape: how many there are, or where
 * more of them stand, although they have no pages (no live capture).
 */
export const rowsPaging = z.object({
  metadata: z.object({ nextPageToken: z.string().nullish() }).optional(),
  paging: linkedPaging,
});

/** One campaign of an ad account; `campaignGroup` is a URN. */
export const adCampaign = z.object({
  id,
  name: z.string().optional(),
  /** ACTIVE, PAUSED, ARCHIVED, COMPLETED, CANCELED, DRAFT, PENDING_DELETION, REMOVED. */
  status: z.string().optional(),
  campaignGroup: z.string().optional(),
});
export type AdCampaignReply = z.infer<typeof adCampaign>;

/** One campaign group of an ad account; its statuses are the campaign's without COMPLETED. */
export const adCampaignGroup = adCampaign.pick({ id: true, name: true, status: true });

/** GET adAccounts/{id}/adCampaigns and …/adCampaignGroups: cursor pages, whose elements are read one by one. */
export const cursorPage = z.object({ elements: z.array(z.unknown()), metadata: cursor });
