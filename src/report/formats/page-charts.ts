/** The page's charts: bars over time, readable without a script and by a screen reader. */

import { dayText, spanText } from '../../days.ts';
import { capitalized } from '../../words.ts';
import type { ReportRequest } from '../report.ts';
import { type Markup, markup } from './markup.ts';
import type { ChartColumn, Series } from './series.ts';
import { amountPer, type Summary } from './totals.ts';
import { dayOfYear, meanText, periodText } from './wording.ts';

/** Bars of fewer columns are thinner: they would be walls. */
const fewColumns = 10;

interface Measure {
  /** The class of its bars and the name of its chart within the page. */
  readonly key: 'spend' | 'impressions' | 'clicks' | 'leads';
  readonly title: string;
  /** Only for the height of the bars; what is written stays exact. */
  readonly size: (column: ChartColumn) => number;
  readonly text: (column: ChartColumn) => string;
}

export function charts(series: Series, context: Summary): Markup {
  const { request } = context.head;
  const per = `per ${periodText(request.granularity)}${meanText(series, request)}`;
  const shaded = series.columns.some(({ incomplete }) => incomplete)
    ? markup`<p class="soft">Shaded: not complete.</p>`
    : undefined;
  return markup`<section class="card">
<h2>Spend ${per}</h2>
${shaded}
<div class="charts tall">${chart(spendOf(context), series, context)}</div>
</section>
<section class="card">
<h2>Impressions, clicks and leads ${per}</h2>
${shaded}
<div class="charts">${countsOf(context).map((measure) => chart(measure, series, context))}</div>
</section>
`;
}

function spendOf({ numberFormats }: Summary): Measure {
  return {
    key: 'spend',
    title: 'Spend',
    size: ({ totals, periods }) => Number(totals.spend) / 1e6 / periods,
    text: ({ totals, periods }) => numberFormats.price(amountPer(totals.spend, periods)),
  };
}

function countsOf({ numberFormats }: Summary): readonly Measure[] {
  const keys = ['impressions', 'clicks', 'leads'] as const;
  return keys.map((key) => ({
    key,
    title: capitalized(key),
    size: ({ totals, periods }) => totals[key] / periods,
    text: ({ totals, periods }) =>
      numberFormats.count(
        periods === 1 ? totals[key] : Math.round((totals[key] * 10) / periods) / 10,
      ),
  }));
}

/** Shapes are stretched to the width of the page, so every text stands beside them, not within. */
function chart(measure: Measure, series: Series, context: Summary): Markup {
  const { key, title, size } = measure;
  const { request } = context.head;
  const { columns } = series;
  const isWhole = key !== 'spend' && series.size === 1;
  const top = axisTop(Math.max(...columns.map(size)), isWhole);
  const width = columns.length < fewColumns ? 4 : 8;
  const bars = columns.map((column, index) =>
    bar(measure, column, { x: index * 10, width, share: size(column) / top }),
  );
  const caption = key === 'spend' ? undefined : markup`<figcaption>${title}</figcaption>`;
  return markup`<figure>${caption}
<div class="plot">
<div class="axis" aria-hidden="true"><span>${tick(top)}</span><span>${tick(top / 2)}</span><span>0</span></div>
<svg viewBox="0 0 ${columns.length * 10} 100" preserveAspectRatio="none" role="img" aria-labelledby="${key}-title ${key}-desc">
<title id="${key}-title">${title} ${spanText(request)}</title>
<desc id="${key}-desc">${described(measure, series)}</desc>
${[0, 50, 100].map((y) => markup`<line class="grid" x1="0" x2="${columns.length * 10}" y1="${y}" y2="${y}"/>`)}
${bars}
</svg>
<div class="days" aria-hidden="true">${dayLabels(series, request).map((label) => markup`<span>${label}</span>`)}</div>
</div>
</figure>
`;
}

function bar(
  { key, text }: Measure,
  column: ChartColumn,
  { x, width, share }: { readonly x: number; readonly width: number; readonly share: number },
): Markup {
  const height = Math.round(Math.max(0, share) * 1000) / 10;
  const mean = column.periods === 1 ? '' : ' on average';
  const missing = column.incomplete ? ', not complete' : '';
  return markup`<g><title>${spanText(column)}: ${text(column)}${mean}${missing}</title>${
    column.incomplete
      ? markup`<rect class="gap" x="${x}" y="0" width="10" height="100"/>`
      : undefined
  }<rect class="${key}" x="${x + (10 - width) / 2}" y="${100 - height}" width="${width}" height="${height}"/><rect class="hit" x="${x}" y="0" width="10" height="100"/></g>
`;
}

/** One per column, most of them empty: the first day of every so many columns, of days whole weeks. */
function dayLabels({ columns, size }: Series, { from, to, granularity }: ReportRequest) {
  const isOneYear = from.slice(0, 4) === to.slice(0, 4);
  const most = isOneYear ? 6 : 3;
  const even = Math.ceil(columns.length / most);
  const step = granularity === 'daily' && size === 1 && even > 2 ? Math.ceil(even / 7) * 7 : even;
  return columns.map((column, index) => {
    // The last one needs room before the edge.
    if (index % step !== 0 || columns.length - index < step / 2) return '';
    return isOneYear ? dayOfYear(column.from) : dayText(column.from);
  });
}

/** What the eye takes from the chart at once: how high, and when. */
function described({ size, text }: Measure, { columns }: Series): string {
  const sorted = [...columns].sort((one, other) => size(other) - size(one));
  const [highest, lowest] = [sorted[0], sorted.at(-1)];
  if (highest === undefined || lowest === undefined) return '';
  const tell = (column: ChartColumn) => `${text(column)}, ${spanText(column)}`;
  return `Highest: ${tell(highest)}. Lowest: ${tell(lowest)}.`;
}

const rounds = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];

/** The next round number whose half is round as well; of counts the half is whole. */
function axisTop(most: number, isWhole: boolean): number {
  const magnitude = most > 0 ? 10 ** Math.floor(Math.log10(most)) : 1;
  const tops = rounds.map((round) => round * magnitude);
  return tops.find((top) => top >= most && (!isWhole || top % 2 === 0)) ?? 10 * magnitude;
}

function tick(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3, notation: 'compact' });
}
