/** `accounts`: what the signed-in member sees, as a table or as JSON, with a token that works. */

import { describe, expect, it, test } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld } from '../support/world.ts';

const { ready } = scenarios;

function rowsOf(stdout: string): readonly string[] {
  return stdout.trimEnd().split('\n');
}

// --- what is shown -----------------------------------------------------------------------------------

describe('the table', () => {
  it('has name, number, currency, state and role, and marks the account of the .env', async () => {
    const world = await openSignedIn();
    const before = await world.text();
    const run = await world.run(['accounts'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
    expect(run.stdout).toBe(
      [
        '* Acme Europe  512345678  EUR  active           you: account manager',
        '  Acme US      509876543  USD  active           you: viewer',
        '  Acme (old)   501112223  USD  on billing hold  you: viewer',
        '',
      ].join('\n'),
    );
    expect(await world.text()).toBe(before);
  });

  it('moves all but name and number to a second line on a narrow terminal', async () => {
    const world = await openSignedIn();
    const { stdout } = await world.run(['accounts'], { columns: 40 });
    expect(rowsOf(stdout)).toEqual([
      '* Acme Europe  512345678',
      '    EUR  active  you: account manager',
      '  Acme US      509876543',
      '    USD  active  you: viewer',
      '  Acme (old)   501112223',
      '    USD  on billing hold  you: viewer',
    ]);
  });

  it('lines its columns up under a long name', async () => {
    const [europe, us] = ready.accounts;
    if (europe === undefined || us === undefined) throw new Error('two accounts are needed');
    const name = 'Acme Europe, Middle East and Africa (Brand)';
    const world = await openSignedIn({
      scenario: { ...ready, accounts: [{ ...europe, name }, us] },
    });
    const [first = '', second = ''] = rowsOf((await world.run(['accounts'])).stdout);
    expect(first.indexOf('512345678')).toBe(second.indexOf('509876543'));
  });

  it('has all of 1,200 accounts', async () => {
    const world = await openSignedIn({ scenario: scenarios['many-accounts'] });
    const run = await world.run(['accounts']);
    const rows = rowsOf(run.stdout);

    expect(run.exitCode).toBe(0);
    expect(rows).toHaveLength(1200);
    expect(new Set(rows).size).toBe(1200);
    expect(rows.at(-1)).toBe('  Acme 1200  520001200  EUR  active  you: account manager');
  });

  it.each([[[]], [['--json']]])('leaves out accounts that were deleted, with %o', async (flags) => {
    const world = await openSignedIn({ scenario: scenarios['ghost-accounts'] });
    const { exitCode, stdout } = await world.run(['accounts', ...flags]);

    expect(exitCode).toBe(0);
    expect(stdout).toContain('512345678');
    expect(stdout).not.toMatch(/50777000[12]/);
  });

  it('tells of an account without a role that there is none', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-role'] });
    const { stdout } = await world.run(['accounts']);
    expect(rowsOf(stdout).every((row) => row.endsWith('you: no role'))).toBe(true);
  });
});

describe('--json', () => {
  it('says all that is known of each account, and nothing else', async () => {
    const world = await openSignedIn();
    const run = await world.run(['accounts', '--json']);
    const active = { status: 'ACTIVE', type: 'BUSINESS', holds: [], test: false };

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    const { accounts, ...ending } = JSON.parse(run.stdout);
    expect(ending).toEqual({ outcome: 'ok', exitCode: 0 });
    expect(accounts).toEqual([
      { ...active, id: '512345678', name: 'Acme Europe', currency: 'EUR', role: 'ACCOUNT_MANAGER' },
      { ...active, id: '509876543', name: 'Acme US', currency: 'USD', role: 'VIEWER' },
      {
        ...active,
        id: '501112223',
        name: 'Acme (old)',
        currency: 'USD',
        role: 'VIEWER',
        holds: ['BILLING_HOLD'],
      },
    ]);
  });

  it('leaves out a role that nobody has', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-role'] });
    const { stdout } = await world.run(['accounts', '--json']);
    expect(stdout).not.toMatch(/role|null/);
  });
});

test.each([
  [[]],
  [['--json']],
])('nobody who sees no account at all is told so, with %o', async (flags) => {
  const world = await openSignedIn({ scenario: scenarios['account-not-visible'] });
  const run = await world.run(['accounts', ...flags]);

  expect(run.exitCode).toBe(3);
  expect(run.stdout + run.stderr).toContain('account-not-visible');
});

// --- the token ---------------------------------------------------------------------------------------

describe('a dead access token is renewed and saved', () => {
  it.each<[string, Scenario, number]>([
    ['expired', ready, 70],
    ['expired before its date', scenarios['access-token-expired'], 1],
    ['revoked', scenarios['access-token-revoked'], 1],
  ])('%s', async (_, scenario, daysAgo) => {
    const world = await openSignedIn({ scenario, daysAgo });
    const run = await world.run(['accounts']);
    const minute = `${world.now().toISOString().slice(0, 19)}Z`;

    expect(run.exitCode).toBe(0);
    expect(rowsOf(run.stdout)).toHaveLength(3);
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: `access token of ${minute}`,
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
    });
    expect(await world.names()).toEqual(['.env']);
  });

  it('and not saved where the environment alone holds it', async () => {
    const world = await openTestWorld();
    const env = minted(world);
    world.passDays(70);
    const run = await world.run(['accounts'], { env });

    expect(run.exitCode).toBe(0);
    expect(rowsOf(run.stdout)).toHaveLength(3);
    expect(await world.names()).toEqual([]);
  });
});

const withoutSecret = { LINKEDIN_CLIENT_ID: appKeys.LINKEDIN_CLIENT_ID };

describe('without what it takes', () => {
  it.each<[string, Readonly<Record<string, string>> | undefined, string, string]>([
    ['a file', undefined, 'env-file-missing', 'There is no .env,'],
    ['any token', appKeys, 'credentials-incomplete', 'LINKEDIN_REFRESH_TOKEN'],
    ['keys and token', withoutSecret, 'credentials-incomplete', 'LINKEDIN_CLIENT_SECRET'],
  ])('%s, it says what is missing', async (_, values, code, words) => {
    const files = values === undefined ? {} : { '.env': envText(values) };
    const world = await openTestWorld({ files });
    const run = await world.run(['accounts']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '', requests: [], asked: [] });
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain(`(${code}, exit 4)`);
  });

  it('the secret, a dead token cannot be renewed, and the secret is what is missing', async () => {
    const world = await openTestWorld();
    const { LINKEDIN_CLIENT_SECRET: _, ...rest } = minted(world);
    await world.put(envText(rest));
    world.passDays(70);
    const run = await world.run(['accounts']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain('LINKEDIN_CLIENT_SECRET is not set');
    expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
  });

  it('the refresh token, a dead token is told as what it is', async () => {
    const world = await openSignedIn({ scenario: scenarios['no-refresh-token'], daysAgo: 61 });
    const run = await world.run(['accounts']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toMatch(/\(access-token-rejected, exit 4\b/);
  });
});

test('an app that is not approved yet is told so', async () => {
  const world = await openSignedIn({ scenario: { ...ready, deniedResources: ['adAccounts'] } });
  const run = await world.run(['accounts']);

  expect(run).toMatchObject({ exitCode: 3, stdout: '' });
  expect(run.stderrAsOneLine).toMatch(/\(approval-pending, exit 3\b/);
});
