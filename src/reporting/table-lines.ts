/** The lines of the table: one per entity and one for all, two each on a narrow terminal. */

import { plainText } from '../linkedin/plain-text.ts';
import type { Figures } from './figures.ts';
import type { ReportHead } from './report.ts';
import type { Entity } from './tally.ts';
import { alignLeft, alignRight, columnWidth, shortened, wrapList } from './terminal-text.ts';
import { amount, clickThroughRate, costPerClick, costPerLead, type Totals } from './totals.ts';
import { capital, countText, subjectText } from './wording.ts';

export interface TablePlace {
  readonly head: ReportHead;
  readonly figures: Figures;
  /** What is left of the terminal between the margins. */
  readonly columns: number;
  readonly unicode: boolean;
}

/** Below this the counts move under the name. */
const narrow = 57;
/** Ratios are left out rather than names cut shorter than this. */
const nameRoom = 24;
const gutter = 2;

interface Line {
  readonly name: string;
  readonly totals: Totals;
}

export function tableLines(
  entities: readonly Entity[],
  totals: Totals,
  place: TablePlace,
): readonly string[] {
  const lines = entities.map((entity) => ({
    name: nameOf(entity, place.head),
    totals: entity.totals,
  }));
  const name = `Total of ${countText(entities.length, subjectText(place.head.request.by, entities.length))}`;
  const total = { name, totals };
  return wideLines(lines, total, place) ?? narrowLines(lines, total, place);
}

function nameOf({ id, name }: Entity, { request }: ReportHead): string {
  const plain = plainText(name ?? '');
  return plain === '' ? `${subjectText(request.by)} ${id}` : plain;
}

// --- one line each ---------------------------------------------------------------------------------

interface Column {
  readonly title: string;
  /** 0 is always shown; of the others, the lower ones longest. */
  readonly rank: number;
  readonly cell: (totals: Totals) => string;
}

function columnsOf({ head, figures }: TablePlace): readonly Column[] {
  const { money, count, percent } = figures;
  const usd: Column = {
    title: 'USD',
    rank: 0,
    cell: ({ spendUsd }) => (spendUsd === undefined ? '' : money(amount(spendUsd))),
  };
  return [
    { title: 'Spend', rank: 0, cell: ({ spend }) => money(amount(spend)) },
    ...(head.request.usd ? [usd] : []),
    { title: 'Impressions', rank: 0, cell: ({ impressions }) => count(impressions) },
    { title: 'Clicks', rank: 0, cell: ({ clicks }) => count(clicks) },
    { title: 'CTR', rank: 2, cell: (totals) => percent(clickThroughRate(totals)) },
    { title: 'CPC', rank: 3, cell: (totals) => money(costPerClick(totals)) },
    { title: 'Leads', rank: 0, cell: ({ leads }) => count(leads) },
    { title: 'CPL', rank: 1, cell: (totals) => money(costPerLead(totals)) },
  ];
}

interface Laid extends Column {
  readonly width: number;
}

/** Undefined where the numbers leave no room for the names. */
function wideLines(
  lines: readonly Line[],
  total: Line,
  place: TablePlace,
): readonly string[] | undefined {
  if (place.columns < narrow) return undefined;
  const all = [...lines, total];
  const title = capital(subjectText(place.head.request.by));
  const wanted = columnWidth([title, ...all.map(({ name }) => name)]);
  const laid = columnsOf(place).map((column) => ({
    ...column,
    width: gutter + columnWidth([column.title, ...all.map(({ totals }) => column.cell(totals))]),
  }));
  const columns = fittingColumns(laid, place.columns - Math.min(wanted, nameRoom));
  if (columns === undefined) return undefined;
  const numbers = columns.reduce((sum, { width }) => sum + width, 0);
  const nameWidth = Math.min(wanted, place.columns - numbers);
  const lay = (name: string, cell: (column: Column) => string) =>
    alignLeft(shortened(name, nameWidth, ellipsisOf(place)), nameWidth) +
    columns.map((column) => alignRight(cell(column), column.width)).join('');
  const row = ({ name, totals }: Line) => lay(name, ({ cell }) => cell(totals));
  const rule = ruleOf(nameWidth + numbers, place);
  return [lay(title, (column) => column.title), ...lines.map(row), rule, row(total)];
}

/** As many as fit, given up by rank. */
function fittingColumns(columns: readonly Laid[], room: number): readonly Laid[] | undefined {
  return [3, 2, 1, 0]
    .map((rank) => columns.filter((column) => column.rank <= rank))
    .find((some) => some.reduce((sum, { width }) => sum + width, 0) <= room);
}

// --- two lines each --------------------------------------------------------------------------------

function narrowLines(lines: readonly Line[], total: Line, place: TablePlace): readonly string[] {
  const rule = ruleOf(place.columns, place);
  const lay = (line: Line) => twoLines(line, place);
  return [...lines.flatMap(lay), rule, ...lay(total)];
}

function twoLines({ name, totals }: Line, place: TablePlace): readonly string[] {
  const { figures, columns } = place;
  const spend = figures.money(amount(totals.spend));
  const room = Math.max(1, columns - spend.length - gutter);
  const first = alignLeft(shortened(name, room, ellipsisOf(place)), room);
  return [
    first + ' '.repeat(gutter) + spend,
    ...wrapList(countsOf(totals, place), columns - gutter).map((line) => ' '.repeat(gutter) + line),
  ];
}

function countsOf(
  { spendUsd, impressions, clicks, leads }: Totals,
  { head, figures }: TablePlace,
): readonly string[] {
  const usd = head.request.usd && spendUsd !== undefined;
  return [
    countText(impressions, impressions === 1 ? 'impression' : 'impressions'),
    countText(clicks, clicks === 1 ? 'click' : 'clicks'),
    countText(leads, leads === 1 ? 'lead' : 'leads'),
    ...(usd ? [`${figures.money(amount(spendUsd))} USD`] : []),
  ];
}

function ellipsisOf({ unicode }: TablePlace): string {
  return unicode ? '…' : '...';
}

function ruleOf(columns: number, { unicode }: TablePlace): string {
  return (unicode ? '─' : '-').repeat(columns);
}
