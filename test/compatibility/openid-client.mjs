/** openid-client 6. It wants a `token_type`, which LinkedIn often leaves out. */
import assert from 'node:assert/strict';
import * as client from 'openid-client';
import { account, adAccounts, allow, given, scopes } from './sign-in.mjs';

const { origin, clientId, clientSecret, redirectUri } = given();
const config = await client.discovery(
  new URL(`${origin}/oauth`),
  clientId,
  undefined,
  client.ClientSecretPost(clientSecret),
  { execute: [client.allowInsecureRequests] },
);
config[client.customFetch] = async (...request) => {
  const response = await fetch(...request);
  if (!request[0].endsWith('/accessToken') || !response.ok) return response;
  return Response.json({ token_type: 'bearer', ...(await response.json()) });
};

async function signIn(scope) {
  const state = client.randomState();
  const parameters = { redirect_uri: redirectUri, scope, state };
  const back = await allow(client.buildAuthorizationUrl(config, parameters));
  return await client.authorizationCodeGrant(config, back, { expectedState: state });
}

const person = await signIn('openid profile email');
const { sub } = person.claims();
const who = await client.fetchUserInfo(config, person.access_token, sub);
assert.equal(who.name, 'Robin Example');

const granted = await signIn(scopes.join(' '));
const renewed = await client.refreshTokenGrant(config, granted.refresh_token);
assert.ok((await adAccounts(renewed.access_token, origin)).includes(account));
