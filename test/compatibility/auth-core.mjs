/** @auth/core, which next-auth and its like are made of, with its own LinkedIn provider. */
import assert from 'node:assert/strict';
import { Auth } from '@auth/core';
import LinkedIn from '@auth/core/providers/linkedin';
import { allow, given } from './sign-in.mjs';

const { origin, clientId, clientSecret, redirectUri } = given();
const site = new URL(redirectUri).origin;
const config = {
  providers: [LinkedIn({ clientId, clientSecret, issuer: `${origin}/oauth` })],
  basePath: '/auth',
  secret: 'made-up',
  trustHost: true,
  redirectProxyUrl: undefined,
  logger: { error: (error) => console.error(error) },
};

const cookies = new Map();
async function visit(path, form) {
  const headers = { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') };
  const init = form ? { method: 'POST', body: new URLSearchParams(form) } : {};
  const response = await Auth(new Request(new URL(path, site), { ...init, headers }), config);
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    cookies.set(name, value);
  }
  return response;
}

const { csrfToken } = await (await visit('/auth/csrf')).json();
const leaving = await visit('/auth/signin/linkedin', { csrfToken });
const back = await allow(leaving.headers.get('location'));
await visit(back.href);
const { user } = await (await visit('/auth/session')).json();
assert.equal(user.name, 'Robin Example');
assert.equal(user.email, 'robin@example.com');
