/** Whole sign-ins against an OAuth server by others, so that our client is not only right about itself. */

import { expect, onTestFinished, test } from 'vitest';
import { askConsent } from '../../src/consent/consent.ts';
import { createLinkedIn, type LinkedIn } from '../../src/linkedin/client.ts';
import {
  authorizationAddress,
  exchangeCode,
  type Grant,
  introspect,
  refreshAccessToken,
  revoke,
  verifyKeys,
} from '../../src/linkedin/oauth.ts';
import { Secret } from '../../src/secret.ts';
import { freePort } from '../consent/visitors.ts';
import type { Page } from '../support/browser.ts';
import { openOAuthServer, type RegisteredApp } from '../support/oauth-server.ts';
import { openOperator } from '../support/signing-operator.ts';

const day = 86_400_000;

/** The secret holds every character that a form has to encode. */
const registered = { clientId: '78abcdefghijkl', clientSecret: 'WPL_AP1.a+b/c&d.ZGVm==' };
const keys = { clientId: registered.clientId, clientSecret: new Secret(registered.clientSecret) };
const wrongKeys = { ...keys, clientSecret: new Secret('WPL_AP1.not-this-one.Z2hp==') };

interface Scene {
  readonly linkedin: LinkedIn;
  readonly redirectUri: string;
}

async function openScene(app: Partial<RegisteredApp> = {}): Promise<Scene> {
  const redirectUri = `http://localhost:${await freePort()}/callback`;
  const server = await openOAuthServer({ ...registered, redirectUri, member: 'allows', ...app });
  onTestFinished(server.close);
  const { world } = openOperator();
  return { linkedin: createLinkedIn({ ...world, env: server.environment }), redirectUri };
}

interface SignIn {
  readonly clientId?: string;
  readonly scopes?: readonly string[];
  readonly exchange?: typeof exchangeCode;
}

/** From the consent page to the tokens, through the real listener. */
function signIn(
  { linkedin, redirectUri }: Scene,
  {
    clientId = keys.clientId,
    scopes = ['r_ads', 'r_ads_reporting'],
    exchange = exchangeCode,
  }: SignIn = {},
): { readonly grant: Promise<Grant>; readonly lastPage: Promise<Page> } {
  const { world, lastPage } = openOperator();
  const consent = askConsent(
    {
      redirectUris: [redirectUri],
      timeoutSeconds: 20,
      openBrowser: true,
      clientId,
      address: (uri, state) =>
        authorizationAddress({ clientId, redirectUri: uri, scopes, state }, linkedin),
      pasteTokens: async () => undefined,
      settle: async (params, uri, state) => {
        const redirected = {
          keys,
          params,
          redirectUri: uri,
          state,
          scopes: { asked: scopes, needed: scopes },
        };
        const grant = await exchange(redirected, linkedin);
        const page = { clientId, scopes, accessUntil: grant.accessExpiresAt, next: 'That is all.' };
        return { value: grant, page };
      },
    },
    world,
  );
  const grant = consent.then((outcome) => {
    if (outcome.kind !== 'settled') throw new Error(`the sign-in ended with ${outcome.kind}`);
    return outcome.value;
  });
  return { grant, lastPage };
}

function refreshTokenOf({ refreshToken }: Grant): Secret {
  if (refreshToken === undefined) throw new Error('the server gave no refresh token');
  return refreshToken;
}

test('a consent ends with tokens that work, and whose lives are known', async () => {
  const scene = await openScene();
  const { grant, lastPage } = signIn(scene);
  const { accessToken, refreshToken, ...rest } = await grant;
  const after = (days: number) => new Date(rest.mintedAt.getTime() + days * day);
  expect(rest).toEqual({
    accessExpiresAt: after(60),
    scopes: ['r_ads', 'r_ads_reporting'],
    mintedAt: rest.mintedAt,
  });
  expect(await lastPage).toMatchObject({
    status: 200,
    text: expect.stringContaining('That is all.'),
  });
  expect(refreshToken).toBeDefined();
  expect(await introspect({ keys, token: accessToken }, scene.linkedin)).toEqual({
    active: true,
    scopes: ['r_ads', 'r_ads_reporting'],
  });
});

test('a refresh token mints an access token and comes back itself', async () => {
  const scene = await openScene();
  const first = await signIn(scene).grant;
  const token = refreshTokenOf(first);
  const second = await refreshAccessToken({ keys, token }, scene.linkedin);
  expect(second.refreshToken?.equals(token)).toBe(true);
  expect(second.accessToken.equals(first.accessToken)).toBe(false);
  expect(await introspect({ keys, token: second.accessToken }, scene.linkedin)).toMatchObject({
    active: true,
  });
});

test('a revoked refresh token is dead, and so is its access token', async () => {
  const scene = await openScene();
  const grant = await signIn(scene).grant;
  const token = refreshTokenOf(grant);
  await revoke({ keys, token }, scene.linkedin);
  expect(await introspect({ keys, token: grant.accessToken }, scene.linkedin)).toEqual({
    active: false,
  });
  await expect(refreshAccessToken({ keys, token }, scene.linkedin)).rejects.toMatchObject({
    code: 'refresh-token-rejected',
  });
});

test('the keys are proved before anybody has consented', async () => {
  const { linkedin } = await openScene();
  await expect(verifyKeys(keys, linkedin)).resolves.toBeUndefined();
  await expect(verifyKeys(wrongKeys, linkedin)).rejects.toMatchObject({ code: 'client-rejected' });
});

test('Cancel is a declined consent', async () => {
  const { grant, lastPage } = signIn(await openScene({ member: 'cancels' }));
  await expect(grant).rejects.toMatchObject({ code: 'consent-declined' });
  expect((await lastPage).status).toBe(200);
});

test('a scope that the app lacks is an approval that is pending', async () => {
  const scopes = ['r_ads', 'rw_ads'];
  const { grant } = signIn(await openScene(), { scopes });
  await expect(grant).rejects.toMatchObject({ code: 'approval-pending' });
});

test('a redirect address that the app does not list is seen on the page of the server', async () => {
  const scene = await openScene({ redirectUri: 'http://localhost:1/callback' });
  const { grant, lastPage } = signIn(scene);
  await expect(grant).rejects.toMatchObject({ code: 'redirect-unregistered' });
  expect((await lastPage).text).toContain('redirect_uri');
});

test('a Client ID that nobody has is seen on the page of the server', async () => {
  const { grant } = signIn(await openScene(), { clientId: '78somebodyelse' });
  await expect(grant).rejects.toMatchObject({ code: 'client-rejected' });
});

test('a code that was used before is refused', async () => {
  const twice: typeof exchangeCode = async (redirected, linkedin) => {
    await exchangeCode(redirected, linkedin);
    return await exchangeCode(redirected, linkedin);
  };
  const { grant, lastPage } = signIn(await openScene(), { exchange: twice });
  await expect(grant).rejects.toMatchObject({ code: 'code-rejected' });
  expect((await lastPage).text).toContain('code-rejected');
});

test('a code of another redirect address is refused', async () => {
  const elsewhere: typeof exchangeCode = (redirected, linkedin) =>
    exchangeCode({ ...redirected, redirectUri: 'http://localhost:1/callback' }, linkedin);
  const { grant } = signIn(await openScene(), { exchange: elsewhere });
  await expect(grant).rejects.toMatchObject({ code: 'code-rejected' });
});

test('a wrong secret is told from a wrong code', async () => {
  const unproved: typeof exchangeCode = (redirected, linkedin) =>
    exchangeCode({ ...redirected, keys: wrongKeys }, linkedin);
  const { grant } = signIn(await openScene(), { exchange: unproved });
  await expect(grant).rejects.toMatchObject({ code: 'client-rejected' });
});

test('a refresh token that nobody issued is refused', async () => {
  const { linkedin } = await openScene();
  const minted = refreshAccessToken({ keys, token: new Secret('AQVnever-issued') }, linkedin);
  await expect(minted).rejects.toMatchObject({ code: 'refresh-token-rejected' });
});
