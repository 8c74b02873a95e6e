/** What a person does at the keyboard of a real terminal: stops and goes on, pastes, mistypes, leaves. */

import { beforeAll, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';
import { across, type StopId, stops, walk } from '../support/first-run.ts';
import { leaksIn } from '../support/leaks.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, openScreen, type Screen } from '../support/pty.ts';

const { clientId, clientSecret } = scenarios.ready.app;
const pasted = (text: string) => `\u001b[200~${text}\u001b[201~`;

beforeAll(buildOnce);

/** In a shell that looks after its jobs. */
async function openShell({ folder, environment, setup }: ProcessWorld) {
  const env = { ...environment, PS1: '$ ', HISTFILE: '', PROGRAM: `${process.execPath} ${bin}` };
  const screen = openScreen('/bin/bash', ['--norc', '--noprofile', '-i'], { cwd: folder, env });
  await screen.waitFor(/\$$/);
  screen.type(`$PROGRAM ${setup.join(' ')}\r`);
  return screen;
}

/** The shell has its prompt again. */
async function expectExit(screen: Screen, code: number): Promise<void> {
  await screen.waitFor(/\n\$$/);
  screen.type('echo "[exit $?]"\r');
  await screen.waitFor(`[exit ${code}]`);
}

/** Ctrl-Z, a command for the shell, and back. */
async function stopAndGoOn(screen: Screen, shown: RegExp): Promise<void> {
  const time = (screen.text().match(/^time \d+$/gm)?.length ?? 0) + 1;
  screen.press('ctrl-z');
  await screen.waitFor(/Stopped[\s\S]*\$$/);
  screen.type(`echo "time $((${time}))"; fg\r`);
  await screen.waitFor(new RegExp(`^time ${time}\\n[\\s\\S]*${shown.source}`, 'm'));
}

describeWithPty('Ctrl-Z and fg', () => {
  const kinds: readonly StopId[] = [
    'app-created',
    'company',
    'client-secret',
    'product-added',
    'consent',
    'ad-account',
  ];
  it.each(kinds)('at %s goes on with the question, and to the end', async (id) => {
    const world = await openProcessWorld();
    const screen = await openShell(world);
    await walk({ world, screen }, { to: id });
    const shown = stops.find((stop) => stop.id === id)?.shown ?? /never/;
    await stopAndGoOn(screen, shown);
    await walk({ world, screen }, { from: id });
    await expectExit(screen, 0);
    expect(screen.text()).toContain('Ready.');
  });

  it('keeps what was half typed', async () => {
    const world = await openProcessWorld();
    const screen = await openShell(world);
    await walk({ world, screen }, { to: 'company' });
    screen.type('Acme');
    await screen.waitFor('Acme');
    await stopAndGoOn(screen, /Acme/);
    screen.type(' Europe');
    screen.press('enter');
    await screen.waitFor(across('Acme Europe reads'));
  });

  it('twice while the consent is awaited still hears Ctrl-C', async () => {
    const world = await openProcessWorld({ env: appKeys });
    const screen = await openShell(world);
    await screen.waitFor('Waiting for LinkedIn');
    await stopAndGoOn(screen, /Waiting for LinkedIn/);
    await stopAndGoOn(screen, /Waiting for LinkedIn/);
    screen.press('ctrl-c');
    await expectExit(screen, 130);
  });

  it('gives the shell a terminal that echoes and ends lines', async () => {
    const world = await openProcessWorld();
    const screen = await openShell(world);
    await walk({ world, screen }, { to: 'client-secret' });
    screen.press('ctrl-z');
    await screen.waitFor(/Stopped/);
    screen.type('stty -a\r');
    await screen.waitFor(/ echo echoe /);
    expect(screen.raw().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(0);
  });

  it('is no end where no shell looks after jobs', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'company' });
    screen.press('ctrl-z');
    await walk({ world, screen }, { from: 'company', to: 'client-id' });
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
  });
});

describeWithPty('a long paste', () => {
  const long = `http://localhost:1/callback?code=${'x'.repeat(20_000)}`;

  it.each([
    ['marked by the terminal', pasted(long)],
    ['not marked', long],
    // An editor that draws it once more with every key takes minutes.
  ])('%s is taken, and Ctrl-C behind it is heard', async (_, bytes) => {
    const world = await openProcessWorld({ env: appKeys });
    const screen = world.screen(world.setup);
    await screen.waitFor('Waiting for LinkedIn');
    screen.type(bytes);
    await screen.waitFor(`(${long.length} characters pasted, Enter takes them)`);
    screen.press('enter');
    await screen.waitFor(across('That address leads elsewhere.'));
    screen.type(bytes);
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
  });

  it.each([
    'company',
    'client-id',
    'client-secret',
  ] as const)('into %s stays one line', async (id) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: id });
    const rows = screen.text().split('\n').length;
    screen.type(pasted('x'.repeat(10_000)));
    await screen.waitFor('…');
    expect(screen.text().split('\n').length).toBeLessThanOrEqual(rows + 1);
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
  });
});

describeWithPty('a paste', () => {
  it('that is refused leaves nothing behind, also where nothing is seen', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'client-id' });
    screen.type(pasted('no good'));
    screen.press('enter');
    await screen.waitFor('✗');
    expect(lastQuestion(screen)).toBe('? Client ID');
    screen.type(pasted(clientId));
    screen.press('enter');
    await screen.waitFor('Primary Client Secret');
    screen.type(pasted('short'));
    screen.press('enter');
    await screen.waitFor(across('too short for a Client Secret'));
    expect(lastQuestion(screen)).toBe('? Primary Client Secret');
    screen.type(pasted(clientSecret));
    screen.press('enter');
    await screen.waitFor('LinkedIn accepts this pair');
  });

  it('of several lines answers one question only', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'company' });
    screen.type('Acme\rEurope\r');
    await screen.waitFor('when the request is sent');
    await screen.waitFor(across('Acme Europe reads'));
    screen.press('enter');
    await screen.waitFor('when it is listed');
    screen.type('one\rtwo\rthree\r');
    screen.type(pasted('one\ntwo\n'));
    await quiet();
    expect(screen.text()).not.toContain('? Client ID');
    screen.press('enter');
    await walk({ world, screen }, { from: 'client-id', to: 'product-added' });
    screen.type('down\rdown\r');
    screen.type(pasted('y\ny\n'));
    await quiet();
    expect(screen.text()).not.toContain('Waiting for LinkedIn');
    screen.press('enter');
    expect(await screen.exited).toEqual({ exitCode: 3 });
  });
});

describeWithPty('leaving', () => {
  const everywhere: readonly StopId[] = [
    'app-created',
    'client-secret',
    'product-added',
    'consent',
  ];

  it.each(everywhere)('with Ctrl-D at %s is as with Ctrl-C', async (id) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: id });
    screen.press('ctrl-d');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text()).toMatch(/Stopped\..*run the same command to continue\.$/);
  });

  it.each(everywhere)('with Ctrl-\\ at %s leaves no core behind', async (id) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: id });
    screen.press('ctrl-\\');
    expect(await screen.exited).toEqual({ exitCode: 130 });
  });

  it('with Ctrl-C twice ends once', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'consent' });
    screen.type('\u0003\u0003');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text().match(/Stopped\./g)).toHaveLength(1);
  });
});

describeWithPty('keys that mean something elsewhere', () => {
  it('edit the hidden secret, and do not get into it', async () => {
    const world = await openProcessWorld();
    const screen = world.screen([...world.setup, '--debug']);
    await walk({ world, screen }, { to: 'client-secret' });
    screen.type(clientSecret.slice(1, -1));
    for (const key of ['left', 'up', 'down', 'home'] as const) screen.press(key);
    screen.type(clientSecret.slice(0, 1));
    screen.press('end');
    screen.type(`${clientSecret.slice(-1)}\u0014`);
    screen.press('enter');
    await screen.waitFor('LinkedIn accepts this pair');
    expect(leaksIn(screen.raw(), [clientSecret])).toEqual([]);
  });

  it('Esc starts a line anew, and answers nothing', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'app-created' });
    screen.press('escape');
    await quiet();
    screen.press('enter');
    await walk({ world, screen }, { from: 'page-sent', to: 'company' });
    screen.type('Acne');
    screen.press('escape');
    await quiet();
    screen.type('Acme');
    screen.press('enter');
    await screen.waitFor(across('Acme reads'));
    expect(screen.text()).not.toContain('Acne');
  });
});

describeWithPty('a terminal', () => {
  it('that is resized shows the question once', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'company' });
    for (const columns of [40, 100, 60]) {
      screen.resize(columns, 30);
      await quiet();
    }
    expect(screen.text().match(/\? Your/g)).toHaveLength(1);
    screen.type('Acme');
    screen.press('enter');
    await screen.waitFor(across('Acme reads'));
  });

  it('that hangs up ends the program', async () => {
    const world = await openProcessWorld();
    const args = ['-c', 'echo "[$$]"; exec "$0" "$@"', process.execPath, bin, ...world.setup];
    const screen = openScreen('/bin/sh', args, { cwd: world.folder, env: world.environment });
    await walk({ world, screen }, { to: 'app-created' });
    const pid = Number(/^\[(\d+)\]/.exec(screen.text())?.[1]);
    screen.hangUp();
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });

  it('gets what was typed before a question for no answer to it', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    screen.type('y\ry\ry\r');
    await screen.waitFor(/\? \w/);
    await quiet();
    expect(screen.text()).not.toContain('1/8');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function lastQuestion(screen: Screen): string | undefined {
  return screen
    .text()
    .split('\n')
    .filter((row) => row.startsWith('? '))
    .at(-1)
    ?.trim();
}

/** Long enough for the program to do what it must not do. */
async function quiet(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 250));
}
