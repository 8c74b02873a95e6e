/** Wrong commands, flags and values: exit 2, said before anything is asked, requested or written. */

import { describe, expect, it, test } from 'vitest';
import { appKeys } from '../support/credentials.ts';
import { openTestWorld, type Run, type Script } from '../support/world.ts';

/** Nothing but words on stderr comes of it. */
async function refused(argv: readonly string[], script: Script = {}): Promise<Run> {
  const world = await openTestWorld();
  const run = await world.run(argv, { browser: 'zero', ...script });

  expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [], requests: [] });
  expect(run.stderr).not.toMatch(/^\s+at |bug in pectus/m);
  expect(await world.names()).toEqual([]);
  return run;
}

describe('the command line', () => {
  it.each<[readonly string[], string]>([
    [['nonsense'], "unknown command 'nonsense'"],
    [['verfy'], 'Did you mean verify?'],
    [['--nonsense'], "unknown option '--nonsense'"],
    [['verify', '--nonsense'], "unknown option '--nonsense'"],
    [['verify', '--jsn'], 'Did you mean --json?'],
    [['refresh', 'surplus'], 'too many arguments'],
    [['verify', '--env-file'], "'--env-file <path>' argument missing"],
    [['verify', '--file', ''], 'It must name a file.'],
    [['status', '--env-file='], 'It must name a file.'],
    [['setup', '--scope', ''], 'It must be the name of a scope, such as rw_ads.'],
    [['setup', '--scope', 'r_ads&state=1'], 'It must be the name of a scope, such as rw_ads.'],
    [['setup', '--timeout', '0'], 'It must be a whole number from 1 to 86400.'],
    [['setup', '--timeout', '-5'], 'It must be a whole number from 1 to 86400.'],
    [['setup', '--timeout', '1.5'], 'It must be a whole number from 1 to 86400.'],
    [['setup', '--timeout', 'soon'], 'It must be a whole number from 1 to 86400.'],
    [['setup', '--timeout', ''], 'It must be a whole number from 1 to 86400.'],
    [
      ['setup', '--from', 'nonsense'],
      'app, page, product, redirect, keys, consent, account, proof',
    ],
    [['setup', '--rehearse', 'nonsense'], 'approval-pending'],
    [['setup', '--rehearse', 'aproval-pending'], 'Did you mean approval-pending?'],
    [['setup', '--rehearse', 'trottled'], 'Did you mean throttled-day?'],
    [['setup', '--for', 'convrsions'], 'Did you mean conversions?'],
    [['setup', '--for', 'reporting,organics'], 'Did you mean organic?'],
    [['setup', '--for', 'leads'], 'Allowed choices are reporting, conversions, organic.'],
    [['setup', '--from', 'acount'], 'Did you mean account?'],
    [['export', '--format', 'Docker'], 'Did you mean docker?'],
    [['report', '--format', 'cvs'], 'Did you mean csv?'],
    [['report', '--by', 'campain'], 'Did you mean campaign?'],
    [['report', '--granularity', 'month'], 'Did you mean monthly?'],
    [['simulate', '--scenario', 'aproved'], 'Allowed choices are ready,'],
    [['verify', '--within', 'soon'], 'It must be a whole number'],
    [['verify', '--within', '-1'], 'It must be a whole number'],
    [['status', '--within', '1.5'], 'It must be a whole number'],
    [['simulate', '--scenario', 'nonsense'], 'approval-pending'],
    [['simulate', '--port', '65536'], 'It must be a whole number from 0 to 65535.'],
    [['setup', '--client-secret', 'x'], "unknown option '--client-secret'"],
  ])('%j: %s', async (argv, words) => {
    const run = await refused(argv);
    expect(run.stderrAsOneLine).toContain(words);
  });

  it('without a command shows the help', async () => {
    const run = await refused([]);
    expect(run.stderr).toContain('# begin, and go on where you stopped\n  pectus-linkedin setup\n');
  });
});

describe('--redirect-uri', () => {
  const malformed: readonly (readonly [string, string])[] = [
    ['nonsense', 'it is not an address'],
    ['', 'it is not an address'],
    ['https://localhost:27365/callback', 'it must begin with http://'],
    ['http://localhost/callback', 'it needs a port, and not 80'],
    ['http://localhost:80/callback', 'it needs a port, and not 80'],
    ['http://localhost:0/callback', 'it needs a port, and not 80'],
    ['http://localhost:27365', 'its full form is http://localhost:27365/'],
    ['http://example.com:27365/callback', 'its host must be localhost'],
    ['http://0.0.0.0:27365/callback', 'its host must be localhost'],
    ['http://localhost.example.com:27365/callback', 'its host must be localhost'],
    ['http://localhost:27365/callback?from=here', 'it has a query'],
    ['http://localhost:27365/callback#here', 'it has a fragment'],
    ['http://robin:hunter2@localhost:27365/callback', 'it holds a user name or a password'],
    ['http://localhost:99999/callback', 'it is not an address'],
    ['http://LOCALHOST:27365/callback', 'its full form is http://localhost:27365/callback'],
  ];

  it.each(malformed)('%s: %s', async (given, why) => {
    const run = await refused(['setup', '--redirect-uri', given]);
    expect(run.stderrAsOneLine).toContain(`"${given}" cannot be the redirect address: ${why}`);
    expect(run.stderrAsOneLine).toContain(
      'pectus-linkedin setup --redirect-uri http://localhost:27365/callback',
    );
    expect(run.stderrAsOneLine).toContain('(redirect-uri-malformed, exit 2)');
  });

  it('is no better in LINKEDIN_REDIRECT_URI', async () => {
    const env = { LINKEDIN_REDIRECT_URI: 'https://localhost:27365/callback' };
    const run = await refused(['setup', '--no-input'], { env: { ...appKeys, ...env } });
    expect(run.stderrAsOneLine).toContain('(redirect-uri-malformed, exit 2)');
  });
});

describe('--ad-account', () => {
  it.each([
    ['Acme', 'it looks like a name, and LinkedIn wants the number'],
    ['', 'it is empty'],
    ['12a', 'it is not a plain number'],
    ['urn:li:organization:1', 'it is the URN of something else than an ad account'],
    ['https://www.linkedin.com/campaignmanager/', 'this Campaign Manager address names no account'],
    ['https://example.com/512345678', 'it is not an address of Campaign Manager'],
  ])('%s: %s', async (given, why) => {
    const run = await refused(['setup', '--ad-account', given]);
    expect(run.stderrAsOneLine).toContain(`"${given}" is not an ad account id: ${why}`);
    expect(run.stderrAsOneLine).toContain('(account-id-malformed, exit 2)');
  });

  it('is no better in LINKEDIN_AD_ACCOUNT_ID', async () => {
    const env = { ...appKeys, LINKEDIN_AD_ACCOUNT_ID: 'Acme' };
    const run = await refused(['setup', '--no-input'], { env });
    expect(run.stderrAsOneLine).toContain('(account-id-malformed, exit 2)');
  });
});

describe('an address of LinkedIn that is not https', () => {
  it.each(['PECTUS_LINKEDIN_OAUTH_URL', 'PECTUS_LINKEDIN_API_URL'])('in %s', async (variable) => {
    const env = { ...appKeys, [variable]: 'http://example.com/rest' };
    const run = await refused(['verify'], { env });
    expect(run.stderrAsOneLine).toContain(`${variable} must be an https address`);
    expect(run.stderrAsOneLine).not.toContain('example.com');
    expect(run.stderrAsOneLine).toContain('(setting-malformed, exit 2)');
  });
});

test.each([
  ['--help'],
  ['--version'],
  ['help', 'setup'],
  ['setup', '--help'],
])('%s %s is no mistake', async (...argv) => {
  const run = await (await openTestWorld()).run(argv.filter(Boolean), { browser: 'zero' });
  expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [], requests: [] });
  expect(run.stdout).not.toBe('');
});

test.each<[readonly string[]]>([
  [['verify', '--within', 'soon', '--json']],
  [['status', '--json', '--nonsense']],
  [['verfy', '--json']],
])('%j is one object on stdout as well', async (argv) => {
  const run = await (await openTestWorld()).run(argv);

  expect(run.exitCode).toBe(2);
  expect(JSON.parse(run.stdout)).toMatchObject({
    outcome: 'option-malformed',
    exitCode: 2,
    error: { code: 'option-malformed', message: expect.not.stringMatching(/^error/), fix: [] },
  });
});

test('a fault of the values is one object with --json', async () => {
  const world = await openTestWorld();
  const run = await world.run(['setup', '--json', '--redirect-uri', 'nonsense']);

  expect(run).toMatchObject({ exitCode: 2, stderr: '' });
  expect(JSON.parse(run.stdout)).toEqual({
    outcome: 'redirect-uri-malformed',
    exitCode: 2,
    error: {
      code: 'redirect-uri-malformed',
      message: expect.stringContaining('nonsense'),
      fix: [expect.objectContaining({ command: expect.stringContaining('setup --json') })],
      docs: expect.stringMatching(/^https:/),
    },
  });
});
