/** A report as one page that needs nothing else: totals, charts, and a table sorted by spend. */

import { dateText, spanText } from '../../days.ts';
import { decimalText } from '../../linkedin/money.ts';
import { plainText } from '../../screen/sanitize.ts';
import { capitalized, counted } from '../../words.ts';
import type { Gap, ReportHead, ReportWriter, Subject } from '../report.ts';
import { type Markup, markup } from './markup.ts';
import { charts } from './page-charts.ts';
import { pagePolicy, pageStyle } from './page-style.ts';
import { type Series, seriesOf } from './series.ts';
import { shownName } from './short-names.ts';
import {
  amount,
  createSummary,
  type Entity,
  ratioTexts,
  type Summary,
  type Totals,
  type TotalsColumn,
  totalsColumns,
} from './totals.ts';
import {
  aboutTexts,
  currencyText,
  leftOutText,
  missingText,
  nothingText,
  periodText,
  rangeText,
  subjectText,
} from './wording.ts';

/** More bars than this would be thinner than a pixel or two on a phone. */
const mostBars = 120;

/** Keeps one total per entity and one per period; the rows themselves are for csv and json. */
export function htmlWriter(head: ReportHead): ReportWriter {
  const summary = createSummary(head, true);
  return {
    opening: opening(head),
    rows(batch) {
      summary.entityTotals.add(batch);
      return '';
    },
    end({ gaps, whyEmpty = nothingText }) {
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

// --- tables: one line per campaign, and the numbers behind the charts ------------------------------

function columnsOf(context: Summary): readonly TotalsColumn[] {
  const currency = plainText(context.head.account.currency);
  return totalsColumns(context, [`Spend, ${currency}`, 'Spend, USD']);
}

function entityTable(totals: Totals, context: Summary): Markup {
  const { by } = context.head.request;
  const entities = context.entityTotals.entities();
  const columns = columnsOf(context);
  const one = capitalized(subjectText(by));
  const sorted = (index: number) => (index === 0 ? markup` aria-sort="descending"` : undefined);
  return markup`<section class="card campaigns">
<h2 id="entities">${one}s by spend</h2>
<div class="scroll" role="region" aria-labelledby="entities" tabindex="0">
<table>
<thead><tr><th scope="col">${one}</th>${columns.map(
    ({ title }, index) => markup`<th scope="col"${sorted(index)}>${title}</th>`,
  )}</tr></thead>
<tbody>
${entities.map((entity) => entityRow(entity, columns, by))}</tbody>
<tfoot><tr><th scope="row">Total of ${counted(entities.length, subjectText(by))}</th>${cells(columns, totals)}</tr></tfoot>
</table>
</div>
</section>
`;
}

function entityRow(entity: Entity, columns: readonly TotalsColumn[], by: Subject): Markup {
  const { id, status, group } = entity;
  const within =
    group === undefined ? [] : [markup`<bdi>${shownName(group, 'campaign-group')}</bdi> · `];
  // "PENDING_DELETION" reads "pending deletion".
  const standing = plainText(status ?? '')
    .toLowerCase()
    .replaceAll('_', ' ');
  const below = markup`${within}${id}${standing === '' ? '' : ` · ${standing}`}`;
  return markup`<tr><th scope="row"><bdi>${shownName(entity, by)}</bdi><span class="soft">${below}</span></th>${cells(columns, entity.totals)}</tr>
`;
}

/** What is shown is rounded; what a program reads is not. */
function cells(columns: readonly TotalsColumn[], totals: Totals): readonly Markup[] {
  return columns.map(({ text, micros }) => {
    const exact = micros?.(totals);
    return exact === undefined
      ? markup`<td>${text(totals)}</td>`
      : markup`<td><data value="${decimalText(exact)}">${text(totals)}</data></td>`;
  });
}

/** The charts for whoever cannot see them, and for whoever wants the numbers. */
function seriesTable({ columns: spans, size }: Series, context: Summary): Markup {
  const columns = columnsOf(context);
  const period = capitalized(periodText(context.head.request.granularity));
  return markup`<section class="card">
<details>
<summary>The numbers behind the charts</summary>
<div class="scroll" role="region" aria-label="The numbers behind the charts" tabindex="0">
<table>
<thead><tr><th scope="col">${size === 1 ? period : `${period}s`}</th>${columns.map((column) => markup`<th scope="col">${column.title}</th>`)}</tr></thead>
<tbody>
${spans.map(
  ({ from, to, totals, incomplete }) =>
    markup`<tr><th scope="row">${spanText({ from, to })}${incomplete ? ', not complete' : ''}</th>${cells(columns, totals)}</tr>
`,
)}</tbody>
</table>
</div>
</details>
</section>
`;
}
