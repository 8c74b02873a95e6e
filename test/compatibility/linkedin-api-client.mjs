/** LinkedIn's own client for JavaScript, with the calls of its examples. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { account, allow, given, scopes } from './sign-in.mjs';

const require = createRequire(import.meta.url);
const axios = require('axios');
const { AuthClient, RestliClient } = require('linkedin-api-client');

const { origin, clientId, clientSecret, redirectUri: redirectUrl } = given();
const here = (address) => address.replace(/^https:\/\/(www|api)\.linkedin\.com/, origin);
const redirect = (config) => ({ ...config, url: here(config.url) });
axios.interceptors.request.use(redirect);

const auth = new AuthClient({ clientId, clientSecret, redirectUrl });
// It joins scopes with commas.
const back = await allow(here(auth.generateMemberAuthorizationUrl(scopes, 'state')));
const granted = await auth.exchangeAuthCodeForAccessToken(back.searchParams.get('code'));
assert.equal(granted.scope, 'r_ads,r_ads_reporting');
const renewed = await auth.exchangeRefreshTokenForAccessToken(granted.refresh_token);
const { data } = await auth.introspectAccessToken(renewed.access_token);
assert.equal(data.active, true);

const client = new RestliClient();
client.axiosInstance.interceptors.request.use(redirect);
const call = { accessToken: renewed.access_token, versionString: '202609' };
const one = await client.get({
  ...call,
  resourcePath: '/adAccounts/{id}',
  pathKeys: { id: account },
  queryParams: { fields: 'id,name' },
});
assert.deepEqual(one.data, { id: account, name: 'Acme Europe' });
const search = { reference: { values: ['urn:li:organization:2414183'] }, test: false };
const found = await client.finder({
  ...call,
  resourcePath: '/adAccounts',
  finderName: 'search',
  queryParams: { search },
});
assert.equal(found.data.elements.length, 3);
const groups = `/adAccounts/${account}/adCampaignGroups`;
const listed = await client.finder({ ...call, resourcePath: groups, finderName: 'search' });
// So many that it sends the query in a form.
const unknown = Array.from({ length: 300 }, (_, index) => 99_999_999_000_000 + index);
const ids = [...listed.data.elements.map(({ id }) => id), ...unknown];
const several = await client.batchGet({ ...call, resourcePath: groups, ids });
assert.equal(several.config.method, 'post');
assert.equal(Object.keys(several.data.results).length, 2);
assert.equal(Object.keys(several.data.errors).length, 300);
const day = { year: 2026, month: 9, day: 1 };
const rows = await client.finder({
  ...call,
  resourcePath: '/adAnalytics',
  finderName: 'analytics',
  queryParams: {
    pivot: 'CAMPAIGN',
    timeGranularity: 'ALL',
    dateRange: { start: day, end: { ...day, day: 30 } },
    accounts: [`urn:li:sponsoredAccount:${account}`],
    fields: 'impressions,costInLocalCurrency,pivotValues',
  },
});
assert.equal(rows.data.elements.length, 4);
