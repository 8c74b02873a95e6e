/** The sign-in of the next year: one keypress, one click, and nothing lost when it fails. */

import { describe, expect, it, test } from 'vitest';
import { type Scenario, type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { type Answer, ctrlC, enter } from '../support/operator.ts';

import { openSignedIn } from '../support/signed-in.ts';
import type { Run, TestWorld } from '../support/world.ts';

/** Early enough for the API version of today to be alive a year later. */
const startTime = '2026-06-01T10:00:00Z';

/** Signed in some days ago; the access token is fresh, as a host keeps it. */
async function signedIn(daysAgo: number, scopes?: readonly string[]): Promise<TestWorld> {
  const world = await openSignedIn({ startTime, daysAgo, scopes });
  if (daysAgo < 365) await world.run(['verify']);
  return world;
}

function scopesAsked({ requests }: Run): string | undefined {
  const consent = requests.find(({ path }) => path === '/oauth/v2/authorization');
  return new URLSearchParams(consent?.query).get('scope') ?? undefined;
}

const renewed = {
  LINKEDIN_CLIENT_ID: '78simulator000',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.simulated0PrimarySecret.c2ltdWxhdG9y==',
  LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
  LINKEDIN_AD_ACCOUNT_ID: '512345678',
};

test('340 days later: one keypress, one consent, and new dates', async () => {
  const world = await signedIn(340);
  const run = await world.run(['setup'], { answers: { 'sign-in-again': enter } });

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: '',
    asked: ['sign-in-again', 'redirected-address'],
  });
  expect(await world.env()).toEqual({
    ...renewed,
    LINKEDIN_MEMBER_URN: 'urn:li:person:K1RwyVNukt',
    LINKEDIN_REFRESH_TOKEN: 'refresh token of 2027-05-07T10:00:00Z',
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2028-05-06T10:00:00Z',
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-05-07T10:00:00Z',
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-07-06T09:59:59Z',
  });
  expect(run.stderrAsOneLine).toContain(
    'Refresh token: 25 days left (until 1 Jun 2027). Time to sign in again.',
  );
  expect(run.stderrAsOneLine).toContain('Signed in. Next time: before 6 May 2028.');
  expect(run.stderrAsOneLine).toContain('All checks passed for Acme Europe (512345678).');
});

test('366 days later, with everything dead: the same keypress and the same consent', async () => {
  const world = await signedIn(366);
  const run = await world.run(['setup'], { answers: { 'sign-in-again': enter } });

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: '',
    asked: ['sign-in-again', 'redirected-address'],
  });
  expect(await world.env()).toEqual({
    ...renewed,
    LINKEDIN_REFRESH_TOKEN: 'refresh token of 2027-06-02T10:00:00Z',
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2028-06-01T10:00:00Z',
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-06-02T10:00:00Z',
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-08-01T09:59:59Z',
  });
  expect(run.stderrAsOneLine).toContain('The refresh token expired on 1 Jun 2027');
  expect(run.stderrAsOneLine).toContain('All checks passed for Acme Europe (512345678).');
});

describe('a renewal asks for exactly the scopes that were consented', () => {
  it.each([
    ['the minimum', ['r_ads', 'r_ads_reporting']],
    ['more than the minimum', ['r_ads', 'r_ads_reporting', 'r_basicprofile']],
    ['rw_ads, which holds r_ads', ['rw_ads', 'r_ads_reporting']],
  ])('%s', async (_, scopes) => {
    const world = await signedIn(340, scopes);
    const run = await world.run(['setup'], { answers: { 'sign-in-again': enter } });

    expect(run.exitCode).toBe(0);
    expect(scopesAsked(run)).toBe(scopes.join(' '));
    expect((await world.env())?.['LINKEDIN_SCOPES']).toBe(scopes.join(','));
  });
});

/** Turns LinkedIn into another one as soon as the old credentials have been looked at. */
function turnInto(world: TestWorld, scenario: Scenario): () => Answer {
  return () => {
    world.setScenario(scenario);
    return enter;
  };
}

describe('a consent that fails leaves the old file as it is, byte for byte', () => {
  it('when Cancel is pressed', async () => {
    const world = await signedIn(340);
    const before = await world.text();
    const run = await world.run(['setup'], {
      browser: 'cancels',
      answers: { 'sign-in-again': turnInto(world, scenarios['consent-cancelled']) },
    });

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain('Cancel was pressed. Nothing was changed.');
    expect(run.stderrAsOneLine).toContain('(consent-declined, exit 4)');
    expect(run.pages[0]?.text).toContain('consent-declined');
    expect(await world.text()).toBe(before);
  });

  it('when nobody comes back in time', async () => {
    const world = await signedIn(340);
    const before = await world.text();
    const run = await world.run(['setup', '--timeout', '120'], {
      browser: 'idle',
      answers: { 'sign-in-again': enter, 'linkedin-page': ['nothing-yet', 'other'] },
    });

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain('Nobody came back from LinkedIn within 120 seconds.');
    expect(run.stderrAsOneLine).toContain('(consent-timeout, exit 4)');
    expect(await world.text()).toBe(before);
  });

  it('when the secret was replaced meanwhile and the new one is not at hand', async () => {
    const world = await signedIn(340);
    const before = await world.text();
    world.setScenario(scenarios['wrong-secret']);
    const run = await world.run(['setup'], {
      answers: { 'client-id': enter, 'client-secret': ctrlC },
    });

    expect(run).toMatchObject({
      exitCode: 130,
      stdout: '',
      asked: ['client-id', 'client-secret'],
    });
    expect(run.stderrAsOneLine).toContain('LinkedIn does not accept this Client ID');
    expect(await world.text()).toBe(before);
  });

  it.each<[string, ScenarioName, number, string, string]>([
    [
      'it brings r_ads alone',
      'only-r-ads',
      3,
      'scope-missing',
      'The consent covers r_ads only; r_ads_reporting is missing',
    ],
    [
      'it brings no refresh token although the old one lives',
      'no-refresh-token',
      4,
      'refresh-token-absent',
      'LinkedIn gave no refresh token',
    ],
    [
      'LinkedIn refuses the numbers to the new tokens',
      'reporting-denied',
      3,
      'reporting-denied',
      'LinkedIn refuses the numbers of Acme Europe (512345678)',
    ],
  ])('when %s', async (_, scenario, exitCode, code, words) => {
    const world = await signedIn(340);
    const before = await world.text();
    const run = await world.run(['setup'], {
      answers: { 'sign-in-again': turnInto(world, scenarios[scenario]) },
    });

    expect(run).toMatchObject({ exitCode, stdout: '' });
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode}`);
    expect(run.pages[0]?.text).toContain(code);
    expect(await world.text()).toBe(before);
  });

  it('when LinkedIn ends the new token while it is checked, without a renewal', async () => {
    const world = await signedIn(340);
    const before = (await world.text()) ?? '';
    const isOld = ({ headers }: Request) =>
      before.includes((headers.get('Authorization') ?? '').replace('Bearer ', ''));
    const run = await world.run(['setup'], {
      answers: { 'sign-in-again': enter },
      fetch: async (request) =>
        !request.url.includes('/rest/') || isOld(request)
          ? await world.linkedin(request)
          : Response.json({ status: 401, serviceErrorCode: 65602, message: '' }, { status: 401 }),
    });

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain('(access-token-rejected, exit 4');
    expect(run.requests.filter(({ grantType }) => grantType === 'refresh_token')).toEqual([]);
    expect(await world.text()).toBe(before);
  });
});

test('a secret that was replaced is asked for, and what still works is not', async () => {
  const world = await signedIn(100);
  world.setScenario(scenarios['wrong-secret']);
  const run = await world.run(['setup'], {
    answers: {
      'client-id': enter,
      'client-secret': 'WPL_AP1.simulated0NewerSecret.bmV3ZXI==',
    },
  });

  expect(run.asked).toEqual(['client-id', 'client-secret']);
  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  expect(await world.env()).toMatchObject({
    LINKEDIN_CLIENT_SECRET: 'WPL_AP1.simulated0NewerSecret.bmV3ZXI==',
    LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-06-01T10:00:00Z',
  });
});

describe('a new member who cannot see the old ad account', () => {
  const [europe, us, old] = scenarios.ready.accounts;
  if (europe === undefined || us === undefined || old === undefined) throw new Error('no accounts');
  const onlyUs = { ...scenarios.ready, accounts: [us] };
  const usAndOld = { ...scenarios.ready, accounts: [us, old] };

  it('changes nothing with a no', async () => {
    const world = await signedIn(340);
    const before = await world.text();
    const run = await world.run(['setup'], {
      answers: { 'sign-in-again': turnInto(world, onlyUs), 'another-account': enter },
    });

    expect(run).toMatchObject({
      exitCode: 3,
      stdout: '',
      asked: ['sign-in-again', 'redirected-address', 'another-account'],
    });
    expect(run.stderrAsOneLine).toContain('(account-not-visible, exit 3');
    expect(await world.text()).toBe(before);
  });

  it('brings their own account with a yes', async () => {
    const world = await signedIn(340);
    const run = await world.run(['setup'], {
      answers: {
        'sign-in-again': turnInto(world, usAndOld),
        'another-account': true,
        'ad-account': '509876543',
      },
    });

    expect(run).toMatchObject({
      exitCode: 0,
      asked: ['sign-in-again', 'redirected-address', 'another-account', 'ad-account'],
    });
    expect(await world.env()).toMatchObject({
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2027-05-07T10:00:00Z',
      LINKEDIN_AD_ACCOUNT_ID: '509876543',
    });
    expect(run.stderrAsOneLine).toContain('All checks passed for Acme US (509876543).');
  });

  it('is not decided where nobody can be asked', async () => {
    const world = await signedIn(340);
    const before = await world.text();
    const run = await world.run(['setup', '--no-input', '--no-browser'], {
      browser: 'zero',
      onAddressShown: () => world.setScenario(onlyUs),
    });

    expect(run).toMatchObject({ exitCode: 3, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain('(account-not-visible, exit 3');
    expect(await world.text()).toBe(before);
  });
});

test('before a wider consent it says that the tokens of others end with it', async () => {
  const world = await signedIn(100);
  const run = await world.run(['setup', '--scope', 'r_basicprofile']);

  expect(run).toMatchObject({ exitCode: 0, asked: ['redirected-address'] });
  expect(run.stderrAsOneLine).toContain('LinkedIn ends the tokens that this app gave you before');
  expect(scopesAsked(run)).toBe('r_ads r_ads_reporting r_basicprofile');
  expect((await world.env())?.['LINKEDIN_SCOPES']).toBe('r_ads,r_ads_reporting,r_basicprofile');
});
