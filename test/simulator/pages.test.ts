/** The pages, looked at with a real browser: the way back to the app, phones, and what the portal shows. */

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { paths } from '../../src/simulator/portal-pages.ts';
import { ready, scenarios } from '../../src/simulator/scenarios.ts';
import { type SimulatorServer, serveSimulator } from '../../src/simulator/serve.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import { createClient, start } from './simulator-client.ts';

const portal = [
  paths.apps,
  paths.newApp,
  paths.settings,
  paths.auth,
  paths.products,
  paths.adAccounts,
  paths.tokens,
];

it('the portal shows the keys, the redirect addresses and the product', async () => {
  const html = await (await createClient().send('/developers/apps')).text();
  const { clientId, clientSecret, redirectUris } = ready.app;
  for (const text of [clientId, clientSecret, ...redirectUris, 'Advertising API']) {
    expect(html).toContain(text);
  }
});

it('the portal of an app under review says so, and its token generator has no scopes', async () => {
  const { send } = createClient(scenarios['approval-pending']);
  expect(await (await send('/developers/apps')).text()).toContain('Advertising API is in review');
  expect(await (await send('/developers/tools/oauth/token-generator')).text()).toContain(
    "There aren't any scopes available for this app.",
  );
});

it('the token generator shows tokens that work', async () => {
  const { send, rest } = createClient();
  const html = await (await send('/developers/tools/oauth/token-generator')).text();
  const [, token = ''] = /<code>(AQX[\w-]+)<\/code>/.exec(html) ?? [];
  expect((await rest('/adAccounts?q=search', { token })).status).toBe(200);
  expect(html).toMatch(/<code>AQV[\w-]+<\/code>/);
});

it('every page says that it is a rehearsal, has no script and loads nothing', async () => {
  const { send, visit } = createClient();
  const pages = [await visit(), await visit({ client_id: 'x' })];
  const headers = { accept: 'text/html' };
  for (const path of ['/', ...portal]) pages.push(await send(path, { headers }));
  for (const page of pages) {
    const html = await page.text();
    expect(html).toContain('This is not LinkedIn.');
    expect(html).not.toMatch(/<script|<img|<iframe|https:|url\(|@import/);
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    );
  }
});

describeWithChromium('in a browser', (executablePath) => {
  let browser: Browser;
  let server: SimulatorServer;
  let app: Server;
  let callback: string;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
    app = createServer((_, response) => response.end('signed in')).listen(0, '127.0.0.1');
    await new Promise((resolve) => app.once('listening', resolve));
    callback = `http://localhost:${(app.address() as AddressInfo).port}/callback`;
    const scenario = { ...ready, app: { ...ready.app, redirectUris: [callback] } };
    server = await serveSimulator(createSimulator({ scenario, now: () => new Date(start) }));
  });

  afterAll(async () => {
    await browser.close();
    await server.close();
    app.close();
    app.closeAllConnections();
  });

  const consent = () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: ready.app.clientId,
      redirect_uri: callback,
      state: 'xyz',
      scope: 'r_ads r_ads_reporting',
    });
    return `${server.origin}/oauth/v2/authorization?${query}`;
  };

  const answerWith = async (button: string) => {
    const page = await browser.newPage();
    await page.goto(consent());
    await page.getByRole('button', { name: button }).click();
    await page.waitForURL(`${callback}?*`);
    const { searchParams } = new URL(page.url());
    await page.close();
    return searchParams;
  };

  it('Cancel and Allow lead back to the app', async () => {
    const cancelled = await answerWith('Cancel');
    const allowed = await answerWith('Allow');
    expect([cancelled.get('error'), cancelled.get('state')]).toEqual([
      'user_cancelled_authorize',
      'xyz',
    ]);
    expect([allowed.get('code'), allowed.get('state')]).toEqual([
      expect.stringMatching(/^AQT/),
      'xyz',
    ]);
  });

  it('nothing is wider than a phone', async () => {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
    for (const address of [consent(), ...['/', ...portal].map((path) => server.origin + path)]) {
      await page.goto(address);
      expect([address, await isTooWide(page)]).toEqual([address, false]);
    }
    await page.close();
  });

  it('an error page that stands for a moment leads back by itself', async () => {
    const scenario = scenarios['error-page-first'];
    const redirectUris = [callback];
    const simulator = createSimulator({
      scenario: { ...scenario, app: { ...scenario.app, redirectUris } },
      now: () => new Date(start),
    });
    const other = await serveSimulator(simulator);
    const page = await browser.newPage();
    await page.goto(consent().replace(server.origin, other.origin));
    const heading = await page.getByRole('heading').textContent();
    await page.waitForURL(`${callback}?*`);
    const { searchParams } = new URL(page.url());
    await page.close();
    await other.close();
    expect([heading, searchParams.get('error'), searchParams.get('state')]).toEqual([
      'Bummer, something went wrong.',
      'unauthorized_scope_error',
      'xyz',
    ]);
  });
});

function isTooWide(page: Page): Promise<unknown> {
  return page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
}
