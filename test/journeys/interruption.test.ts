/** Ctrl-C and signals at a real terminal: one quiet line, and nothing lost. */

import { parse } from 'dotenv';
import { beforeAll, expect, it } from 'vitest';
import { closed, holder } from '../consent/visitors.ts';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys, envText } from '../support/credentials.ts';

import { type StopId, stops, walk } from '../support/first-run.ts';
import { silentAt } from '../support/linkedin.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, openScreen, type Screen } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

const stopped = 'Stopped. What was finished is saved; run the same command to continue.';

const keyNames = Object.keys(appKeys);
const grantNames = [
  'LINKEDIN_ACCESS_TOKEN',
  'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
  'LINKEDIN_REFRESH_TOKEN',
  'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
  'LINKEDIN_SCOPES',
  'LINKEDIN_REDIRECT_URI',
];

/** What the finished steps have saved by then. */
function savedBefore(id: StopId): readonly string[] {
  if (id === 'ad-account') return [...keyNames, ...grantNames].sort();
  return id === 'product-added' || id === 'consent' ? keyNames : [];
}

const nineDaysLeft = { daysAgo: 356, accessDays: 365 };

beforeAll(buildOnce);

describeWithPty('Ctrl-C in a first run', () => {
  it.each(
    stops.map(({ id }) => id),
  )('at %s keeps what was finished and says so in one line', async (id) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: id });
    const before = screen.text();
    screen.press('ctrl-c');

    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(wordsAfter(before, screen)).toBe(stopped);
    expectOrder(screen);
    expect(Object.keys(parse((await world.text()) ?? '')).sort()).toEqual(savedBefore(id));
    await expectFree(world.port);
  });

  it('while an answer is half typed is no different', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'client-secret' });
    screen.type('WPL_AP1.half');
    await screen.waitFor('••••');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(await world.text()).toBeUndefined();
    expectOrder(screen);
  });

  it('gives the shell its terminal back', async () => {
    const world = await openProcessWorld();
    const script = '"$0" "$@"; echo "[exit $?]"; stty -a';
    const args = ['-c', script, process.execPath, bin, ...world.setup];
    const screen = openScreen('/bin/sh', args, { cwd: world.folder, env: world.environment });
    await walk({ world, screen }, { to: 'consent' });
    screen.press('ctrl-c');
    await screen.exited;
    expect(screen.text()).toContain('[exit 130]');
    expect(screen.text()).toMatch(/^isig icanon /m);
    expect(screen.text()).toMatch(/ echo echoe /);
  });
});

describeWithPty('Ctrl-C while LinkedIn does not answer', () => {
  it.each([
    ['the keys', '/oauth/v2/introspectToken', appKeys],
    ['the credentials', '/rest/adAccounts', storedCredentials()],
  ])('about %s leaves the file as it was', async (_, path, env) => {
    const { intercept, asked } = silentAt(path);
    const world = await openProcessWorld({ intercept, env });
    const screen = world.screen(world.setup);
    await asked;
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text()).toMatch(new RegExp(`${stopped}$`));
    expect(await world.text()).toBe(envText(env));
    expectOrder(screen);
  });

  it('to the keys just typed saves nothing', async () => {
    const { intercept, asked } = silentAt('/oauth/v2/introspectToken');
    const world = await openProcessWorld({ intercept });
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'client-secret' });
    screen.type(appKeys.LINKEDIN_CLIENT_SECRET);
    screen.press('enter');
    await asked;
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(await world.text()).toBeUndefined();
    expectOrder(screen);
  });

  it('to the code keeps the old tokens, frees the port and tells the tab', async () => {
    const env = storedCredentials(nineDaysLeft);
    const { intercept } = silentAt('/oauth/v2/accessToken');
    const world = await openProcessWorld({ intercept, env });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('enter');
    const page = decide(await world.opened('/authorization'), 'allow');
    await screen.waitFor('getting the tokens');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect((await page).text).toContain('Go back to your terminal');
    expect(await world.text()).toBe(envText(env));
    expectOrder(screen);
    await expectFree(world.port);
  });
});

describeWithPty('Ctrl-C in a yearly run', () => {
  it('before Enter leaves the file as it was', async () => {
    const env = storedCredentials(nineDaysLeft);
    const world = await openProcessWorld({ env });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(await world.text()).toBe(envText(env));
    expectOrder(screen);
  });

  it('during the wait leaves the file as it was and frees the port', async () => {
    const env = storedCredentials(nineDaysLeft);
    const world = await openProcessWorld({ env });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('enter');
    await screen.waitFor('Waiting for LinkedIn');
    screen.press('ctrl-c');
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(await world.text()).toBe(envText(env));
    expectOrder(screen);
    await expectFree(world.port);
  });
});

describeWithPty('a signal from outside during the wait', () => {
  it.each(['TERM', 'HUP', 'INT'])('SIG%s ends it like Ctrl-C', async (signal) => {
    const world = await openProcessWorld({ env: appKeys });
    const { screen, pid } = await startKnown(world);
    await screen.waitFor('Waiting for LinkedIn');
    process.kill(pid, `SIG${signal}` as NodeJS.Signals);
    expect(await screen.exited).toEqual({ exitCode: 130 });
    expect(screen.text()).toMatch(new RegExp(`${stopped}$`));
    expectOrder(screen);
    await expectFree(world.port);
  });
});

/** A shell says its number, then becomes the program. */
async function startKnown(world: ProcessWorld) {
  const args = ['-c', 'echo "[$$]"; exec "$0" "$@"', process.execPath, bin, ...world.setup];
  const screen = openScreen('/bin/sh', args, { cwd: world.folder, env: world.environment });
  const text = await screen.waitFor(/^\[\d+\]/);
  return { screen, pid: Number(/\d+/.exec(text)?.[0]) };
}

/** What stands below the question; the question itself may have been drawn anew. */
function wordsAfter(before: string, screen: Screen): string {
  const rows = screen.text().split('\n');
  const known = new Set(before.split('\n'));
  return rows.filter((row) => row !== '' && !known.has(row) && !/^[✓?] /.test(row)).join('\n');
}

/** No stack, and a cursor that can be seen. */
function expectOrder(screen: Screen): void {
  expect(screen.raw()).not.toMatch(/\n\s+at |Error:|file:\/\//);
  const raw = screen.raw();
  expect(raw.lastIndexOf('\u001b[?25h')).toBeGreaterThanOrEqual(raw.lastIndexOf('\u001b[?25l'));
}

async function expectFree(port: number): Promise<void> {
  for (const address of ['127.0.0.1', '::1']) await closed(await holder(port, address));
}
