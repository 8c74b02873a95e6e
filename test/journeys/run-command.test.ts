/** `run -- <command>` as a process: what the command sees and says, how it ends, and which signals it gets. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { bin, type Outcome } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, openScreen, type Screen } from '../support/pty.ts';
import { type EarlierSignIn, storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

const node = process.execPath;

async function signedIn(signIn?: EarlierSignIn): Promise<ProcessWorld> {
  return await openProcessWorld({ env: storedCredentials(signIn) });
}

const run = (...command: readonly string[]) => ['run', '--', ...command];

function ours(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => name.startsWith('LINKEDIN_')),
  );
}

// --- what it sees and says -------------------------------------------------------------------------------

const printEnvironment = run(node, '-p', 'JSON.stringify(process.env)');

describe('the command', () => {
  it('sees the values of the file, the access token renewed first, beside what it inherits', async () => {
    const world = await signedIn({ daysAgo: 61 });
    const before = parse((await world.text()) ?? '');
    const environment = { OTHER: 'of the shell', LINKEDIN_ACCESS_TOKEN: '' };
    const { stdout, ...rest } = await world.run(printEnvironment, { environment });

    const now = parse((await world.text()) ?? '');
    const seen = JSON.parse(stdout);
    expect(rest).toEqual({ exitCode: 0, stderr: '' });
    expect(ours(seen)).toEqual(now);
    expect(seen).toMatchObject({ ...world.environment, OTHER: 'of the shell' });
    expect(now['LINKEDIN_ACCESS_TOKEN']).not.toBe(before['LINKEDIN_ACCESS_TOKEN']);
    expect(world.simulator().log.map(({ grantType }) => grantType)).toEqual(['refresh_token']);
  });

  it('sees a fresh token, too, in a shell that read the file when it was young', async () => {
    const world = await signedIn({ daysAgo: 61 });
    const inherited = parse((await world.text()) ?? '');
    const { stdout } = await world.run(printEnvironment, { environment: inherited });
    expect(ours(JSON.parse(stdout))).toEqual(parse((await world.text()) ?? ''));
  });

  it('reads our stdin to its end and has our stdout to itself', async () => {
    const world = await signedIn({ daysAgo: 61 });
    const input = 'one\ntwo\r\n\u0000ünd no line break';
    const copy = "process.stdin.pipe(process.stdout); console.error('its own word')";
    expect(await world.run(run(node, '-e', copy), { input })).toEqual({
      exitCode: 0,
      stdout: input,
      stderr: 'its own word\n',
    });
  });

  it('has our stdout to itself with --debug', async () => {
    const world = await signedIn({ daysAgo: 61 });
    const args = ['run', '--debug', '--', node, '-p', '1 + 1'];
    const { exitCode, stdout, stderr } = await world.run(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: '2\n' });
    expect(stderr).toMatch(/^debug: POST .*\/accessToken → 200/);
  });
});

// --- how it ends -----------------------------------------------------------------------------------------

describe('the exit status', () => {
  it.each([0, 1, 6, 42, 255])('%i is passed on', async (status) => {
    const world = await signedIn();
    const outcome = await world.run(run(node, '-e', `process.exit(${status})`));
    expect(outcome).toEqual({ exitCode: status, stdout: '', stderr: '' });
  });

  it.each([
    ['SIGINT', 130],
    ['SIGKILL', 137],
    ['SIGTERM', 143],
  ])('of a command that %s ended is %i', async (signal, exitCode) => {
    const world = await signedIn();
    const outcome = await world.run(run('/bin/sh', '-c', `kill -${signal.slice(3)} $$`));
    expect(outcome).toEqual({ exitCode, stdout: '', stderr: '' });
  });

  test('of a command that is not there is 127', async () => {
    const world = await signedIn();
    const { stderr, ...rest } = await world.run(run('no-such-command'));
    expect(rest).toEqual({ exitCode: 127, stdout: '' });
    expect(stderr).toContain('no-such-command: command not found');
  });

  test.each([
    ['./.env/x', 'a part of its path is a file, not a folder'],
    [`./${'x'.repeat(300)}`, 'its name is too long'],
  ])('of what the system cannot start is 126: %s', async (command, why) => {
    const world = await signedIn();
    const { stderr, ...rest } = await world.run(run(command));
    expect(rest).toEqual({ exitCode: 126, stdout: '' });
    expect(stderr).toContain(why);
  });
});

// --- signals ---------------------------------------------------------------------------------------------

interface Live {
  send(signal: NodeJS.Signals): void;
  readonly ended: Promise<Outcome>;
}

/** Resolves when the command has said its first word. */
async function startLive(world: ProcessWorld, command: readonly string[]): Promise<Live> {
  const { folder: cwd, environment: env } = world;
  // A session of its own has no terminal: whoever runs the tests may sit at one.
  const child = spawn(node, [bin, ...run(...command)], { cwd, env, detached: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)]);
  await once(child.stdout, 'data');
  return {
    send: (signal) => void child.kill(signal),
    ended: ended.then(([[exitCode], stdout, stderr]) => ({ exitCode, stdout, stderr })),
  };
}

/** Waits for so many of these signals, and a little for one more; ends with 9. */
function counting(signal: NodeJS.Signals, wanted = 1): string {
  return `let count = 0;
    process.on('${signal}', () => {
      count += 1;
      if (count < ${wanted}) return;
      setTimeout(() => {
        console.log('${signal} came ' + count + ' times');
        process.exit(9);
      }, 300);
    });
    console.log('ready');
    setInterval(() => {}, 1000);`;
}

describe('a signal that is sent to us', () => {
  it.each([
    'SIGTERM',
    'SIGINT',
    'SIGHUP',
    'SIGQUIT',
    'SIGUSR2',
  ] as const)('%s reaches the command once, and we end as it ends', async (signal) => {
    const live = await startLive(await signedIn(), [node, '-e', counting(signal)]);
    live.send(signal);
    expect(await live.ended).toEqual({
      exitCode: 9,
      stdout: `ready\n${signal} came 1 times\n`,
      stderr: '',
    });
  });

  it('does not end us before the command, however often it comes', async () => {
    const live = await startLive(await signedIn(), [node, '-e', counting('SIGTERM', 3)]);
    for (let times = 0; times < 3; times += 1) {
      live.send('SIGTERM');
      // Signals of one kind that are not taken yet are one signal.
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(await live.ended).toMatchObject({
      exitCode: 9,
      stdout: 'ready\nSIGTERM came 3 times\n',
    });
  });

  it('ends a command that does nothing about it, and we say by which', async () => {
    const idle = "console.log('ready'); setInterval(() => {}, 1000)";
    const live = await startLive(await signedIn(), [node, '-e', idle]);
    live.send('SIGTERM');
    expect(await live.ended).toEqual({ exitCode: 143, stdout: 'ready\n', stderr: '' });
  });
});

describeWithPty('at a terminal', () => {
  const keys = [
    ['Ctrl-C', 'SIGINT', '\u0003'],
    ['Ctrl-\\', 'SIGQUIT', '\u001c'],
  ] as const;

  /** The program in a line for bash, which then shows the exit status. */
  function inShell(world: ProcessWorld, line: string, script: string): Screen {
    const env = { ...world.environment, RUN: `${node} ${bin} run --`, NODE: node, SCRIPT: script };
    const args = ['--norc', '--noprofile', '-c', `${line}; echo "[$?]"`];
    return openScreen('/bin/bash', args, { cwd: world.folder, env });
  }

  it.each(keys)('%s reaches the command once', async (_, signal, key) => {
    const world = await signedIn();
    const screen = world.screen(run(node, '-e', counting(signal)));
    await screen.waitFor('ready');
    screen.type(key);
    expect(await screen.exited).toEqual({ exitCode: 9 });
    expect(screen.text()).toContain(`${signal} came 1 times`);
  });

  it.each(keys)('%s reaches a command once that reads from a pipe', async (_, signal, key) => {
    const world = await signedIn();
    const screen = inShell(world, 'echo input | $RUN $NODE -e "$SCRIPT"', counting(signal));
    await screen.waitFor('ready');
    screen.type(key);
    await screen.exited;
    expect(screen.text()).toContain(`${signal} came 1 times`);
    expect(screen.text()).toMatch(/\[9\]$/);
  });

  it('Ctrl-C ends a command that does nothing about it, with 130 and without a word', async () => {
    const world = await signedIn();
    const screen = world.screen(
      run(node, '-e', "console.log('ready'); setInterval(() => {}, 1e3)"),
    );
    await screen.waitFor('ready');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text()).toBe('ready\n^C');
  });

  it('the command is at the same one', async () => {
    const world = await signedIn();
    const ask = 'read -r -p "Name? " name; echo "Hello $name"; stty size';
    const screen = world.screen(run('/bin/bash', '-c', ask), { columns: 90, rows: 33 });
    await screen.waitFor('Name?');
    screen.type('Ada');
    screen.press('enter');
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(screen.text()).toBe('Name? Ada\nHello Ada\n33 90');
  });
});
