/** A report as one page that needs nothing else: totals, charts, and a table sorted by spend. */

import { plainText } from '../linkedin/plain-text.ts';
import { type Figures, openFigures } from './figures.ts';
import { type Markup, markup } from './markup.ts';
import { charts } from './page-charts.ts';
import { pagePolicy, pageStyle } from './page-style.ts';
import { entityTable, seriesTable } from './page-tables.ts';
import type { Gap, ReportHead } from './report.ts';
import { seriesOf } from './series.ts';
import { openTally, type Tally } from './tally.ts';
import { amount, clickThroughRate, costPerClick, costPerLead, type Totals } from './totals.ts';
import { leadText, leftOutText, missingText, nothingText, rangeText, spanText } from './wording.ts';
import type { ReportWriter } from './writer.ts';

/** More bars than this would be thinner than a pixel or two on a phone. */
const mostBars = 120;

/** Keeps one total per entity and one per period; the rows themselves are for csv and json. */
export function htmlWriter(): ReportWriter {
  let sheet: { readonly head: ReportHead; readonly tally: Tally } | undefined;
  return {
    begin(head) {
      sheet = { head, tally: openTally(head.request.granularity) };
      return opening(head);
    },
    rows(batch) {
      sheet?.tally.add(batch);
      return '';
    },
    end(gaps, whyEmpty = nothingText) {
      if (sheet === undefined) throw new Error('a page ends that never began');
      const { head, tally } = sheet;
      const missing = missingText(gaps);
      const { html } = markup`${
        missing === undefined ? undefined : markup`<p class="missing" role="note">${missing}</p>\n`
      }${
        tally.entities().length === 0
          ? markup`<p class="card">${whyEmpty}</p>\n`
          : body(tally, gaps, head)
      }</main>
</body>
</html>
`;
      return html;
    },
  };
}

/** The style is no text: it is put in as it was hashed. */
function opening({ account, request }: ReportHead): string {
  const name = plainText(account.name);
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${name}, ${spanText(request.from, request.to)}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<main>
<header>
<h1>${name}</h1>
<p>${rangeText(request)}. Ad account ${account.id}, money in ${account.currency}.</p>
<p>${leadText(request)}</p>
</header>
`;
  return html;
}

function body(tally: Tally, gaps: readonly Gap[], { request, account }: ReportHead): Markup {
  const { currency } = account;
  const place = { request, currency, figures: openFigures(currency, { unicode: true }) };
  const totals = tally.totals();
  const series = seriesOf(request, tally.periods, { gaps, most: mostBars });
  const overTime =
    series.columns.length > 1 ? [charts(series, place), seriesTable(series, place)] : undefined;
  return markup`${tiles(totals, request.usd, place.figures)}${overTime}${entityTable(tally.entities(), totals, place)}<footer>${leftOutText(request)}</footer>
`;
}

function tiles(totals: Totals, usd: boolean, figures: Figures): Markup {
  const { price, count, percent } = figures;
  const dollars = openFigures('USD', { unicode: true });
  const facts: readonly (readonly [string, string])[] = [
    ['Spend', price(amount(totals.spend))],
    ...(usd && totals.spendUsd !== undefined
      ? [['Spend, USD', dollars.price(amount(totals.spendUsd))] as const]
      : []),
    ['Impressions', count(totals.impressions)],
    ['Clicks', count(totals.clicks)],
    ['Leads', count(totals.leads)],
    ['CTR', percent(clickThroughRate(totals))],
    ['CPC', price(costPerClick(totals))],
    ['CPL', price(costPerLead(totals))],
  ];
  return markup`<dl class="card totals">${facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>
`;
}
