/** For the terminal: one line per campaign, the totals, and spend over time as a small chart. */

import { dayText, spanText } from '../../days.ts';
import {
  alignLeft,
  alignRight,
  columnWidth,
  linesOf,
  linesOfItems,
} from '../../screen/text-lines.ts';
import { capitalized, counted } from '../../words.ts';
import type { Gap, ReportHead, ReportRequest, ReportWriter } from '../report.ts';
import { type ChartColumn, type Series, seriesOf } from './series.ts';
import { distinctNames, type NameRoom, nameAndId, shortened, shownName } from './short-names.ts';
import {
  amount,
  amountPer,
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
  meanText,
  missingText,
  nothingText,
  periodText,
  rangeText,
  subjectText,
} from './wording.ts';

const indent = '  ';

/** Keeps one total per entity and one per period; the rows themselves are for csv and json. */
export function tableWriter(head: ReportHead, { columns, unicode }: NameRoom): ReportWriter {
  const room = { columns: columns - indent.length - 1, unicode };
  const context = { ...createSummary(head, unicode), ...room };
  return {
    opening: blocks([headLines(context)]),
    rows(batch) {
      context.entityTotals.add(batch);
      return '';
    },
    end({ gaps, whyEmpty = nothingText }) {
      const missing = missingText(gaps, head.request);
      return blocks([
        ...(context.entityTotals.entities().length === 0
          ? [linesOf(whyEmpty, context.columns)]
          : bodyBlocks(gaps, context)),
        ...(missing === undefined ? [] : [linesOf(missing, context.columns)]),
      ]);
    },
  };
}

function headLines(context: TableContext): readonly string[] {
  const { account, request } = context.head;
  return [
    nameAndId({ id: account.id, name: shownName(account, 'account') }, context),
    ...[
      `${rangeText(request)}. Currency: ${currencyText(context.head)}.`,
      ...aboutTexts(context.head),
    ].flatMap((text) => linesOf(text, context.columns)),
  ];
}

function bodyBlocks(gaps: readonly Gap[], context: TableContext): readonly (readonly string[])[] {
  const { head, entityTotals } = context;
  const totals = entityTotals.totals();
  const ratios = ratioTexts(totals, context.numberFormats).map((pair) => pair.join(' '));
  const series = seriesOf(head.request, entityTotals.periods, { gaps, most: context.columns });
  return [
    [
      ...tableLines(entityTotals.entities(), totals, context),
      ...linesOfItems(ratios, context.columns),
    ],
    spendChart(series, context),
    linesOf(leftOutText(head.request), context.columns),
  ];
}

/** Indented, with an empty line before each. */
function blocks(texts: readonly (readonly string[])[]): string {
  return texts
    .filter((lines) => lines.length > 0)
    .map((lines) => `\n${lines.map((line) => `${indent}${line}\n`).join('')}`)
    .join('');
}

// --- lines ------------------------------------------------------------------------------------------

/** Its columns are what is left of the terminal between the margins. */
type TableContext = Summary & NameRoom;

/** Below this the counts move under the name. */
const narrow = 57;
/** Ratios are left out rather than names cut shorter than this. */
const nameRoom = 24;
const gutter = 2;

/** The id is empty for all together. */
type Line = Pick<Entity, 'id' | 'totals'> & { readonly name: string };

function tableLines(entities: readonly Entity[], totals: Totals, context: TableContext) {
  const { request } = context.head;
  const lines = entities.map((entity) => ({ ...entity, name: shownName(entity, request.by) }));
  const name = `Total of ${counted(lines.length, subjectText(request.by))}`;
  const total = { id: '', name, totals };
  return wideLines(lines, total, context) ?? narrowLines(lines, total, context);
}

// --- one line each ---------------------------------------------------------------------------------

type TableColumn = Pick<TotalsColumn, 'title' | 'rank'> & {
  /** One per line. */
  readonly cells: readonly string[];
  readonly width: number;
};

const idTitle = 'Id';

function columnsOf(lines: readonly Line[], context: TableContext): readonly TableColumn[] {
  const ids = { title: idTitle, rank: 4, cells: lines.map(({ id }) => id) };
  const columns = totalsColumns(context, ['Spend', 'USD']).map(({ title, rank, text }) => ({
    title,
    rank,
    cells: lines.map(({ totals }) => text(totals)),
  }));
  // LinkedIn tells no names of creatives: their ids stand for them.
  const all = context.head.request.by === 'creative' ? columns : [ids, ...columns];
  return all.map((column) => ({
    ...column,
    width: gutter + columnWidth([column.title, ...column.cells]),
  }));
}

/** Undefined where the numbers leave no room for the names. */
function wideLines(lines: readonly Line[], total: Line, context: TableContext) {
  if (context.columns < narrow) return undefined;
  const all = [...lines, total];
  const title = capitalized(subjectText(context.head.request.by));
  const longest = columnWidth([title, ...all.map(({ name }) => name)]);
  const room = context.columns - Math.min(longest, nameRoom);
  const columns = fittingColumns(columnsOf(all, context), room);
  if (columns === undefined) return undefined;
  const rest = { columns: context.columns - widthOf(columns), unicode: context.unicode };
  const names = columns.some((column) => column.title === idTitle)
    ? all.map(({ name }) => shortened(name, rest))
    : [...distinctNames(lines, rest), shortened(total.name, rest)];
  const nameWidth = columnWidth([title, ...names]);
  const lay = (name: string, cell: (column: TableColumn) => string) =>
    alignLeft(name, nameWidth) +
    columns.map((column) => alignRight(cell(column), column.width)).join('');
  const rows = names.map((name, index) => lay(name, ({ cells }) => cells[index] ?? ''));
  return [
    lay(title, (column) => column.title),
    ...rows.slice(0, -1),
    ruleOf(nameWidth + widthOf(columns), context),
    ...rows.slice(-1),
  ];
}

/** As many as fit, given up by rank. */
function fittingColumns(columns: readonly TableColumn[], room: number) {
  return [4, 3, 2, 1, 0]
    .map((rank) => columns.filter((column) => column.rank <= rank))
    .find((some) => widthOf(some) <= room);
}

function widthOf(columns: readonly TableColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width, 0);
}

// --- two lines each --------------------------------------------------------------------------------

function narrowLines(lines: readonly Line[], total: Line, context: TableContext) {
  const spendOf = ({ totals }: Line) => context.numberFormats.money(amount(totals.spend));
  const spendWidth = gutter + columnWidth([...lines, total].map(spendOf));
  const room = { columns: Math.max(1, context.columns - spendWidth), unicode: context.unicode };
  const names = distinctNames(lines, room);
  const lay = (line: Line, name = '') => [
    alignLeft(name, room.columns) + alignRight(spendOf(line), spendWidth),
    ...countLines(line, context),
  ];
  return [
    ...lines.flatMap((line, index) => lay(line, names[index])),
    ruleOf(context.columns, context),
    ...lay(total, shortened(total.name, room)),
  ];
}

function countLines({ totals }: Line, { head, dollars, columns }: TableContext): readonly string[] {
  const { spendUsd, impressions, clicks, leads } = totals;
  const usd = head.request.usd && spendUsd !== undefined;
  const counts = [
    counted(impressions, 'impression'),
    counted(clicks, 'click'),
    counted(leads, 'lead'),
    ...(usd ? [`${dollars.money(amount(spendUsd))} USD`] : []),
  ];
  return linesOfItems(counts, columns - gutter).map((line) => ' '.repeat(gutter) + line);
}

function ruleOf(columns: number, { unicode }: TableContext): string {
  return (unicode ? '─' : '-').repeat(columns);
}

// --- spend over time as columns of block characters ------------------------------------------------

const chartHeight = 5;
/** A column's widest step, so that a week does not become seven blocks of wall. */
const widest = 6;
const marks = {
  unicode: { fill: ' ▁▂▃▄▅▆▇█', base: '─' },
  ascii: { fill: ' .:#', base: '-' },
} as const;

/** Empty where there is nothing to compare: a single column, or no spend at all. */
function spendChart(series: Series, context: TableContext): readonly string[] {
  const { columns } = series;
  const { request } = context.head;
  const room = context.columns;
  const [highest] = columns.toSorted((one, other) => mean(other) - mean(one));
  if (columns.length < 2 || highest === undefined || mean(highest) <= 0) return [];
  const step = Math.min(widest, Math.max(1, Math.floor(room / columns.length)));
  const bar = Math.max(1, step - 1);
  const draw = (part: (column: ChartColumn) => string) =>
    columns
      .map((column) => part(column).repeat(bar).padEnd(step))
      .join('')
      .trimEnd();
  const { fill, base } = marks[context.unicode ? 'unicode' : 'ascii'];
  const top = mean(highest);
  const most = context.numberFormats.price(amountPer(highest.totals.spend, highest.periods));
  const title = `Spend per ${periodText(request.granularity)}${meanText(series, request)}`;
  return [
    ...linesOf(`${title}. Highest: ${most}, ${spanText(highest)}.`, room),
    ...Array.from({ length: chartHeight }, (_, index) =>
      draw((column) => blockAt(chartHeight - 1 - index, mean(column) / top, fill)),
    ),
    draw(({ incomplete }) => (incomplete ? '?' : base)),
    daysUnder((columns.length - 1) * step + bar, request),
    ...(columns.some(({ incomplete }) => incomplete) ? ['? is not complete.'] : []),
  ];
}

/** Only the height of a drawing: sums and what is written stay exact. */
function mean({ totals, periods }: ChartColumn): number {
  return Number(totals.spend) / periods;
}

/** The block of one row, counted from the base; the smallest spend still shows. */
function blockAt(row: number, share: number, fill: string): string {
  const steps = fill.length - 1;
  const height = share > 0 ? Math.max(1, Math.round(share * chartHeight * steps)) : 0;
  return fill[Math.min(steps, Math.max(0, height - row * steps))] ?? ' ';
}

function daysUnder(columns: number, { from, to }: ReportRequest): string {
  const first = dayText(from);
  return `${first}  ${alignRight(dayText(to), columns - first.length - 2)}`;
}
