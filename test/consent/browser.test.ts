/** Our pages in a real browser: they fit, they can be read, and nothing goes wrong behind them. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openListener } from '../../src/consent/listener.ts';
import { faultPage, type Page, successPage } from '../../src/consent/pages.ts';
import { fault } from '../../src/faults/fault.ts';
import { Secret } from '../../src/secret.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import { quietMachine } from '../support/machine.ts';
import { faintTexts, overflow, troubleOf } from '../support/page-inspection.ts';
import { quietTerminal } from '../support/terminal.ts';

import { freePort } from './visitors.ts';

const stateText = 'q7Vd0C1mZ0xJ8r6yTn5wKb2LsEoHgUaPfXiM3vRtYcA';

const pages: Readonly<Record<string, Page | undefined>> = {
  success: successPage({
    clientId: '78abcdefghij12',
    scopes: ['r_ads', 'r_ads_reporting'],
    accessUntil: new Date('2027-01-21T10:00:00Z'),
    refreshUntil: new Date('2027-11-22T10:00:00Z'),
    next: 'Go back to your terminal to choose the ad account.',
  }),
  fault: faultPage(
    fault('account-not-visible', { accountId: '512345678', visible: ['509876543', '501112223'] }),
    quietTerminal,
  ),
  stray: undefined,
};

const words: Readonly<Record<string, string>> = {
  success: "You're signed in",
  fault: 'Not yet',
  stray: 'Nothing to see here',
};

/** Chromium reports the status of the page itself. */
const reported: Readonly<Record<string, readonly string[]>> = {
  stray: ['error: Failed to load resource: the server responded with a status of 404 (Not Found)'],
};

const looks = Object.keys(pages).flatMap((name) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [1280, 390].map((width) => ({ name, colorScheme, width })),
  ),
);

describeWithChromium('the pages in a real browser', (executablePath) => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'consent-pages-'));
    console.info(`screenshots: ${folder}`);
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
  });

  afterAll(() => browser?.close());

  it.each(looks)('fit and can be read: $name, $colorScheme, $width px', async ({
    name,
    colorScheme,
    width,
  }) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
    const tab = await context.newPage();
    const trouble = troubleOf(tab);

    await show(tab, pages[name]);

    expect(await tab.locator('h1').textContent()).toBe(words[name]);
    expect(await tab.title()).toBe(words[name]);
    expect(await tab.evaluate(overflow)).toBe(0);
    expect(await tab.evaluate(faintTexts)).toEqual([]);
    await tab.screenshot({ path: join(folder, `${name}-${colorScheme}-${width}.png`) });
    expect(trouble).toEqual(reported[name] ?? []);
    await context.close();
  });
});

/** Visits the real listener: as the true answer when there is a page to show, else as a stranger. */
async function show(tab: Tab, page: Page | undefined): Promise<void> {
  const port = await freePort();
  const listener = await openListener(
    [`http://localhost:${port}/callback`],
    new Secret(stateText),
    { machine: quietMachine },
  );
  const query = page === undefined ? '' : `?code=AQT0&state=${stateText}`;
  const arrived = page && listener.authorizationResponse.then((response) => response.reply(page));
  await tab.goto(`http://localhost:${port}/callback${query}`);
  await arrived;
  await listener.close();
}
