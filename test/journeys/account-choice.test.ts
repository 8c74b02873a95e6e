/** Which ad account: taken, picked, or named in one of the ways in which people know it. */

import { describe, expect, it, test } from 'vitest';
import type { Scenario } from '../../src/simulator/scenario.ts';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { ctrlC } from '../support/operator.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

async function openApproved(scenario: Scenario = scenarios.ready): Promise<TestWorld> {
  return await openTestWorld({ scenario, files: { '.env': envText(appKeys) } });
}

async function accountIn(world: TestWorld): Promise<string | undefined> {
  return (await world.env())?.['LINKEDIN_AD_ACCOUNT_ID'];
}

test('the only account is taken, and said so', async () => {
  const world = await openApproved(scenarios['single-account']);
  const run = await world.run(['setup'], { answers: {} });

  expect(run).toMatchObject({
    exitCode: 0,
    stdout: '',
    asked: ['redirected-address'],
  });
  expect(run.stderrAsOneLine).toContain('Acme Europe (512345678), EUR, the only one you can see.');
  expect(await accountIn(world)).toBe('512345678');
});

test('several accounts are shown with name, number, currency, state and role', async () => {
  const world = await openApproved();
  const run = await world.run(['setup'], {
    answers: { 'ad-account': '509876543' },
  });

  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  const { choices = [] } = run.questions.find(({ id }) => id === 'ad-account') ?? {};
  expect(choices.slice(0, 3)).toEqual([
    {
      value: '512345678',
      label: 'Acme Europe  512345678  EUR  active           you: account manager',
      short: 'Acme Europe',
    },
    {
      value: '509876543',
      label: 'Acme US      509876543  USD  active           you: viewer',
      short: 'Acme US',
    },
    {
      value: '501112223',
      label: 'Acme (old)   501112223  USD  on billing hold  you: viewer',
      short: 'Acme (old)',
    },
  ]);
  expect(await accountIn(world)).toBe('509876543');
});

test('an account on hold is taken only with a yes', async () => {
  const world = await openApproved();
  const run = await world.run(['setup'], {
    answers: {
      'ad-account': ['501112223', '512345678'],
      'held-account': false,
    },
  });

  expect(run).toMatchObject({
    exitCode: 0,
    asked: ['redirected-address', 'ad-account', 'held-account', 'ad-account'],
  });
  expect(await accountIn(world)).toBe('512345678');
});

test('a test account is taken only with a yes, and will never have numbers', async () => {
  const [europe, us] = scenarios.ready.accounts;
  if (europe === undefined || us === undefined) throw new Error('two accounts are needed');
  const accounts = [europe, { ...us, test: true }];
  const world = await openApproved({ ...scenarios.ready, accounts });
  const run = await world.run(['setup'], {
    answers: { 'ad-account': '509876543', 'held-account': true },
  });

  expect(run.exitCode).toBe(0);
  expect(run.questions.map(({ message }) => message)).toContainEqual(
    expect.stringContaining('never has numbers'),
  );
  expect(await accountIn(world)).toBe('509876543');
});

test('1,200 accounts are all offered, from as many pages as LinkedIn has', async () => {
  const world = await openApproved(scenarios['many-accounts']);
  const run = await world.run(['setup'], {
    answers: { 'ad-account': '520001200' },
  });

  expect(run).toMatchObject({ exitCode: 0, stdout: '' });
  const { choices = [] } = run.questions.find(({ id }) => id === 'ad-account') ?? {};
  const ids = Array.from({ length: 1_200 }, (_, index) => String(520_000_001 + index));
  expect(choices.map(({ value }) => value)).toEqual([...ids, 'elsewhere']);
  expect(
    choices.every(({ label }, index) => index === 1_200 || / you: account manager$/.test(label)),
  ).toBe(true);
  expect(await accountIn(world)).toBe('520001200');
});

const forms = [
  ['the number', '509876543'],
  ['a URN', 'urn:li:sponsoredAccount:509876543'],
  [
    'the address of Campaign Manager',
    'https://www.linkedin.com/campaignmanager/accounts/509876543/campaign-groups?x=1',
  ],
  ['the number with what copying adds', ' "509876543" '],
] as const;

describe('an ad account is named by', () => {
  it.each(forms)('%s, as a flag', async (_, given) => {
    const world = await openApproved();
    const run = await world.run(['setup', '--ad-account', given], {
      answers: {},
    });

    expect(run).toMatchObject({ exitCode: 0, asked: ['redirected-address'] });
    expect(await accountIn(world)).toBe('509876543');
  });

  it.each(forms)('%s, pasted at the question', async (_, given) => {
    const world = await openApproved();
    const run = await world.run(['setup'], {
      answers: { 'ad-account': 'elsewhere', 'ad-account-id': given },
    });

    expect(run).toMatchObject({ exitCode: 0, complaints: [] });
    expect(await accountIn(world)).toBe('509876543');
  });
});

test.each([
  'Acme Europe',
  'urn:li:organization:2414183',
  '12ab',
  '',
])('"%s" as --ad-account is told before anything is asked or sent', async (given) => {
  const world = await openApproved();
  const before = await world.text();
  const run = await world.run(['setup', '--ad-account', given], { browser: 'zero' });

  expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [], requests: [] });
  expect(run.stderrAsOneLine).toContain(`"${given}" is not an ad account id`);
  expect(run.stderrAsOneLine).toContain('(account-id-malformed, exit 2)');
  expect(await world.text()).toBe(before);
});

test('what is pasted and cannot be seen is refused with what can', async () => {
  const world = await openApproved();
  const run = await world.run(['setup'], {
    answers: {
      'ad-account': 'elsewhere',
      'ad-account-id': ['Acme Mars', '999999999', ctrlC],
    },
  });

  expect(run.exitCode).toBe(130);
  expect(run.complaints).toEqual([
    expect.stringContaining('it looks like a name, and LinkedIn wants the number'),
    expect.stringContaining('cannot see ad account 999999999'),
  ]);
  expect(run.complaints[1]).toContain('Acme Europe (512345678), Acme US (509876543)');
  expect(await accountIn(world)).toBeUndefined();
});

test('a flag that names an account nobody can see ends with what can be seen, and keeps the sign-in', async () => {
  const world = await openApproved();
  const run = await world.run(['setup', '--ad-account', '999999999']);

  expect(run).toMatchObject({ exitCode: 3, stdout: '', asked: ['redirected-address'] });
  expect(run.stderrAsOneLine).toContain(
    'cannot see ad account 999999999. They can see Acme Europe (512345678)',
  );
  expect(run.stderrAsOneLine).toContain('(account-not-visible, exit 3)');
  expect(await world.env()).toMatchObject({
    LINKEDIN_ACCESS_TOKEN: 'access token of 2026-11-22T10:00:00Z',
  });
  expect(await accountIn(world)).toBeUndefined();
});

test('deleted accounts of which a role is left are not offered', async () => {
  const world = await openApproved(scenarios['ghost-accounts']);
  const run = await world.run(['setup'], {
    answers: { 'ad-account': '512345678' },
  });

  const { choices = [] } = run.questions.find(({ id }) => id === 'ad-account') ?? {};
  expect(choices.map(({ value }) => value)).toEqual([
    '512345678',
    '509876543',
    '501112223',
    'elsewhere',
  ]);
});
