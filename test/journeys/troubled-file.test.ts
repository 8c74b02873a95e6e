/** An `.env` that cannot be read or written: one sentence, exit 2, and nothing lost. */

import { chmod, lstat, mkdir, readFile, rename, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { appKeys, describe as described, envText, minted } from '../support/credentials.ts';
import type { Fetch } from '../support/exchange.ts';
import { portalAnswers } from '../support/first-answers.ts';
import { enter } from '../support/operator.ts';

import { openSignedIn } from '../support/signed-in.ts';
import { openTestWorld, type Run } from '../support/world.ts';

/** One message, its numbered fixes, the code. */
function expectOneFault(run: Run, code: string, sentence: string): void {
  expect(run).toMatchObject({ exitCode: 2, stdout: '', asked: [] });
  expect(run.stderrAsOneLine).toContain(` ${sentence} 1. `);
  expect(run.stderrAsOneLine).toMatch(new RegExp(` \\(${code}, exit 2\\) $`));
  expect(run.stderrAsOneLine.match(/exit \d/g)).toHaveLength(1);
  expect(run.stderr).not.toMatch(/^\s+at |Error:/m);
}

/** The command did its work with a token that is nowhere but in its memory, and said so once. */
function expectUnsaved(run: Run, why: string): void {
  // `true` is no program of the test's machine; that it was to be started is what counts.
  expect([0, 127]).toContain(run.exitCode);
  expect(run.stderrAsOneLine.split(`Renewed, and not saved: ${why}`)).toHaveLength(2);
  const mints = run.requests.filter(({ path }) => path.endsWith('/accessToken'));
  expect(mints).toHaveLength(1);
}

function replacingRefreshToken(linkedin: Fetch): Fetch {
  return async (request) => {
    const response = await linkedin(request);
    if (!request.url.endsWith('/accessToken')) return response;
    const reply = (await response.json()) as object;
    return Response.json({ ...reply, refresh_token: 'AQXreplacedByLinkedIn' });
  };
}

/** As rows of a table: the words for its title, then the words themselves. */
function named(...commands: readonly (readonly string[])[]) {
  return commands.map((argv) => [argv.join(' '), argv] as const);
}

const readers = named(
  ['setup', '--no-input'],
  ['verify'],
  ['status'],
  ['accounts'],
  ['refresh'],
  ['token'],
  ['export', '--format', 'json'],
  ['remind'],
  ['revoke', '--yes'],
  ['run', '--', 'true'],
);

describe('cannot be read', () => {
  it.each(readers)('because it is a folder: %s', async (_, argv) => {
    const world = await openTestWorld();
    await mkdir(join(world.folder, '.env'));
    const run = await world.run(argv, { env: appKeys });

    expectOneFault(run, 'env-file-unreadable', '.env cannot be read: it is a folder.');
    expect(run.requests).toEqual([]);
    expect(await world.names()).toEqual(['.env']);
  });

  it.each(readers)('because it is not permitted: %s', async (_, argv) => {
    const world = await openTestWorld({ setting: 'memory', files: { '.env': envText(appKeys) } });
    world.files.fail('read', 'EACCES');
    const run = await world.run(argv, { env: appKeys });
    world.files.mend();

    expectOneFault(run, 'env-file-unreadable', '.env cannot be read: permission denied.');
    expect(run.requests).toEqual([]);
    expect(await world.names()).toEqual(['.env']);
    expect(await world.text()).toBe(envText(appKeys));
  });

  it('and --json says so in one object', async () => {
    const world = await openTestWorld();
    await mkdir(join(world.folder, '.env'));
    const run = await world.run(['verify', '--json']);
    expect(run.exitCode).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ outcome: 'env-file-unreadable', exitCode: 2 });
  });
});

// --- cannot be written -------------------------------------------------------------------------------

const savers = named(['refresh'], ['revoke', '--yes']);
const users = named(['verify'], ['token'], ['accounts'], ['report'], ['run', '--', 'true']);

describe('cannot be written', () => {
  it.each(savers)('because it is read-only: %s asks LinkedIn for nothing', async (_, argv) => {
    const world = await openSignedIn({ daysAgo: 70 });
    const before = await world.text();
    await chmod(join(world.folder, '.env'), 0o400);
    const run = await world.run(argv);

    expectOneFault(
      run,
      'env-file-unwritable',
      '.env cannot be written: it is read-only. It is unchanged.',
    );
    expect(run.requests).toEqual([]);
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('because it is read-only: revoke does not end the tokens in silence', async () => {
    const world = await openSignedIn();
    await chmod(join(world.folder, '.env'), 0o400);
    const { requests, stderrAsOneLine: told } = await world.run(['revoke', '--yes']);
    const endedInSilence = requests.length > 0 && !told.includes('revoked');
    expect(endedInSilence).toBe(false);
  });

  const failures = [
    ['replace', 'ENOSPC', 'the disk is full'],
    ['replace', 'EIO', 'the disk reports an error'],
    ['replace', 'EROFS', 'the file system is read-only'],
    ['replace', 'EACCES', 'permission denied'],
    ['create', 'ENOSPC', 'the disk is full'],
    ['create', 'EROFS', 'the file system is read-only'],
    ['create', 'EACCES', 'you cannot write in the current folder'],
  ] as const;

  async function signedInMemory() {
    const world = await openTestWorld({ setting: 'memory' });
    await world.put(envText(minted(world)));
    world.passDays(70);
    return { world, before: await world.text() };
  }

  it.each(
    failures,
  )('because %s fails with %s: who was to save says so', async (call, code, why) => {
    for (const [, argv] of savers) {
      const { world, before } = await signedInMemory();
      world.files.fail(call, code);
      const run = await world.run(argv);

      expectOneFault(
        run,
        'env-file-unwritable',
        `.env cannot be written: ${why}. It is unchanged.`,
      );
      expect(await world.text()).toBe(before);
      expect(await world.names()).toEqual(['.env']);
    }
  });

  it('because the disk is full: it is room that helps', async () => {
    const { world } = await signedInMemory();
    world.files.fail('replace', 'ENOSPC');
    const run = await world.run(['refresh']);
    expect(run.stderrAsOneLine).toContain(
      '1. Make room, or name a file on another disk with --file. 2. See',
    );
    expect(run.stderrAsOneLine).toContain('2. See how full it is: df -h .');
  });

  it.each(
    failures,
  )('because %s fails with %s: who needs a token has one', async (call, code, why) => {
    for (const [, argv] of users) {
      const { world, before } = await signedInMemory();
      world.files.fail(call, code);
      const run = await world.run(argv);

      expectUnsaved(run, `.env cannot be written: ${why}.`);
      expect(await world.text()).toBe(before);
      expect(await world.names()).toEqual(['.env']);
    }
  });

  it.each(users)('because it is read-only: %s renews in memory', async (_, argv) => {
    const world = await openSignedIn({ daysAgo: 70 });
    const before = await world.text();
    await chmod(join(world.folder, '.env'), 0o400);
    const run = await world.run(argv);

    expectUnsaved(run, '.env cannot be written: it is read-only.');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('after LinkedIn has replaced the refresh token: that it is lost is said, and not what it is', async () => {
    const { world } = await signedInMemory();
    world.files.fail('replace', 'ENOSPC');
    const run = await world.run(['token'], { fetch: replacingRefreshToken(world.linkedin) });

    expect(run).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^AQX\S+\n$/) });
    expect(run.stderrAsOneLine).toContain(
      'Renewed, and not saved: .env cannot be written: the disk is full.',
    );
    expect(run.stderrAsOneLine).toMatch(/another refresh token .* lost: .*sign in again/);
    expect(run.stderr).not.toContain('AQXreplaced');
  });

  /** Somebody who makes no room, and presses Enter as often as that is asked. */
  const triesAgain = { 'save-again': Array.from({ length: 9 }, (): typeof enter => enter) };

  it('stops a first setup where the keys were to be saved, with nothing half-written', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    world.files.fail('replace', 'ENOSPC');
    const run = await world.run(['setup'], { answers: { ...portalAnswers, ...triesAgain } });

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain('.env cannot be written: the disk is full.');
    expect(run.stderrAsOneLine).toContain('(env-file-unwritable, exit 2)');
    expect(await world.names()).toEqual([]);
  });

  it('stops a yearly setup with the old sign-in as it was', async () => {
    const world = await openTestWorld({ setting: 'memory', startTime: '2026-06-01T10:00:00Z' });
    await world.put(envText(minted(world)));
    world.passDays(340);
    await world.run(['verify']);
    const before = await world.text();
    world.files.fail('replace', 'ENOSPC');
    const run = await world.run(['setup'], {
      answers: { 'sign-in-again': enter, ...triesAgain },
    });

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain('(env-file-unwritable, exit 2)');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });
});

// --- a folder that is not there ----------------------------------------------------------------------

describe('--env-file in a folder that is not there', () => {
  const flags = ['--env-file', 'missing/.env'];

  it('cannot be written by setup', async () => {
    const world = await openTestWorld();
    const run = await world.run(['setup', '--no-input', ...flags], { env: appKeys });

    expectOneFault(
      run,
      'env-file-unwritable',
      'missing/.env cannot be written: its folder does not exist. It is unchanged.',
    );
    expect(run.stderrAsOneLine).toContain(
      '1. Make its folder: mkdir -p missing 2. Or name another',
    );
    expect(await world.names()).toEqual([]);
  });

  it('is no folder to make when a link leads there', async () => {
    const world = await openTestWorld();
    await symlink(join(world.folder, 'missing/.env'), join(world.folder, '.env'));
    const run = await world.run(['setup', '--no-input'], { env: appKeys });
    expect(run.stderrAsOneLine).toContain('1. See what is there: ls -ld .env 2. Or name another');
  });

  it('is told to a person before anything is asked', async () => {
    const world = await openTestWorld();
    const run = await world
      .run(['setup', ...flags], { answers: {} })
      .catch((error: Error) => error.message);
    expect(run).toMatchObject({ exitCode: 2, asked: [] });
  });

  it.each(readers.slice(1))('is no file to read: %s', async (_, [command = '', ...rest]) => {
    const world = await openTestWorld();
    const run = await world.run([command, ...flags, ...rest]);

    expect(run).toMatchObject({ exitCode: 4, requests: [], asked: [] });
    expect(run.stderrAsOneLine).toContain('There is no missing/.env,');
    expect(run.stderrAsOneLine).toContain('(env-file-missing, exit 4)');
    expect(await world.names()).toEqual([]);
  });
});

// --- a symlink ---------------------------------------------------------------------------------------

test('a symlink is followed, and stays one', async () => {
  const world = await openSignedIn({ daysAgo: 70 });
  await mkdir(join(world.folder, 'secrets'));
  const target = join(world.folder, 'secrets', 'real.env');
  const link = join(world.folder, '.env');
  await rename(link, target);
  await symlink('secrets/real.env', link);
  const run = await world.run(['verify']);

  expect(run.exitCode).toBe(0);
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  expect(described(await readFile(target, 'utf8'))).toMatchObject({
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
  });
  expect((await stat(target)).mode & 0o777).toBe(0o600);
  expect(await world.names()).toEqual(['.env', 'secrets']);
});

test('symlinks that lead in a circle are told', async () => {
  const world = await openTestWorld();
  await symlink('.env', join(world.folder, '.env'));
  const run = await world.run(['verify']);
  expectOneFault(
    run,
    'env-file-unreadable',
    '.env cannot be read: its symbolic links lead in a circle.',
  );
});

test('what a consent brought is kept until it can be saved', async () => {
  const world = await openTestWorld({
    setting: 'memory',
    files: { '.env': envText(appKeys) },
    scenario: scenarios['single-account'],
  });
  world.files.fail('replace', 'ENOSPC');
  const mended = (): typeof enter => {
    world.files.mend();
    return enter;
  };
  const run = await world.run(['setup'], {
    answers: { 'save-again': [enter, mended] },
  });

  expect(run.exitCode).toBe(0);
  expect(run.stderrAsOneLine).toContain('.env cannot be written: the disk is full.');
  expect(run.requests.filter(({ grantType }) => grantType === 'authorization_code')).toHaveLength(
    1,
  );
  expect(await world.text()).toContain('LINKEDIN_REFRESH_TOKEN=');
});

test('what stands beside a file that another program holds goes once it could be saved', async () => {
  const world = await openTestWorld({
    setting: 'memory',
    files: { '.env': envText(appKeys) },
    scenario: scenarios['single-account'],
  });
  world.files.fail('replace', 'EBUSY', join(world.folder, '.env'));
  let beside: string | undefined;
  const closed = async (): Promise<typeof enter> => {
    beside = await world.text('.env.unsaved');
    world.files.mend();
    return enter;
  };
  const run = await world.run(['setup'], { answers: { 'save-again': [closed] } });

  expect(run.exitCode).toBe(0);
  expect(run.stderrAsOneLine).toContain(
    'another program holds it open. It is unchanged. What was to be saved is in .env.unsaved.',
  );
  expect(beside).toContain('LINKEDIN_REFRESH_TOKEN=');
  expect(await world.text()).toContain('LINKEDIN_REFRESH_TOKEN=');
  expect(await world.names()).toEqual(['.env']);
});
