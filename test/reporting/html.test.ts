import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMicros } from '../../src/linkedin/money.ts';
import { htmlWriter } from '../../src/reporting/html.ts';
import { noTotals, plus } from '../../src/reporting/totals.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import {
  anyBatches,
  gapOf,
  headOf,
  plausibleRows,
  rowOf,
  type Written,
  written,
} from './invented.ts';

const month = plausibleRows('2026-11-01', 30);
const reports: Readonly<Record<string, Written>> = {
  month: { head: headOf({ usd: true }), batches: [month.slice(0, 100), month.slice(100)] },
  gaps: {
    head: headOf(),
    batches: [month],
    gaps: [gapOf('2026-11-05', '2026-11-06'), gapOf('2026-11-20', '2026-11-20')],
  },
  year: {
    head: headOf({ from: '2025-12-01' }),
    batches: [plausibleRows('2025-12-01', 365)],
  },
  empty: { head: headOf(), batches: [], whyEmpty: 'No campaign ran in these days.' },
};

describe('the page', () => {
  it('escapes every text that is LinkedIn’s', () => {
    const evil = `<img src=x onerror=alert(1)>"'&`;
    const head = headOf();
    const html = written(htmlWriter(), {
      head: { ...head, account: { ...head.account, name: evil, currency: '<b>' } },
      batches: [[rowOf({ name: evil, status: evil, group: { id: '7', name: evil } })]],
      whyEmpty: evil,
    });
    expect(html).not.toMatch(/<img|<b>|<script/);
    expect(html.split('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')).toHaveLength(6);
  });

  it('needs nothing from elsewhere and runs nothing', () => {
    const html = written(htmlWriter(), { head: headOf(), batches: [month] });
    expect(html).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|src=|href=| on\w+=| style=/);
    expect(html).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src/);
  });

  it('tells programs every micro, in rows that add up to the total', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const html = written(htmlWriter(), { head: headOf(), batches });
        const campaigns = html.slice(html.indexOf('id="entities"'));
        const values = [...campaigns.matchAll(/<data value="([^"]*)"/g)].map(([, value = '']) =>
          parseMicros(value),
        );
        const totals = batches.flat().reduce(plus, noTotals);
        const lines = values.slice(0, -1);
        expect(lines.reduce((sum, value) => sum + value, 0n)).toBe(totals.spend);
        expect(values.at(-1) ?? 0n).toBe(totals.spend);
      }),
    );
  });
});

const looks = Object.keys(reports).flatMap((name) =>
  (['light', 'dark'] as const).flatMap((colorScheme) =>
    [1280, 390].map((width) => ({ name, colorScheme, width })),
  ),
);

describeWithChromium('the page in a real browser', (executablePath) => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'report-pages-'));
    browser = await chromium.launch({ executablePath, args: [...chromiumArguments] });
    for (const [name, report] of Object.entries(reports)) {
      await writeFile(join(folder, `${name}.html`), written(htmlWriter(), report));
    }
  });

  afterAll(async () => {
    await browser?.close();
    // Whoever wants to look at the pictures names a folder that stays.
    if (process.env['KEEP_SCREENSHOTS'] === undefined) await rm(folder, { recursive: true });
    else console.info(`screenshots: ${folder}`);
  });

  async function open(name: string, { colorScheme = 'light', width = 1280 }: Partial<Look> = {}) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 844 } });
    const page = await context.newPage();
    const trouble = troubleOf(page);
    await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
    return { page, trouble, close: () => context.close() };
  }

  it.each(looks)('$name, $colorScheme, $width px', async ({ name, colorScheme, width }) => {
    const { page, trouble, close } = await open(name, { colorScheme, width });
    const details = page.locator('summary');
    if ((await details.count()) > 0) await details.click();

    expect(await page.title()).toMatch(/^Acme Europe, 1 /);
    expect(await page.evaluate(overflow)).toBe(0);
    expect(await page.evaluate(faintTexts)).toEqual([]);
    await page.screenshot({
      path: join(folder, `${name}-${colorScheme}-${width}.png`),
      fullPage: true,
    });
    expect(trouble).toEqual([]);
    await close();
  });

  it('has charts with a name and a description, whose bars tell their day', async () => {
    const { page, close } = await open('gaps');
    const charts = page.getByRole('img');
    expect(await charts.count()).toBe(4);
    const spend = page.getByRole('img', { name: 'Spend 1 to 30 Nov 2026' });
    expect(await spend.locator('desc').textContent()).toBe(
      'Highest: €208.33, 25 Nov 2026. Lowest: €48.29, 1 Nov 2026.',
    );
    expect(await spend.locator('g > title').nth(4).textContent()).toBe(
      '5 Nov 2026: €189.08, not complete',
    );
    expect(await spend.locator('.gap').count()).toBe(3);
    await close();
  });

  it('has a table with row and column headers, the highest spend first', async () => {
    const { page, close } = await open('month');
    const table = page.getByRole('region', { name: 'Campaigns by spend' }).getByRole('table');
    const names = await table.getByRole('rowheader').allTextContents();
    expect([names[0], names.at(-1)]).toEqual([
      'Demo requests, DACH, Lead Gen FormAlways on · 444555660 · active',
      'Total of 8 campaigns',
    ]);
    expect(await table.getByRole('columnheader').allTextContents()).toEqual([
      'Campaign',
      'Spend, EUR',
      'Spend, USD',
      'Impressions',
      'Clicks',
      'CTR',
      'CPC',
      'Leads',
      'CPL',
    ]);
    await close();
  });

  it('says why it is empty, and what is missing', async () => {
    const empty = await open('empty');
    expect(await empty.page.locator('main > .card').allTextContents()).toEqual([
      'No campaign ran in these days.',
    ]);
    await empty.close();
    const gaps = await open('gaps');
    expect(await gaps.page.getByRole('note').textContent()).toMatch(
      /^Not complete: 5 to 6 Nov 2026 and 20 Nov 2026 did not come/,
    );
    await gaps.close();
  });

  it('is dark ink on white paper, whatever the screen is', async () => {
    const { page, close } = await open('month', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(29, 29, 27)');
    await close();
  });
});

interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}

/** What a person would see in the developer tools, and requests that should not have been made. */
function troubleOf(page: Page): readonly string[] {
  const trouble: string[] = [];
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('request', (request) => {
    if (!request.isNavigationRequest()) trouble.push(`asked for ${request.url()}`);
  });
  return trouble;
}

/** Pixels that can only be reached by scrolling the page sideways. */
const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';

/** Visible texts whose contrast with what is behind them is below WCAG AA, 4.5 to 1. */
const faintTexts = `(() => {
  const light = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element) => {
    const own = getComputedStyle(element).backgroundColor;
    return own === 'rgba(0, 0, 0, 0)' ? behind(element.parentElement) : own;
  };
  const contrast = (element) => {
    const [one, other] = [getComputedStyle(element).color, behind(element)].map(light);
    return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  };
  const hasText = (element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  return [...document.querySelectorAll('main *:not(svg *)')]
    .filter((element) => hasText(element) && contrast(element) < 4.5)
    .map((element) => element.textContent);
})()`;
