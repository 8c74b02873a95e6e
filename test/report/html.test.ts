/** The report as a page: safe and whole as text, and looked at with a real browser. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMicros } from '../../src/linkedin/money.ts';
import { htmlWriter } from '../../src/report/formats/html.ts';
import { noTotals, plus } from '../../src/report/formats/totals.ts';
import { chromiumArguments, describeWithChromium } from '../support/chromium.ts';
import { faintTexts, overflow, troubleOf } from '../support/page-inspection.ts';
import {
  anyBatches,
  gapOf,
  headOf,
  hostileName,
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
  odd: {
    head: {
      ...headOf(
        {
          from: '2026-09-15',
          granularity: 'monthly',
          usd: true,
          campaignIds: ['1', '22', '333'],
        },
        'JPY',
      ),
      madeAt: new Date('2026-11-30T05:21:40Z'),
    },
    batches: [
      [
        rowOf({ date: '2026-09-15', id: '1', name: hostileName, spendUsd: 314_190_000n }),
        rowOf({ date: '2026-10-01', id: '22', name: 'مرحبا بالعالم (2)', spendUsd: 1n }),
        rowOf({ date: '2026-11-01', id: '333', name: undefined, spendUsd: 0n, leads: 0 }),
      ],
    ],
  },
  empty: { head: headOf(), batches: [], whyEmpty: 'No campaign ran in these days.' },
};

describe('the page', () => {
  it('escapes every text that is LinkedIn’s', () => {
    const evil = `<img src=x onerror=alert(1)>"'&`;
    const head = headOf();
    const html = written(htmlWriter, {
      head: { ...head, account: { ...head.account, name: evil, currency: '<b>' } },
      batches: [[rowOf({ name: evil, status: evil, group: { id: '7', name: evil } })]],
      whyEmpty: evil,
    });
    expect(html).not.toMatch(/<img|<b>|<script/);
    expect(html.split('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')).toHaveLength(6);
  });

  it('shows names whole, without what moves a cursor or turns a direction', () => {
    const head = headOf();
    const html = written(htmlWriter, {
      head: { ...head, account: { ...head.account, name: hostileName } },
      batches: [[rowOf({ name: hostileName, group: { id: '7', name: hostileName } })]],
    });
    expect(html).not.toMatch(/[^\P{C}\n]/u);
    expect(html.split(`<bdi>ab c${'x'.repeat(300)}</bdi>`)).toHaveLength(4);
  });

  it.each([
    1, 2, 3, 5, 7, 9, 11, 15, 99, 123,
  ])('has whole numbers at the axis of up to %i leads a day', (leads) => {
    const html = written(htmlWriter, { head: headOf(), batches: [[rowOf({ leads })]] });
    const [, axis = ''] =
      /Leads<\/figcaption>.*?<div class="axis"[^>]*>(.*?)<\/div>/s.exec(html) ?? [];
    const [top = 0, half, zero] = [...axis.matchAll(/<span>(.*?)<\/span>/g)].map(([, text]) =>
      Number(text),
    );
    expect(top).toBeGreaterThanOrEqual(leads);
    expect([half, zero]).toEqual([Math.floor(top / 2), 0]);
  });

  it.each([
    ['2026-11-01', '2026-11-30', 'daily', ['1 Nov', '8 Nov', '15 Nov', '22 Nov']],
    ['2026-11-01', '2026-11-05', 'daily', ['1 Nov', '2 Nov', '3 Nov', '4 Nov', '5 Nov']],
    ['2025-12-01', '2026-11-30', 'daily', ['1 Dec 2025', '7 Apr 2026', '11 Aug 2026']],
    ['2026-09-15', '2026-11-30', 'monthly', ['15 Sep', '1 Oct', '1 Nov']],
    ['2024-06-01', '2026-11-30', 'yearly', ['1 Jun 2024', '1 Jan 2025', '1 Jan 2026']],
  ] as const)('from %s to %s %s has under its bars: %j', (from, to, granularity, labels) => {
    const head = headOf({ from, to, granularity });
    const html = written(htmlWriter, { head, batches: [[rowOf()]] });
    const [, days = ''] = /<div class="days"[^>]*>(.*?)<\/div>/s.exec(html) ?? [];
    const shown = [...days.matchAll(/<span>([^<]+)<\/span>/g)].map(([, text]) => text);
    expect(shown).toEqual(labels);
  });

  it('needs nothing from elsewhere and runs nothing', () => {
    const html = written(htmlWriter, { head: headOf(), batches: [month] });
    expect(html).not.toMatch(/<script|<link|<img|<iframe|url\(|@import|src=|href=| on\w+=| style=/);
    expect(html).toMatch(/Content-Security-Policy" content="default-src &#39;none&#39;; style-src/);
  });

  it('tells programs every micro, in rows that add up to the total', () => {
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const html = written(htmlWriter, { head: headOf(), batches });
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
      await writeFile(join(folder, `${name}.html`), written(htmlWriter, report));
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

  it.each(looks)('fits and can be read: $name, $colorScheme, $width px', async ({
    name,
    colorScheme,
    width,
  }) => {
    const { page, trouble, close } = await open(name, { colorScheme, width });
    const details = page.locator('summary');
    if ((await details.count()) > 0) await details.click();

    expect(await page.title()).toMatch(/^Acme Europe, 15? /);
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

  it('says above its numbers what they are about, and since when', async () => {
    const { page, close } = await open('odd');
    expect(await page.locator('header p').allTextContents()).toEqual([
      '15 Sep to 30 Nov 2026, 77 days in UTC. Ad account 512345678, money in JPY, with USD beside it.',
      'Only 3 campaigns: 1, 22, 333.',
      'A lead is a Lead Gen Form that was sent (oneClickLeads).',
      '30 Nov is not over yet. The first month begins on 15 Sep.',
      'Read on 30 Nov 2026, 05:21 UTC; LinkedIn still revises the latest days.',
    ]);
    await close();
  });

  it('has cents in its dollars, whatever the currency has', async () => {
    const { page, close } = await open('odd');
    const tiles = await page.locator('.totals dd').allTextContents();
    const total = await page.locator('.campaigns tfoot td').allTextContents();
    expect([tiles.slice(0, 2), total.slice(0, 2)]).toEqual([
      ['¥1,619', '$314.19'],
      ['1,619', '314.19'],
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
      /^Not complete: 5 to 6 Nov 2026 and 20 Nov 2026 are missing \(3 of 30 days\)/,
    );
    await gaps.close();
  });

  it('is dark ink on white paper, whatever the screen is', async () => {
    const { page, close } = await open('month', { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });
    expect(await page.evaluate(inkAndGround)).toEqual(['rgb(29, 29, 27)', 'rgba(0, 0, 0, 0)']);
    await close();
  });
});

/** For the page to run. */
const inkAndGround = `(() => {
  const { color, backgroundColor } = getComputedStyle(document.body);
  return [color, backgroundColor];
})()`;

interface Look {
  readonly colorScheme: 'light' | 'dark';
  readonly width: number;
}
