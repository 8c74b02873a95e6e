/** simple-oauth2, with the credentials in the body as LinkedIn wants them. */
import assert from 'node:assert/strict';
import { AuthorizationCode } from 'simple-oauth2';
import { account, adAccounts, allow, given, scopes } from './sign-in.mjs';

const { origin, clientId, clientSecret, redirectUri: redirect_uri } = given();
const client = new AuthorizationCode({
  client: { id: clientId, secret: clientSecret },
  auth: {
    tokenHost: origin,
    tokenPath: '/oauth/v2/accessToken',
    authorizePath: '/oauth/v2/authorization',
    revokePath: '/oauth/v2/revoke',
  },
  options: { authorizationMethod: 'body' },
});
const back = await allow(client.authorizeURL({ redirect_uri, scope: scopes, state: 'state' }));
const granted = await client.getToken({ code: back.searchParams.get('code'), redirect_uri });
assert.equal(granted.expired(), false);
const renewed = await granted.refresh();
const token = renewed.token.access_token;
assert.ok((await adAccounts(token, origin)).includes(account));
await renewed.revoke('access_token');
await assert.rejects(adAccounts(token, origin), /REVOKED_ACCESS_TOKEN/);
