/** The wait for LinkedIn at a real terminal: the countdown, the keys, and an address pasted meanwhile. */

import { readFile } from 'node:fs/promises';
import { parse } from 'dotenv';
import { beforeAll, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { addressAfterAllow, decide } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';

import { across, walk } from '../support/first-run.ts';
import { leaksIn } from '../support/leaks.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, type Screen } from '../support/pty.ts';
import { describeWith, linux } from '../support/systems.ts';

beforeAll(buildOnce);

/** A run that has its keys and waits for LinkedIn. */
async function waiting({ scenario = scenarios.ready, args = [] as readonly string[] } = {}) {
  const world = await openProcessWorld({ scenario, env: appKeys });
  const screen = world.screen([...world.setup, ...args]);
  await screen.waitFor('Waiting for LinkedIn');
  const address = await world.opened('/oauth/v2/authorization');
  return { world, screen, address };
}

/** Ends the wait in the browser, and the run with the first ad account. */
async function finish(world: ProcessWorld, screen: Screen): Promise<void> {
  await decide(await world.opened('/oauth/v2/authorization'), 'allow');
  await choose(world, screen);
}

async function choose(world: ProcessWorld, screen: Screen): Promise<void> {
  await walk({ world, screen }, { from: 'ad-account' });
  expect(await screen.exited).toEqual({ exitCode: 0 });
}

describeWithPty('the wait for LinkedIn', () => {
  it('counts down', async () => {
    const { screen } = await waiting({ args: ['--timeout', '90'] });
    await screen.waitFor('1:30 left');
    await screen.waitFor('1:28 left');
  });

  it('counts visits that are none of LinkedIn’s, and goes on', async () => {
    const { world, screen } = await waiting();
    const here = `http://localhost:${world.port}`;
    expect((await fetch(`${here}/favicon.ico`)).status).toBe(404);
    await fetch(`${here}/callback?error=access_denied&state=forged`);
    await screen.waitFor('(2 stray visits ignored)');
    await finish(world, screen);
  });

  it('asks what LinkedIn shows when r is pressed, and shows the address to register', async () => {
    const { world, screen } = await waiting();
    screen.type('r');
    await screen.waitFor("What does LinkedIn's page say?");
    for (let times = 0; times < 3; times += 1) screen.press('up');
    screen.press('enter');
    await screen.waitFor('(redirect-unregistered)');
    await screen.waitFor(/4\/8 {2}Tell LinkedIn where to send you back/);
    await screen.waitFor('when it is listed');
    screen.press('enter');
    await screen.waitFor(/6\/8[\s\S]*6\/8[\s\S]*Waiting for LinkedIn/);
    await decide(await world.opened('/oauth/v2/authorization', 2), 'allow');
    await choose(world, screen);
  });

  it('goes on when r was pressed too early', async () => {
    const { world, screen } = await waiting();
    screen.type('r');
    await screen.waitFor('Nothing yet, keep waiting');
    screen.press('enter');
    await screen.waitFor(/5:00 left|4:5\d left/);
    await finish(world, screen);
    expect(await world.visits()).toHaveLength(1);
  });

  it('takes both tokens of LinkedIn’s own generator when t is pressed, whichever comes first', async () => {
    const { world, screen } = await waiting();
    const { accessToken, refreshToken = '' } = world.simulator().issueTokens();
    screen.type('t');
    await screen.waitFor('First token');
    screen.type(refreshToken);
    screen.press('enter');
    await screen.waitFor('Second token');
    screen.type(accessToken);
    screen.press('enter');
    await choose(world, screen);
    expect(parse((await world.text()) ?? '')).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: accessToken,
      LINKEDIN_REFRESH_TOKEN: refreshToken,
    });
    expect(leaksIn(screen.raw(), [accessToken, refreshToken])).toEqual([]);
  });

  it('asks what LinkedIn shows when the time is up, and ends', async () => {
    const { screen } = await waiting({ args: ['--timeout', '1'] });
    await screen.waitFor("What does LinkedIn's page say?");
    for (let times = 0; times < 3; times += 1) screen.press('down');
    screen.press('enter');
    expect(await screen.exited).toEqual({ exitCode: 4 });
    expect(screen.text()).toMatch(/\(consent-timeout, exit 4\)$/);
  });
});

describeWithPty('an address pasted while waiting', () => {
  it('is taken with its 5,000 characters, and its code is shown nowhere', async () => {
    const { world, screen, address } = await waiting();
    const back = await addressAfterAllow(address);
    const code = back.searchParams.get('code') ?? '';
    back.searchParams.set('padding', 'x'.repeat(5000 - back.href.length - '&padding='.length));
    expect(back.href).toHaveLength(5000);

    screen.type(back.href);
    await screen.waitFor('5000 characters pasted');
    screen.press('enter');
    await choose(world, screen);
    expect(leaksIn(screen.raw(), [code])).toEqual([]);
  });

  it('is taken with the line break that copying adds', async () => {
    const { world, screen, address } = await waiting();
    screen.type(`${(await addressAfterAllow(address)).href}\n`);
    await choose(world, screen);
  });

  it.each([
    ['that is none', 'hello', 'That is not an address.'],
    ['of LinkedIn', 'https://www.linkedin.com/feed/', "That is LinkedIn's own page."],
    ['of elsewhere', 'https://example.com/', 'That address leads elsewhere.'],
  ])('%s gets its sentence, and the wait goes on', async (_, text, sentence) => {
    const { world, screen } = await waiting();
    screen.type(text);
    screen.press('enter');
    await screen.waitFor(across(sentence));
    await finish(world, screen);
  });

  it.each([80, 40])('gets its sentence in whole words, %i columns wide', async (columns) => {
    const world = await openProcessWorld({ env: appKeys });
    const screen = world.screen(world.setup, { columns });
    await screen.waitFor(across('Waiting for LinkedIn'));
    screen.type('hello');
    screen.press('enter');
    await screen.waitFor(across('That is not an address'));
    await screen.waitFor(across('it begins with'));
    const rows = screen.text().split('\n');
    const shown = rows.slice(rows.findIndex((row) => row.includes('That is')));
    expect(shown.filter((row) => row.length >= columns && !row.includes('://'))).toEqual([]);
  });

  it('of an earlier sign-in gets its sentence', async () => {
    const { screen, address } = await waiting();
    const back = await addressAfterAllow(address);
    back.searchParams.set('state', 'A'.repeat(43));
    screen.type(back.href);
    screen.press('enter');
    await screen.waitFor('That address is from an older sign-in.');
  });

  it('is taken a second after a wrong one', async () => {
    const { world, screen, address } = await waiting();
    screen.type('hello');
    screen.press('enter');
    await screen.waitFor('That is not an address.');
    screen.type((await addressAfterAllow(address)).href);
    await screen.waitFor('characters pasted');
    screen.press('enter');
    await choose(world, screen);
  });
});

describeWith(linux)('the listening port', () => {
  describeWithPty('during the wait', () => {
    it('is open on loopback only, and to nobody afterwards', async () => {
      const { world, screen } = await waiting();
      expect(await listeningAt(world.port)).toEqual(['127.0.0.1', '::1']);
      await decide(await world.opened('/oauth/v2/authorization'), 'allow');
      await screen.waitFor('Another one');
      expect(await listeningAt(world.port)).toEqual([]);
    });
  });
});

const addresses: Readonly<Record<string, string>> = {
  '0100007F': '127.0.0.1',
  '00000000000000000000000001000000': '::1',
};

/** proc(5): column 2 is the local address in hex, column 4 the state, 0A while listening. */
async function listeningAt(port: number): Promise<readonly string[]> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  return tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
    .map(([, local = '']) => local.slice(0, -suffix.length))
    .map((hex) => addresses[hex] ?? hex);
}
