/** The page's tables: one line per campaign, and the numbers behind the charts. */

import { spanText } from '../../days.ts';
import { decimalText } from '../../linkedin/money.ts';
import { plainText } from '../../screen/sanitize.ts';
import { capitalized, counted } from '../../words.ts';
import type { Subject } from '../report.ts';
import { type Markup, markup } from './markup.ts';
import type { Series } from './series.ts';
import { shownName } from './short-names.ts';
import { type Summary, type TotalsColumn, totalsColumns } from './summary.ts';
import type { Entity, Totals } from './totals.ts';
import { periodText, subjectText } from './wording.ts';

function columnsOf(context: Summary): readonly TotalsColumn[] {
  const currency = plainText(context.head.account.currency);
  return totalsColumns(context, { spend: `Spend, ${currency}`, usd: 'Spend, USD' });
}

export function entityTable(totals: Totals, context: Summary): Markup {
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
export function seriesTable({ columns: spans, size }: Series, context: Summary): Markup {
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
