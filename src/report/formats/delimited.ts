/** For machines: csv, ndjson and json, with every row and every digit. */

import { decimalText } from '../../linkedin/money.ts';
import type { Named } from '../fetch/names.ts';
import type { Gap, ReportHead, ReportRequest, ReportRow, ReportWriter } from '../report.ts';
import { periodKey, periodsOf } from '../request/range.ts';
import { noTotals, plus, type Totals } from './totals.ts';
import { leadMetrics, reasonsOf } from './wording.ts';

/** Undefined where LinkedIn says nothing. */
type Value = string | number | bigint | undefined;

export const delimitedWriters = { csv: csvWriter, json: jsonWriter, ndjson: ndjsonWriter };

/**
 * RFC 4180: a header row, CRLF, quotes where they are needed, UTF-8 without a byte order mark.
 *
 * Names stay exact. A name that begins with = + - or @ is a formula to a spreadsheet, quoted or not;
 * a mark before it would hide that, but the name would then match nothing at LinkedIn and nothing in
 * the next report. Whoever opens the file in a spreadsheet imports `name` and `group_name` as text.
 */
export function csvWriter(head: ReportHead): ReportWriter {
  const fields = fieldsOf(head);
  const rowText = rowTexts(fields, csvPiece);
  const names = Object.values(fields).flatMap((some) => Object.keys(some));
  return {
    opening: `${names.map(csvCell).join(',')}\r\n`,
    rows: (batch) => joined(batch, (row) => `${rowText(row)}\r\n`),
    end: () => '',
  };
}

function csvPiece<Row>([name, read]: Field<Row>, isPlain: boolean): (row: Row) => string {
  const cell = isPlain ? plainCell : csvCell;
  const separator = name === firstField ? '' : ',';
  return (row) => separator + cell(read(row));
}

function plainCell(value: Value): string {
  return value === undefined ? '' : String(value);
}

function csvCell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One row, one object, one line; nothing else, so that every line has the same keys. */
export function ndjsonWriter(head: ReportHead): ReportWriter {
  const rowText = rowTexts(fieldsOf(head), jsonPiece);
  return {
    opening: '',
    rows: (batch) => joined(batch, (row) => `{${rowText(row)}}\n`),
    end: () => '',
  };
}

/** One object: `head`, `rows`, `totals`, `gaps`, `why_empty` if there is no row, how the command ended, and last `complete`, without which the file was cut off. */
export function jsonWriter(head: ReportHead): ReportWriter {
  const fields = fieldsOf(head);
  const rowText = rowTexts(fields, jsonPiece);
  let totals = noTotals;
  let separator = '\n';
  return {
    opening: `{\n"head":${JSON.stringify(headObject(head))},\n"rows":[`,
    rows: (batch) =>
      joined(batch, (row) => {
        const piece = `${separator}{${rowText(row)}}`;
        totals = plus(totals, row);
        separator = ',\n';
        return piece;
      }),
    end({ outcome, exitCode, gaps, whyEmpty }) {
      const listed = JSON.stringify(gaps.map(gapObject));
      const members = [
        `"totals":{${totalsText(totals, fields)}}`,
        `"gaps":${listed}`,
        ...(whyEmpty === undefined ? [] : [`"why_empty":${JSON.stringify(whyEmpty)}`]),
        `"outcome":"${outcome}"`,
        `"exitCode":${exitCode}`,
        `"complete":${gaps.length === 0}`,
      ];
      return `\n],\n${members.join(',\n')}\n}\n`;
    },
  };
}

function jsonPiece<Row>([name, read]: Field<Row>, isPlain: boolean): (row: Row) => string {
  const key = `${name === firstField ? '' : ','}${jsonText(name)}:`;
  const write = isPlain ? plainValue : jsonValue;
  return (row) => key + write(read(row));
}

function plainValue(value: Value): string {
  return typeof value === 'string' ? `"${value}"` : String(value ?? null);
}

/** Micros are written as integers of any size; `spend` is a text, because readers make floats of 539.7. */
function jsonValue(value: Value): string {
  if (value === undefined) return 'null';
  return typeof value === 'string' ? jsonText(value) : value.toString();
}

/** JSON.stringify takes longer than the look whether there is anything to escape. */
function jsonText(text: string): string {
  return /["\\\p{Cc}\p{Cs}]/u.test(text) ? JSON.stringify(text) : `"${text}"`;
}

// --- rows --------------------------------------------------------------------------------------------

/** A piece of a row, or all its fields with commas between them. */
type RowText = (row: ReportRow) => string;

/** What a row is about is written once for all its days, for so many different ones. */
const mostKept = 20_000;

function rowTexts(fields: RowFields, pieceOf: typeof csvPiece<ReportRow>): RowText {
  const piecesOf = (some: Fields, isPlain: boolean) =>
    Object.entries(some).map((field) => pieceOf(field, isPlain));
  const days = piecesOf(fields.days, true);
  const subject = piecesOf(fields.subject, false);
  const numbers = [...piecesOf(fields.counts, true), ...piecesOf(fields.extra, false)];
  const kept = new Map<string, Named & { readonly text: string }>();
  const subjectText = (row: ReportRow) => {
    const known = kept.get(row.id);
    if (known !== undefined && isSame(known, row)) return known.text;
    const text = subject.map((piece) => piece(row)).join('');
    const { name, status, group } = row;
    // Not the row itself: V8 would take all rows for such as stay, and clear them away late.
    if (kept.size < mostKept) kept.set(row.id, { name, status, group, text });
    return text;
  };
  return (row) => {
    let text = '';
    for (const piece of days) text += piece(row);
    text += subjectText(row);
    for (const piece of numbers) text += piece(row);
    return text;
  };
}

function isSame(one: Named, other: Named): boolean {
  return one.name === other.name && one.status === other.status && one.group === other.group;
}

function joined(batch: readonly ReportRow[], pieceOf: (row: ReportRow) => string): string {
  let text = '';
  for (const row of batch) text += pieceOf(row);
  return text;
}

// --- json's other members --------------------------------------------------------------------------------

function headObject({ request, account }: ReportHead) {
  return {
    account_id: account.id,
    account_name: account.name,
    currency: account.currency,
    from: request.from,
    to: request.to,
    time_zone: 'UTC',
    granularity: request.granularity,
    by: request.by,
    campaign_ids: request.campaignIds,
    leads_are: leadMetrics[request.leads],
  };
}

function totalsText(totals: Totals, { counts }: RowFields): string {
  const members = Object.entries(counts).map((field) => jsonPiece(field, true)(totals));
  return members.join('').slice(1);
}

function gapObject(gap: Gap) {
  const { from, to, fault } = gap;
  return { from, to, code: fault?.code ?? null, message: reasonsOf([gap]).join(' ') };
}

// --- fields -----------------------------------------------------------------------------------------

type Fields<Row = ReportRow> = Readonly<Record<string, (row: Row) => Value>>;
type Field<Row> = readonly [name: string, read: (row: Row) => Value];

/** In the order of a row. Of days and counts there is never anything to quote or to escape. */
interface RowFields {
  /** The first day of the row's period and, where that is not the last one as well, the last. */
  readonly days: Fields;
  /** What the row is about: the same in all rows of one id. */
  readonly subject: Fields;
  /** What adds up. */
  readonly counts: Fields<Totals>;
  readonly extra: Fields;
}

const firstField = 'date';

function fieldsOf({ request, account }: ReportHead): RowFields {
  const usd: Fields<Totals> = {
    spend_usd: ({ spendUsd }) => (spendUsd === undefined ? undefined : decimalText(spendUsd)),
    spend_usd_micros: ({ spendUsd }) => spendUsd,
  };
  return {
    days: {
      [firstField]: ({ date }) => date,
      ...(request.granularity !== 'daily' && { to: lastDayOf(request) }),
    },
    subject: {
      [`${request.by.replace('-', '_')}_id`]: ({ id }) => id,
      name: ({ name }) => name,
      status: ({ status }) => status,
      group_id: ({ group }) => group?.id,
      group_name: ({ group }) => group?.name,
      currency: () => account.currency,
    },
    counts: {
      spend: ({ spend }) => decimalText(spend),
      spend_micros: ({ spend }) => spend,
      ...(request.usd && usd),
      impressions: ({ impressions }) => impressions,
      clicks: ({ clicks }) => clicks,
      leads: ({ leads }) => leads,
    },
    extra: Object.fromEntries(
      request.extraMetrics.map((name) => [name, ({ extra }: ReportRow) => extra[name]]),
    ),
  };
}

/** The first and the last month or year may be a part of one: the range ends within it. */
function lastDayOf({ from, to, granularity }: ReportRequest) {
  const periods = periodsOf(from, to, granularity);
  const last = new Map(periods.map((period) => [periodKey(period.from, granularity), period.to]));
  return ({ date }: ReportRow) => last.get(periodKey(date, granularity));
}
