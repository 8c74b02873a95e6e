/** oauth4webapi, as strict as it comes but for what LinkedIn leaves out of its replies. */
import assert from 'node:assert/strict';
import * as oauth from 'oauth4webapi';
import { account, adAccounts, allow, given, scopes } from './sign-in.mjs';

const { origin, clientId: client_id, clientSecret, redirectUri } = given();
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(`${origin}/oauth`);
const found = await oauth.discoveryRequest(issuer, insecure);
const server = {
  ...(await oauth.processDiscoveryResponse(issuer, found)),
  introspection_endpoint: `${origin}/oauth/v2/introspectToken`,
};
const client = { client_id };
const authentication = oauth.ClientSecretPost(clientSecret);

const whole = async (response) =>
  response.ok ? Response.json({ token_type: 'bearer', ...(await response.json()) }) : response;

const state = oauth.generateRandomState();
const address = new URL(server.authorization_endpoint);
const asked = {
  response_type: 'code',
  client_id,
  redirect_uri: redirectUri,
  scope: scopes.join(' '),
  state,
};
address.search = new URLSearchParams(asked);
const parameters = oauth.validateAuthResponse(server, client, await allow(address), state);
const exchanged = await oauth.authorizationCodeGrantRequest(
  server,
  client,
  authentication,
  parameters,
  redirectUri,
  oauth.nopkce,
  insecure,
);
const granted = await oauth.processAuthorizationCodeResponse(
  server,
  client,
  await whole(exchanged),
);
const refreshed = await oauth.refreshTokenGrantRequest(
  server,
  client,
  authentication,
  granted.refresh_token,
  insecure,
);
const renewed = await oauth.processRefreshTokenResponse(server, client, await whole(refreshed));
const looked = await oauth.introspectionRequest(
  server,
  client,
  authentication,
  renewed.access_token,
  insecure,
);
const status = await oauth.processIntrospectionResponse(server, client, looked);
assert.equal(status.active, true);
assert.ok((await adAccounts(renewed.access_token, origin)).includes(account));
