/** Sign In with LinkedIn using OpenID Connect, against what was seen live, and the profile calls before it. */

import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, start } from './simulator-client.ts';

const jwks = z.object({ keys: z.array(z.record(z.string(), z.string())) });
const grant = z.object({ access_token: z.string(), id_token: z.string() });

const signIn = async () => {
  const linkedin = createClient(scenarios['openid-connect']);
  const code = await linkedin.code({ scope: 'openid profile email' });
  const { access_token: token, id_token: idToken } = grant.parse(
    (await linkedin.exchange({ code })).body,
  );
  return { ...linkedin, token, idToken };
};
const json = async (response: Promise<Response>) => (await response).json();

describe('OpenID Connect', () => {
  it('is discovered under the address that was called', async () => {
    const { send } = createClient();
    expect(await json(send('/oauth/.well-known/openid-configuration'))).toMatchObject({
      issuer: 'https://linkedin.test/oauth',
      token_endpoint: 'https://linkedin.test/oauth/v2/accessToken',
      userinfo_endpoint: 'https://linkedin.test/v2/userinfo',
      jwks_uri: 'https://linkedin.test/oauth/openid/jwks',
      scopes_supported: ['openid', 'profile', 'email'],
      subject_types_supported: ['pairwise'],
    });
  });

  it('is of two hosts where it is called as LinkedIn', async () => {
    const url = 'https://www.linkedin.com/oauth/.well-known/openid-configuration';
    expect(await json(createClient().simulator.fetch(new Request(url)))).toMatchObject({
      issuer: 'https://www.linkedin.com/oauth',
      userinfo_endpoint: 'https://api.linkedin.com/v2/userinfo',
    });
  });

  it('signs who signed in, with the key that it shows', async () => {
    const { idToken, send, simulator } = await signIn();
    const [head = '', claims = '', signature = ''] = idToken.split('.');
    const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(read(head)).toMatchObject({ alg: 'RS256' });
    expect(read(claims)).toMatchObject({
      iss: 'https://linkedin.test/oauth',
      aud: simulator.app.clientId,
      iat: start / 1000,
      name: 'Robin Example',
      email: 'robin@example.com',
    });
    const { keys } = jwks.parse(await json(send('/oauth/openid/jwks')));
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
    const key = await crypto.subtle.importKey('jwk', keys[0] ?? {}, algorithm, false, ['verify']);
    const signed = Buffer.from(`${head}.${claims}`);
    const bytes = Buffer.from(signature, 'base64url');
    expect(await crypto.subtle.verify(algorithm.name, key, bytes, signed)).toBe(true);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  it('is no part of a sign-in that did not ask for it', async () => {
    const { body } = await createClient().exchange();
    expect(body).not.toHaveProperty('id_token');
    expect(body).not.toHaveProperty('token_type');
  });

  it('tells the type of its access token, which other sign-ins leave out', async () => {
    const linkedin = createClient(scenarios['openid-connect']);
    const code = await linkedin.code({ scope: 'openid profile' });
    expect((await linkedin.exchange({ code })).body).toMatchObject({ token_type: 'Bearer' });
  });
});

describe('who signed in', () => {
  const ask = async (path: string, scopes: readonly string[], inAddress = false) => {
    const { simulator, send } = createClient(scenarios['openid-connect']);
    const { accessToken } = simulator.issueTokens(scopes);
    if (inAddress) return await send(`${path}?oauth2_access_token=${accessToken}`);
    return await send(path, { headers: { authorization: `Bearer ${accessToken}` } });
  };

  it.each([
    [['openid', 'profile', 'email'], { name: 'Robin Example', email: 'robin@example.com' }],
    [['openid', 'profile'], { given_name: 'Robin', family_name: 'Example' }],
  ])('is told to a token with %o', async (scopes, claims) => {
    expect(await json(ask('/v2/userinfo', scopes))).toMatchObject(claims);
  });

  it('is told as before, with the token in the address, too', async () => {
    for (const path of ['/v2/me', '/rest/me']) {
      expect(await json(ask(path, ['r_liteprofile'], true))).toMatchObject({
        id: 'K1RwyVNukt',
        localizedFirstName: 'Robin',
        firstName: { localized: { en_US: 'Robin' } },
      });
    }
  });

  it.each(['/v2/userinfo', '/v2/me', '/rest/me'])('is not told at %s to others', async (path) => {
    const response = await ask(path, ['r_ads']);
    expect([response.status, await response.json()]).toMatchObject([
      403,
      { code: 'ACCESS_DENIED' },
    ]);
    const { send } = createClient();
    expect((await send(path)).status).toBe(401);
  });
});
