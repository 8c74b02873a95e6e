/** passport-linkedin-oauth2, which sends the token in the address. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { allow, given } from './sign-in.mjs';

const { Strategy } = createRequire(import.meta.url)('passport-linkedin-oauth2');
const { origin, clientId, clientSecret, redirectUri } = given();
const settings = {
  clientID: clientId,
  clientSecret,
  callbackURL: redirectUri,
  authorizationURL: `${origin}/oauth/v2/authorization`,
  tokenURL: `${origin}/oauth/v2/accessToken`,
  scope: ['r_liteprofile'],
};
const strategy = new Strategy(settings, (_, __, profile, done) => done(null, profile));
strategy.profileUrl = strategy.profileUrl.replace('https://api.linkedin.com', origin);

/** What passport adds to a strategy for one request. */
const authenticate = (query) =>
  new Promise((resolve, reject) => {
    const actions = { success: resolve, redirect: resolve, fail: reject, error: reject };
    Object.assign(Object.create(strategy), actions).authenticate({ query, session: {} }, {});
  });

const back = await allow(await authenticate({}));
const profile = await authenticate(Object.fromEntries(back.searchParams));
assert.equal(profile.displayName, 'Robin Example');
