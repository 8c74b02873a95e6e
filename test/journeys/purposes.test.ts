/** What credentials are for: each purpose alone and together, at the first sign-in, a year later, and in `verify`. */

import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { ctrlC, enter } from '../support/operator.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

const reporting = ['r_ads', 'r_ads_reporting'];
const conversions = ['r_ads', 'rw_conversions'];
const organic = ['r_organization_social', 'r_organization_admin'];

const readme = readFileSync('README.md', 'utf8');

/** An app with every product. */
const everything = {
  ...scenarios.ready,
  app: { ...scenarios.ready.app, scopes: [...scenarios.ready.app.scopes, 'rw_conversions'] },
};

function checksOf({ stdout }: Run): Readonly<Record<string, string>> {
  const { checks } = JSON.parse(stdout);
  return Object.fromEntries(
    checks.map(({ id, verdict }: { id: string; verdict: string }) => [id, verdict]),
  );
}

const idsOfAccount = ['ad-account', 'account-role'];

describe('a first sign-in', () => {
  const cases: readonly (readonly [string[], string[], string[]])[] = [
    [[], reporting, [...idsOfAccount, 'reporting']],
    [['--for', 'reporting'], reporting, [...idsOfAccount, 'reporting']],
    [['--for', 'conversions'], conversions, [...idsOfAccount, 'conversions']],
    [['--for', 'organic'], organic, ['page-role']],
    [
      ['--for', 'reporting,conversions'],
      [...reporting, 'rw_conversions'],
      [...idsOfAccount, 'reporting', 'conversions'],
    ],
    [
      ['--for', 'organic', '--for', 'reporting'],
      [...reporting, ...organic],
      [...idsOfAccount, 'reporting', 'page-role'],
    ],
  ];
  it.each(cases)('with %j asks for %j and proves %j', async (flags, scopes, proofs) => {
    const files = { '.env': envText(appKeys) };
    const world = await openTestWorld({ scenario: everything, files });
    const run = await world.run([
      ...['setup', '--no-input', '--json', '--ad-account', '512345678'],
      ...flags,
    ]);

    expect(run).toMatchObject({ exitCode: 0 });
    const checks = checksOf(run);
    expect(Object.keys(checks).slice(6)).toEqual(proofs);
    expect(Object.values(checks)).not.toContain('fail');
    expect((await world.env())?.['LINKEDIN_SCOPES']).toBe(scopes.join(','));
    expect(run.requests.map(({ path }) => path)).not.toContain('/rest/conversionEvents');

    // A later run reads the purpose off the scopes.
    const verified = await world.run(['verify', '--json']);
    expect(checksOf(verified)).toEqual(checks);
  });

  it('asks for the product by its name, in words for its form', async () => {
    const world = await openTestWorld({ scenario: everything });
    const run = await world.run(['setup', '--for', 'conversions'], {
      answers: {
        'begin-at': 'product',
        'products-tab': enter,
        company: 'Acme Ltd',
        'product-requested': enter,
        'redirect-registered': enter,
        'client-id': appKeys.LINKEDIN_CLIENT_ID,
        'client-secret': appKeys.LINKEDIN_CLIENT_SECRET,
        'product-added': 'waiting',
      },
    });
    expect(run.stderrAsOneLine).toContain('Products tab › Conversions API › Request access.');
    expect(run.stderrAsOneLine).toContain('Acme Ltd sends conversions of its own customers');
    expect(run.stderrAsOneLine).toContain('An approved app begins in the Development tier.');
    expect(run.stderrAsOneLine).not.toContain('Advertising API');
  });

  it('for a purpose that nobody knows is refused with those that there are', async () => {
    const world = await openTestWorld();
    const run = await world.run(['setup', '--for', 'conversion']);
    expect(run.exitCode).toBe(2);
    expect(run.stderrAsOneLine).toContain('reporting, conversions, organic');
  });
});

describe("the README's lines", () => {
  const lines = readme.match(/^pectus-linkedin setup --for [^\n#]*/gm) ?? [];

  it('are one for each purpose, and one for two of them', () => {
    expect(lines).toHaveLength(4);
  });

  it.each(lines)('%s', async (line) => {
    const world = await openTestWorld({
      scenario: everything,
      files: { '.env': envText(appKeys) },
    });
    const words = line.trim().split(' ').slice(1);
    const answers = line.includes('organic') ? {} : { 'ad-account': '512345678' };
    const run = await world.run(words, { answers });
    expect(run.exitCode).toBe(0);
    expect(run.stderrAsOneLine).toContain('Ready.');
  });
});

describe('an app without the product', () => {
  it.each<[string, ScenarioName, string, string]>([
    ['conversions', 'ready', 'rw_conversions', 'Conversions API'],
    ['reporting', 'conversions-only', 'r_ads_reporting', 'Advertising API'],
    ['organic', 'conversions-only', 'r_organization_social', 'Advertising API'],
  ])('for %s is told of by its name, and nothing is replaced', async (purpose, name, scope, product) => {
    const scopes = purpose === 'reporting' ? conversions : reporting;
    const world = await openSignedIn({ scenario: scenarios[name], account: '512345678', scopes });
    const before = await world.text('.env');
    const run = await world.run(['setup', '--no-input', '--for', purpose]);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(scope);
    expect(run.stderrAsOneLine).toContain(`${product} must be under "Added products"`);
    expect(run.stderrAsOneLine).toContain('(scope-missing, exit 3)');
    expect(await world.text('.env')).toBe(before);
  });
});

describe('verify', () => {
  it('names the scope that was wanted and not granted, and the product that brings it', async () => {
    const world = await openSignedIn({
      account: '512345678',
      scopes: ['r_ads', 'r_ads_reporting'],
    });
    const lines = ((await world.text('.env')) ?? '').replace(/^LINKEDIN_SCOPES=.*\n/m, '');
    await world.put(`${lines}LINKEDIN_SCOPES=r_ads,rw_conversions\n`);
    const run = await world.run(['verify']);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain('rw_conversions is missing');
    expect(run.stderrAsOneLine).toContain('Conversions API must be under "Added products"');
    expect(run.stderrAsOneLine).toContain('(scope-missing, exit 3');
  });

  const cases: readonly (readonly [ScenarioName, readonly string[], string, string])[] = [
    ['conversions-only', conversions, 'pass', '2 conversion rules, 1 for events of a server'],
    ['no-conversion-rules', conversions, 'warn', 'no conversion rule yet'],
    ['ready', organic, 'pass', 'administrator of 2 Pages'],
    ['no-page-role', organic, 'fail', 'administrator of no Page'],
  ];
  it.each(cases)('with %s and %j says %s: %s', async (name, scopes, verdict, detail) => {
    const scenario = scenarios[name];
    const world = await openSignedIn({ scenario, account: '512345678', scopes });
    const run = await world.run(['verify', '--json']);
    const { checks } = JSON.parse(run.stdout);
    expect(checks.at(-1)).toMatchObject({ verdict, detail: expect.stringContaining(detail) });
  });

  it('tells a viewer that conversions take a higher role', async () => {
    const world = await openSignedIn({
      scenario: scenarios['conversions-viewer'],
      account: '512345678',
      scopes: conversions,
    });
    const run = await world.run(['verify']);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(
      'The person who signed in is viewer of Acme Europe (512345678), which is not enough: it takes a creative manager.',
    );
  });

  it.each([
    ['organizationTarget', false],
    ['organization', true],
    ['organizationTarget', true],
  ] as const)('finds Pages under %s, with an empty first page: %s', async (pageKey, emptyFirstPage) => {
    const disputed = { ...scenarios.ready.disputed, pageKey, emptyFirstPage };
    const scenario = { ...scenarios.ready, disputed };
    const world = await openSignedIn({ scenario, account: '512345678', scopes: organic });
    const run = await world.run(['verify', '--json']);
    expect(run.exitCode).toBe(0);
    expect(checksOf(run)['page-role']).toBe('pass');
  });
});

test('a renewal asks for what was consented, whatever it was for', async () => {
  const scenario = scenarios['conversions-only'];
  const tokens = { ...scenario.tokens, refreshSeconds: 50 * 86_400 };
  const world = await openSignedIn({
    scenario: { ...scenario, tokens },
    account: '512345678',
    scopes: conversions,
    daysAgo: 30,
  });
  const run = await world.run(['setup', '--no-input', '--json']);
  expect(run.exitCode).toBe(0);
  expect((await world.env())?.['LINKEDIN_SCOPES']).toBe('r_ads,rw_conversions');
  expect(checksOf(run)['conversions']).toBe('pass');
});

describe('an access token that came alone', () => {
  it('is verified by what it opens', async () => {
    const world = await openTestWorld({ scenario: scenarios['conversions-only'] });
    const { LINKEDIN_ACCESS_TOKEN = '' } = minted(world, { scopes: conversions });
    const values = {
      LINKEDIN_ACCESS_TOKEN,
      LINKEDIN_AD_ACCOUNT_ID: '512345678',
      LINKEDIN_SCOPES: 'r_ads,rw_conversions',
    };
    await world.put(envText(values));
    const run = await world.run(['verify', '--json']);
    expect(run.exitCode).toBe(0);
    expect(checksOf(run)).toMatchObject({
      credentials: 'warn',
      'access-token': 'pass',
      'refresh-token': 'skip',
      conversions: 'pass',
    });
    const status = await world.run(['status']);
    expect(status.exitCode).toBe(0);
  });

  const pasteToken = async (token: (world: TestWorld) => string) => {
    const world = await openTestWorld({ scenario: scenarios['conversions-only'] });
    const run = await world.run(['setup', '--for', 'conversions'], {
      answers: { 'begin-at': 'token', 'direct-token': token(world), 'ad-account': '512345678' },
    });
    return { world, run };
  };

  it('is taken by setup, without an app', async () => {
    const { world, run } = await pasteToken(
      (world) => world.simulator().issueTokens(conversions).accessToken,
    );
    expect(run).toMatchObject({ exitCode: 0, asked: ['begin-at', 'direct-token', 'ad-account'] });
    expect(run.stderrAsOneLine).toContain('Campaign Manager › Data › Signals manager › Direct API');
    expect(Object.keys((await world.env()) ?? {}).sort()).toEqual([
      'LINKEDIN_ACCESS_TOKEN',
      'LINKEDIN_AD_ACCOUNT_ID',
      'LINKEDIN_MEMBER_URN',
      'LINKEDIN_SCOPES',
    ]);
    // There is nothing left to ask.
    const again = await world.run(['setup']);
    expect(again).toMatchObject({ exitCode: 0, asked: [] });
  });

  it('is not offered for a purpose that has no such way', async () => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], { answers: { 'begin-at': ctrlC } });
    expect(run.questions[0]?.choices?.map(({ value }) => value)).not.toContain('token');
  });

  it('that LinkedIn refuses fails as any other', async () => {
    const world = await openTestWorld();
    await world.put(
      envText({ LINKEDIN_ACCESS_TOKEN: 'AQXmadeup', LINKEDIN_AD_ACCOUNT_ID: '512345678' }),
    );
    const run = await world.run(['verify']);
    expect(run.exitCode).toBe(4);
    expect(run.stderrAsOneLine).toContain('(access-token-rejected, exit 4');
  });
});

describe('a command whose scope was not consented', () => {
  it.each([
    [['accounts'], organic, 'r_ads'],
    [['report', '--from', '7d', '--format', 'csv'], conversions, 'r_ads_reporting'],
    [['report', '--from', '7d', '--format', 'csv'], organic, 'r_ads'],
  ])('%j with %j is told that %s is missing', async (command, scopes, scope) => {
    const world = await openSignedIn({ scenario: everything, account: '512345678', scopes });
    const run = await world.run(command);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(`${scope} is missing.`);
    expect(run.stderrAsOneLine).toContain(`pectus-linkedin setup --from consent --scope ${scope}`);
    expect(run.stderrAsOneLine).toContain('(scope-missing, exit 3');
  });
});

describe('an app that does not list the ad account', () => {
  const forms = [
    'app-not-mapped',
    'app-not-mapped-to-reporting',
    'app-not-mapped-in-lists',
  ] as const;
  const commands: readonly (readonly string[])[] = [
    ['verify'],
    ['accounts'],
    ['report', '--from', '7d', '--format', 'csv'],
    ['setup', '--no-input', '--from', 'account', '--ad-account', '512345678'],
  ];
  const met = forms.flatMap((form) =>
    commands
      .filter(([command]) => form !== 'app-not-mapped-to-reporting' || command !== 'accounts')
      .map((command) => [form, command] as const),
  );
  it.each(met)('is told the same in %s by %j', async (form, command) => {
    const world = await openSignedIn({ scenario: scenarios[form], account: '512345678' });
    const run = await world.run(command);
    expect(run.exitCode).toBe(3);
    expect(run.stderrAsOneLine).toContain(
      'Products › Advertising API › View Ad Accounts › Add Ad Account.',
    );
    expect(run.stderrAsOneLine).toContain('(account-not-mapped, exit 3');
  });
});

describe('a renewal by another person', () => {
  const other = {
    ...scenarios.ready,
    member: { ...scenarios.ready.member, urn: 'urn:li:person:0therOne' },
  };

  async function openOld() {
    const world = await openSignedIn({ account: '512345678', daysAgo: 30 });
    await world.put(`${await world.text()}LINKEDIN_MEMBER_URN=urn:li:person:K1RwyVNukt\n`);
    world.setScenario(other);
    return world;
  }

  it.each([
    [true, 0, 'urn:li:person:0therOne'],
    [false, 4, 'urn:li:person:K1RwyVNukt'],
  ])('is asked about before anything is replaced: %s', async (answer, exitCode, member) => {
    const world = await openOld();
    const before = await world.text();
    const run = await world.run(['setup', '--from', 'consent'], {
      answers: { 'another-member': answer },
    });
    expect(run.exitCode).toBe(exitCode);
    expect(run.asked).toContain('another-member');
    expect((await world.env())?.['LINKEDIN_MEMBER_URN']).toBe(member);
    if (!answer) expect(await world.text()).toBe(before);
  });

  it('is said where nobody can be asked', async () => {
    const world = await openOld();
    const run = await world.run(['setup', '--no-input', '--from', 'consent']);
    expect(run.exitCode).toBe(0);
    expect(run.stderrAsOneLine).toContain(
      'Another person has signed in: urn:li:person:0therOne instead of urn:li:person:K1RwyVNukt.',
    );
    expect((await world.env())?.['LINKEDIN_MEMBER_URN']).toBe('urn:li:person:0therOne');
  });
});

test('status says who signed in', async () => {
  const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
  await world.run(['setup', '--no-input', '--ad-account', '512345678']);
  const run = await world.run(['status']);
  expect(run.stdout).toContain('urn:li:person:K1RwyVNukt');
});
