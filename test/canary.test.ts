/** The canary: whatever is run, and however it ends, no secret is shown anywhere. */

import { parse } from 'dotenv';
import { describe, expect, it } from 'vitest';
import { run as accounts } from '../src/cli/commands/accounts.ts';
import { run as setup } from '../src/cli/commands/setup.ts';
import { run as verify } from '../src/cli/commands/verify.ts';
import { type ScenarioName, scenarios } from '../src/simulator/scenarios.ts';
import { variables } from '../src/variables.ts';
import {
  type Canary,
  type CanarySetting,
  crashing,
  leaksOf,
  noteError,
  openCanary,
  quotes,
  runMain,
  workAt,
} from './support/canary.ts';
import { leaksIn } from './support/leaks.ts';

const manners = [[], ['--debug'], ['--json']] as const;
const names = Object.keys(scenarios) as ScenarioName[];

// --- every command, every LinkedIn ---------------------------------------------------------------

interface Way extends Omit<CanarySetting, 'scenario'> {
  readonly name: string;
  /** Its stdout is where a secret is wanted. */
  readonly handsOver?: boolean;
  readonly command: (canary: Canary, scenario: ScenarioName) => readonly string[];
}

const setupCommand = ({ redirectUri }: Canary) => ['setup', '--redirect-uri', redirectUri];

const ways: readonly Way[] = [
  { name: 'setup in a browser', command: setupCommand },
  { name: 'setup by a pasted address', signIn: 'paste', command: setupCommand },
  { name: 'setup by pasted tokens', signIn: 'tokens', command: setupCommand },
  { name: 'setup once more', prepared: true, command: setupCommand },
  { name: 'verify', prepared: true, command: () => ['verify'] },
  { name: 'accounts', prepared: true, command: () => ['accounts'] },
  { name: 'status', prepared: true, command: () => ['status'] },
  { name: 'refresh', prepared: true, command: () => ['refresh'] },
  { name: 'revoke', prepared: true, command: () => ['revoke', '--yes'] },
  { name: 'remind', prepared: true, command: () => ['remind'] },
  { name: 'token', prepared: true, handsOver: true, command: () => ['token'] },
  {
    name: 'token that is due',
    prepared: true,
    due: true,
    handsOver: true,
    command: () => ['token'],
  },
  {
    name: 'export to a pipe',
    prepared: true,
    handsOver: true,
    command: () => ['export', '--format', 'json'],
  },
  {
    name: 'setup --rehearse',
    interactive: false,
    ownLinkedIn: true,
    command: (canary, scenario) => [...setupCommand(canary), '--rehearse', scenario],
  },
];

describe.each(ways.map((way) => [way.name, way] as const))('%s', (_, {
  command,
  handsOver = false,
  ...setting
}) => {
  it.each(names)('shows no secret with %s', async (scenario) => {
    for (const flags of manners) {
      const canary = await openCanary({ ...setting, scenario });
      const exitCode = await runMain(canary, [...command(canary, scenario), ...flags]);
      expect({ flags, leaks: leaksOf(canary, handsOver) }).toEqual({ flags, leaks: [] });
      if (scenario === 'ready') expect(exitCode).toBe(0);
    }
  });
});

describe('run', () => {
  it.each(names)('shows no secret with %s', async (scenario) => {
    for (const flags of [[], ['--debug']]) {
      const canary = await openCanary({ scenario, prepared: true, due: true });
      const exitCode = await runMain(canary, ['run', ...flags, '--', 'pull', '--all']);
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
      if (scenario === 'ready') expect(exitCode).toBe(0);
    }
  });

  it('hands its command what the file holds, in the environment alone', async () => {
    const canary = await openCanary({ scenario: 'ready', prepared: true, due: true });
    await runMain(canary, ['run', '--', 'pull', '--all']);
    const file = parse(canary.files.text('.env') ?? '');

    expect(canary.handedOver).toEqual([file]);
    for (const name of [variables.clientSecret, variables.accessToken, variables.refreshToken]) {
      expect(canary.secrets).toContain(file[name]);
    }
    expect(canary.transcript()).toContain('command line: pull --all');
    expect(leaksOf(canary)).toEqual([]);
  });
});

describe('simulate', () => {
  it.each(names)('shows no secret but on stdout with %s', async (scenario) => {
    for (const flags of manners) {
      const canary = await openCanary({ scenario, ownLinkedIn: true });
      const exit = runMain(canary, ['simulate', '--scenario', scenario, ...flags]);
      await workAt(await originShown(canary), canary);
      canary.interrupt();
      expect(await exit).toBe(130);
      expect({ flags, leaks: leaksOf(canary, true) }).toEqual({ flags, leaks: [] });
    }
  });
});

async function originShown({ transcript, world }: Canary): Promise<string> {
  for (;;) {
    const [origin] = /http:\/\/127\.0\.0\.1:\d+/.exec(transcript()) ?? [];
    if (origin !== undefined) return origin;
    await world.clock.sleep(1);
  }
}

describe('an error that a command throws', () => {
  const common = { file: '.env', envFile: '.env', input: true, json: false, debug: false };
  const commands = {
    setup: ({ world, redirectUri }: Canary) =>
      setup({ ...common, browser: true, redirectUri, for: [], scope: [], timeout: 300 }, world),
    verify: ({ world }: Canary) =>
      verify({ ...common, adAccount: [], allAccounts: false, force: false }, world),
    accounts: ({ world }: Canary) => accounts(common, world),
  };

  it.each(names)('holds no secret, looked at to its depths, with %s', async (scenario) => {
    for (const [name, command] of Object.entries(commands)) {
      const canary = await openCanary({ scenario, prepared: name !== 'setup' });
      await command(canary).catch((error) => noteError(canary, error));
      expect({ name, leaks: leaksOf(canary) }).toEqual({ name, leaks: [] });
    }
  });
});

// --- crashes -------------------------------------------------------------------------------------

/** What the request is for that cannot be sent. */
const errands: Readonly<Record<string, RegExp>> = {
  'the proof of the keys': /introspectToken/,
  'the exchange of the code': /grant_type=authorization_code/,
  'the look at the account': /adAccounts/,
};

describe.each(Object.entries(quotes))('a crash that quotes a request, %s', (_, quote) => {
  it.each(Object.entries(errands))('is told without a secret in %s', async (_, errand) => {
    for (const flags of manners) {
      const { exitCode, canary } = await crash(errand, quote, flags);
      expect(exitCode).toBe(1);
      expect(canary.transcript()).toContain('This should not have happened');
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
    }
  });

  it.each(Object.entries(errands))('is as mute behind a fault in %s', async (_, errand) => {
    const broken = (request: string) => Object.assign(quote(request), { code: 'ECONNRESET' });
    for (const flags of manners) {
      const { exitCode, canary } = await crash(errand, broken, flags);
      expect(exitCode).toBe(5);
      expect({ flags, leaks: leaksOf(canary) }).toEqual({ flags, leaks: [] });
    }
  });
});

async function crash(
  errand: RegExp,
  quote: (request: string) => Error,
  flags: readonly string[],
): Promise<{ readonly exitCode: number | undefined; readonly canary: Canary }> {
  const canary = await openCanary({ scenario: 'ready' });
  const exchange = crashing(canary.world.exchange, errand, quote);
  const broken = { ...canary, world: { ...canary.world, exchange } };
  return { exitCode: await runMain(broken, [...setupCommand(canary), ...flags]), canary };
}

// --- the canary itself ---------------------------------------------------------------------------

describe('the canary', () => {
  const secret = 'WPL_AP1.simulated0PrimarySecret.c2ltdWxhdG9y==';

  it.each([
    ['whole', secret],
    ['twelve characters of it', secret.slice(9, 21)],
    ['as in a form', `client_secret=${encodeURIComponent(secret)}&x=1`],
    ['as in a header', `Basic ${Buffer.from(`78abcdefghij12:${secret}`).toString('base64')}`],
    ['in base64', Buffer.from(secret.slice(3)).toString('base64')],
    ['in hexadecimal', Buffer.from(secret).toString('hex')],
  ])('sees a secret %s', (_, text) => {
    expect(leaksIn(`before ${text} after`, [secret])).not.toEqual([]);
  });

  it('lets eleven characters pass', () => {
    expect(leaksIn(`before ${secret.slice(9, 20)} after`, [secret])).toEqual([]);
  });

  it.each(['status', 'verify', 'setup'])('hears %s when it shows a secret', async (command) => {
    const canary = await openCanary({ scenario: 'ready', prepared: command !== 'setup' });
    const machine = {
      ...canary.world.machine,
      displayPath: () => canary.simulator.app.clientSecret,
    };
    const talkative = { ...canary, world: { ...canary.world, machine } };
    await runMain(talkative, command === 'setup' ? setupCommand(canary) : [command]);
    expect(leaksOf(canary)).not.toEqual([]);
  });

  it('knows the client secret, the state, the code and both tokens of a sign-in', async () => {
    const canary = await openCanary({ scenario: 'ready' });
    await runMain(canary, setupCommand(canary));
    const kinds = [...canary.secrets].map((value) => value.slice(0, 3));
    expect(kinds).toEqual(expect.arrayContaining(['WPL', 'AQT', 'AQX', 'AQV']));
    const written = Buffer.from((await canary.world.files.read('.env')) ?? []).toString();
    for (const name of [variables.clientSecret, variables.accessToken, variables.refreshToken]) {
      const [, value = ''] = new RegExp(`^${name}=(.+)$`, 'm').exec(written) ?? [];
      expect(canary.secrets).toContain(value);
    }
    const [, state = ''] = /&state=([\w-]{43})$/m.exec(canary.transcript()) ?? [];
    expect(canary.secrets).toContain(state);
  });
});
