/** OAuth requests against answers of all kinds: what becomes of tokens, dates, scopes and issuers. */

import { describe, expect, it } from 'vitest';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import {
  exchangeCode,
  introspect,
  refreshAccessToken,
  revoke,
  verifyKeys,
} from '../../src/linkedin/oauth.ts';
import { Secret } from '../../src/secret.ts';
import { Cancelled, type Exchange, type HttpRequest } from '../../src/world.ts';
import { exchangeBy } from '../support/exchange.ts';

const keys = { clientId: '86abc', clientSecret: new Secret('WPL_AP1.secret') };
const token = new Secret('AQXtheTokenItself');
const machineTime = new Date('2026-11-22T10:00:00Z');
const serverTime = new Date('2026-11-22T12:00:00Z');

type Answer = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>];

/** LinkedIn with one answer for each path, and the paths that were asked for. */
function linkedinWith(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const exchange: Exchange = async (request: HttpRequest) => {
    const path = new URL(request.url).pathname.replace('/oauth/v2/', '');
    asked.push(path);
    const [status, body, headers] = answers[path] ?? [404, {}];
    return await exchangeBy(async () =>
      Response.json(body, { status, ...(headers && { headers }) }),
    )(request);
  };
  const clock = { now: () => machineTime, sleep: async () => {} };
  const { signal } = new AbortController();
  return { asked, linkedin: createLinkedIn({ exchange, clock, env: {}, signal }) };
}

const dated = { date: serverTime.toUTCString() };
const active = { active: true, status: 'active', expires_at: 1_800_000_000 };

describe('a refreshed access token', () => {
  it("expires by LinkedIn's clock, and LinkedIn is not asked again", async () => {
    const { linkedin, asked } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew', expires_in: 60 }, dated],
    });
    const grant = await refreshAccessToken({ keys, token }, linkedin);
    expect(grant.mintedAt).toEqual(serverTime);
    expect(grant.accessExpiresAt).toEqual(new Date(serverTime.getTime() + 60_000));
    expect(asked).toEqual(['accessToken']);
  });

  it("is minted at LinkedIn's time to the second, where the clocks hardly differ", async () => {
    const { linkedin } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew' }, { date: 'Sun, 22 Nov 2026 10:00:20 GMT' }],
    });
    const { mintedAt } = await refreshAccessToken({ keys, token }, linkedin);
    expect(mintedAt).toEqual(new Date('2026-11-22T10:00:20Z'));
  });

  it('expires by this clock where LinkedIn tells no time', async () => {
    const { linkedin } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew', expires_in: 60 }],
    });
    const { mintedAt } = await refreshAccessToken({ keys, token }, linkedin);
    expect(mintedAt).toEqual(machineTime);
  });

  it('without an end has the one that introspection tells', async () => {
    const { linkedin, asked } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew' }],
      introspectToken: [200, active],
    });
    const grant = await refreshAccessToken({ keys, token }, linkedin);
    expect(grant.accessExpiresAt).toEqual(new Date(1_800_000_000_000));
    expect(asked).toEqual(['accessToken', 'introspectToken']);
  });

  it('without an end is granted all the same where introspection fails', async () => {
    const { linkedin } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew', scope: '' }],
      introspectToken: [503, {}],
    });
    const grant = await refreshAccessToken({ keys, token }, linkedin);
    expect(grant).toEqual({ accessToken: new Secret('AQXnew'), mintedAt: machineTime });
  });

  it.each([
    ['the refresh token', 'The provided refresh token is invalid', 'refresh-token-rejected'],
    [
      'a parameter',
      'A required parameter "refresh_token" is invalid or expired',
      'linkedin-unavailable',
    ],
  ])('is refused for %s', async (_, error_description, code) => {
    const body = { error: 'invalid_request', error_description };
    const { linkedin } = linkedinWith({ accessToken: [400, body] });
    await expect(refreshAccessToken({ keys, token }, linkedin)).rejects.toMatchObject({ code });
  });

  it('is refused with 403: in its own words, where there are any', async () => {
    const { linkedin } = linkedinWith({ accessToken: [403, { message: 'Not for you.' }] });
    const silent = linkedinWith({ accessToken: [403, {}] });
    const refresh = (at: typeof linkedin) => refreshAccessToken({ keys, token }, at);
    await expect(refresh(linkedin)).rejects.toMatchObject({ code: 'access-denied' });
    await expect(refresh(silent.linkedin)).rejects.toMatchObject({ code: 'linkedin-unavailable' });
  });
});

describe('introspection', () => {
  it('tells the status in small letters, and leaves out what cannot be read', async () => {
    const body = {
      ...active,
      status: 'ACTIVE',
      scope: 'r_ads,r_ads_reporting',
      created_at: 'never',
    };
    const { linkedin } = linkedinWith({ introspectToken: [200, body] });
    expect(await introspect({ keys, token }, linkedin)).toEqual({
      active: true,
      status: 'active',
      scopes: ['r_ads', 'r_ads_reporting'],
      expiresAt: new Date(1_800_000_000_000),
    });
  });

  it('of a token that LinkedIn refuses finds it inactive', async () => {
    const body = { error: 'invalid_request', error_description: 'The token is malformed' };
    const { linkedin } = linkedinWith({ introspectToken: [400, body] });
    expect(await introspect({ keys, token }, linkedin)).toEqual({ active: false });
    await verifyKeys(keys, linkedin);
  });
});

it('Ctrl-C during a request leaves as Ctrl-C', async () => {
  const controller = new AbortController();
  const exchange: Exchange = async () => {
    controller.abort(new Cancelled());
    throw controller.signal.reason;
  };
  const clock = { now: () => machineTime, sleep: async () => {} };
  const linkedin = createLinkedIn({ exchange, clock, env: {}, signal: controller.signal });
  await expect(revoke({ keys, token }, linkedin)).rejects.toBeInstanceOf(Cancelled);
});

it('Ctrl-C leaves as Ctrl-C also once a token has come', async () => {
  const controller = new AbortController();
  const minted = exchangeBy(async () => Response.json({ access_token: 'AQXnew' }));
  const exchange: Exchange = async (request) => {
    if (request.url.endsWith('/accessToken')) return await minted(request);
    controller.abort(new Cancelled());
    throw controller.signal.reason;
  };
  const clock = { now: () => machineTime, sleep: async () => {} };
  const linkedin = createLinkedIn({ exchange, clock, env: {}, signal: controller.signal });
  const refreshed = refreshAccessToken({ keys, token }, linkedin);
  await expect(refreshed).rejects.toBeInstanceOf(Cancelled);
});

describe('an authorization response', () => {
  const state = new Secret('the-very-state');
  const redirectUri = 'http://localhost:8765/callback';
  const exchange = (query: string) => {
    const { linkedin, asked } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew', expires_in: 60 }],
    });
    const params = new URLSearchParams(`code=AQT0&state=the-very-state${query}`);
    return { asked, grant: exchangeCode({ keys, params, redirectUri, state }, linkedin) };
  };

  it.each([
    '',
    '&iss=https://www.linkedin.com',
    '&iss=https://www.linkedin.com/oauth',
  ])('of LinkedIn itself is taken: %j', async (query) => {
    const { grant } = exchange(query);
    expect((await grant).accessToken.equals(new Secret('AQXnew'))).toBe(true);
  });

  it.each([
    ['another issuer', '&iss=https://evil.example'],
    ['no address as issuer', '&iss=linkedin'],
    ['two issuers', '&iss=https://www.linkedin.com&iss=https://www.linkedin.com'],
    ['two states', '&state=the-very-state'],
    ['two codes', '&code=AQT1'],
  ])('with %s is refused before the code is sent', async (_, query) => {
    const { grant, asked } = exchange(query);
    await expect(grant).rejects.toMatchObject({ code: 'code-rejected' });
    expect(asked).toEqual([]);
  });
});
