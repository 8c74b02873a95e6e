/** Values as they really arrive: with quotes and stray characters, as references and placeholders, in the wrong place. */

import { describe, expect, it, test } from 'vitest';
import { appKeys, minted } from '../support/credentials.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

type Texts = Readonly<Record<string, string>>;

async function worldWith(change: (values: Texts) => Texts): Promise<TestWorld> {
  const world = await openTestWorld();
  await world.put(quotedText(change(minted(world))));
  return world;
}

/** As dotenv reads them back, whatever is in them. */
function quotedText(values: Texts): string {
  const lines = Object.entries(values).map(([name, value]) => {
    if (/^[\w.+/=%:,-]*$/.test(value)) return `${name}=${value}\n`;
    return value.includes("'") ? `${name}=\`${value}\`\n` : `${name}='${value}'\n`;
  });
  return lines.join('');
}

function without(values: Texts, ...names: readonly string[]): Texts {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !names.includes(name)));
}

const withoutRefresh = (values: Texts) =>
  without(values, 'LINKEDIN_REFRESH_TOKEN', 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT');

function checkIn(run: Run, id: string): unknown {
  return JSON.parse(run.stdout).checks.find((check: { id: string }) => check.id === id);
}

/** What everything that was printed must not hold. */
function expectUntold(run: Run, value: string): void {
  for (let at = 0; at + 12 <= value.length; at += 6) {
    expect(run.stdout + run.stderr).not.toContain(value.slice(at, at + 12));
  }
}

// --- characters that do not belong there -----------------------------------------------------------

const damages: readonly (readonly [name: string, damage: (token: string) => string])[] = [
  ['an invisible character', (token) => `${token.slice(0, 9)}\u200b${token.slice(9)}`],
  ['an ellipsis behind it', (token) => `${token.slice(0, 20)}…`],
  ['a space in it', (token) => `${token.slice(0, 9)} ${token.slice(9)}`],
  ['a line break in it', (token) => `${token.slice(0, 9)}\n${token.slice(9)}`],
  ['Bearer in front', (token) => `Bearer ${token}`],
  ['half a pair of quotes', (token) => `"${token}`],
  ['a comment behind it', (token) => `${token} # mine`],
  ['a letter of another alphabet', (token) => token.replace(/.$/, 'я')],
];

const commands: readonly (readonly string[])[] = [
  ['verify'],
  ['token'],
  ['accounts'],
  ['report', '--format', 'csv'],
  ['run', '--', 'true'],
];

describe.each(damages)('an access token with %s', (_, damage) => {
  const damaged = (values: Texts) => ({
    ...values,
    LINKEDIN_ACCESS_TOKEN: damage(values['LINKEDIN_ACCESS_TOKEN'] ?? ''),
  });

  it('is renewed, and what is saved is bare', async () => {
    const world = await worldWith(damaged);
    const run = await world.run(['verify']);

    expect(run.exitCode).toBe(0);
    expect(await world.text()).toMatch(/^LINKEDIN_ACCESS_TOKEN=[\w-]+$/m);
    expect((await world.env())?.['LINKEDIN_ACCESS_TOKEN']).toMatch(/^access token of/);
  });

  it.each(commands)('that cannot be renewed is named by %s', async (...argv) => {
    const world = await worldWith((values) => withoutRefresh(damaged(values)));
    const before = (await world.text()) ?? '';
    const run = await world.run(argv);

    expect(run.exitCode).toBe(4);
    expect(run.stderrAsOneLine).toContain('LINKEDIN_ACCESS_TOKEN in .env cannot be used');
    expect(run.stderrAsOneLine).toContain('(value-malformed, exit 4)');
    expect(run.requests.map(({ path }) => path)).not.toContain('/rest/adAccounts');
    expectUntold(run, /LINKEDIN_ACCESS_TOKEN=.?(.*)/.exec(before)?.[1] ?? '');
    expect(await world.text()).toBe(before);
  });
});

describe.each(damages)('a refresh token with %s', (_, damage) => {
  const damaged = (values: Texts) => ({
    ...values,
    LINKEDIN_REFRESH_TOKEN: damage(values['LINKEDIN_REFRESH_TOKEN'] ?? ''),
  });

  it.each([['refresh'], ['token']])('stops %s, which needs it', async (command) => {
    const world = await worldWith(damaged);
    world.passDays(70);
    const run = await world.run([command]);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    // The end of the access token may be asked about; the refresh token is not sent anywhere.
    expect(run.requests.map(({ path }) => path)).not.toContain('/oauth/v2/accessToken');
    expect(run.stderrAsOneLine).toContain('LINKEDIN_REFRESH_TOKEN in .env cannot be used');
    expect(run.stderrAsOneLine).toContain('(value-malformed, exit 4)');
  });

  it('fails its check while the access token still works', async () => {
    const world = await worldWith(damaged);
    const run = await world.run(['verify', '--json']);

    expect(run.exitCode).toBe(4);
    expect(checkIn(run, 'refresh-token')).toMatchObject({
      verdict: 'fail',
      code: 'value-malformed',
    });
  });
});

test.each([
  ['LINKEDIN_CLIENT_SECRET', 'WPL_AP1.simulated0Prim\u200barySecret', 'no such characters'],
  ['LINKEDIN_CLIENT_SECRET', 'WPL_AP1.simulated0 PrimarySecret', 'no spaces'],
  ['LINKEDIN_CLIENT_SECRET', 'WPL_AP1.simulated0…', 'cut off'],
  ['LINKEDIN_CLIENT_ID', '78simu\u200blator000', 'only letters and digits'],
  ['LINKEDIN_CLIENT_ID', appKeys.LINKEDIN_CLIENT_SECRET, 'Primary Client Secret'],
])('%s that cannot be one is never sent to LinkedIn: %j', async (name, value, words) => {
  const world = await worldWith((values) => ({ ...values, [name]: value }));
  const verified = await world.run(['verify']);
  world.passDays(70);
  const renewed = await world.run(['refresh']);

  for (const run of [verified, renewed]) {
    expect(run).toMatchObject({ exitCode: 2, requests: [] });
    expect(run.stderrAsOneLine).toContain(name);
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain('(keys-malformed, exit 2)');
    expectUntold(run, value);
  }
});

// --- quotes ----------------------------------------------------------------------------------------

describe('values in quotes, as docker passes them on', () => {
  const quoted = (values: Texts) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `"${value}"`]));

  it('are used without them, and named', async () => {
    const world = await openTestWorld();
    const run = await world.run(['verify', '--json'], { env: quoted(minted(world)) });

    expect(JSON.parse(run.stdout)).toMatchObject({
      outcome: 'ready',
      account: { id: '512345678' },
    });
    expect(checkIn(run, 'env-file')).toMatchObject({
      verdict: 'warn',
      detail: expect.stringMatching(/the environment.*quotes.*LINKEDIN_CLIENT_ID/),
    });
  });

  it('are printed and renewed without them', async () => {
    const world = await openTestWorld();
    const env = quoted(minted(world));
    expect((await world.run(['token'], { env })).stdout).toMatch(/^AQX[\w-]+\n$/);
    world.passDays(70);
    expect((await world.run(['token'], { env })).stdout).toMatch(/^AQX[\w-]+\n$/);
  });

  it('that differ from the file in nothing else shadow nothing', async () => {
    const world = await worldWith((values) => values);
    const run = await world.run(['status', '--json'], { env: quoted(minted(world)) });
    const names = JSON.parse(run.stdout).shadowed;
    expect(names).not.toContain('LINKEDIN_CLIENT_ID');
    expect(names).not.toContain('LINKEDIN_AD_ACCOUNT_ID');
  });
});

// --- empty in the environment ----------------------------------------------------------------------

test('an empty variable of the environment shadows the file, and is named', async () => {
  const world = await worldWith((values) => values);
  const env = { LINKEDIN_ACCESS_TOKEN: '' };
  const verified = await world.run(['verify', '--json'], { env });
  const status = await world.run(['status', '--json'], { env });

  expect(checkIn(verified, 'env-file')).toMatchObject({
    verdict: 'warn',
    detail: expect.stringContaining('the environment sets LINKEDIN_ACCESS_TOKEN to nothing'),
  });
  expect(JSON.parse(status.stdout).shadowed).toEqual(['LINKEDIN_ACCESS_TOKEN']);
  expect((await world.run(['status'], { env })).stdout).toContain('LINKEDIN_ACCESS_TOKEN');
  const token = await world.run(['token'], { env });
  expect(token.stdout).toMatch(/^AQX/);
  expect(token.stderrAsOneLine).toContain('sets LINKEDIN_ACCESS_TOKEN to nothing that can be used');
});

// --- references and placeholders ----------------------------------------------------------------------

const references: readonly (readonly [value: string, command: string])[] = [
  ['encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt', 'dotenvx run -f .env -- pectus-linkedin'],
  ['op://vault/linkedin/value', 'op run --env-file .env -- pectus-linkedin'],
  ['$' + '{LINKEDIN_VALUE}', 'dotenvx run -f .env -- pectus-linkedin'],
  ['vault:secret/data/linkedin#value', 'vault-env pectus-linkedin'],
  ['ENC[AES256_GCM,data:abc,type:str]', 'sops exec-env .env'],
  ['arn:aws:secretsmanager:eu-west-1:1:secret:x', 'AWS'],
];

describe.each(references)('%s', (value, command) => {
  const all = Object.fromEntries(
    Object.keys(appKeys)
      .concat('LINKEDIN_REFRESH_TOKEN', 'LINKEDIN_ACCESS_TOKEN')
      .map((name) => [name, value]),
  );

  it.each([
    ['verify'],
    ['token'],
    ['refresh'],
    ['accounts'],
    ['setup'],
  ])('is recognised by %s before LinkedIn is asked', async (name) => {
    const world = await worldWith((values) => ({ ...values, ...all }));
    const before = await world.text();
    const run = await world.run([name]);

    expect(run).toMatchObject({ exitCode: 2, requests: [], asked: [] });
    expect(run.stderrAsOneLine).toContain('(value-unresolved, exit 2)');
    expect(run.stderrAsOneLine).toContain('LINKEDIN_CLIENT_ID');
    expect(run.stderrAsOneLine).toContain(command);
    expect(await world.text()).toBe(before);
  });

  it('is fine where the environment holds the value', async () => {
    const world = await worldWith((values) => ({ ...values, ...all }));
    const run = await world.run(['verify', '--json'], { env: minted(world) });

    expect(run.exitCode).toBe(0);
    expect(checkIn(run, 'env-file')).toMatchObject({ verdict: 'pass' });
  });
});

describe('a placeholder', () => {
  const files = {
    '.env': 'LINKEDIN_CLIENT_ID=<your client id>\nLINKEDIN_CLIENT_SECRET=changeme\n',
  };

  it('is not sent to LinkedIn', async () => {
    const world = await openTestWorld({ files });
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 4, requests: [] });
    expect(run.stderrAsOneLine).toContain('placeholder');
    expect(run.stderrAsOneLine).toContain('LINKEDIN_CLIENT_ID');
  });

  it('is asked for by setup as if it were not there', async () => {
    const world = await openTestWorld({ files });
    const run = await world.run(['setup', '--from', 'keys'], {
      answers: {
        'client-id': appKeys.LINKEDIN_CLIENT_ID,
        'client-secret': appKeys.LINKEDIN_CLIENT_SECRET,
        'ad-account': '512345678',
      },
    });
    expect(run.asked.slice(0, 2)).toEqual(['client-id', 'client-secret']);
    expect(await world.env()).toMatchObject(appKeys);
  });
});

describe('references in the file, with the values in the environment', () => {
  const refer = (values: Texts) =>
    Object.fromEntries(Object.keys(values).map((name) => [name, `op://vault/linkedin/${name}`]));

  it('are kept by a renewal, which is done in memory', async () => {
    const world = await worldWith(refer);
    const env = minted(world);
    const before = await world.text();
    world.passDays(70);
    const run = await world.run(['token'], { env });

    expect(run.stdout).toMatch(/^AQX/);
    expect(run.stderrAsOneLine).toContain('is a reference, which would be lost');
    expect(await world.text()).toBe(before);
  });

  it('are kept by setup, which asks for another file', async () => {
    const world = await worldWith(refer);
    const env = minted(world);
    const before = await world.text();
    const run = await world.run(['setup', '--from', 'consent'], { env, browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 2, requests: [] });
    expect(run.stderrAsOneLine).toContain('LINKEDIN_ACCESS_TOKEN is a reference there');
    expect(await world.text()).toBe(before);
  });
});

// --- in the wrong place --------------------------------------------------------------------------------

describe('tokens in the wrong place', () => {
  const swapped = (values: Texts) => ({
    ...values,
    LINKEDIN_ACCESS_TOKEN: values['LINKEDIN_REFRESH_TOKEN'] ?? '',
    LINKEDIN_REFRESH_TOKEN: values['LINKEDIN_ACCESS_TOKEN'] ?? '',
  });

  it('that stand in each other’s are recognised', async () => {
    const world = await worldWith(swapped);
    world.passDays(1);
    const run = await world.run(['verify', '--json']);

    expect(run.exitCode).toBe(4);
    expect(checkIn(run, 'access-token')).toMatchObject({
      verdict: 'fail',
      code: 'access-token-rejected',
      detail: 'it is the refresh token',
      fix: [{ say: 'Swap the two values' }, {}],
    });
  });

  it('twice the access token renews nothing, which is said', async () => {
    const world = await worldWith((values) => ({
      ...values,
      LINKEDIN_REFRESH_TOKEN: values['LINKEDIN_ACCESS_TOKEN'] ?? '',
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: values['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'] ?? '',
    }));
    const run = await world.run(['verify', '--json']);
    expect(checkIn(run, 'refresh-token')).toMatchObject({
      verdict: 'warn',
      detail: 'it is the access token once more, which renews nothing',
    });
  });
});

// --- names, settings -------------------------------------------------------------------------------------

test('a variable in small letters is named', async () => {
  const world = await worldWith(({ LINKEDIN_CLIENT_ID = '', ...rest }) => ({
    ...rest,
    linkedin_client_id: LINKEDIN_CLIENT_ID,
  }));
  const run = await world.run(['verify']);

  expect(run).toMatchObject({ exitCode: 4, requests: [] });
  expect(run.stderrAsOneLine).toContain(
    'linkedin_client_id is not read: write LINKEDIN_CLIENT_ID.',
  );
});

describe('LINKEDIN_REDIRECT_URI that cannot be one', () => {
  const setting = { LINKEDIN_REDIRECT_URI: 'http://localhost:8000' };

  it.each([
    ['file', 'LINKEDIN_REDIRECT_URI in .env'],
    ['environment', 'LINKEDIN_REDIRECT_URI in the environment'],
  ])('in the %s is named, with what was meant', async (place, source) => {
    const world = await worldWith((values) =>
      place === 'file' ? { ...values, ...setting } : values,
    );
    const env = place === 'file' ? { LINKEDIN_REDIRECT_URI: '' } : setting;
    const run = await world.run(['setup'], { env, browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 2, requests: [], asked: [] });
    expect(run.stderrAsOneLine).toContain(source);
    expect(run.stderrAsOneLine).toContain(
      'pectus-linkedin setup --redirect-uri http://localhost:8000/',
    );
  });

  it('of a flag names the flag', async () => {
    const world = await worldWith((values) => values);
    const run = await world.run(['setup', '--redirect-uri', 'http://localhost:6000/callback']);
    expect(run.exitCode).toBe(2);
    expect(run.stderrAsOneLine).toContain('browsers refuse to open port 6000');
    expect(run.stderrAsOneLine).toContain('It comes from --redirect-uri.');
  });
});

test.each([
  ['urn:li:sponsoredAccount:512345678'],
  ['512 345 678'],
  ['５１２３４５６７８'],
])('an account written as %s is used, and the host’s form is named', async (written) => {
  const world = await worldWith((values) => ({ ...values, LINKEDIN_AD_ACCOUNT_ID: written }));
  const run = await world.run(['verify', '--json']);

  expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'ready', account: { id: '512345678' } });
  expect(checkIn(run, 'env-file')).toMatchObject({
    verdict: 'warn',
    fix: [{ say: 'Write 512345678 there' }],
  });
});

test('scopes in brackets and capitals are read, and written plainly by a renewal', async () => {
  const scopes = '["R_ADS","r_ads_reporting"]';
  const world = await worldWith((values) => ({ ...values, LINKEDIN_SCOPES: scopes }));
  const run = await world.run(['status', '--json']);
  expect(JSON.parse(run.stdout).scopes).toEqual(['r_ads', 'r_ads_reporting']);
});
