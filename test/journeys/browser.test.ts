/** A sign-in in a real browser: what the person sees, and when the program ends. */

import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { connection } from '../consent/visitors.ts';
import { buildOnce } from '../support/build.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import { appKeys } from '../support/credentials.ts';
import { type Intercept, silentAt } from '../support/linkedin.ts';
import { overflow, troubleOf } from '../support/page-inspection.ts';
import { openProcessWorld } from '../support/process.ts';

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [1280, 390].map((width) => ({ colorScheme, width })),
);
type Look = (typeof looks)[number];
const plain: Look = { colorScheme: 'light', width: 1280 };

beforeAll(buildOnce);

describeWithChromium('a sign-in in a real browser', (executablePath) => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sign-in-pages-'));
    console.info(`screenshots: ${folder}`);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  });

  afterAll(() => browser?.close());

  /** Whatever the developer tools would show makes the test fail. */
  async function openTab({ colorScheme, width }: Look): Promise<Tab> {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
    const tab = await context.newPage();
    const trouble = troubleOf(tab);
    onTestFinished(async () => {
      await context.close();
      expect(trouble).toEqual([]);
    });
    return tab;
  }

  async function expectFit(tab: Tab, name: string, { colorScheme, width }: Look): Promise<void> {
    await tab.screenshot({
      path: join(folder, `${name}-${colorScheme}-${width}.png`),
      fullPage: true,
    });
    expect(await tab.evaluate(overflow)).toBe(0);
  }

  it.each(looks)('ends on a true page after Allow, $colorScheme, $width px', async (look) => {
    const { world, program, address } = await waiting();
    const tab = await openTab(look);
    await tab.goto(address);
    await expectFit(tab, 'consent', look);

    await tab.getByRole('button', { name: 'Allow' }).click();

    await tab.waitForURL(`http://localhost:${world.port}/callback?*`);
    expect(await tab.locator('h1').textContent()).toBe("You're signed in");
    const { exitCode, stderr } = await program.ended;
    expect(exitCode).toBe(0);
    // The page and the terminal name the same two dates.
    const dates = (await textOf(tab)).match(/\d+ \w+ \d{4}/g) ?? [];
    expect(dates).toHaveLength(2);
    for (const date of dates) expect(stderr.replace(/\s+/g, ' ')).toContain(date);
    await expectFit(tab, 'signed-in', look);
  });

  it.each(looks)('ends on "Not yet" after Cancel, $colorScheme, $width px', async (look) => {
    const { program, address } = await waiting();
    const tab = await openTab(look);
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Cancel' }).click();
    expect(await tab.locator('h1').textContent()).toBe('Not yet');
    await expectFit(tab, 'cancelled', look);
    await expectSameFix(tab, await program.ended, { code: 'consent-declined', exitCode: 4 });
  });

  it.each(looks)('names the missing scope, $colorScheme, $width px', async (look) => {
    const { program, address } = await waiting(scenarios['only-r-ads']);
    const tab = await openTab(look);
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Allow' }).click();
    expect(await tab.locator('h1').textContent()).toBe('Not yet');
    await expectFit(tab, 'only-r-ads', look);
    await expectSameFix(tab, await program.ended, { code: 'scope-missing', exitCode: 3 });
  });

  it.each(looks)('names the review that is not over, $colorScheme, $width px', async (look) => {
    const { program, address } = await waiting(scenarios['approval-pending']);
    const tab = await openTab(look);
    await tab.goto(address);
    expect(await tab.locator('h1').textContent()).toBe('Not yet');
    await expectFit(tab, 'approval-pending', look);
    await expectSameFix(tab, await program.ended, { code: 'approval-pending', exitCode: 3 });
  });

  it('shows no code, no state and no token in what the person sees', async () => {
    const { world, program, address } = await waiting();
    const tab = await openTab(plain);
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.waitForURL(`http://localhost:${world.port}/callback?*`);
    const { searchParams } = new URL(tab.url());
    const html = await tab.content();
    for (const name of ['code', 'state']) {
      expect(searchParams.get(name)).not.toBeNull();
      expect(html).not.toContain(searchParams.get(name));
    }
    expect(html).not.toMatch(/AQ[XV]/);
    await program.ended;
  });

  it('leaves LinkedIn’s own page standing when the address is not registered', async () => {
    const { program, address } = await waiting(scenarios['redirect-unregistered'], { timeout: 2 });
    const context = await browser.newContext();
    onTestFinished(() => context.close());
    const tab = await context.newPage();
    await tab.goto(address);
    expect(await textOf(tab)).toContain('redirect_uri does not match');
    const { exitCode, stderr } = await program.ended;
    expect(exitCode).toBe(4);
    expect(stderr).toContain('(consent-timeout, exit 4)');
  });

  it('says once that the tab can be closed', async () => {
    const { world, program, address } = await waiting();
    const tab = await openTab(plain);
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.waitForURL(`http://localhost:${world.port}/callback?*`);
    expect((await textOf(tab)).match(/You can close this tab/g)).toHaveLength(1);
    await program.ended;
  });

  it('redoes nothing when the tab is reloaded while the checks run', async () => {
    const silent = silentAt('/rest/adAccounts');
    const { world, address } = await waiting(scenarios.ready, { intercept: silent.intercept });
    const tab = await openTab(plain);
    await tab.goto(address);
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.waitForURL(`http://localhost:${world.port}/callback?*`);
    await silent.asked;
    await expect(tab.reload()).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
    const exchanges = world.simulator().log.filter(({ path }) => path.endsWith('/accessToken'));
    expect(exchanges).toHaveLength(1);
  });

  it('lets the process end, whoever still holds a connection', async () => {
    const { world, program, address } = await waiting();
    const tab = await openTab(plain);
    await tab.goto(address);
    // As browsers open them ahead of time, and never use them.
    const idle = [await connection(world.port), await connection(world.port, '::1')];
    const ends = idle.map((socket) => once(socket.resume(), 'close'));
    await tab.getByRole('button', { name: 'Allow' }).click();
    await tab.waitForURL(`http://localhost:${world.port}/callback?*`);
    const { exitCode } = await program.ended;
    expect(exitCode).toBe(0);
    await Promise.all(ends);
  });
});

/** The program, waiting for somebody who opens the address that it prints. */
async function waiting(
  scenario: Scenario = scenarios.ready,
  { timeout = 300, ...answers }: { readonly timeout?: number; readonly intercept?: Intercept } = {},
) {
  const world = await openProcessWorld({ scenario, env: appKeys, ...answers });
  const account = ['--ad-account', '512345678', '--timeout', String(timeout)];
  const program = world.start([...world.setup, '--no-input', '--no-browser', ...account]);
  const [address] = await program.saidOnStderr(/^http:.*\/oauth\/v2\/authorization\?.*$/m);
  return { world, program, address };
}

/** The fault on the page has the words of the terminal. */
async function expectSameFix(
  tab: Tab,
  { exitCode, stderr }: { readonly exitCode: number | null; readonly stderr: string },
  fault: { readonly code: string; readonly exitCode: number },
): Promise<void> {
  expect(exitCode).toBe(fault.exitCode);
  const told = flat(stderr);
  expect(told).toContain(`(${fault.code}, exit ${fault.exitCode})`);
  const steps = await tab.locator('li').allTextContents();
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect(told).toContain(flat(step));
  expect(await textOf(tab)).toContain(`(${fault.code})`);
}

async function textOf(tab: Tab): Promise<string> {
  return (await tab.locator('main').textContent()) ?? '';
}

const flat = (text: string) => text.replace(/\s+/g, ' ').trim();
