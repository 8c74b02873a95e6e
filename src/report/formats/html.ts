/** A report as one page that needs nothing else: totals, charts, and a table sorted by spend. */

import { dateText, spanText } from '../../days.ts';
import type { Gap, ReportHead, ReportWriter } from '../report.ts';
import { type Markup, markup } from './markup.ts';
import { charts } from './page-charts.ts';
import { pagePolicy, pageStyle } from './page-style.ts';
import { entityTable, seriesTable } from './page-tables.ts';
import { seriesOf } from './series.ts';
import { shownName } from './short-names.ts';
import { createSummary, ratioTexts, type Summary } from './summary.ts';
import { amount, type Totals } from './totals.ts';
import {
  aboutTexts,
  currencyText,
  leftOutText,
  missingText,
  nothingText,
  rangeText,
} from './wording.ts';

/** More bars than this would be thinner than a pixel or two on a phone. */
const mostBars = 120;

/** Keeps one total per entity and one per period; the rows themselves are for csv and json. */
export function htmlWriter(head: ReportHead): ReportWriter {
  const summary = createSummary(head, { unicode: true });
  return {
    opening: opening(head),
    rows(batch) {
      summary.entityTotals.add(batch);
      return '';
    },
    end(gaps, whyEmpty = nothingText) {
      const missing = missingText(gaps, head.request);
      const { html } = markup`${
        missing === undefined ? undefined : markup`<p class="missing" role="note">${missing}</p>\n`
      }${
        summary.entityTotals.entities().length === 0
          ? markup`<p class="card">${whyEmpty}</p>\n`
          : body(summary, gaps)
      }</main>
</body>
</html>
`;
      return html;
    },
  };
}

/** The style is no text: it is put in as it was hashed. */
function opening(head: ReportHead): string {
  const { account, request } = head;
  const name = shownName(account, 'account');
  const { html } = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${pagePolicy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${name}, ${spanText(request)}</title>
<style>${{ html: pageStyle }}</style>
</head>
<body>
<main>
<header>
<h1><bdi>${name}</bdi></h1>
${headTexts(head).map((text) => markup`<p>${text}</p>\n`)}</header>
`;
  return html;
}

function headTexts(head: ReportHead): readonly string[] {
  const { account, request, madeAt } = head;
  const time = madeAt.toISOString().slice(11, 16);
  return [
    `${rangeText(request)}. Ad account ${account.id}, money in ${currencyText(head)}.`,
    ...aboutTexts(head),
    `Read on ${dateText(madeAt)}, ${time} UTC; LinkedIn still revises the latest days.`,
  ];
}

function body(summary: Summary, gaps: readonly Gap[]): Markup {
  const { head, entityTotals } = summary;
  const totals = entityTotals.totals();
  const series = seriesOf(head.request, entityTotals.periods, { gaps, most: mostBars });
  const overTime =
    series.columns.length > 1 ? [charts(series, summary), seriesTable(series, summary)] : undefined;
  return markup`${tiles(totals, summary)}${overTime}${entityTable(totals, summary)}<footer>${leftOutText(head.request)}</footer>
`;
}

function tiles(totals: Totals, { head, numberFormats, dollars }: Summary): Markup {
  const { price, count } = numberFormats;
  const facts: readonly (readonly [string, string])[] = [
    ['Spend', price(amount(totals.spend))],
    ...(head.request.usd && totals.spendUsd !== undefined
      ? [['Spend, USD', dollars.price(amount(totals.spendUsd))] as const]
      : []),
    ['Impressions', count(totals.impressions)],
    ['Clicks', count(totals.clicks)],
    ['Leads', count(totals.leads)],
    ...ratioTexts(totals, numberFormats),
  ];
  return markup`<dl class="card totals">${facts.map(
    ([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}</dl>
`;
}
