/** `run -- <command>`: the command with fresh credentials, and its own exit status. */

import { describe, expect, it, test } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import type { ChildExit, Env } from '../../src/world.ts';
import { appKeys, describe as described, envText, minted } from '../support/credentials.ts';
import { type MemoryWorld, openTestWorld, type Run } from '../support/world.ts';

const day = 86_400_000;

interface Started {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Env;
}

interface Given {
  readonly env?: Env;
  readonly ending?: ChildExit;
}

/** Runs it, and what the machine was told to start. */
async function start(
  world: MemoryWorld,
  argv: readonly string[],
  { env = {}, ending = { kind: 'exit', code: 0 } }: Given = {},
): Promise<{ readonly run: Run; readonly started: readonly Started[] }> {
  const started: Started[] = [];
  const run = await world.run(argv, {
    env,
    machine: {
      run: async (program, args, given) => {
        started.push({ program, args, env: given });
        return ending;
      },
    },
  });
  return { run, started };
}

async function signedIn(
  daysAgo = 0,
): Promise<{ world: MemoryWorld; values: Record<string, string> }> {
  const world = await openTestWorld({ setting: 'memory' });
  const values = minted(world);
  world.files.put('.env', `OTHER=of-the-host\n${envText(values)}`);
  world.clock.pass(daysAgo * day);
  return { world, values };
}

// --- what it is given --------------------------------------------------------------------------------

describe('the command', () => {
  it('gets our variables beside its inherited ones, and nothing else of the .env', async () => {
    const { world, values } = await signedIn();
    const { run, started } = await start(world, ['run', '--', 'pull', 'yesterday'], {
      env: { PATH: '/bin', LANG: 'C' },
    });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(started).toEqual([
      { program: 'pull', args: ['yesterday'], env: { PATH: '/bin', LANG: 'C', ...values } },
    ]);
    expect(world.simulator().log).toEqual([]);
  });

  it('inherits no variable of ours that is empty or only half a set', async () => {
    const { world, values } = await signedIn();
    const { LINKEDIN_REFRESH_TOKEN: _, LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: __, ...rest } = values;
    world.files.put('.env', envText(rest));
    const env = { LINKEDIN_REFRESH_TOKEN: '', LINKEDIN_AD_ACCOUNT_ID: '', LINKEDIN_SCOPES: '' };
    const { started } = await start(world, ['run', '--', 'pull'], { env });
    expect(started.map((one) => one.env)).toEqual([rest]);
  });

  it('gets what the environment alone holds', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    const values = minted(world);
    const { started } = await start(world, ['run', '--', 'pull'], { env: values });
    expect(started.map((one) => one.env)).toEqual([values]);
    expect(world.files.paths()).toEqual([]);
  });

  it('gets a token that was renewed first when it was due', async () => {
    const { world, values } = await signedIn(70);
    const { run, started } = await start(world, ['run', '--', 'pull']);
    const [{ env = {} } = {}] = started;

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(described(envText(env as Record<string, string>))).toEqual({
      ...described(envText(values)),
      LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-04-01T09:59:59Z',
    });
    expect(world.files.text('.env')).toContain(`${env['LINKEDIN_ACCESS_TOKEN']}\n`);
    expect(world.files.paths()).toEqual(['.env']);
  });

  it.each([
    [
      ['run', '--', 'tool', '--json', '--env-file', 'x'],
      ['--json', '--env-file', 'x'],
    ],
    [['run', 'tool', '--debug'], ['--debug']],
    [
      ['run', '--', 'tool', '--', '-v'],
      ['--', '-v'],
    ],
    [
      ['run', '--', 'tool', 'two words', ''],
      ['two words', ''],
    ],
  ])('gets its own arguments: %o', async (argv, args) => {
    const { world } = await signedIn();
    const { started } = await start(world, argv);
    expect(started.map((one) => [one.program, one.args])).toEqual([['tool', args]]);
  });

  it('is run with the file that --env-file names', async () => {
    const { world, values } = await signedIn();
    world.files.put('other.env', envText({ ...values, LINKEDIN_AD_ACCOUNT_ID: '1' }));
    const { started } = await start(world, ['run', '--env-file', 'other.env', '--', 'pull']);
    expect(started[0]?.env['LINKEDIN_AD_ACCOUNT_ID']).toBe('1');
  });
});

// --- how it ends -------------------------------------------------------------------------------------

describe('the exit status', () => {
  it.each<[string, ChildExit, number]>([
    ['of the command', { kind: 'exit', code: 0 }, 0],
    ['of the command that failed', { kind: 'exit', code: 7 }, 7],
    ['128 + 15 after SIGTERM', { kind: 'signal', number: 15 }, 143],
    ['128 + 2 after Ctrl-C', { kind: 'signal', number: 2 }, 130],
  ])('is that %s', async (_, ending, exitCode) => {
    const { world } = await signedIn();
    const { run } = await start(world, ['run', '--', 'pull'], { ending });
    expect(run).toMatchObject({ exitCode, stdout: '', stderr: '' });
  });

  it('is 127 when the command is not found, which is said', async () => {
    const { world } = await signedIn();
    const { run } = await start(world, ['run', '--', 'pull'], { ending: { kind: 'missing' } });
    expect(run).toMatchObject({ exitCode: 127, stdout: '' });
    expect(run.stderr).toContain('pull: command not found');
  });
});

describe('nothing is started', () => {
  it.each([
    [['run']],
    [['run', '--']],
    [['run', '--', '']],
  ])('without a command: %o is exit 2', async (argv) => {
    const { world } = await signedIn();
    const { run, started } = await start(world, argv);

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('pectus-linkedin run --help');
    expect(started).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>> | undefined, string]>([
    ['a file', undefined, 'env-file-missing'],
    ['a token', appKeys, 'credentials-incomplete'],
  ])('without %s', async (_, values, code) => {
    const world = await openTestWorld({
      setting: 'memory',
      files: values === undefined ? {} : { '.env': envText(values) },
    });
    const { run, started } = await start(world, ['run', '--', 'pull']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toContain(`(${code}, exit 4)`);
    expect(started).toEqual([]);
  });

  it('when the sign-in is over', async () => {
    const { world } = await signedIn(366);
    const { run, started } = await start(world, ['run', '--', 'pull']);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toContain('(refresh-token-rejected, exit 4)');
    expect(started).toEqual([]);
  });

  it('when a renewal is due and LinkedIn is down', async () => {
    const world = await openTestWorld({ setting: 'memory', scenario: scenarios.unavailable });
    world.files.put('.env', envText(minted(world)));
    world.clock.pass(70 * day);
    const { run, started } = await start(world, ['run', '--', 'pull']);

    expect(run).toMatchObject({ exitCode: 5, stdout: '' });
    expect(started).toEqual([]);
  });
});

test("the command's --json is not ours: a fault stays in words on stderr", async () => {
  const world = await openTestWorld({ setting: 'memory' });
  const { run } = await start(world, ['run', '--', 'tool', '--json']);

  expect(run).toMatchObject({ exitCode: 4, stdout: '' });
  expect(run.stderr).toContain('(env-file-missing, exit 4)');
});
