/** `setup --no-input`: nobody is asked, and whoever can open an address finishes the sign-in. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { closed, holder } from '../consent/visitors.ts';
import { isConsent } from '../support/browser.ts';

import { appKeys, envText } from '../support/credentials.ts';
import { complete, completeWithoutMember } from '../support/first-answers.ts';
import { openTestWorld, type Script } from '../support/world.ts';

const setup = ['setup', '--no-input', '--no-browser'];
/** A machine without a browser, and somebody elsewhere who opens what stderr shows. */
const elsewhere: Script = { browser: 'zero', onAddressShown: () => {} };

describe('somebody who opens the printed address completes it', () => {
  it.each([
    ['the environment', {}, appKeys],
    ['the .env', { '.env': envText(appKeys) }, {}],
  ])('with the keys from %s', async (_, files, env) => {
    const world = await openTestWorld({ scenario: scenarios['single-account'], files });
    const run = await world.run(setup, { ...elsewhere, env });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(await world.env()).toEqual(complete);
    expect(await world.names()).toEqual(['.env']);
    expect(run.pages.map(({ status }) => status)).toEqual([200]);
  });

  it('and finds it alone on one line of stderr', async () => {
    const world = await openTestWorld({ scenario: scenarios['single-account'] });
    const { stderr } = await world.run(setup, { ...elsewhere, env: appKeys });

    const lines = stderr.split('\n').filter((line) => line.includes('/oauth/v2/authorization'));
    expect(lines).toHaveLength(1);
    expect(isConsent(new URL(lines[0] ?? ''))).toBe(true);
    expect(lines[0]).toMatch(/^https:\/\/www\.linkedin\.com\/oauth\/v2\/authorization\?\S+$/);
  });

  it('where there is no terminal at all', async () => {
    const world = await openTestWorld({ scenario: scenarios['single-account'] });
    const run = await world.run(['setup', '--no-browser'], {
      ...elsewhere,
      interactive: false,
      env: appKeys,
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(await world.env()).toEqual(complete);
  });
});

test('nobody who opens it lets the wait run out, with the keys saved', async () => {
  const world = await openTestWorld();
  const run = await world.run([...setup, '--timeout', '60'], { browser: 'zero', env: appKeys });

  expect(run).toMatchObject({ exitCode: 4, stdout: '', asked: [] });
  expect(run.stderrAsOneLine).toContain('Nobody came back from LinkedIn within 60 seconds.');
  expect(await world.env()).toEqual(appKeys);
});

describe('with several accounts', () => {
  it.each([
    ['--ad-account', ['--ad-account', '509876543'], {}, {}],
    ['the environment', [], { LINKEDIN_AD_ACCOUNT_ID: '509876543' }, {}],
    ['the .env', [], {}, { LINKEDIN_AD_ACCOUNT_ID: '509876543' }],
  ])('%s names the one', async (_, flags, env, inFile) => {
    const files = { '.env': envText({ ...appKeys, ...inFile }) };
    const world = await openTestWorld({ files });
    const run = await world.run([...setup, ...flags], { ...elsewhere, env });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(await world.env()).toMatchObject({
      ...completeWithoutMember,
      LINKEDIN_AD_ACCOUNT_ID: '509876543',
    });
    expect(run.stderrAsOneLine).toContain('Ready. Pectus can read Acme US.');
  });

  it('and none named, it says which flag names one, and what there is', async () => {
    const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
    const run = await world.run(setup, elsewhere);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain('--ad-account 5');
    expect(run.stderrAsOneLine).toContain('Acme US 509876543 USD active you: viewer');
    expect(run.stderrAsOneLine).toContain('(input-needed, exit 2)');
    const { LINKEDIN_AD_ACCOUNT_ID: _, ...signedIn } = completeWithoutMember;
    expect(await world.env()).toEqual(signedIn);
  });

  it('the run that names it afterwards needs no second consent', async () => {
    const world = await openTestWorld({ files: { '.env': envText(appKeys) } });
    await world.run(setup, elsewhere);
    const run = await world.run([...setup, '--ad-account', '512345678'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(await world.env()).toEqual(complete);
  });
});

test.each([
  ['both keys', {}, 'LINKEDIN_CLIENT_ID'],
  ['the secret', { LINKEDIN_CLIENT_ID: appKeys.LINKEDIN_CLIENT_ID }, 'LINKEDIN_CLIENT_SECRET'],
  ['the id', { LINKEDIN_CLIENT_SECRET: appKeys.LINKEDIN_CLIENT_SECRET }, 'LINKEDIN_CLIENT_ID'],
])('without %s it names the variable that is missing', async (_, env, variable) => {
  const world = await openTestWorld();
  const run = await world.run(setup, { browser: 'zero', env });

  expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [], requests: [] });
  expect(run.stderrAsOneLine).toContain(
    `Put ${variable} into the .env or the environment, then run: pectus-linkedin setup`,
  );
  expect(run.stderrAsOneLine).toContain('(input-needed, exit 2)');
  expect(await world.names()).toEqual([]);
});

test.each([
  ['keys that are refused', scenarios['wrong-secret'], 3, 'client-rejected'],
  ['an approval that is pending', scenarios['approval-pending'], 3, 'approval-pending'],
] as const)('%s end it with a sentence and without a question', async (_, scenario, exitCode, code) => {
  const world = await openTestWorld({ scenario });
  const run = await world.run(setup, { ...elsewhere, env: appKeys });

  expect(run).toMatchObject({ exitCode, stdout: '', asked: [] });
  expect(run.stderrAsOneLine).toContain(`(${code}, exit ${exitCode})`);
});

test('a port that somebody else holds is told, with the holder', async () => {
  const world = await openTestWorld({ portHolder: 'node (process 4711)' });
  const other = await holder(Number(new URL(world.redirectUri).port), '127.0.0.1');
  const run = await world.run(setup, { browser: 'zero', env: appKeys });
  await closed(other);

  expect(run).toMatchObject({ exitCode: 3, stdout: '', asked: [] });
  expect(run.stderrAsOneLine).toContain('node (process 4711) is listening there');
  expect(run.stderrAsOneLine).toContain('(port-taken, exit 3)');
  expect(await world.env()).toEqual(appKeys);
});
