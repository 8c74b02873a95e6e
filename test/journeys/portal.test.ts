/** A rehearsal in the stand-in portal: the app, the Page, the product and the addresses are really made there. */

import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../src/simulator/portal-pages.ts';
import { buildOnce } from '../support/build.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import { across, type StopId, walk } from '../support/first-run.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, type Screen } from '../support/pty.ts';

const alone = { PECTUS_LINKEDIN_OAUTH_URL: undefined, PECTUS_LINKEDIN_API_URL: undefined };

interface Rehearsal {
  readonly world: ProcessWorld;
  readonly screen: Screen;
  /** Where LinkedIn is played. */
  readonly origin: string;
  readonly page: Page;
}

const press = async (page: Page, button: string) =>
  await page.getByRole('button', { name: button, exact: true }).click();

async function createApp({ page, origin }: Rehearsal): Promise<void> {
  await page.goto(origin + paths.newApp);
  await page.getByLabel('App name').fill('Acme Ads');
  await page.getByLabel('I have read and agree').check();
  await press(page, 'Create app');
}

async function verifyPage({ page, origin }: Rehearsal): Promise<void> {
  await page.goto(origin + paths.settings);
  await press(page, 'Generate URL');
  await page.getByRole('link', { name: '/developers/apps/verification/' }).click();
  await press(page, 'Verify');
  expect(await page.textContent('main')).toContain('Verified:');
}

async function requestProduct({ page, origin }: Rehearsal): Promise<void> {
  await page.goto(origin + paths.products);
  await page.getByRole('link', { name: 'Request access' }).first().click();
  await page.getByLabel('Business e-mail').fill('robin@acme.example');
  await page.getByLabel('Use case').fill('Acme reads its own numbers.');
  await press(page, 'Request access');
}

async function registerRedirect({ page, origin, world }: Rehearsal): Promise<void> {
  await page.goto(origin + paths.auth);
  await page.getByLabel('Redirect URL 1').fill(`http://localhost:${world.port}/callback`);
  await press(page, 'Update');
}

const decide =
  (button: 'Approve' | 'Deny') =>
  async ({ page, origin }: Rehearsal) => {
    await page.goto(origin + paths.products);
    await press(page, button);
  };

/** What is done in the portal when the wizard waits at a question. */
const tasks: readonly (readonly [StopId, (rehearsal: Rehearsal) => Promise<void>])[] = [
  ['app-created', createApp],
  ['page-sent', verifyPage],
  ['product-requested', requestProduct],
  ['redirect-registered', registerRedirect],
  ['product-added', decide('Approve')],
];

describeWithPty('a rehearsal with a person in the portal', () => {
  describeWithChromium('in a browser', (executablePath) => {
    let browser: Browser;

    beforeAll(async () => {
      await buildOnce();
      browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
    });
    afterAll(() => browser.close());

    async function openRehearsal(scenario: string, width = 1280): Promise<Rehearsal> {
      const world = await openProcessWorld();
      const args = [...world.setup, '--rehearse', scenario];
      const screen = world.screen(args, { environment: alone });
      const shown = await screen.waitFor(/plays LinkedIn at\s+http:\/\/127\.0\.0\.1:\d+/);
      const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(shown)?.[0] ?? '';
      return {
        world,
        screen,
        origin,
        page: await browser.newPage({ viewport: { width, height: 800 } }),
      };
    }

    async function allow({ world, page }: Rehearsal, times = 1): Promise<void> {
      await page.goto((await world.opened('/oauth/v2/authorization', times)).href);
      await press(page, 'Allow');
    }

    it.each([1280, 375])('goes on from each thing that was done there, %i wide', async (width) => {
      const rehearsal = await openRehearsal('ready', width);
      const { screen, page } = rehearsal;
      for (const [id, task] of tasks) {
        await walk(rehearsal, { ...startAfter(tasks, id), to: id });
        await task(rehearsal);
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          width,
        );
      }
      await walk(rehearsal, { from: 'product-added', to: 'consent' });
      await allow(rehearsal);
      expect(await page.textContent('body')).toContain('signed in');
      await walk(rehearsal, { from: 'ad-account' });
      expect(await screen.exited).toEqual({ exitCode: 0 });
      await page.close();
    });

    it('tells an address that is not registered, and goes on once it is', async () => {
      const rehearsal = await openRehearsal('ready');
      const { world, screen, page } = rehearsal;
      await walk(rehearsal, { to: 'app-created' });
      for (const task of [createApp, verifyPage, requestProduct, decide('Approve')])
        await task(rehearsal);
      await walk(rehearsal, { from: 'app-created', to: 'consent' });
      await page.goto((await world.opened('/oauth/v2/authorization')).href);
      expect(await page.textContent('main')).toContain('The redirect_uri does not match');
      screen.type('r');
      await screen.waitFor("What does LinkedIn's page say?");
      screen.press('home');
      screen.press('enter');
      await screen.waitFor(/4\/8[\s\S]*4\/8[\s\S]*when it is listed/);
      await registerRedirect(rehearsal);
      screen.press('enter');
      await screen.waitFor(/6\/8[\s\S]*6\/8[\s\S]*Waiting for LinkedIn/);
      await allow(rehearsal, 2);
      await walk(rehearsal, { from: 'ad-account' });
      expect(await screen.exited).toEqual({ exitCode: 0 });
      await page.close();
    });

    it('tells a request that was denied there', async () => {
      const rehearsal = await openRehearsal('approval-pending');
      const { screen, page } = rehearsal;
      await walk(rehearsal, { to: 'product-added' });
      await decide('Deny')(rehearsal);
      expect(await page.textContent('main')).toContain('Access Denied');
      screen.press('down');
      screen.press('down');
      screen.press('enter');
      expect(await screen.exited).toEqual({ exitCode: 3 });
      expect(screen.text()).toMatch(across('LinkedIn has denied this app the Advertising API.'));
      await page.close();
    });
  });
});

/** The stop of the thing before, which has still to be answered. */
function startAfter(all: typeof tasks, id: StopId): { readonly from?: StopId } {
  const before = all[all.findIndex(([one]) => one === id) - 1]?.[0];
  return before === undefined ? {} : { from: before };
}
