/** Dates as other tools write them, and what ends: told by `status` and `verify`, with the command that helps. */

import { describe, expect, it, test } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

type Texts = Readonly<Record<string, string>>;

async function worldWith(changes: Texts, ...left: readonly string[]): Promise<TestWorld> {
  const world = await openTestWorld();
  const values = Object.entries({ ...minted(world), ...changes });
  await world.put(envText(Object.fromEntries(values.filter(([name]) => !left.includes(name)))));
  return world;
}

const flat = ({ stdout }: Run) => stdout.replace(/\s+/g, ' ');

function checkIn(run: Run, id: string): unknown {
  return JSON.parse(run.stdout).checks.find((check: { id: string }) => check.id === id);
}

// --- dates -------------------------------------------------------------------------------------------

describe('the end of the sign-in, written as', () => {
  it.each([
    ['seconds since 1970', '1800525600'],
    ['milliseconds since 1970', '1800525600000'],
    ['ISO with an offset', '2027-01-21T11:00:00+01:00'],
    ['RFC 2822', 'Thu, 21 Jan 2027 10:00:00 +0000'],
    ['a quoted text', '"2027-01-21T10:00:00Z"'],
  ])('%s, is read', async (_, date) => {
    const world = await worldWith({ LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: date });
    const run = await world.run(['status', '--json']);

    expect(JSON.parse(run.stdout)).toMatchObject({ signInAgainBefore: '2027-01-21T10:00:00Z' });
    expect((await world.run(['status', '--within', '59'])).exitCode).toBe(0);
    expect((await world.run(['status', '--within', '61'])).exitCode).toBe(6);
  });

  it.each(['soon', '31536000', '21/01/2027', '2027-02-30'])('%s, is warned of', async (date) => {
    const world = await worldWith({ LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: date });
    const status = await world.run(['status']);
    const within = await world.run(['status', '--within', '1']);
    const verified = await world.run(['verify', '--json']);

    expect(status.exitCode).toBe(0);
    expect(flat(status)).toContain('Refresh token set, expiry unreadable');
    expect(flat(status)).toContain(
      'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT in .env cannot be used: it is not a date. Renew the access token, which writes both dates: pectus-linkedin refresh',
    );
    expect(within.exitCode).toBe(6);
    expect(flat(within)).toContain('when the sign-in ends is not known');
    expect(checkIn(verified, 'env-file')).toMatchObject({
      verdict: 'warn',
      detail: 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT in .env cannot be used: it is not a date',
    });
  });

  it('for ever, is none, and what mends it is said once', async () => {
    const never = { LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '9999-12-31T23:59:59Z' };
    const within = await (await worldWith(never)).run(['status', '--within', '30']);
    const told = flat(within);

    expect(within.exitCode).toBe(6);
    expect(told).toContain(
      'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT in .env cannot be used: it is later than any token',
    );
    expect(told.split('pectus-linkedin refresh')).toHaveLength(2);
  });

  it('nothing at all, lets nobody say that all is well', async () => {
    const world = await worldWith({}, 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT');
    expect((await world.run(['status'])).exitCode).toBe(0);
    expect((await world.run(['status', '--within', '30'])).exitCode).toBe(6);
    // LinkedIn is asked, and knows.
    expect((await world.run(['verify', '--within', '30'])).exitCode).toBe(0);
  });

  it('an unreadable text, is written anew by refresh', async () => {
    const world = await worldWith({ LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: 'soon' });
    await world.run(['refresh']);
    expect(await world.env()).toMatchObject({
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-11-22T10:00:00Z',
    });
  });
});

test('remind names the date that cannot be read', async () => {
  const world = await worldWith({ LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: 'soon' });
  const run = await world.run(['remind']);

  expect(run.exitCode).toBe(4);
  expect(run.stderrAsOneLine).toContain('LINKEDIN_REFRESH_TOKEN_EXPIRES_AT in .env cannot be used');
  expect(run.stderrAsOneLine).toContain('pectus-linkedin refresh');
});

// --- what ends ---------------------------------------------------------------------------------------

describe.each(['status', 'verify'])('%s --within 400, with all well', (command) => {
  it('says what ends, when, and what each needs', async () => {
    const world = await openSignedIn();
    const run = await world.run([command, '--within', '400']);

    expect(run.exitCode).toBe(6);
    expect(flat(run)).toMatch(/he sign-in ends on 22 Nov 2027 \(365 days left\)/);
    expect(flat(run)).toContain('Sign in again: pectus-linkedin setup');
    expect(flat(run)).toContain('API version 202609 ends on 15 Sep 2027');
    expect(flat(run)).toContain('git pull');
    expect(flat(run)).not.toContain('npm install');
  });

  it('tells a program the same', async () => {
    const world = await openSignedIn();
    const run = await world.run([command, '--within', '400', '--json']);
    expect(JSON.parse(run.stdout)).toMatchObject({
      exitCode: 6,
      ending: [
        { what: 'sign-in', endsAt: '2027-11-22T10:00:00Z', daysLeft: 365 },
        { what: 'api-version', endsAt: '2027-09-15T00:00:00Z' },
      ],
    });
  });

  it('names the API version alone where it ends first', async () => {
    const world = await openSignedIn();
    const run = await world.run([command, '--within', '300']);

    expect(run.exitCode).toBe(6);
    expect(flat(run)).toContain('API version 202609 ends on 15 Sep 2027');
    expect(flat(run)).not.toContain('he sign-in ends on');
  });
});

describe('an API version of the operator’s own', () => {
  it.each([
    ['file', '.env'],
    ['environment', 'environment'],
  ])('in the %s is theirs to raise or to remove', async (place) => {
    const setting = { LINKEDIN_API_VERSION: '202601' };
    const world = await worldWith(place === 'file' ? setting : {});
    const script = place === 'file' ? {} : { env: setting };
    for (const flags of [['verify'], ['verify', '--within', '60'], ['status', '--within', '60']]) {
      const run = await world.run(flags, script);
      expect(flat(run)).toContain('Remove LINKEDIN_API_VERSION (this tool then uses 202609)');
      expect(flat(run)).not.toContain('git pull');
    }
  });

  it('that LinkedIn has long ended is no reason to be calm', async () => {
    const world = await worldWith({ LINKEDIN_API_VERSION: '202505' });
    const run = await world.run(['status', '--within', '1']);
    expect(run.exitCode).toBe(6);
    expect(flat(run)).toContain('LinkedIn has ended API version 202505');
  });

  it('may have spaces round it', async () => {
    const world = await worldWith({});
    const run = await world.run(['verify', '--json'], {
      env: { LINKEDIN_API_VERSION: ' 202602 ' },
    });
    expect(JSON.parse(run.stdout).apiVersion).toMatchObject({ version: '202602' });
  });
});

// --- dead tokens -------------------------------------------------------------------------------------

describe('status of dead tokens', () => {
  it('says when they ended and what to do now', async () => {
    const world = await openSignedIn({ daysAgo: 366 });
    const run = await world.run(['status']);

    expect(run.exitCode).toBe(4);
    expect(run.stdout).toMatch(/Refresh token +expired 24 hours ago +on 22 Nov 2027/);
    expect(run.stdout).not.toContain('until');
    expect(run.stdout).not.toContain('before');
    expect(flat(run)).toContain('Sign in again now: pectus-linkedin setup');
  });

  it('gives the command as data', async () => {
    const world = await openSignedIn({ daysAgo: 366 });
    const run = await world.run(['status', '--json']);
    expect(JSON.parse(run.stdout).fix[0]).toMatchObject({
      say: 'Sign in again now',
      run: { program: 'pectus-linkedin', args: ['setup'] },
      command: 'pectus-linkedin setup',
    });
  });

  it('of which one lives says what becomes of the other', async () => {
    const world = await openSignedIn({ daysAgo: 70 });
    const run = await world.run(['status']);

    expect(run.exitCode).toBe(0);
    expect(flat(run)).toMatch(/Access token expired 10 days ago on .*; renewed at its next use/);
    expect(flat(run)).toContain('Sign in again before 22 Nov 2027');
    expect(flat(run)).not.toContain('Sign in again now');
  });
});
