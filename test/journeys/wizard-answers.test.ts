/** What people answer in the wizard: values in every shape in which they are pasted, slips, and second thoughts. */

import { describe, expect, it, test } from 'vitest';
import type { Scenario } from '../../src/simulator/scenario.ts';
import { type ScenarioName, scenarios } from '../../src/simulator/scenarios.ts';
import { openCanary, runMain } from '../support/canary.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { complete } from '../support/first-answers.ts';
import { type Answers, enter } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const { LINKEDIN_CLIENT_ID: id, LINKEDIN_CLIENT_SECRET: secret } = appKeys;
const { ready } = scenarios;
const withKeys = { 'begin-at': 'keys' } satisfies Answers;

async function openApproved(scenario: Scenario = ready): Promise<TestWorld> {
  return await openTestWorld({ scenario, files: { '.env': envText(appKeys) } });
}

test('a first run with the keys at hand and the approval given takes four answers and one click', async () => {
  const world = await openTestWorld();
  const run = await world.run(['setup'], {
    answers: { ...withKeys, 'client-id': id, 'client-secret': secret, 'ad-account': '512345678' },
  });

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: '',
    asked: ['begin-at', 'client-id', 'client-secret', 'redirected-address', 'ad-account'],
  });
  expect(run.opened).toHaveLength(1);
  expect(await world.env()).toEqual(complete);
  expect(run.stderrAsOneLine).toContain(
    'This makes a calendar entry for it: pectus-linkedin remind',
  );
});

describe('the keys are taken', () => {
  const pairs: readonly (readonly [string, string])[] = [
    ['in two lines', `${id}\n${secret}`],
    ['in two lines of Windows', `${id}\r\n${secret}\r\n`],
    ['with a tab between', `${id}\t${secret}`],
    ['with a space between', `${id} ${secret}`],
    ['the other way round', `${secret}\n${id}`],
    ['as lines of a .env', `LINKEDIN_CLIENT_ID=${id}\nLINKEDIN_CLIENT_SECRET=${secret}\n`],
    [
      'as lines of a .env in quotes',
      `LINKEDIN_CLIENT_SECRET="${secret}"\nLINKEDIN_CLIENT_ID='${id}'`,
    ],
    ['with the words of the portal', `Client ID: ${id}\nPrimary Client Secret: ${secret}`],
  ];
  it.each(pairs)('both in one paste, %s', async (_, pasted) => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], {
      answers: { ...withKeys, 'client-id': pasted, 'ad-account': '512345678' },
    });

    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(run.asked).not.toContain('client-secret');
    expect(await world.env()).toEqual(complete);
    expect(run.stderr).not.toContain(secret);
  });

  const shapes: readonly (readonly [string, (value: string) => string])[] = [
    ['double quotes', (value) => `"${value}"`],
    ['single quotes', (value) => `'${value}'`],
    ['quotes of a word processor', (value) => `“${value}”`],
    ['angle brackets', (value) => `<${value}>`],
    ['no-break spaces', (value) => `\u00a0${value}\u202f`],
    [
      'characters of no width',
      (value) => `\u200b${value.slice(0, 4)}\u2060${value.slice(4)}\ufeff`,
    ],
    ['full-width characters', (value) => fullWidth(value)],
    ['a line break', (value) => `${value}\r\n`],
  ];
  it.each(shapes)('with %s', async (_, shaped) => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], {
      answers: {
        ...withKeys,
        'client-id': shaped(id),
        'client-secret': shaped(secret),
        'ad-account': '512345678',
      },
    });

    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(await world.env()).toEqual(complete);
  });

  it('when the secret is pasted with the Client ID before it', async () => {
    const world = await openTestWorld();
    const run = await world.run(['setup'], {
      answers: {
        ...withKeys,
        'client-id': id,
        'client-secret': `${id}\n${secret}`,
        'ad-account': '512345678',
      },
    });
    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(await world.env()).toEqual(complete);
  });
});

function fullWidth(text: string): string {
  return text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
}

describe('the ad account is taken', () => {
  it.each([
    ['by its exact name', 'Acme US'],
    ['by its name in small letters', 'acme us '],
    [
      'by an address with words round it',
      'see https://www.linkedin.com/campaignmanager/accounts/509876543/campaigns now',
    ],
    ['by an address without a scheme', 'www.linkedin.com/campaignmanager/accounts/509876543'],
    ['in full-width digits', fullWidth('509876543')],
    ['with blanks and characters of no width', '\u00a0509\u200b876543\u202f'],
    ['in angle brackets', '<509876543>'],
  ])('%s', async (_, given) => {
    const world = await openApproved();
    const run = await world.run(['setup'], {
      answers: { 'ad-account': 'elsewhere', 'ad-account-id': given },
    });
    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect((await world.env())?.['LINKEDIN_AD_ACCOUNT_ID']).toBe('509876543');
  });

  it('by a name that two have is asked for by number', async () => {
    const [one, two, ...rest] = ready.accounts;
    if (one === undefined || two === undefined) throw new Error('two accounts are needed');
    const accounts = [one, { ...two, name: one.name }, ...rest];
    const world = await openApproved({ ...ready, accounts });
    const run = await world.run(['setup'], {
      answers: { 'ad-account': 'elsewhere', 'ad-account-id': [one.name, '509876543'] },
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.complaints).toHaveLength(1);
  });
});

describe('the only account that can be seen', () => {
  const [first] = ready.accounts;
  if (first === undefined) throw new Error('an account is needed');
  const flawed: readonly (readonly [string, Scenario['accounts'][number], RegExp])[] = [
    ['is a test account', { ...first, test: true }, /test account and never has numbers/],
    ['is on hold', { ...first, servingStatuses: ['BILLING_HOLD'] }, /on hold/],
    ['is cancelled', { ...first, status: 'CANCELED' }, /is not active \(canceled\)/],
  ];

  it.each(flawed)('and %s is asked about as in the list', async (_, account, words) => {
    const world = await openApproved({ ...ready, accounts: [account] });
    const run = await world.run(['setup'], { answers: { 'held-account': true } });

    expect(run.asked).toEqual(['redirected-address', 'held-account']);
    const question = run.questions.find((one) => one.id === 'held-account');
    expect(question?.message).toMatch(words);
    expect(question?.message).toMatch(/Use it anyway\?$/);
    expect((await world.env())?.['LINKEDIN_AD_ACCOUNT_ID']).toBe(String(account.id));
  });

  it.each(flawed)('and %s needs its flag where nobody can be asked', async (_, account) => {
    const world = await openApproved({ ...ready, accounts: [account] });
    const onAddressShown = () => {};
    const argv = ['setup', '--no-input', '--no-browser'];
    const run = await world.run(argv, { browser: 'zero', onAddressShown });

    expect(run).toMatchObject({ exitCode: 2, asked: [] });
    expect(run.stderrAsOneLine).toContain(`--ad-account ${account.id}`);
    const named = await world.run([...argv, '--ad-account', String(account.id)], {
      browser: 'zero',
      onAddressShown,
    });
    expect(named.asked).toEqual([]);
    expect((await world.env())?.['LINKEDIN_AD_ACCOUNT_ID']).toBe(String(account.id));
  });

  it('and is not wanted three times ends with what can be named', async () => {
    const world = await openApproved({ ...ready, accounts: [{ ...first, test: true }] });
    const run = await world.run(['setup'], {
      answers: {
        'held-account': [false, false, false, false],
        'ad-account': Array(3).fill(String(first.id)),
      },
    });
    expect(run.exitCode).toBe(2);
    expect(run.stderrAsOneLine).toContain('(input-needed, exit 2)');
  });
});

describe('keys that LinkedIn refuses', () => {
  it('are asked for three times in all', async () => {
    const world = await openTestWorld({ scenario: scenarios['wrong-secret'] });
    const run = await world.run(['setup'], {
      answers: {
        ...withKeys,
        'client-id': [id, enter, enter],
        'client-secret': [secret, secret, secret],
      },
    });

    expect(run.exitCode).toBe(3);
    expect(run.asked.filter((one) => one === 'client-secret')).toHaveLength(3);
    expect(run.stderrAsOneLine).toContain('(client-rejected, exit 3)');
    expect(await world.names()).toEqual([]);
  });

  it('are asked for three times in a rehearsal that plays alone', async () => {
    const canary = await openCanary({
      scenario: 'wrong-secret',
      interactive: false,
      ownLinkedIn: true,
    });
    await runMain(canary, [
      'setup',
      '--rehearse',
      'wrong-secret',
      '--redirect-uri',
      canary.redirectUri,
    ]);
    expect(canary.transcript().match(/\? Primary Client Secret/g)).toHaveLength(3);
  });
});

describe('a rehearsal that fails', () => {
  it.each<[ScenarioName, string, boolean]>([
    ['unavailable', 'linkedin-unavailable', false],
    ['wrong-secret', 'client-rejected', false],
    ['approval-pending', 'approval-pending', true],
  ])('with %s tells the fault first, and what it wrote only when it wrote', async (name, code, wrote) => {
    const canary = await openCanary({ scenario: name, interactive: false, ownLinkedIn: true });
    await runMain(canary, ['setup', '--rehearse', name, '--redirect-uri', canary.redirectUri]);
    const told = canary.transcript().replace(/\s+/g, ' ');
    expect(told.indexOf(`(${code}, exit`)).toBeGreaterThan(0);
    expect(told.indexOf('That was a rehearsal')).toBeGreaterThan(told.indexOf(`(${code}, exit`));
    expect(told.includes('What it wrote is in .env.rehearsal')).toBe(wrote);
  });
});

describe('what the file still lacks is asked in its order', () => {
  it('dead tokens and no ad account lead to the consent, with nobody there', async () => {
    // Early enough for the API version of today to be alive a year later.
    const world = await openTestWorld({ startTime: '2026-06-01T10:00:00Z' });
    const { LINKEDIN_AD_ACCOUNT_ID: _, ...values } = minted(world);
    await world.put(envText(values));
    world.passDays(366);
    const run = await world.run(
      ['setup', '--no-input', '--no-browser', '--ad-account', '512345678'],
      {
        browser: 'zero',
        onAddressShown: () => {},
      },
    );

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect((await world.env())?.['LINKEDIN_AD_ACCOUNT_ID']).toBe('512345678');
  });

  it('and with somebody there', async () => {
    // Early enough for the API version of today to be alive a year later.
    const world = await openTestWorld({ startTime: '2026-06-01T10:00:00Z' });
    const { LINKEDIN_AD_ACCOUNT_ID: _, ...values } = minted(world);
    await world.put(envText(values));
    world.passDays(366);
    const run = await world.run(['setup'], { answers: { 'ad-account': '512345678' } });
    expect(run).toMatchObject({ exitCode: 0, asked: ['redirected-address', 'ad-account'] });
  });
});

test('a sign-in that cannot see the account is first told to sign in as somebody else', async () => {
  const world = await openApproved(scenarios['account-not-visible']);
  const run = await world.run(['setup']);
  expect(run).toMatchObject({ exitCode: 3 });
  expect(run.stderrAsOneLine).toContain(
    '1. Wrong person? Sign in as someone who can see it: pectus-linkedin setup --from consent 2.',
  );
});

test('step 3 says that the Page comes first, step 2 does not say that nothing has to be awaited', async () => {
  const world = await openTestWorld();
  const run = await world.run(['setup'], {
    answers: {
      'begin-at': 'page',
      'page-sent': enter,
      'products-tab': 'no-button',
    },
  });
  expect(run.exitCode).toBe(3);
  expect(JSON.stringify(run.questions)).not.toContain('no need to wait');
  expect(run.stderrAsOneLine).toContain(
    'LinkedIn does not offer the Advertising API to this app: its Page is not verified yet',
  );
});
