/** What LinkedIn tells of a token, and how it ends one, against what LinkedIn documents and what was seen live. */

import { describe, expect, it } from 'vitest';
import { ready, scenarios } from '../../src/simulator/scenarios.ts';
import { createClient, start } from './simulator-client.ts';

const authorizedAt = start / 1000;

const active = {
  active: true,
  status: 'active',
  client_id: '78simulator000',
  authorized_at: authorizedAt,
  created_at: authorizedAt,
  expires_at: authorizedAt + 5_183_999,
  scope: 'r_ads,r_ads_reporting',
  auth_type: '3L',
};

type LinkedIn = ReturnType<typeof createClient>;

const introspect = ({ post }: LinkedIn, token: string | undefined) =>
  post('introspectToken', { token });

describe('introspection', () => {
  it('tells of an access token', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    expect(await introspect(linkedin, accessToken)).toEqual({ status: 200, body: active });
  });

  it('calls a refresh token active too, with its own end, though no REST call takes it', async () => {
    const linkedin = createClient();
    const { refreshToken } = linkedin.simulator.issueTokens();
    expect(await introspect(linkedin, refreshToken)).toEqual({
      status: 200,
      body: { ...active, expires_at: authorizedAt + 31_536_000 },
    });
    expect(
      await linkedin.rest('/adAccounts?q=search', { token: refreshToken ?? '' }),
    ).toMatchObject({ status: 401, body: { serviceErrorCode: 65600 } });
  });

  it('tells of an expired token', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    linkedin.pass(5_183_999);
    const { body } = await introspect(linkedin, accessToken);
    expect(body).toEqual({ ...active, active: false, status: 'expired' });
  });

  it('tells of no end to come where a scenario ended the token before its time', async () => {
    const linkedin = createClient(scenarios['access-token-expired']);
    const { accessToken } = linkedin.simulator.issueTokens();
    const { body } = await introspect(linkedin, accessToken);
    expect(body).toEqual({
      ...active,
      active: false,
      status: 'expired',
      expires_at: authorizedAt,
    });
  });

  it('tells of tokens that ended because other scopes were granted', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    linkedin.simulator.issueTokens(['r_ads']);
    const { body } = await introspect(linkedin, accessToken);
    expect(body).toEqual({ ...active, active: false, status: 'revoked' });
  });

  it('keeps tokens alive when the same scopes are granted again, in whatever order', async () => {
    const linkedin = createClient();
    const { accessToken } = linkedin.simulator.issueTokens();
    linkedin.simulator.issueTokens(['r_ads_reporting', 'r_ads']);
    expect(await introspect(linkedin, accessToken)).toMatchObject({ body: { active: true } });
  });

  it('says nothing but inactive of a token that is made up, altered or of another app', async () => {
    const linkedin = createClient();
    const app = { ...ready.app, clientId: '86someotherapp' };
    const { accessToken } = linkedin.simulator.issueTokens();
    const texts = [
      'made up',
      accessToken.slice(0, -1),
      accessToken.replace('AQX', 'AQV'),
      createClient({ ...ready, app }).simulator.issueTokens().accessToken,
    ];
    for (const text of texts) {
      expect(await introspect(linkedin, text)).toEqual({ status: 200, body: { active: false } });
    }
  });

  it('tells of tokens that another simulator of the same app issued', async () => {
    const { accessToken } = createClient().simulator.issueTokens();
    expect(await introspect(createClient(scenarios['viewer-role']), accessToken)).toEqual({
      status: 200,
      body: active,
    });
  });

  it.each([
    [400, { token: undefined }, 'A required parameter "token" is missing'],
    [400, { client_id: undefined }, 'A required parameter "client_id" is missing'],
    [400, { client_id: 'abc' }, 'The passed in client_id is invalid "abc"'],
    [401, { client_secret: 'wrong' }, 'Client authentication failed'],
  ])('refuses with %i: %o', async (status, changes, error_description) => {
    expect(await createClient().post('introspectToken', { token: 'x', ...changes })).toMatchObject({
      status,
      body: { error_description },
    });
  });
});

describe('revocation', () => {
  it('ends one token and leaves the other', async () => {
    const linkedin = createClient();
    const { accessToken, refreshToken } = linkedin.simulator.issueTokens();
    expect(await linkedin.post('revoke', { token: accessToken })).toEqual({
      status: 200,
      body: {},
    });
    expect(await introspect(linkedin, accessToken)).toMatchObject({ body: { status: 'revoked' } });
    expect(await introspect(linkedin, refreshToken)).toMatchObject({ body: { status: 'active' } });
  });

  it('needs the keys of the app', async () => {
    const { status } = await createClient().post('revoke', { token: 'x', client_secret: 'wrong' });
    expect(status).toBe(401);
  });
});
