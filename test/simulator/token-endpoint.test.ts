/** Codes and refresh tokens become access tokens, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { ready, scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, type Reply, redirectUri, withDisputed } from './simulator-client.ts';

const day = 86_400;

const granted = {
  access_token: expect.stringMatching(/^AQX[\w-]{347,497}$/),
  expires_in: 5_183_999,
  refresh_token: expect.stringMatching(/^AQV[\w-]+$/),
  refresh_token_expires_in: 31_536_000,
  scope: 'r_ads,r_ads_reporting',
};

const refused = (status: number, error: string, error_description: string): Reply => ({
  status,
  body: { error, error_description },
});

const mismatch =
  'Unable to retrieve access token: appid/redirect uri/code verifier does not match authorization code. Or authorization code expired. Or external member binding exists';
const badRefreshToken =
  'The provided authorization grant or refresh token is invalid, expired or revoked';

describe('a code', () => {
  it('becomes an access token and a refresh token', async () => {
    expect(await createClient().exchange()).toEqual({ status: 200, body: granted });
  });

  it('works once', async () => {
    const { code, exchange } = createClient();
    const once = await code();
    await exchange({ code: once });
    expect(await exchange({ code: once })).toEqual(
      refused(
        401,
        'invalid_request',
        'Unable to retrieve access token: authorization code not found',
      ),
    );
  });

  it.each([
    [1799, 200],
    [1800, 400],
  ])('after %i seconds is answered with %i', async (seconds, status) => {
    const { code, exchange, pass } = createClient();
    const old = await code();
    pass(seconds);
    expect((await exchange({ code: old })).status).toBe(status);
  });

  it('does not fit another redirect address', async () => {
    expect(await createClient().exchange({ redirect_uri: `${redirectUri}/` })).toEqual(
      refused(400, 'invalid_request', mismatch),
    );
  });

  it('is refused with a verifier, matching or not', async () => {
    expect(await createClient().exchange({ code_verifier: 'v'.repeat(43) })).toEqual(
      refused(401, 'invalid_client', 'Client authentication failed'),
    );
  });
});

describe('refusals of any request', () => {
  it.each([
    ['grant_type', { grant_type: undefined }],
    ['client_id', { client_id: undefined }],
    ['client_secret', { client_secret: undefined }],
    ['code', { code: undefined }],
    ['redirect_uri', { redirect_uri: undefined }],
    ['refresh_token', { grant_type: 'refresh_token' }],
  ])('%s is missing', async (name, changes) => {
    expect(await createClient().exchange(changes)).toEqual(
      refused(400, 'invalid_request', `A required parameter "${name}" is missing`),
    );
  });

  it('a wrong secret', async () => {
    expect(await createClient().exchange({ client_secret: 'wrong' })).toEqual(
      refused(401, 'invalid_client', 'Client authentication failed'),
    );
  });

  it('an unknown Client ID', async () => {
    expect(await createClient().exchange({ client_id: 'abc' })).toEqual(
      refused(400, 'invalid_client_id', 'The passed in client_id is invalid "abc"'),
    );
  });

  it('client credentials', async () => {
    expect(await createClient().post('accessToken', { grant_type: 'client_credentials' })).toEqual(
      refused(401, 'access_denied', 'This application is not allowed to create application tokens'),
    );
  });

  it('keys in the address or in a Basic header, where LinkedIn does not look', async () => {
    const { send, simulator } = createClient();
    const { clientId, clientSecret } = simulator.app;
    const keys = new URLSearchParams({ client_id: clientId, client_secret: clientSecret });
    const response = await send(`/oauth/v2/accessToken?${keys}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` },
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }),
    });
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: 'A required parameter "client_id" is missing',
    });
  });

  it('JSON instead of a form', async () => {
    const response = await createClient().send('/oauth/v2/accessToken', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ grant_type: 'authorization_code' }),
    });
    expect(response.status).toBe(400);
  });

  it('a grant type that is not modelled is answered loudly', async () => {
    expect(await createClient().post('accessToken', { grant_type: 'device_code' })).toEqual({
      status: 400,
      body: {
        error: 'unsupported_grant_type',
        error_description: 'The simulator does not model the grant type device_code',
      },
    });
  });

  it('both secrets of an app work', async () => {
    const statuses = ready.app.acceptedSecrets.map(async (client_secret) => {
      return (await createClient().exchange({ client_secret })).status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 200]);
  });
});

describe('a refresh token', () => {
  const refresh = ({ post }: ReturnType<typeof createClient>, refresh_token: string | undefined) =>
    post('accessToken', { grant_type: 'refresh_token', refresh_token });

  it('brings another access token, comes back itself, and its end stays where it was', async () => {
    const linkedin = createClient();
    const { accessToken, refreshToken } = linkedin.simulator.issueTokens();
    linkedin.pass(59 * day);
    const { body } = await refresh(linkedin, refreshToken);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^AQX/),
      expires_in: 5_183_999,
      refresh_token: refreshToken,
      refresh_token_expires_in: 306 * day,
    });
    expect(body).not.toMatchObject({ access_token: accessToken });
  });

  it('caps the access token by its own end', async () => {
    const linkedin = createClient();
    const { refreshToken } = linkedin.simulator.issueTokens();
    linkedin.pass(360 * day);
    expect(await refresh(linkedin, refreshToken)).toMatchObject({
      body: { expires_in: 5 * day, refresh_token_expires_in: 5 * day },
    });
  });

  it('leaves the earlier access token alive', async () => {
    const linkedin = createClient();
    const { accessToken, refreshToken } = linkedin.simulator.issueTokens();
    await refresh(linkedin, refreshToken);
    const { status } = await linkedin.rest('/adAccounts?q=search', { token: accessToken });
    expect(status).toBe(200);
  });

  it('is refused after 365 days', async () => {
    const linkedin = createClient();
    const { refreshToken } = linkedin.simulator.issueTokens();
    linkedin.pass(365 * day);
    expect(await refresh(linkedin, refreshToken)).toEqual(
      refused(400, 'invalid_request', badRefreshToken),
    );
  });

  it.each([
    ['made up', () => 'AQVmadeup'],
    ['cut short', ({ simulator }) => simulator.issueTokens().refreshToken?.slice(0, -4)],
    ['an access token', ({ simulator }) => simulator.issueTokens().accessToken],
  ] as [
    string,
    (linkedin: ReturnType<typeof createClient>) => string | undefined,
  ][])('is refused when it is %s', async (_, tokenOf) => {
    const linkedin = createClient();
    expect(await refresh(linkedin, tokenOf(linkedin))).toEqual(
      refused(400, 'invalid_request', badRefreshToken),
    );
  });

  it('is refused once the member granted other scopes', async () => {
    const linkedin = createClient();
    const { refreshToken } = linkedin.simulator.issueTokens();
    linkedin.simulator.issueTokens(['r_ads']);
    expect((await refresh(linkedin, refreshToken)).status).toBe(400);
  });

  it('is absent where the app is not entitled to one', async () => {
    const { refresh_token: _, refresh_token_expires_in: __, ...accessOnly } = granted;
    expect(await createClient(scenarios['no-refresh-token']).exchange()).toEqual({
      status: 200,
      body: accessOnly,
    });
  });
});

describe('where sources disagree (14), it can take the other side', () => {
  it('token_type is there', async () => {
    const { body } = await createClient(withDisputed({ tokenType: true })).exchange();
    expect(body).toEqual({ ...granted, token_type: 'Bearer' });
  });

  it('scopes are joined by spaces', async () => {
    const { body } = await createClient(withDisputed({ scopeSeparator: ' ' })).exchange();
    expect(body).toEqual({ ...granted, scope: 'r_ads r_ads_reporting' });
  });

  it('expires_in is exactly sixty days', async () => {
    const tokens = { ...ready.tokens, accessSeconds: 5_184_000 };
    const { body } = await createClient({ ...ready, tokens }).exchange();
    expect(body).toEqual({ ...granted, expires_in: 5_184_000 });
  });

  it('a refresh names the scopes', async () => {
    const { post, simulator } = createClient(withDisputed({ refreshNamesScopes: true }));
    const { refreshToken } = simulator.issueTokens();
    const { body } = await post('accessToken', {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    expect(body).toEqual(granted);
  });

  it.each([
    [{ codeMismatch: 'invalid_redirect_uri' }, { redirect_uri: 'http://localhost/' }, 400],
    [{ badSecret: 'invalid_client_id' }, { client_secret: 'wrong' }, 401],
    [
      { badRefreshToken: 'invalid_grant' },
      { grant_type: 'refresh_token', refresh_token: 'AQVmadeup' },
      401,
    ],
  ] as const)('%o', async (disputed, changes, status) => {
    const [error] = Object.values(disputed);
    expect(await createClient(withDisputed(disputed)).exchange(changes)).toMatchObject({
      status,
      body: { error },
    });
  });

  it('an unknown Client ID is answered with 401', async () => {
    const { exchange } = createClient(withDisputed({ unknownClient: 401 }));
    expect((await exchange({ client_id: 'abc' })).status).toBe(401);
  });
});
