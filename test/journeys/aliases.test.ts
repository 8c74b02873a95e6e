/** `run --as NAME=VARIABLE`: the values under a program's own names. */

import { beforeAll, describe, expect, it, test } from 'vitest';
import { variableNames } from '../../src/variables.ts';
import type { Env } from '../../src/world.ts';
import { buildOnce } from '../support/build.ts';
import { envText, minted } from '../support/credentials.ts';
import { openProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openTestWorld, type Run } from '../support/world.ts';

interface Started {
  readonly run: Run;
  /** What the program was given; undefined where none was started. */
  readonly env: Env | undefined;
  readonly values: Readonly<Record<string, string>>;
}

async function start(flags: readonly string[], env: Env = {}, daysAgo = 0): Promise<Started> {
  const world = await openTestWorld({ setting: 'memory' });
  const values = minted(world);
  world.files.put('.env', envText(values));
  world.passDays(daysAgo);
  let given: Env | undefined;
  const machine = {
    run: async (_: string, __: readonly string[], ofProgram: Env) => {
      given = ofProgram;
      return { kind: 'exit', code: 0 } as const;
    },
  };
  const run = await world.run(['run', ...flags, '--', 'server'], { env, machine });
  return { run, env: given, values };
}

describe('the program', () => {
  it.each<readonly string[][]>([
    [['--as', 'API_TOKEN=LINKEDIN_ACCESS_TOKEN', '--as', 'account=LINKEDIN_AD_ACCOUNT_ID']],
    [['--as', 'API_TOKEN=LINKEDIN_ACCESS_TOKEN,account=LINKEDIN_AD_ACCOUNT_ID']],
    [['--as=API_TOKEN=LINKEDIN_ACCESS_TOKEN, account=LINKEDIN_AD_ACCOUNT_ID']],
  ])('gets the values under both names: %j', async (flags) => {
    const { run, env, values } = await start(flags, { LANG: 'C', API_TOKEN: 'an old one' });
    const { LINKEDIN_ACCESS_TOKEN: API_TOKEN, LINKEDIN_AD_ACCOUNT_ID: account } = values;
    expect(run).toMatchObject({ exitCode: 0, stdout: '', stderr: '' });
    expect(env).toEqual({ LANG: 'C', ...values, API_TOKEN, account });
  });

  it('gets a renewed access token under both names', async () => {
    const { env, values } = await start(['--as', 'API_TOKEN=LINKEDIN_ACCESS_TOKEN'], {}, 70);
    expect(env?.['API_TOKEN']).toBe(env?.['LINKEDIN_ACCESS_TOKEN']);
    expect(env?.['API_TOKEN']).not.toBe(values['LINKEDIN_ACCESS_TOKEN']);
  });

  it('may get one value under several names', async () => {
    const { env, values } = await start(['--as', 'A=LINKEDIN_SCOPES,B=LINKEDIN_SCOPES']);
    expect(env).toMatchObject({ A: values['LINKEDIN_SCOPES'], B: values['LINKEDIN_SCOPES'] });
  });

  it('is not started without a value that it is to get', async () => {
    const { run, env } = await start(['--as', 'VERSION=LINKEDIN_API_VERSION']);
    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderr).toContain('LINKEDIN_API_VERSION is not set in .env');
    expect(env).toBeUndefined();
  });

  it('keeps an --as of its own', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    world.files.put('.env', envText(minted(world)));
    let words: readonly string[] = [];
    const machine = {
      run: async (_: string, args: readonly string[]) => {
        words = args;
        return { kind: 'exit', code: 0 } as const;
      },
    };
    await world.run(['run', '--', 'tool', '--as', 'robin'], { machine });
    expect(words).toEqual(['--as', 'robin']);
  });
});

const form = 'error: --as must be NAME=VARIABLE, such as API_TOKEN=LINKEDIN_ACCESS_TOKEN';

describe('is refused with exit 2, and nothing is asked or started', () => {
  it.each([
    ['', form],
    ['API_TOKEN', form],
    ['API_TOKEN=', form],
    ['=LINKEDIN_ACCESS_TOKEN', form],
    ['API-TOKEN=LINKEDIN_ACCESS_TOKEN', form],
    ['2API=LINKEDIN_ACCESS_TOKEN', form],
    ['A=LINKEDIN_SCOPES=B', form],
    ['A=LINKEDIN_SCOPES,', form],
    ['A=LINKEDIN_TOKEN', `must be NAME=VARIABLE, and the variable one of ${variableNames[0]}`],
    ['A=linkedin_scopes', 'the variable one of'],
    ['A=HOME', 'the variable one of'],
    ['LINKEDIN_SCOPES=LINKEDIN_ACCESS_TOKEN', 'cannot give another value to LINKEDIN_SCOPES'],
    ['LINKEDIN_SCOPES=LINKEDIN_SCOPES', 'cannot give another value to LINKEDIN_SCOPES'],
    ['A=LINKEDIN_SCOPES,a=LINKEDIN_CLIENT_ID', 'names A twice'],
  ])('%s', async (given, words) => {
    const { run, env } = await start(['--as', given]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(words);
    expect(env).toBeUndefined();
  });

  it('in a second --as as in one', async () => {
    const { run } = await start(['--as', 'A=LINKEDIN_SCOPES', '--as', 'A=LINKEDIN_CLIENT_ID']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('error: --as names A twice');
  });

  it.each([
    'PATH',
    'Path',
    'PATHEXT',
    'NODE_OPTIONS',
    'NODE_EXTRA_CA_CERTS',
    'npm_config_registry',
    'LD_PRELOAD',
    'DYLD_INSERT_LIBRARIES',
    'BASH_ENV',
    'ENV',
    'IFS',
    'PROMPT_COMMAND',
    'PYTHONSTARTUP',
    'PERL5OPT',
    'RUBYLIB',
    'JAVA_TOOL_OPTIONS',
    '_JAVA_OPTIONS',
    'CLASSPATH',
    'DOTNET_STARTUP_HOOKS',
    'GIT_SSH_COMMAND',
    'UV_INDEX_URL',
    'HTTPS_PROXY',
    'SSL_CERT_FILE',
    'HOME',
    'SHELL',
    'ComSpec',
    'PECTUS_LINKEDIN_API_URL',
  ])('the name %s', async (name) => {
    const { run, env } = await start(['--as', `${name}=LINKEDIN_ACCESS_TOKEN`]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toBe(`error: --as cannot set ${name}: it changes what a program runs\n`);
    expect(env).toBeUndefined();
  });

  it('and what may be a secret is not quoted', async () => {
    const secret = 'AQXhunter2hunter2';
    for (const given of [secret, `TOKEN=${secret}`, `${secret}==LINKEDIN_ACCESS_TOKEN`]) {
      const { run } = await start(['--as', given]);
      expect(run.exitCode).toBe(2);
      expect(run.stderr).not.toContain(secret);
    }
  });
});

it.each([
  'LINKEDIN_TOKEN',
  'LINKEDIN_ADS_TOKEN',
  'TAP_LINKEDIN_ADS_ACCESS_TOKEN',
  'OAUTH_LINKEDIN_ADS_CLIENT_ID',
  'ACCESS_TOKEN',
  'TERMINAL_API_KEY',
  'bearer',
])('the name %s is a program’s own', async (name) => {
  const { env, values } = await start(['--as', `${name}=LINKEDIN_ACCESS_TOKEN`]);
  expect(env?.[name]).toBe(values['LINKEDIN_ACCESS_TOKEN']);
});

describe('as a process', () => {
  beforeAll(buildOnce);

  test('a program sees its own names', async () => {
    const world = await openProcessWorld({ env: storedCredentials({ daysAgo: 61 }) });
    const print = 'JSON.stringify([process.env.API_TOKEN, process.env.LINKEDIN_ACCESS_TOKEN])';
    const flags = ['--as', 'API_TOKEN=LINKEDIN_ACCESS_TOKEN'];
    const { stdout, ...rest } = await world.run([
      'run',
      ...flags,
      '--',
      process.execPath,
      '-p',
      print,
    ]);
    const { LINKEDIN_ACCESS_TOKEN: token } = await world.values();
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toEqual([token, token]);
  });
});
