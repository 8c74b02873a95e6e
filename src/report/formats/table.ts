/** For the terminal: one line per campaign, the totals, and spend over time as a small chart. */

import { linesOf, linesOfItems } from '../../screen/text-lines.ts';
import type { Terminal } from '../../world.ts';
import type { Gap } from '../report.ts';
import { spendChart } from './chart.ts';
import { currencyText, selectionText, shortTimeText } from './heading.ts';
import { createNumberFormats } from './number-formats.ts';
import { seriesOf } from './series.ts';
import { nameAndId, shownName } from './short-names.ts';
import { type TableContext, tableLines } from './table-lines.ts';
import { createEntityTotals, type EntityTotals } from './tally.ts';
import { clickThroughRate, costPerClick, costPerLead, type Totals } from './totals.ts';
import { leadText, leftOutText, missingText, nothingText, rangeText } from './wording.ts';
import type { ReportWriter } from './writer.ts';

const indent = '  ';

/** Keeps one total per entity and one per period; the rows themselves are for csv and json. */
export function tableWriter({
  columns,
  unicode,
}: Pick<Terminal, 'columns' | 'unicode'>): ReportWriter {
  let sheet: { readonly place: TableContext; readonly tally: EntityTotals } | undefined;
  return {
    begin(head) {
      const place = {
        head,
        figures: createNumberFormats(head.account.currency, { unicode }),
        dollars: createNumberFormats('USD', { unicode }),
        columns: columns - indent.length - 1,
        unicode,
      };
      sheet = { place, tally: createEntityTotals(head.request.granularity) };
      return blocks([headLines(place)]);
    },
    rows(batch) {
      sheet?.tally.add(batch);
      return '';
    },
    end(gaps, whyEmpty = nothingText) {
      if (sheet === undefined) throw new Error('a table ends that never began');
      const { place, tally } = sheet;
      const missing = missingText(gaps, place.head.request);
      return blocks([
        ...(tally.entities().length === 0
          ? [linesOf(whyEmpty, place.columns)]
          : bodyBlocks(tally, gaps, place)),
        ...(missing === undefined ? [] : [linesOf(missing, place.columns)]),
      ]);
    },
  };
}

function headLines(place: TableContext): readonly string[] {
  const { account, request } = place.head;
  return [
    nameAndId({ id: account.id, name: shownName(account, 'account') }, place),
    ...[
      `${rangeText(request)}. Currency: ${currencyText(place.head)}.`,
      selectionText(request),
      leadText(request),
      shortTimeText(place.head),
    ].flatMap((text) => (text === undefined ? [] : linesOf(text, place.columns))),
  ];
}

function bodyBlocks(
  tally: EntityTotals,
  gaps: readonly Gap[],
  place: TableContext,
): readonly (readonly string[])[] {
  const { request } = place.head;
  const totals = tally.totals();
  const series = seriesOf(request, tally.periods, { gaps, most: place.columns });
  return [
    [
      ...tableLines(tally.entities(), totals, place),
      ...linesOfItems(ratios(totals, place), place.columns),
    ],
    spendChart(series, { request, figures: place.figures, terminal: place }),
    linesOf(leftOutText(request), place.columns),
  ];
}

function ratios(totals: Totals, { figures }: TableContext): readonly string[] {
  const { percent, price } = figures;
  return [
    `CTR ${percent(clickThroughRate(totals))}`,
    `CPC ${price(costPerClick(totals))}`,
    `CPL ${price(costPerLead(totals))}`,
  ];
}

/** Indented, with an empty line before each. */
function blocks(texts: readonly (readonly string[])[]): string {
  return texts
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.map((line) => `${indent}${line}\n`).join('')}`)
    .join('');
}
