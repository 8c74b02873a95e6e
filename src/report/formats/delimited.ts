/** For machines: csv, ndjson and json, with every row and every digit. */

import { decimalText } from '../../linkedin/money.ts';
import type { Gap, ReportHead, ReportRequest, ReportRow, ReportWriter } from '../report.ts';
import { periodKey, periodsOf } from '../request/range.ts';
import { noTotals, plus, type Totals } from './totals.ts';
import { leadMetrics, reasonsOf } from './wording.ts';

type Value = ReturnType<Field['read']>;

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
  const { days, subject, counts, extra } = fields;
  const names = [...days, ...subject, ...counts, ...extra].map(({ name }) => csvCell(name));
  return {
    opening: `${names.join(',')}\r\n`,
    rows: (batch) => joined(batch, (row) => `${rowText(row)}\r\n`),
    end: () => '',
  };
}

function csvPiece<Row>({ plain, read }: Field<Row>, separator: string): (row: Row) => string {
  const cell = plain ? plainCell : csvCell;
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

/** One object: `head`, `rows`, `totals`, `gaps`, `why_empty` if there is no row, and last `complete`, without which the file was cut off. */
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
    end(gaps, whyEmpty) {
      const listed = JSON.stringify(gaps.map(gapObject));
      const members = [
        `"totals":{${totalsText(totals, fields)}}`,
        `"gaps":${listed}`,
        ...(whyEmpty === undefined ? [] : [`"why_empty":${JSON.stringify(whyEmpty)}`]),
        `"complete":${gaps.length === 0}`,
      ];
      return `\n],\n${members.join(',\n')}\n}\n`;
    },
  };
}

function jsonPiece<Row>(
  { name, plain, read }: Field<Row>,
  separator: string,
): (row: Row) => string {
  const key = `${separator}${jsonText(name)}:`;
  const write = plain ? plainValue : jsonValue;
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

function rowTexts(fields: Fields, pieceOf: (field: Field, separator: string) => RowText): RowText {
  const later = (field: Field) => pieceOf(field, ',');
  const days = fields.days.map((field, index) => (index === 0 ? pieceOf(field, '') : later(field)));
  const subject = fields.subject.map(later);
  const numbers = [...fields.counts, ...fields.extra].map(later);
  const kept = new Map<string, Subject & { readonly text: string }>();
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

type Subject = Pick<ReportRow, 'name' | 'status' | 'group'>;

function isSame(one: Subject, other: Subject): boolean {
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

function totalsText(totals: Totals, { counts }: Fields): string {
  return counts.map((field, index) => jsonPiece(field, index === 0 ? '' : ',')(totals)).join('');
}

function gapObject(gap: Gap) {
  const { from, to, fault } = gap;
  return { from, to, code: fault?.code ?? null, message: reasonsOf([gap]).join(' ') };
}

// --- fields -----------------------------------------------------------------------------------------

interface Field<Row = ReportRow> {
  readonly name: string;
  /** Whether it is a number, or a text that looks like one: there is never anything to quote or to escape. */
  readonly plain?: true;
  /** Undefined where LinkedIn says nothing. */
  read(row: Row): string | number | bigint | undefined;
}

interface Fields {
  /** The first day of the row's period and, where that is not the last one as well, the last. */
  readonly days: readonly Field[];
  /** What the row is about: the same in all rows of one id. */
  readonly subject: readonly Field[];
  /** What adds up. */
  readonly counts: readonly Field<Totals>[];
  readonly extra: readonly Field[];
}

const plain = true;

function fieldsOf({ request, account }: ReportHead): Fields {
  const usd: readonly Field<Totals>[] = [
    {
      name: 'spend_usd',
      plain,
      read: ({ spendUsd }) => (spendUsd === undefined ? undefined : decimalText(spendUsd)),
    },
    { name: 'spend_usd_micros', plain, read: ({ spendUsd }) => spendUsd },
  ];
  return {
    days: [
      { name: 'date', plain, read: ({ date }) => date },
      ...(request.granularity === 'daily' ? [] : [lastDay(request)]),
    ],
    subject: [
      { name: `${request.by.replace('-', '_')}_id`, read: ({ id }) => id },
      { name: 'name', read: ({ name }) => name },
      { name: 'status', read: ({ status }) => status },
      { name: 'group_id', read: ({ group }) => group?.id },
      { name: 'group_name', read: ({ group }) => group?.name },
      { name: 'currency', read: () => account.currency },
    ],
    counts: [
      { name: 'spend', plain, read: ({ spend }) => decimalText(spend) },
      { name: 'spend_micros', plain, read: ({ spend }) => spend },
      ...(request.usd ? usd : []),
      { name: 'impressions', plain, read: ({ impressions }) => impressions },
      { name: 'clicks', plain, read: ({ clicks }) => clicks },
      { name: 'leads', plain, read: ({ leads }) => leads },
    ],
    extra: request.extraMetrics.map((name) => ({ name, read: ({ extra }) => extra[name] })),
  };
}

/** The first and the last month or year may be a part of one: the range ends within it. */
function lastDay({ from, to, granularity }: ReportRequest): Field {
  const periods = periodsOf(from, to, granularity);
  const last = new Map(periods.map((period) => [periodKey(period.from, granularity), period.to]));
  return { name: 'to', read: ({ date }) => last.get(periodKey(date, granularity)) };
}
