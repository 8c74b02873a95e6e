/** Answers of odd shape, and answers that are not LinkedIn's: what can be used is used, and nothing untrue is said. */

import { parse } from 'dotenv';
import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText } from '../support/credentials.ts';
import type { Fetch } from '../support/exchange.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

type Json = Readonly<Record<string, unknown>>;

/** LinkedIn, but for the answers to calls of this path. */
function intercepted(
  world: TestWorld,
  path: string,
  change: (body: Json) => Json | Response,
): Fetch {
  return async (request) => {
    const answer = await world.linkedin(request);
    if (!new URL(request.url).pathname.endsWith(path)) return answer;
    const changed = change(answer.status === 200 ? ((await answer.json()) as Json) : {});
    if (changed instanceof Response) return changed;
    return Response.json(changed, { headers: { date: answer.headers.get('date') ?? '' } });
  };
}

const keysOnly = { '.env': envText(appKeys) };
const setup = ['setup', '--no-input', '--ad-account', '512345678'];

test('rows of other days only are no empty account', async () => {
  const world = await openSignedIn();
  const run = await world.run(['report', '--from', '7d', '--format', 'csv'], {
    fetch: async (request) => {
      const response = await world.linkedin(request);
      if (!request.url.includes('/adAnalytics')) return response;
      return new Response((await response.text()).replaceAll('"year":2026', '"year":2024'));
    },
  });

  expect(run.exitCode).toBe(5);
  expect(run.stderrAsOneLine).toContain(
    'its adAnalytics answer lacks the days that were asked for',
  );
});

it.each([
  [{ access_token: 7 }, 5],
  [{ access_token: true }, 5],
  [{ refresh_token: 12_345 }, 0],
  [{ refresh_token: ['AQXabc'] }, 0],
])('a token reply with %j costs no token that is there', async (odd, exitCode) => {
  const world = await openSignedIn({ daysAgo: 61 });
  const tokens = /^LINKEDIN_REFRESH_TOKEN=.*$/m.exec((await world.text()) ?? '')?.[0];
  const run = await world.run(['refresh'], {
    fetch: async (request) => {
      const response = await world.linkedin(request);
      if (!request.url.endsWith('/accessToken')) return response;
      return Response.json({ ...((await response.json()) as object), ...odd });
    },
  });

  expect(run.exitCode).toBe(exitCode);
  expect(await world.text()).toContain(`${tokens}\n`);
  expect(await world.text()).toMatch(/^LINKEDIN_ACCESS_TOKEN=AQX/m);
});

describe('a token reply is used as far as it can be read', () => {
  const later = '2027-01-21T09:59:59Z';
  it.each<[string, Json, Json]>([
    ['null where a text should be', { refresh_token: null }, {}],
    ['null for the scopes', { scope: null }, { LINKEDIN_SCOPES: 'r_ads,r_ads_reporting' }],
    ['a list of scopes', { scope: ['r_ads', 'r_ads_reporting'] }, {}],
    ['encoded scopes', { scope: 'r_ads%20r_ads_reporting' }, {}],
    ['scopes with a plus', { scope: 'r_ads+r_ads_reporting' }, {}],
    ['scopes with an encoded comma', { scope: 'r_ads%2Cr_ads_reporting' }, {}],
    ['a lifetime as text', { expires_in: '5183999' }, { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: later }],
    ['a lifetime in fractions', { expires_in: 5183999.4 }, {}],
    [
      'a lifetime beyond all bounds',
      { expires_in: 9e12 },
      { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: later },
    ],
    ['a lifetime below zero', { expires_in: -1 }, { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: later }],
    ['no lifetime', { expires_in: null }, { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: later }],
    [
      'null for the year',
      { refresh_token_expires_in: null },
      { LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z' },
    ],
    [
      'a year beyond all bounds',
      { refresh_token_expires_in: 9e12 },
      { LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z' },
    ],
    ['another type of token', { token_type: 7 }, {}],
    ['an ID token that is none', { id_token: 'no.such.thing' }, {}],
  ])('%s', async (_, changes, expected) => {
    const world = await openTestWorld({ files: keysOnly });
    const fetch = intercepted(world, '/accessToken', (body) => ({ ...body, ...changes }));
    const run = await world.run(setup, { fetch });

    expect(run).toMatchObject({ exitCode: 0 });
    const values = parse((await world.text()) ?? '');
    expect(values['LINKEDIN_ACCESS_TOKEN']).toMatch(/^AQX/);
    expect(values).toMatchObject({ LINKEDIN_SCOPES: 'r_ads,r_ads_reporting', ...expected });
  });

  it('of a renewal as well, which keeps what is known of the refresh token', async () => {
    const world = await openSignedIn({ daysAgo: 61 });
    const odd = { refresh_token: '', refresh_token_expires_in: -5, scope: 3, expires_in: '600000' };
    const fetch = intercepted(world, '/accessToken', (body) => ({ ...body, ...odd }));
    const run = await world.run(['refresh'], { fetch });

    expect(run.exitCode).toBe(0);
    expect(await world.env()).toMatchObject({
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-01-29T08:40:00Z',
    });
  });
});

describe('a token that no header and no line of a file could carry', () => {
  const renewed = async (changes: Json, command = 'refresh') => {
    const world = await openSignedIn({ daysAgo: 61 });
    const before = await world.text();
    const fetch = intercepted(world, '/accessToken', (body) => ({ ...body, ...changes }));
    return { world, before, run: await world.run([command], { fetch }) };
  };

  it.each(['refresh', 'token'])('%s: is none, and is neither kept nor printed', async (command) => {
    const { world, before, run } = await renewed({ access_token: 'AQX\nLINKEDIN_X=1' }, command);

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(run.stderr).toContain('linkedin-unavailable');
    expect(await world.text()).toBe(before);
  });

  it('is taken without the blanks round it', async () => {
    const { world, run } = await renewed({ access_token: ' AQXrenewed\n' });

    expect(run.exitCode).toBe(0);
    expect(parse((await world.text()) ?? '')).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: 'AQXrenewed',
    });
  });

  it('costs the access token nothing when it is the refresh token', async () => {
    const { world, run } = await renewed({ refresh_token: 'AQ\nX' });

    expect(run.exitCode).toBe(0);
    expect(await world.env()).toMatchObject({
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
    });
  });

  it('is told with the status that came when a refusal stands in its place', async () => {
    const refused = { access_token: undefined, error: 'invalid_grant' };
    const { run } = await renewed(refused);

    expect(run).toMatchObject({ exitCode: 4 });
    expect(run.stderr).toContain('HTTP 200');
  });
});

describe('other answers are used as far as they can be read', () => {
  const verify = async (path: string, change: (body: Json) => Json) => {
    const world = await openSignedIn();
    return await world.run(['verify', '--json'], { fetch: intercepted(world, path, change) });
  };
  const elements = (change: (one: Json) => Json) => (body: Json) => ({
    ...body,
    elements: (body['elements'] as readonly Json[]).map(change),
  });

  it.each<[string, string, (body: Json) => Json]>([
    ['an introspection', '/introspectToken', (body) => ({ ...body, active: 'true', scope: null })],
    [
      'its dates',
      '/introspectToken',
      (b) => ({ ...b, expires_at: 9e12, created_at: '1', status: 5 }),
    ],
    [
      'an account',
      '/adAccounts/512345678',
      (b) => ({ ...b, id: '512345678', name: null, type: 'NEW' }),
    ],
    [
      'accounts',
      '/adAccounts',
      elements((one) => ({ ...one, id: String(one['id']), status: null })),
    ],
    [
      'holds',
      '/adAccounts/512345678',
      (body) => ({ ...body, servingStatuses: null, test: 'false' }),
    ],
    [
      'roles',
      '/adAccountUsers',
      elements((one) => ({ ...one, role: 'SOMETHING_NEW', user: null })),
    ],
    ['paging', '/adAccountUsers', (body) => ({ ...body, paging: { start: null, count: '2' } })],
    [
      'a list with an element that has no id',
      '/adAccounts',
      (body) => ({ ...body, elements: [{ id: null }, ...(body['elements'] as readonly Json[])] }),
    ],
  ])('%s', async (_, path, change) => {
    const run = await verify(path, change);
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'ready', exitCode: 0 });
    expect(run.stdout).not.toContain('null');
  });

  it('but a list of nothing that can be read is told', async () => {
    const run = await verify(
      '/adAccountUsers',
      elements(() => ({ account: null })),
    );
    expect(run.exitCode).toBe(5);
    expect(run.stdout).toContain('lacks elements');
  });
});

// --- a code that is spent ----------------------------------------------------------------------------

describe('an exchange that fails leads to another sign-in, for the code is spent', () => {
  it.each<[string, () => Response]>([
    ['a page of a gateway', () => new Response('<html>502</html>', { status: 502 })],
    ['half an answer', () => new Response('{"access_token":"AQX')],
    ['nothing', () => new Response('')],
    ['a throttle', () => Response.json({ message: 'MINUTE limit' }, { status: 429 })],
  ])('%s', async (_, answer) => {
    const world = await openTestWorld({ files: keysOnly });
    const run = await world.run(setup, {
      fetch: intercepted(world, '/accessToken', () => answer()),
    });

    expect(run.exitCode).toBe(5);
    expect(run.stderrAsOneLine).toContain('The sign-in is used up, and nothing of it was saved.');
    expect(run.stderrAsOneLine).toContain('Then sign in again: pectus-linkedin setup');
    expect(run.stderrAsOneLine).toContain('--from consent');
    expect(run.stderrAsOneLine).not.toContain('verify');
    expect(await world.text()).toBe(envText(appKeys));
  });
});

// --- older words ---------------------------------------------------------------------------------------

describe('the older wording of refusals', () => {
  const older: Scenario = {
    ...scenarios.ready,
    disputed: { ...scenarios.ready.disputed, tokenErrors: 'older' },
  };

  it('of a secret is about the keys', async () => {
    const { acceptedSecrets: _, ...app } = older.app;
    const scenario = { ...older, app: { ...app, acceptedSecrets: ['WPL_AP1.another0Secret=='] } };
    const world = await openTestWorld({ scenario, files: keysOnly });
    const run = await world.run(setup);

    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('(client-rejected, exit 3');
    expect(run.stderrAsOneLine).toContain('parameter more than once. : client_secret');
  });

  it('of a code is about the code', async () => {
    const world = await openTestWorld({ scenario: older, files: keysOnly });
    let codes = 0;
    const run = await world.run(setup, {
      fetch: async (request) => {
        const isExchange = request.url.endsWith('/accessToken') && codes === 0;
        if (!isExchange) return await world.linkedin(request);
        codes += 1;
        await world.linkedin(request.clone() as Request);
        return await world.linkedin(request);
      },
    });
    expect(run.exitCode).toBe(4);
    expect(run.stderrAsOneLine).toContain('(code-rejected, exit 4');
  });
});

// --- who answered ------------------------------------------------------------------------------------

describe('verify', () => {
  const answering = async (answer: () => Response, path = '') => {
    const world = await openSignedIn({ scenario: scenarios['no-refresh-token'], daysAgo: 1 });
    return await world.run(['verify'], {
      fetch: async (request) =>
        request.url.includes(`/rest/${path}`) ? answer() : await world.linkedin(request),
    });
  };

  it.each([
    401, 403, 426, 404, 200,
  ])('never tells a web page with %i as a refusal', async (status) => {
    const run = await answering(() => new Response('<html>Sign in to Wi-Fi</html>', { status }));
    expect(run.exitCode).toBe(5);
    expect(run.stderrAsOneLine).toContain(`a web page came in its place (HTTP ${status})`);
    expect(run.stderrAsOneLine).toContain('https://www.linkedin.com 2. Then run it again');
    expect(run.stdout).toContain('something else answered in place of LinkedIn');
  });

  it.each([
    [401, 'access-token-rejected', 4],
    [426, 'api-version-ended', 3],
    [403, 'approval-pending', 3],
  ] as const)('takes %i without a body as the status says', async (status, code, exitCode) => {
    const run = await answering(() => new Response('', { status }));
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode}`);
  });

  it.each([
    [
      'member-restricted',
      () =>
        Response.json(
          { status: 401, serviceErrorCode: 65608, code: 'RESTRICTED_MEMBER' },
          { status: 401 },
        ),
      'LinkedIn has restricted the person who signed in',
    ],
    [
      'throttled',
      () => Response.json({ message: 'MINUTE limit' }, { status: 429 }),
      'LinkedIn is throttling this app',
    ],
    [
      'linkedin-unavailable',
      () => Response.json({ status: 503 }, { status: 503 }),
      'LinkedIn answers with HTTP 503',
    ],
  ] as const)('says what happened to the calls: %s', async (code, answer, words) => {
    const run = await answering(answer);
    expect(run.stdout).toMatch(new RegExp(`✗ Access token +${words}`));
    expect(run.stdout).not.toContain('could not be asked');
    expect(run.stderrAsOneLine).toContain(`(${code}, `);
  });

  const sentence =
    'Your application is not configured to access the related advertiser account(s), please ensure you have added the account ID(s) in your Account Management list.';
  it.each([
    'adA',
    'adAnalytics',
  ])("says LinkedIn's own sentence where %s… is refused with one", async (path) => {
    const body = { code: 'FORBIDDEN', message: sentence, status: 403 };
    const run = await answering(() => Response.json(body, { status: 403 }), path);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('please ensure you have added the account ID(s)');
    expect(run.stderrAsOneLine).not.toMatch(/not approved|does not cover reporting|cannot see/);
  });

  it('has the whole of it in --json', async () => {
    const world = await openSignedIn({ scenario: scenarios['reporting-denied'] });
    const { stdout } = await world.run(['verify', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      outcome: 'reporting-denied',
      error: {
        linkedin: {
          status: 403,
          code: 'ACCESS_DENIED',
          message: expect.stringContaining('Not enough permissions'),
          requestId: expect.any(String),
        },
      },
    });
  });
});

// --- reports -----------------------------------------------------------------------------------------

test('names that LinkedIn refuses cost the numbers nothing, and are told in its words', async () => {
  const world = await openSignedIn();
  const body = {
    status: 403,
    code: 'ACCESS_DENIED',
    message: 'Not enough permissions to access: adCampaigns',
  };
  const run = await world.run(['report', '--format', 'csv', '--from', '7d'], {
    fetch: intercepted(world, '/adCampaigns', () => Response.json(body, { status: 403 })),
  });

  expect(run.stdout.split('\n').length).toBeGreaterThan(5);
  expect(run.stderrAsOneLine).toContain(
    'LinkedIn refuses the names of the campaigns: Not enough permissions',
  );
  expect(run.stderrAsOneLine).not.toContain('not approved');
  expect(run.exitCode).toBe(3);
});

describe('an answer that says itself that there is more', () => {
  const report = async (around: (count: number) => Json, most = 25) => {
    const world = await openSignedIn();
    return await world.run(['report', '--format', 'csv', '--from', '30d'], {
      fetch: intercepted(world, '/adAnalytics', (body) => {
        const all = body['elements'] as readonly Json[];
        return { elements: all.slice(0, most), ...around(all.length) };
      }),
    });
  };

  it.each<[string, (count: number) => Json]>([
    ['by its total', (count) => ({ paging: { start: 0, count: 10, total: count } })],
    ['by its total as text', (count) => ({ paging: { total: String(count), links: null } })],
    [
      'by a link',
      (count) => ({ paging: { links: count > 25 ? [{ rel: 'next', href: '/x' }] : [] } }),
    ],
    ['by a cursor', (count) => ({ metadata: { nextPageToken: count > 25 ? 'AoJx' : null } })],
  ])('%s is asked for in smaller parts', async (_, around) => {
    const [whole, cut] = [await report(() => ({}), 1_000), await report(around)];
    const rows = ({ stdout }: { stdout: string }) => stdout.trim().split(/\r?\n/).sort();
    expect(cut.exitCode).toBe(0);
    expect(rows(cut)).toEqual(rows(whole));
  });

  it('is never complete where it says so of every part', async () => {
    const run = await report((count) => ({ paging: { total: count + 60 } }));
    expect(run.exitCode).toBe(5);
    expect(run.stderrAsOneLine).not.toContain('complete.');
  });

  it('has no rows of days that nobody asked for', async () => {
    const world = await openSignedIn();
    const args = ['report', '--format', 'csv', '--from', '7d'];
    const whole = await world.run(args);
    const run = await world.run(args, {
      fetch: intercepted(world, '/adAnalytics', (body) => {
        const [first, ...rest] = body['elements'] as readonly Json[];
        const day = { year: 2026, month: 9, day: 1 };
        return { elements: [{ ...first, dateRange: { start: day, end: day } }, first, ...rest] };
      }),
    });
    expect(run).toMatchObject({ exitCode: 0, stdout: whole.stdout });
  });
});
