/** The page's tables: one line per campaign, and the numbers behind the charts. */

import { spanText } from '../../days.ts';
import { decimalText } from '../../linkedin/money.ts';
import { plainText } from '../../screen/sanitize.ts';
import { capitalized } from '../../words.ts';
import type { ReportRequest } from '../report.ts';
import { type Markup, markup } from './markup.ts';
import type { NumberFormats } from './number-formats.ts';
import type { Series } from './series.ts';
import { shownName } from './short-names.ts';
import type { Entity } from './totals.ts';
import { amount, clickThroughRate, costPerClick, costPerLead, type Totals } from './totals.ts';
import { countText, periodText, subjectText } from './wording.ts';

export interface TableContext {
  readonly request: ReportRequest;
  readonly currency: string;
  readonly numberFormats: NumberFormats;
  readonly dollars: NumberFormats;
}

interface HtmlColumn {
  readonly title: string;
  readonly cell: (totals: Totals) => Markup | string;
}

function columnsOf({
  request,
  currency,
  numberFormats,
  dollars,
}: TableContext): readonly HtmlColumn[] {
  const { money, count, percent } = numberFormats;
  // What is shown is rounded; what a program reads is not.
  const spend = (micros: bigint, within = numberFormats) =>
    markup`<data value="${decimalText(micros)}">${within.money(amount(micros))}</data>`;
  const usd: HtmlColumn = {
    title: 'Spend, USD',
    cell: ({ spendUsd }) => (spendUsd === undefined ? '' : spend(spendUsd, dollars)),
  };
  return [
    { title: `Spend, ${currency}`, cell: (totals) => spend(totals.spend) },
    ...(request.usd ? [usd] : []),
    { title: 'Impressions', cell: ({ impressions }) => count(impressions) },
    { title: 'Clicks', cell: ({ clicks }) => count(clicks) },
    { title: 'CTR', cell: (totals) => percent(clickThroughRate(totals)) },
    { title: 'CPC', cell: (totals) => money(costPerClick(totals)) },
    { title: 'Leads', cell: ({ leads }) => count(leads) },
    { title: 'CPL', cell: (totals) => money(costPerLead(totals)) },
  ];
}

export function entityTable(
  entities: readonly Entity[],
  totals: Totals,
  context: TableContext,
): Markup {
  const { by } = context.request;
  const columns = columnsOf(context);
  const many = capitalized(subjectText(by, 2));
  const sorted = (index: number) => (index === 0 ? markup` aria-sort="descending"` : undefined);
  return markup`<section class="card campaigns">
<h2 id="entities">${many} by spend</h2>
<div class="scroll" role="region" aria-labelledby="entities" tabindex="0">
<table>
<thead><tr><th scope="col">${capitalized(subjectText(by))}</th>${columns.map(
    ({ title }, index) => markup`<th scope="col"${sorted(index)}>${title}</th>`,
  )}</tr></thead>
<tbody>
${entities.map((entity) => entityRow(entity, columns, context))}</tbody>
<tfoot><tr><th scope="row">Total of ${countText(entities.length, subjectText(by, entities.length))}</th>${cells(columns, totals)}</tr></tfoot>
</table>
</div>
</section>
`;
}

function entityRow(
  entity: Entity,
  columns: readonly HtmlColumn[],
  { request }: TableContext,
): Markup {
  const { id, status, group } = entity;
  const within =
    group === undefined ? [] : [markup`<bdi>${shownName(group, 'campaign-group')}</bdi> · `];
  const standing = statusText(status);
  const below = markup`${within}${id}${standing === '' ? '' : ` · ${standing}`}`;
  return markup`<tr><th scope="row"><bdi>${shownName(entity, request.by)}</bdi><span class="soft">${below}</span></th>${cells(columns, entity.totals)}</tr>
`;
}

/** "PENDING_DELETION" as "pending deletion" */
function statusText(status: string | undefined): string {
  return plainText(status ?? '')
    .toLowerCase()
    .replaceAll('_', ' ');
}

function cells(columns: readonly HtmlColumn[], totals: Totals): readonly Markup[] {
  return columns.map(({ cell }) => markup`<td>${cell(totals)}</td>`);
}

/** The charts for whoever cannot see them, and for whoever wants the numbers. */
export function seriesTable({ columns: spans, size }: Series, context: TableContext): Markup {
  const columns = columnsOf(context);
  const { granularity } = context.request;
  const title =
    size === 1 ? capitalized(periodText(granularity)) : capitalized(periodText(granularity, 2));
  return markup`<section class="card">
<details>
<summary>The numbers behind the charts</summary>
<div class="scroll" role="region" aria-label="The numbers behind the charts" tabindex="0">
<table>
<thead><tr><th scope="col">${title}</th>${columns.map((column) => markup`<th scope="col">${column.title}</th>`)}</tr></thead>
<tbody>
${spans.map(
  ({ first, last, totals, incomplete }) =>
    markup`<tr><th scope="row">${spanText({ from: first, to: last })}${incomplete ? ', not complete' : ''}</th>${cells(columns, totals)}</tr>
`,
)}</tbody>
</table>
</div>
</details>
</section>
`;
}
