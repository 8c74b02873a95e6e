/** openid-client 5. */
import assert from 'node:assert/strict';
import { Issuer } from 'openid-client-5';
import { account, adAccounts, allow, given, scopes } from './sign-in.mjs';

const { origin, clientId, clientSecret, redirectUri } = given();
const issuer = await Issuer.discover(`${origin}/oauth`);
const client = new issuer.Client({
  client_id: clientId,
  client_secret: clientSecret,
  redirect_uris: [redirectUri],
  token_endpoint_auth_method: 'client_secret_post',
});

const signIn = async (scope, exchange) => {
  const back = await allow(client.authorizationUrl({ scope, state: 'state' }));
  return await exchange(redirectUri, client.callbackParams(back.href), { state: 'state' });
};

// The ID token's signature is checked with the published key.
const person = await signIn('openid profile email', client.callback.bind(client));
assert.equal((await client.userinfo(person)).email, 'robin@example.com');

const granted = await signIn(scopes.join(' '), client.oauthCallback.bind(client));
const renewed = await client.refresh(granted.refresh_token);
assert.ok((await adAccounts(renewed.access_token, origin)).includes(account));
