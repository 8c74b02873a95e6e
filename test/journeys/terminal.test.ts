/** What the operator sees at a real terminal, in the first run and a year later. */

import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parse } from 'dotenv';
import { beforeAll, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';

import { across, questionsOn, walk } from '../support/first-run.ts';
import { leaksIn } from '../support/leaks.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, type Screen } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

const { clientId, clientSecret } = scenarios.ready.app;

beforeAll(buildOnce);

describeWithPty('a first run at a terminal', () => {
  it.each([80, 40])('%i columns wide goes from nothing to proof', async (columns) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup, { columns, rows: 40 });
    await walk({ world, screen });

    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(parse((await world.text()) ?? '')).toEqual({
      LINKEDIN_CLIENT_ID: clientId,
      LINKEDIN_CLIENT_SECRET: clientSecret,
      LINKEDIN_ACCESS_TOKEN: expect.stringMatching(/^AQX/),
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: expect.stringMatching(/^\d{4}-.*Z$/),
      LINKEDIN_REFRESH_TOKEN: expect.stringMatching(/^AQV/),
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: expect.stringMatching(/^\d{4}-.*Z$/),
      LINKEDIN_SCOPES: 'r_ads,r_ads_reporting',
      LINKEDIN_MEMBER_URN: 'urn:li:person:K1RwyVNukt',
      LINKEDIN_REDIRECT_URI: world.setup.at(-1),
      LINKEDIN_AD_ACCOUNT_ID: '509876543',
    });
    expect(rowsOf(screen)).toContain('  Ready. Pectus can read Acme US.');
    expect(screen.text().match(/^ {5}✓ (?=[A-Z])/gm)).toHaveLength(12);
  });

  it.each([80, 40])('%i columns wide breaks no line but addresses to copy', async (columns) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup, { columns, rows: 40 });
    await walk({ world, screen });
    await screen.exited;
    expect(filledRows(screen, columns)).toEqual([]);
  });

  it('shows of the secret nothing but dots, and of the tokens nothing', async () => {
    const world = await openProcessWorld();
    const screen = world.screen([...world.setup, '--debug']);
    await walk({ world, screen });
    await screen.exited;
    expect(screen.text()).toContain('Primary Client Secret ••••');
    const { LINKEDIN_ACCESS_TOKEN: access = '', LINKEDIN_REFRESH_TOKEN: refresh = '' } = parse(
      (await world.text()) ?? '',
    );
    expect(leaksIn(screen.raw(), [clientSecret, access, refresh])).toEqual([]);
  });

  it('copies what is to be pasted at LinkedIn when c is pressed', async () => {
    const world = await openProcessWorld();
    await provideClipboard(world, 'cat > "$HOME/clipboard"');
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'product-requested' });
    screen.type('c');
    await screen.waitFor('(copied)');
    expect(await world.text('clipboard')).toMatch(
      /^Acme reads the performance of its own ad account: .* changes\.$/,
    );
    expect(sentToTerminal(screen)).toBe(await world.text('clipboard'));

    screen.press('enter');
    await walk({ world, screen }, { from: 'redirect-registered', to: 'redirect-registered' });
    screen.type('c');
    await screen.waitFor(/when it is listed.*\(copied\)/);
    expect(await world.text('clipboard')).toBe(world.setup.at(-1));
  });

  it('copies the second redirect address when c is pressed again', async () => {
    const world = await openProcessWorld();
    await provideClipboard(world, 'cat > "$HOME/clipboard"');
    const screen = world.screen(['setup', '--from', 'redirect']);
    await screen.waitFor('both are listed');
    screen.type('c');
    await screen.waitFor('first copied');
    expect(await world.text('clipboard')).toBe('http://localhost:27365/callback');
    screen.type('c');
    await screen.waitFor('second copied');
    expect(await world.text('clipboard')).toBe('http://localhost:28365/callback');
  });

  it.each([
    ['there is none', undefined],
    ['the program fails', 'exit 1'],
  ])('does not claim that anything was copied where %s', async (_, script) => {
    const world = await openProcessWorld();
    if (script !== undefined) await provideClipboard(world, script);
    const screen = world.screen(['setup', '--from', 'redirect'], {
      environment: script === undefined ? { DISPLAY: undefined } : {},
    });
    await screen.waitFor('both are listed');
    screen.type('c');
    await screen.waitFor(across('nothing here copies; select it above'));
    expect(screen.text()).not.toContain('copied');
  });

  it('gives the program that copies no secret', async () => {
    const world = await openProcessWorld();
    await provideClipboard(world, 'cat > /dev/null; env > "$HOME/seen"');
    const environment = { LINKEDIN_CLIENT_SECRET: clientSecret };
    const screen = world.screen(['setup', '--from', 'redirect'], { environment });
    await screen.waitFor('both are listed');
    screen.type('c');
    await screen.waitFor('first copied');
    expect(await world.text('seen')).toContain('DISPLAY=');
    expect(await world.text('seen')).not.toContain('SECRET');
  });

  it('opens the portal and then the consent page, each once', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen });
    await screen.exited;
    expect((await world.visits()).map((address) => address.replace(/\?.*/, ''))).toEqual([
      `${world.origin}/developers/apps/new`,
      `${world.origin}/oauth/v2/authorization`,
    ]);
  });

  it('begins behind the portal for somebody who has an app', async () => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'begin-at' });
    for (let times = 0; times < 4; times += 1) screen.press('down');
    screen.press('enter');
    await screen.waitFor(across('? Client ID'));
    expect(screen.text()).not.toContain('Create the app\n');
  });
});

describeWithPty('LinkedIn’s review', () => {
  const pending = scenarios['approval-pending'];

  it('ends the run politely when the person says that it is not over', async () => {
    const world = await openProcessWorld({ scenario: pending });
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'product-added' });
    screen.press('enter');
    expect(await screen.exited).toEqual({ exitCode: 3 });
    expect(parse((await world.text()) ?? '')).toEqual(appKeys);
    expect(screen.text()).toContain('Nothing is wrong: LinkedIn has to act.');
    expect(screen.text()).toMatch(/pectus-linkedin setup\n(.*\n)*.*\(approval-pending, exit 3\)$/);
  });

  it('ends it likewise when LinkedIn says so, in the browser and here', async () => {
    const world = await openProcessWorld({ scenario: pending });
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { to: 'product-added' });
    screen.press('down');
    screen.press('enter');
    const page = await decide(await world.opened('/authorization'), 'allow');
    expect(page.text).toContain('Not yet');
    expect(await screen.exited).toEqual({ exitCode: 3 });
    expect(parse((await world.text()) ?? '')).toEqual(appKeys);
    expect(screen.text()).toMatch(/\(approval-pending, exit 3\)$/);
  });

  it('is followed by a run that asks for the consent and the ad account only', async () => {
    const world = await openProcessWorld({ env: appKeys });
    const screen = world.screen(world.setup);
    await walk({ world, screen }, { from: 'consent' });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(questionsOn(screen)).toEqual(['Ad account Acme US']);
    expect((await world.visits()).length).toBe(1);
  });
});

describeWithPty('the yearly run', () => {
  const nineDaysLeft = { daysAgo: 356, accessDays: 365 };

  it('takes one Enter and one consent', async () => {
    const world = await openProcessWorld({ env: storedCredentials(nineDaysLeft) });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    expect(screen.text()).toMatch(
      /Refresh token: 9 days left \(until [^)]*\)\.\s+Time\s+to\s+sign\s+in\s+again\./,
    );
    screen.press('enter');
    await decide(await world.opened('/authorization'), 'allow');

    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(questionsOn(screen)).toEqual([
      'Press Enter to open LinkedIn (same app, same scopes, same account)',
    ]);
    expect(await world.visits()).toHaveLength(1);
    expect(screen.text()).toContain('All checks passed for Acme Europe (512345678).');
    const until = new Date(Date.now() + 365 * 86_400_000).getUTCFullYear();
    expect(screen.text()).toMatch(
      new RegExp(`Signed in\\. Next time: before \\d+ \\w+ ${until}\\.`),
    );
  });

  it('asks LinkedIn for the scopes of the year before, whatever their order', async () => {
    const env = { ...storedCredentials(nineDaysLeft), LINKEDIN_SCOPES: 'r_ads_reporting,r_ads' };
    const world = await openProcessWorld({ env });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('enter');
    const address = await world.opened('/authorization');
    expect(address.searchParams.get('scope')?.split(' ').sort()).toEqual([
      'r_ads',
      'r_ads_reporting',
    ]);
  });

  it('leaves the old tokens when the consent is cancelled', async () => {
    const env = storedCredentials(nineDaysLeft);
    const world = await openProcessWorld({ env });
    const screen = world.screen(world.setup);
    const before = await world.text();
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('enter');
    const page = await decide(await world.opened('/authorization'), 'cancel');
    expect(page.text).toContain('Not yet');
    expect(await screen.exited).toEqual({ exitCode: 4 });
    expect(await world.text()).toBe(before);
  });

  it('renews an access token that died meanwhile before it asks', async () => {
    const world = await openProcessWorld({ env: storedCredentials({ daysAgo: 356 }) });
    const screen = world.screen(world.setup);
    await screen.waitFor('Press Enter to open LinkedIn');
    screen.press('enter');
    await decide(await world.opened('/authorization'), 'allow');
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(questionsOn(screen)).toHaveLength(1);
  });
});

describeWithPty('a terminal of another kind', () => {
  it.each([
    ['LC_ALL=C', { LC_ALL: 'C' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('with %s gets words instead of marks, and ASCII only', async (_, environment) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup, { environment });
    await walk({ world, screen });
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(screen.text()).toContain('     ok   Access token       active, 60 days left');
    expect(nonAscii(screen)).toEqual([]);
  });

  it('with LC_ALL=C says warn, FAIL and skip in the table of checks', async () => {
    const env = storedCredentials({ scopes: ['r_ads'] });
    const world = await openProcessWorld({ scenario: scenarios['account-on-hold'], env });
    const screen = world.screen(['verify'], { environment: { LC_ALL: 'C' } });
    expect(await screen.exited).toEqual({ exitCode: 3 });
    const words = [...screen.text().matchAll(/^ {5}(ok|warn|FAIL|skip) /gm)].map(
      ([, word]) => word,
    );
    expect(words).toEqual(['ok', 'ok', 'ok', 'ok', 'FAIL', 'ok', 'warn', 'ok', 'skip']);
    expect(nonAscii(screen)).toEqual([]);
  });

  it.each([
    ['NO_COLOR=1', { NO_COLOR: '1' }],
    ['TERM=dumb', { TERM: 'dumb' }],
  ])('with %s is sent no colours', async (_, environment) => {
    const world = await openProcessWorld();
    const screen = world.screen(world.setup, { environment });
    await walk({ world, screen });
    await screen.exited;
    expect(screen.raw()).not.toMatch(sgr);
  });

  it('is sent colours otherwise', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const screen = world.screen(['verify']);
    await screen.exited;
    expect(screen.raw()).toMatch(sgr);
  });

  it('is not needed for colours when FORCE_COLOR is set', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const plain = await world.run(['verify']);
    const forced = await world.run(['verify'], { environment: { FORCE_COLOR: '1' } });
    expect(plain.stdout + plain.stderr).not.toMatch(sgr);
    expect(forced.stdout + forced.stderr).toMatch(sgr);
  });
});

/** Colours and other looks: ECMA-48 SGR. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
const sgr = /\u001b\[[\d;]*m/;

function rowsOf(screen: Screen): readonly string[] {
  return screen.text().split('\n');
}

/** Rows used to the last column: the terminal broke them, not the program. What is to be copied may be. */
function filledRows(screen: Screen, columns: number): readonly string[] {
  let toCopy = false;
  return rowsOf(screen).filter((row) => {
    const filled = row.length >= columns;
    const copied = /:\/\/|^ +node \//.test(row) || toCopy;
    toCopy = filled && copied;
    return filled && !copied;
  });
}

function nonAscii(screen: Screen): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII, too.
  return [...new Set(screen.raw().match(/[^\u0000-\u007f]/g))];
}

/** A clipboard program beside the browser, in a folder of the PATH. */
async function provideClipboard({ environment }: ProcessWorld, script: string): Promise<void> {
  const program = join(dirname(environment['BROWSER'] ?? ''), 'xclip');
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
}

/** What the terminal was last asked to put into the clipboard: OSC 52. */
function sentToTerminal(screen: Screen): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  const sent = [...screen.raw().matchAll(/\u001b\]52;c;([\w+/=]*)\u0007/g)].at(-1)?.[1];
  return sent === undefined ? undefined : Buffer.from(sent, 'base64').toString();
}
