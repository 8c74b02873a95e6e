/** Every scenario shows what its title promises. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { adAccountsPage, adAccountUsersPage } from '../../src/linkedin/wire.ts';
import { type Scenario, type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createClient, destination, europe, start } from './simulator-client.ts';

type LinkedIn = ReturnType<typeof createClient>;

const search = '/adAccounts?q=search';
const analytics = `/adAnalytics?q=analytics&pivot=CAMPAIGN&timeGranularity=ALL&dateRange=(start:(year:2026,month:11,day:1))&accounts=List(${europe})`;

const accountsOf = async ({ rest }: LinkedIn) =>
  adAccountsPage.parse((await rest(search)).body).elements;

const rolesOf = async ({ rest }: LinkedIn) =>
  adAccountUsersPage
    .parse((await rest('/adAccountUsers?q=authenticatedUser&count=2000')).body)
    .elements.map(({ role }) => role);

const rowsOf = async ({ rest }: LinkedIn) =>
  z.object({ elements: z.array(z.unknown()) }).parse((await rest(analytics)).body).elements.length;

const oneAccount = '/adAccounts/512345678';

/** Where the events of an account's conversion rules come from. */
const methodsOf = async ({ rest }: LinkedIn) =>
  z
    .object({ elements: z.array(z.object({ conversionMethod: z.string() })) })
    .parse(
      (await rest('/conversions?q=account&account=urn%3Ali%3AsponsoredAccount%3A512345678')).body,
    )
    .elements.map(({ conversionMethod }) => conversionMethod);

/** The refusal at the end of a consent, or the page that keeps the member. */
const consentOf = async ({ visit }: LinkedIn) => {
  const response = await visit();
  if (!response.headers.has('location')) return response.status;
  return destination(response).searchParams.get('error');
};

/** What an access token of a consent is worth, and whether it can be renewed. */
const standingOf = async ({ simulator, rest, post }: LinkedIn) => {
  const { accessToken, refreshToken } = simulator.issueTokens();
  const consented = await rest(search, { token: accessToken });
  const renewal = await post('accessToken', {
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
  });
  const renewed = z.object({ access_token: z.string() }).safeParse(renewal.body).data?.access_token;
  const introspected = await post('introspectToken', { token: accessToken });
  return {
    consented: z.object({ code: z.string() }).safeParse(consented.body).data?.code ?? 'works',
    introspected: z.object({ status: z.string() }).parse(introspected.body).status,
    renewed: renewed && (await rest(search, { token: renewed })).status,
  };
};

/** How a call goes with the access token of a new sign-in, and with one that its refresh token brings. */
const newTokensOf = async ({ exchange, rest, post }: LinkedIn) => {
  const shape = z.object({ access_token: z.string(), refresh_token: z.string() });
  const granted = shape.parse((await exchange()).body);
  const form = { grant_type: 'refresh_token', refresh_token: granted.refresh_token };
  const renewed = shape.parse((await post('accessToken', form)).body);
  const tokens = [granted.access_token, renewed.access_token];
  return await Promise.all(tokens.map(async (token) => (await rest(search, { token })).status));
};

const statuses = async ({ simulator, rest, visit }: LinkedIn, calls: number) => {
  const answers = [(await visit()).status];
  const token = simulator.issueTokens().accessToken;
  for (let call = 0; call < calls; call += 1) answers.push((await rest(search, { token })).status);
  return answers;
};

const rawAnswer = async ({ simulator, send }: LinkedIn) =>
  send('/rest/adAccounts/512345678', {
    headers: {
      authorization: `Bearer ${simulator.issueTokens().accessToken}`,
      'linkedin-version': '202609',
      'x-restli-protocol-version': '2.0.0',
    },
  });

const promises: Record<ScenarioName, (linkedin: LinkedIn) => Promise<void>> = {
  ready: async (linkedin) => {
    expect(await standingOf(linkedin)).toEqual({
      consented: 'works',
      introspected: 'active',
      renewed: 200,
    });
    expect(await accountsOf(linkedin)).toMatchObject([
      { id: 512345678, name: 'Acme Europe', currency: 'EUR', servingStatuses: ['RUNNABLE'] },
      { id: 509876543, name: 'Acme US', currency: 'USD', servingStatuses: ['RUNNABLE'] },
      { id: 501112223, name: 'Acme (old)', currency: 'USD', servingStatuses: ['BILLING_HOLD'] },
    ]);
    expect(await rolesOf(linkedin)).toEqual(['ACCOUNT_MANAGER', 'VIEWER', 'VIEWER']);
    expect(await rowsOf(linkedin)).toBe(4);
  },
  'approval-pending': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe('unauthorized_scope_error');
    // The keys are good before any approval.
    expect((await linkedin.post('introspectToken', { token: 'made up' })).status).toBe(200);
  },
  'request-denied': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe('unauthorized_scope_error');
    const portal = await (await linkedin.send('/developers/apps')).text();
    expect(portal).toContain('Access Denied: Business verification failed');
  },
  'error-page-first': async ({ visit }) => {
    const page = await visit();
    expect([page.status, page.headers.get('location')]).toEqual([401, null]);
    expect(await page.text()).toContain('Bummer, something went wrong.');
    expect(page.headers.get('refresh')).toMatch(
      /^2; url=http:\/\/localhost:27365\/callback\?state=xyz&error=unauthorized_scope_error&/,
    );
  },
  'app-disabled': async ({ visit, decide }) => {
    for (const page of [await visit(), await decide('allow')]) {
      expect([page.status, page.headers.get('location')]).toEqual([401, null]);
      expect(page.headers.has('refresh')).toBe(false);
      expect(await page.text()).toContain('The application is disabled');
    }
  },
  'consent-cancelled': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe('user_cancelled_authorize');
  },
  'login-cancelled': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe('user_cancelled_login');
  },
  'redirect-unregistered': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe(401);
  },
  'wrong-secret': async ({ post }) => {
    expect((await post('introspectToken', { token: 'made up' })).status).toBe(401);
    expect((await post('accessToken', { grant_type: 'refresh_token' })).status).toBe(401);
  },
  'no-refresh-token': async ({ exchange, simulator }) => {
    expect((await exchange()).body).not.toHaveProperty('refresh_token');
    expect(simulator.issueTokens()).not.toHaveProperty('refreshToken');
  },
  'access-token-expired': async (linkedin) => {
    expect(await newTokensOf(linkedin)).toEqual([200, 200]);
    expect(await standingOf(linkedin)).toEqual({
      consented: 'EXPIRED_ACCESS_TOKEN',
      introspected: 'expired',
      renewed: 200,
    });
  },
  'access-token-revoked': async (linkedin) => {
    expect(await newTokensOf(linkedin)).toEqual([200, 200]);
    expect(await standingOf(linkedin)).toEqual({
      consented: 'REVOKED_ACCESS_TOKEN',
      introspected: 'revoked',
      renewed: 200,
    });
  },
  'access-token-fresh': async ({ simulator, rest, pass }) => {
    const token = simulator.issueTokens().accessToken;
    const early = await rest(search, { token });
    pass(10);
    const late = await rest(search, { token });
    expect([early.status, late.status]).toEqual([401, 200]);
    expect(early.body).toMatchObject({ serviceErrorCode: 65601 });
  },
  'refresh-token-expired': async (linkedin) => {
    expect(await newTokensOf(linkedin)).toEqual([200, 200]);
    expect(await standingOf(linkedin)).toEqual({
      consented: 'EXPIRED_ACCESS_TOKEN',
      introspected: 'expired',
      renewed: undefined,
    });
  },
  yearly: async (linkedin) => {
    const { simulator, rest, post, pass } = linkedin;
    expect(scenarios.yearly.signedInDaysAgo).toBe(361);
    const { accessToken: token, refreshToken } = simulator.issueTokens(undefined, 361);
    const ends = [token, refreshToken].map(
      async (one) => (await post('introspectToken', { token: one })).body,
    );
    const end = Math.floor(start / 1000) + 4 * 86_400;
    expect(await Promise.all(ends)).toMatchObject([
      { active: true, expires_at: end },
      { active: true, expires_at: end },
    ]);
    const before = (await rest(search, { token })).status;
    pass(4 * 86_400);
    expect([before, (await rest(search, { token })).status]).toEqual([200, 401]);
    expect(await newTokensOf(linkedin)).toEqual([200, 200]);
  },
  'only-r-ads': async ({ exchange, rest }) => {
    const { body } = await exchange();
    expect(body).toMatchObject({ scope: 'r_ads' });
    const { access_token: token } = z.object({ access_token: z.string() }).parse(body);
    expect([
      (await rest(search, { token })).status,
      (await rest(analytics, { token })).status,
    ]).toEqual([200, 403]);
  },
  'account-not-visible': async (linkedin) => {
    expect(await accountsOf(linkedin)).toEqual([]);
    expect((await linkedin.rest('/adAccounts/512345678')).status).toBe(404);
  },
  'viewer-role': async (linkedin) => {
    expect(await rolesOf(linkedin)).toEqual(['VIEWER', 'VIEWER', 'VIEWER']);
    expect(await rowsOf(linkedin)).toBe(4);
  },
  'no-role': async (linkedin) => {
    expect(await accountsOf(linkedin)).toHaveLength(3);
    expect([await rolesOf(linkedin), await rowsOf(linkedin)]).toEqual([[], 0]);
  },
  'account-on-hold': async (linkedin) => {
    expect(await accountsOf(linkedin)).toMatchObject([
      { status: 'ACTIVE', servingStatuses: ['BILLING_HOLD'] },
    ]);
  },
  'test-account': async (linkedin) => {
    expect(await accountsOf(linkedin)).toMatchObject([{ test: true }]);
    expect(await rowsOf(linkedin)).toBe(0);
  },
  'ghost-accounts': async (linkedin) => {
    expect([(await rolesOf(linkedin)).length, (await accountsOf(linkedin)).length]).toEqual([5, 3]);
  },
  'many-accounts': async (linkedin) => {
    const { body } = await linkedin.rest(`${search}&pageSize=1000`);
    expect(adAccountsPage.parse(body).elements).toHaveLength(1000);
    expect(await rolesOf(linkedin)).toHaveLength(1200);
  },
  'single-account': async (linkedin) => {
    expect(await accountsOf(linkedin)).toMatchObject([{ id: 512345678 }]);
  },
  'one-account-no-activity': async (linkedin) => {
    expect(await accountsOf(linkedin)).toMatchObject([{ id: 512345678 }]);
    const campaigns = await linkedin.rest('/adAccounts/512345678/adCampaigns?q=search');
    expect(campaigns.body).toMatchObject({ elements: { length: 5 } });
    expect(await rowsOf(linkedin)).toBe(0);
  },
  'reporting-denied': async ({ rest }) => {
    expect([(await rest(search)).status, (await rest(analytics)).status]).toEqual([200, 403]);
  },
  'app-not-mapped': async ({ rest }) => {
    const answers = [await rest(search), await rest(analytics), await rest(oneAccount)];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403]);
    expect(answers[0]?.body).toMatchObject({
      code: 'FORBIDDEN',
      message: expect.stringContaining('Account Management list'),
    });
  },
  'app-not-mapped-to-reporting': async ({ rest }) => {
    expect([(await rest(search)).status, (await rest(analytics)).status]).toEqual([200, 403]);
  },
  'app-not-mapped-in-lists': async (linkedin) => {
    expect(await accountsOf(linkedin)).toEqual([]);
    expect(await rolesOf(linkedin)).toEqual(['ACCOUNT_MANAGER', 'VIEWER', 'VIEWER']);
    expect((await linkedin.rest(oneAccount)).status).toBe(404);
  },
  'conversions-only': async (linkedin) => {
    expect(await consentOf(linkedin)).toBe('unauthorized_scope_error');
    expect(await methodsOf(linkedin)).toEqual(['CONVERSIONS_API', 'INSIGHT_TAG']);
  },
  'conversions-viewer': async (linkedin) => {
    expect(await rolesOf(linkedin)).toEqual(['VIEWER', 'VIEWER', 'VIEWER']);
  },
  'no-conversion-rules': async (linkedin) => {
    expect(await methodsOf(linkedin)).toEqual([]);
  },
  'openid-connect': async (linkedin) => {
    const scope = 'openid profile email r_ads_reporting rw_conversions';
    const { body } = await linkedin.exchange({ code: await linkedin.code({ scope }) });
    expect(body).toMatchObject({ id_token: expect.any(String) });
  },
  'no-page-role': async ({ simulator, rest }) => {
    const token = simulator.issueTokens(['r_organization_admin']).accessToken;
    const query = 'q=roleAssignee&role=ADMINISTRATOR&state=APPROVED';
    const { body } = await rest(`/organizationAcls?${query}`, { token });
    expect(body).toMatchObject({ elements: [] });
    expect((await rest(`/organizationAcls?${query}`)).status).toBe(403);
  },
  'member-restricted': async ({ rest }) => {
    expect((await rest(search)).body).toMatchObject({ code: 'RESTRICTED_MEMBER' });
  },
  'api-version-ended': async ({ rest }) => {
    expect((await rest(search)).status).toBe(426);
  },
  'throttled-minute': async ({ rest }) => {
    expect((await rest(search)).body).toMatchObject({
      status: 429,
      message: expect.stringContaining(' MINUTE limit'),
    });
  },
  'throttled-day': async ({ rest }) => {
    expect((await rest(search)).body).toMatchObject({
      status: 429,
      message: expect.stringContaining(' DAY limit'),
    });
  },
  'unavailable-then-fine': async (linkedin) => {
    // The consent page is for people and always there.
    expect(await statuses(linkedin, 4)).toEqual([200, 503, 503, 200, 200]);
  },
  unavailable: async (linkedin) => {
    expect(await statuses(linkedin, 4)).toEqual([200, 503, 503, 503, 503]);
    expect((await linkedin.post('introspectToken', { token: 'x' })).status).toBe(503);
  },
  'html-error-page': async (linkedin) => {
    const response = await rawAnswer(linkedin);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      502,
      'text/html; charset=utf-8',
    ]);
  },
  'reply-cut-short': async (linkedin) => {
    const response = await rawAnswer(linkedin);
    const body = await response.text();
    expect(body.length).toBeLessThan(Number(response.headers.get('content-length')));
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
  },
  slow: async () => {
    const waits: number[] = [];
    const sleep = async (milliseconds: number) => {
      waits.push(milliseconds);
    };
    const simulator = createSimulator({
      scenario: scenarios.slow,
      now: () => new Date(start),
      sleep,
    });
    await simulator.fetch(new Request('https://linkedin.test/developers/apps'));
    expect(waits).toEqual([3000]);
  },
};

describe('a scenario keeps its promise', () => {
  for (const [name, scenario] of Object.entries<Scenario>(scenarios)) {
    it(`${name}: ${scenario.title}`, async () => {
      const promise = promises[name as ScenarioName];
      await promise(createClient(scenario));
    });
  }
});

it('titles are one short sentence each, and no two are alike', () => {
  const titles = Object.values<Scenario>(scenarios).map(({ title }) => title);
  expect(titles.filter((title) => !/^[A-Z][^.]{10,66}\.$/.test(title))).toEqual([]);
  expect(new Set(titles).size).toBe(titles.length);
});
