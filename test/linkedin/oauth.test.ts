/** OAuth requests against answers of all kinds: what becomes of tokens, dates, scopes and issuers. */

import { describe, expect, it } from 'vitest';
import { createLinkedIn } from '../../src/linkedin/client.ts';
import {
  authorizationAddress,
  exchangeCode,
  introspect,
  refreshAccessToken,
  revoke,
  verifyKeys,
} from '../../src/linkedin/oauth.ts';
import { Secret } from '../../src/secret.ts';
import { Cancelled, type Exchange } from '../../src/world.ts';
import { answeringLinkedIn, json } from '../support/answering-linkedin.ts';
import { exchangeBy } from '../support/exchange.ts';

const keys = { clientId: '86abc', clientSecret: new Secret('WPL_AP1.secret') };
const token = new Secret('AQXtheTokenItself');
const machineTime = new Date('2026-11-22T10:00:00Z');
const serverTime = new Date('2026-11-22T12:00:00Z');

type Answer = readonly [status: number, body: object, headers?: Readonly<Record<string, string>>];

/** LinkedIn with one answer for each path, and the paths that were asked for. */
function linkedinWith(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  const answering = answeringLinkedIn(({ url }) => {
    const path = new URL(url).pathname.replace('/oauth/v2/', '');
    asked.push(path);
    const [status, body, headers] = answers[path] ?? [404, {}];
    return json(body, status, headers);
  });
  return { asked, ...answering };
}

/** The form that a request sent. */
function formOf({ body }: { readonly body?: string } = {}) {
  return Object.fromEntries(new URLSearchParams(body));
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

  it('has its scopes read, and drops what cannot be', async () => {
    const reply = {
      access_token: ' AQXnew ',
      expires_in: 'soon',
      scope: 'r_ads%2Crw_ads',
      refresh_token: 7,
      id_token: 'not.a.token',
      token_type: 'odd',
    };
    const { linkedin } = linkedinWith({ accessToken: [200, reply], introspectToken: [200, {}] });
    const grant = await refreshAccessToken({ keys, token }, linkedin);
    expect(grant).toEqual({
      accessToken: expect.any(Secret),
      scopes: ['r_ads', 'rw_ads'],
      mintedAt: machineTime,
    });
    expect(grant.accessToken.reveal()).toBe('AQXnew');
  });

  it('is asked for with the refresh token, on any connection', async () => {
    const { linkedin, requests } = linkedinWith({
      accessToken: [200, { access_token: 'AQXnew', expires_in: 60 }],
    });
    await refreshAccessToken({ keys, token }, linkedin);
    expect(requests).toMatchObject([{ newConnection: false }]);
    expect(formOf(requests[0])).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'AQXtheTokenItself',
      client_id: '86abc',
      client_secret: 'WPL_AP1.secret',
    });
  });

  it.each<[Answer, object]>([
    [
      [200, { expires_in: 60 }],
      {
        code: 'linkedin-unavailable',
        message:
          'LinkedIn is not answering as it should: its OAuth refresh answer lacks what it must hold.',
      },
    ],
    [
      [200, { error: 'invalid_grant', error_description: 'no' }],
      { code: 'refresh-token-rejected', linkedin: { status: 200, code: 'invalid_grant' } },
    ],
    [
      [200, { status: 401, code: 'invalid_client', message: 'no' }],
      { code: 'linkedin-unavailable' },
    ],
    [[401, []], { code: 'client-rejected' }],
  ])('is not there in %j', async (answer, told) => {
    const { linkedin } = linkedinWith({ accessToken: answer });
    await expect(refreshAccessToken({ keys, token }, linkedin)).rejects.toMatchObject(told);
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

  it('tells when the token was made, and leaves out what LinkedIn leaves out', async () => {
    const { linkedin, requests } = linkedinWith({
      introspectToken: [200, { active: false, created_at: 1_700_000_000 }],
    });
    expect(await introspect({ keys, token }, linkedin)).toEqual({
      active: false,
      createdAt: new Date(1_700_000_000_000),
    });
    expect(formOf(requests[0])).toEqual({
      client_id: '86abc',
      client_secret: 'WPL_AP1.secret',
      token: 'AQXtheTokenItself',
    });
  });

  it('of a token that LinkedIn refuses finds it inactive', async () => {
    const body = { error: 'invalid_request', error_description: 'The token is malformed' };
    const { linkedin } = linkedinWith({ introspectToken: [400, body] });
    expect(await introspect({ keys, token }, linkedin)).toEqual({ active: false });
    await verifyKeys(keys, linkedin);
  });

  it('of a made-up token proves the keys, unless LinkedIn answers 401', async () => {
    const { linkedin, requests } = linkedinWith({ introspectToken: [401, {}] });
    await expect(verifyKeys(keys, linkedin)).rejects.toMatchObject({ code: 'client-rejected' });
    expect(formOf(requests[0])).toMatchObject({ token: 'AQXmadeUpToProveTheKeys' });
  });
});

it('requests may go to this machine without TLS', async () => {
  const urls: string[] = [];
  const answer = exchangeBy(async () => Response.json({ access_token: 'AQXnew', expires_in: 60 }));
  const exchange: Exchange = async (request) => {
    urls.push(request.url);
    return await answer(request);
  };
  const clock = { now: () => machineTime, sleep: async () => {} };
  const { signal } = new AbortController();
  const env = { PECTUS_LINKEDIN_OAUTH_URL: 'http://127.0.0.1:8080/oauth/v2' };
  await refreshAccessToken({ keys, token }, createLinkedIn({ exchange, clock, env, signal }));
  expect(urls).toEqual(['http://127.0.0.1:8080/oauth/v2/accessToken']);
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

it.each([
  ['a revocation', revoke],
  ['an introspection', introspect],
  ['a refresh', refreshAccessToken],
])('%s with keys that LinkedIn does not accept is told', async (_, ask) => {
  const refused: Answer = [401, { error: 'invalid_client' }];
  const answers = { revoke: refused, introspectToken: refused, accessToken: refused };
  const { linkedin } = linkedinWith(answers);
  await expect(ask({ keys, token }, linkedin)).rejects.toMatchObject({ code: 'client-rejected' });
});

it('an introspection that says nothing of the token is told', async () => {
  const { linkedin } = linkedinWith({ introspectToken: [200, { status: 'active' }] });
  await expect(introspect({ keys, token }, linkedin)).rejects.toMatchObject({
    message: expect.stringContaining('its OAuth introspection answer lacks '),
  });
});

it('only a revocation may be answered with nothing, and only a code is not sent again', async () => {
  const empty = { status: 200, headers: new Map<string, string>(), body: new Uint8Array() };
  const params = new URLSearchParams('code=AQT0&state=the-very-state');
  const redirectUri = 'http://localhost:8765/callback';
  const scopes = { asked: ['r_ads'], needed: ['r_ads'] };
  const state = new Secret('the-very-state');
  const redirected = { keys, params, redirectUri, state, scopes };
  const message = expect.stringContaining('its answer is empty (HTTP 200)');
  const refresh = answeringLinkedIn(() => empty);
  await expect(refreshAccessToken({ keys, token }, refresh.linkedin)).rejects.toMatchObject({
    message,
  });
  const code = answeringLinkedIn(() => empty);
  await expect(exchangeCode(redirected, code.linkedin)).rejects.toMatchObject({ message });
  expect([refresh.requests.length, code.requests.length]).toEqual([3, 1]);
});

it('a revocation names the token, and takes an empty answer', async () => {
  const empty = { status: 200, headers: new Map<string, string>(), body: new Uint8Array() };
  const { linkedin, requests } = answeringLinkedIn(() => empty);
  await revoke({ keys, token }, linkedin);
  expect(requests.map(({ url }) => url)).toEqual(['https://www.linkedin.com/oauth/v2/revoke']);
  expect(formOf(requests[0])).toMatchObject({ token: 'AQXtheTokenItself' });
  expect(requests).toHaveLength(1);
});

it('the consent is asked for with blanks as %20 between its scopes', () => {
  const { linkedin } = linkedinWith({});
  const address = authorizationAddress(
    {
      clientId: '86abc',
      redirectUri: 'http://localhost:8765/callback',
      scopes: ['r_ads', 'r_ads_reporting'],
      state: new Secret('the+very=state'),
    },
    linkedin,
  );
  expect(address.href).toBe(
    'https://www.linkedin.com/oauth/v2/authorization?response_type=code&client_id=86abc' +
      '&redirect_uri=http%3A%2F%2Flocalhost%3A8765%2Fcallback&scope=r_ads%20r_ads_reporting' +
      '&state=the%2Bvery%3Dstate',
  );
});

describe('an authorization response', () => {
  const state = new Secret('the-very-state');
  const redirectUri = 'http://localhost:8765/callback';
  const granted: Answer = [200, { access_token: 'AQXnew', expires_in: 60 }];
  const needed = ['r_ads', 'r_ads_reporting'];
  const exchange = (query: string, answer = granted, scopes: readonly string[] = needed) => {
    const { linkedin, asked, requests } = linkedinWith({ accessToken: answer });
    const params = new URLSearchParams(query);
    const redirected = { keys, params, redirectUri, state, scopes: { asked: scopes, needed } };
    return { asked, requests, grant: exchangeCode(redirected, linkedin) };
  };
  const good = 'code=AQT0&state=the-very-state';

  it('is traded for tokens once, without a verifier', async () => {
    const tokens = {
      access_token: 'AQXnew',
      expires_in: 60,
      refresh_token: 'AQWnew',
      refresh_token_expires_in: 600,
      scope: 'r_ads,r_ads_reporting',
    };
    const { grant, requests } = exchange(good, [200, tokens, dated]);
    expect(await grant).toEqual({
      accessToken: new Secret('AQXnew'),
      accessExpiresAt: new Date(serverTime.getTime() + 60_000),
      refreshToken: new Secret('AQWnew'),
      refreshExpiresAt: new Date(serverTime.getTime() + 600_000),
      scopes: ['r_ads', 'r_ads_reporting'],
      mintedAt: serverTime,
    });
    const { refreshToken } = await grant;
    expect(refreshToken?.reveal()).toBe('AQWnew');
    expect(requests).toMatchObject([{ method: 'POST', newConnection: true }]);
    expect(formOf(requests[0])).toEqual({
      grant_type: 'authorization_code',
      code: 'AQT0',
      redirect_uri: redirectUri,
      client_id: '86abc',
      client_secret: 'WPL_AP1.secret',
    });
  });

  it.each([
    '',
    '&iss=https://www.linkedin.com',
    '&iss=https://www.linkedin.com/oauth',
  ])('of LinkedIn itself is taken: %j', async (query) => {
    const { grant } = exchange(good + query);
    expect((await grant).accessToken.equals(new Secret('AQXnew'))).toBe(true);
  });

  const odd =
    'The redirect is not one that LinkedIn sends: a parameter appears twice, or it belongs to another sign-in. It was not used.';
  it.each([
    [
      'another issuer',
      `${good}&iss=https://evil.example`,
      'The redirect names "https://evil.example" as its issuer, not LinkedIn. It was not used.',
    ],
    [
      'no address as issuer',
      `${good}&iss=linkedin`,
      'The redirect names "linkedin" as its issuer, not LinkedIn. It was not used.',
    ],
    ['two issuers', `${good}&iss=https://www.linkedin.com&iss=https://www.linkedin.com`, odd],
    ['two states', `${good}&state=the-very-state`, odd],
    ['another state', 'code=AQT0&state=another', odd],
    ['two codes', `${good}&code=AQT1`, odd],
    ['no code', 'state=the-very-state', 'The redirect has no authorization code.'],
    ['an empty code', 'code=&state=the-very-state', 'The redirect has no authorization code.'],
  ])('with %s is refused before the code is sent', async (_, query, message) => {
    const { grant, asked } = exchange(query);
    await expect(grant).rejects.toMatchObject({ code: 'code-rejected', message });
    expect(asked).toEqual([]);
  });

  it.each<[string, readonly string[] | undefined, object]>([
    [
      'error=user_cancelled_login&error_description=The+user+cancelled',
      undefined,
      {
        code: 'consent-declined',
        message: 'LinkedIn reports that nobody signed in. Nothing was changed.',
        linkedin: { code: 'user_cancelled_login', message: 'The user cancelled' },
      },
    ],
    [
      'error=unauthorized_scope_error&error_description=Scope+%26quot%3Br_ads%26quot%3B',
      undefined,
      { code: 'approval-pending', message: expect.stringContaining('ask for r_ads:') },
    ],
    [
      'error=unauthorized_scope_error',
      ['r_ads', 'r_ads_reporting', 'rw_conversions'],
      {
        code: 'approval-pending',
        message: expect.stringContaining('You can do without rw_conversions'),
      },
    ],
  ])('that says %s is a refusal of the consent', async (query, scopes, told) => {
    const { grant, asked } = exchange(`${query}&state=the-very-state`, granted, scopes);
    await expect(grant).rejects.toMatchObject(told);
    expect(asked).toEqual([]);
  });

  const spent = ' The sign-in is used up, and nothing of it was saved.';
  const signIn = {
    say: 'Then sign in again',
    run: { command: 'setup', flags: { '--from': 'consent' } },
  };
  it.each<[string, Answer, string, readonly object[]]>([
    [
      '503',
      [503, {}],
      'LinkedIn is not answering as it should: it answers with HTTP 503.',
      [
        { say: 'Check for a known outage', run: { open: 'https://www.linkedin-apistatus.com' } },
        signIn,
      ],
    ],
    [
      'a throttle',
      [429, {}],
      'LinkedIn is throttling this app: too many calls in a short time.',
      [signIn],
    ],
  ])('is used up where LinkedIn answers with %s', async (_, answer, message, fix) => {
    const { grant, asked } = exchange(good, answer);
    await expect(grant).rejects.toMatchObject({ message: message + spent, fix });
    expect(asked).toEqual(['accessToken']);
  });

  it('is used up where the network fails, and the steps without a command stay', async () => {
    const { linkedin } = answeringLinkedIn(() => {
      throw Object.assign(new Error('no'), { code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    });
    const params = new URLSearchParams(good);
    const grant = exchangeCode(
      { keys, params, redirectUri, state, scopes: { asked: needed, needed } },
      linkedin,
    );
    await expect(grant).rejects.toMatchObject({
      code: 'tls-untrusted',
      message: expect.stringContaining(spent),
      fix: [
        { say: 'On a network with a sign-in page, sign in there in your browser first.' },
        signIn,
      ],
    });
  });

  it('is not said to be used up where it was not sent, or LinkedIn refuses it', async () => {
    const unsent = exchange('error=server_error&state=the-very-state');
    await expect(unsent.grant).rejects.toMatchObject({
      message: 'LinkedIn is not answering as it should: the consent page ended with server_error.',
    });
    const body = { error: 'invalid_grant', error_description: 'expired' };
    await expect(exchange(good, [400, body]).grant).rejects.toMatchObject({
      code: 'code-rejected',
      message: expect.not.stringContaining(spent),
      fix: [{ say: 'Sign in again' }],
    });
  });

  it('lets what nobody foresaw through', async () => {
    const error = new TypeError('undefined is not a function');
    const { linkedin } = answeringLinkedIn(() => {
      throw error;
    });
    const params = new URLSearchParams(good);
    const grant = exchangeCode(
      { keys, params, redirectUri, state, scopes: { asked: needed, needed } },
      linkedin,
    );
    await expect(grant).rejects.toBe(error);
  });
});
