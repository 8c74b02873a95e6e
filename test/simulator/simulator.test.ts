/** The box as a whole: what it answers loudly, what it logs, and that two runs are alike. */

import { describe, expect, it } from 'vitest';
import { ready } from '../../src/simulator/scenarios.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { createClient, start } from './simulator-client.ts';

describe('what is not modelled is answered with a sentence', () => {
  it.each([
    ['GET', '/favicon.ico'],
    ['GET', '/oauth/v2/accessToken'],
    ['POST', '/oauth/native-pkce/authorization'],
    ['GET', '/v2/people'],
    ['GET', '/rest/posts'],
    ['POST', '/rest/adAccounts'],
    ['DELETE', '/rest/adAccounts/512345678'],
  ])('%s %s', async (method, path) => {
    const response = await createClient().send(path, { method });
    expect([response.status, await response.json()]).toEqual([
      404,
      {
        status: 404,
        code: 'NOT_MODELLED',
        message: `The simulator does not model ${method} ${path}.`,
      },
    ]);
  });
});

describe('headers', () => {
  it('every answer is dated by the simulated clock', async () => {
    const { send, pass } = createClient();
    pass(60);
    for (const path of ['/developers/apps', '/rest/adAccounts?q=search', '/nowhere']) {
      const response = await send(path);
      expect(response.headers.get('date')).toBe('Sun, 22 Nov 2026 12:01:00 GMT');
    }
  });

  it('every REST answer has LinkedIn’s marks, and no two the same number', async () => {
    const { send } = createClient();
    const headers = { 'x-restli-protocol-version': '2.0.0' };
    const paths = ['/rest/adAccounts', '/rest/nowhere'];
    const answers = await Promise.all(paths.map((path) => send(path, { headers })));
    const marks = answers.map(({ headers }) => [
      headers.get('x-li-uuid'),
      headers.get('x-li-fabric'),
      headers.get('x-li-pop'),
      headers.get('x-restli-protocol-version'),
    ]);
    const expected = [
      expect.stringMatching(/^AAY[\w-]{19}==$/),
      'prod-lva1',
      'afd-prod-lva1-x',
      '2.0.0',
    ];
    expect(marks).toEqual([expected, expected]);
    expect(marks[0]).not.toEqual(marks[1]);
  });
});

describe('the front page', () => {
  it('tells a program what there is', async () => {
    const { send } = createClient();
    expect(await (await send('/')).json()).toMatchObject({
      simulates: 'LinkedIn',
      scenario: ready.title,
      app: { clientId: ready.app.clientId, clientSecret: ready.app.clientSecret },
      oauth: { token: '/oauth/v2/accessToken' },
      rest: expect.arrayContaining([
        'GET /rest/adAnalytics?q=statistics',
        'GET /rest/adAccounts?ids=List({id})',
        'GET /rest/adAccounts/{id}/adCampaigns/{id}',
      ]),
      adAccounts: expect.arrayContaining([{ id: 512345678, name: 'Acme Europe' }]),
      pages: { portal: '/developers/apps' },
    });
  });

  it('shows it to a person', async () => {
    const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
    const response = await createClient().send('/', { headers });
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const html = await response.text();
    for (const text of [ready.app.clientId, '/oauth/v2/accessToken', 'href="/developers/apps"'])
      expect(html).toContain(text);
  });
});

describe('the log', () => {
  it('tells of every call in the order of the answers', async () => {
    const { simulator, visit, post, rest } = createClient();
    await visit();
    await post('accessToken', { grant_type: 'refresh_token', refresh_token: 'x' });
    await rest('/adAccounts/1', { token: 'x' });
    expect(simulator.log).toEqual([
      {
        method: 'GET',
        path: '/oauth/v2/authorization',
        query:
          'response_type=code&client_id=78simulator000&redirect_uri=http%3A%2F%2Flocalhost%3A27365%2Fcallback&state=***&scope=r_ads+r_ads_reporting',
        status: 200,
        arrived: 1,
        answered: 2,
      },
      {
        method: 'POST',
        path: '/oauth/v2/accessToken',
        query: '',
        grantType: 'refresh_token',
        status: 400,
        arrived: 3,
        answered: 4,
      },
      {
        method: 'GET',
        path: '/rest/adAccounts/1',
        query: '',
        status: 401,
        arrived: 5,
        answered: 6,
      },
    ]);
  });

  it('shows which calls overlapped', async () => {
    const { simulator, send } = createClient();
    await Promise.all([send('/developers/apps'), send('/developers/apps/new')]);
    const spans = simulator.log.map(({ arrived, answered }) => [arrived, answered]);
    expect(spans).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('shows the query of a tunnelled call', async () => {
    const { simulator, rest } = createClient();
    const headers = {
      'x-http-method-override': 'GET',
      'content-type': 'application/x-www-form-urlencoded',
    };
    await rest('/adAccounts', { body: 'q=search&pageSize=1', headers });
    expect(simulator.log[0]).toMatchObject({
      method: 'POST',
      query: 'q=search&pageSize=1',
      status: 200,
    });
  });

  it('holds no secret', async () => {
    const { simulator, code, exchange, send } = createClient();
    const secretCode = await code();
    await exchange({ code: secretCode });
    await send(`/rest/adAccounts?oauth2_access_token=AQXsecret&q=search&state=AQXsecret`);
    const log = JSON.stringify(simulator.log);
    expect(
      [secretCode, simulator.app.clientSecret, 'AQXsecret', 'xyz'].filter((secret) =>
        log.includes(secret),
      ),
    ).toEqual([]);
  });
});

it('no two tokens are alike, even within one second', () => {
  const { simulator } = createClient();
  const tokens = [simulator.issueTokens(), simulator.issueTokens()];
  const texts = tokens.flatMap(({ accessToken, refreshToken }) => [accessToken, refreshToken]);
  expect(new Set(texts).size).toBe(4);
});

it('two runs are alike to the byte', async () => {
  const run = async () => {
    const { simulator, send, exchange, decide } = createClient();
    const texts: string[] = [];
    const take = async (response: Response) =>
      texts.push(JSON.stringify([response.status, [...response.headers], await response.text()]));
    await take(await decide('allow'));
    texts.push(JSON.stringify(await exchange()));
    for (const path of [
      '/developers/apps',
      '/developers/tools/oauth/token-generator',
      '/rest/adAccounts?q=search',
    ]) {
      const headers = {
        authorization: `Bearer ${simulator.issueTokens().accessToken}`,
        'linkedin-version': '202609',
        'x-restli-protocol-version': '2.0.0',
      };
      await take(await send(path, { headers }));
    }
    return [...texts, JSON.stringify(simulator.log)];
  };
  expect(await run()).toEqual(await run());
});

describe('a rehearsal that was interrupted', () => {
  const simulate = (scenario = ready): Simulator =>
    createSimulator({ scenario, now: () => new Date(start) });

  it('goes on in another process with the tokens that it had', async () => {
    const { accessToken, refreshToken } = simulate().issueTokens();
    const { rest, post } = createClient();
    const renewed = await post('accessToken', {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
    });
    const { status } = await rest('/adAccounts?q=search', { token: accessToken });
    expect([status, renewed.status]).toEqual([200, 200]);
  });

  it('does not go on with the tokens of another app', async () => {
    const app = { ...ready.app, clientId: '86someotherapp' };
    const { accessToken } = simulate({ ...ready, app }).issueTokens();
    const { status } = await createClient().rest('/adAccounts?q=search', { token: accessToken });
    expect(status).toBe(401);
  });
});
