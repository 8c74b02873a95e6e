/** For machines: csv, ndjson and json, with every row and every digit. */

import { type Field, fieldsOf } from './fields.ts';
import type { Gap, ReportHead, ReportRow } from './report.ts';
import { decimalText, noTotals, plus, type Totals } from './totals.ts';
import { leadMetrics } from './wording.ts';
import type { ReportWriter } from './writer.ts';

type Value = ReturnType<Field['read']>;

/**
 * RFC 4180: a header row, CRLF, quotes where they are needed, UTF-8 without a byte order mark.
 *
 * Names stay exact. A name that begins with = + - or @ is a formula to a spreadsheet, quoted or not;
 * a mark before it would hide that, but the name would then match nothing at LinkedIn and nothing in
 * the next report. Whoever opens the file in a spreadsheet imports `name` and `group_name` as text.
 */
export function csvWriter(): ReportWriter {
  let fields: readonly Field[] = [];
  return {
    begin({ request, account }) {
      fields = fieldsOf(request, account.currency);
      return `${fields.map(({ name }) => csvCell(name)).join(',')}\r\n`;
    },
    rows: (batch) => lines(batch, (row) => `${csvLine(row, fields)}\r\n`),
    end: () => '',
  };
}

function csvLine(row: ReportRow, fields: readonly Field[]): string {
  return fields.map(({ read }) => csvCell(read(row))).join(',');
}

function csvCell(value: Value): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

/** One row, one object, one line; nothing else, so that every line has the same keys. */
export function ndjsonWriter(): ReportWriter {
  let fields: readonly JsonField[] = [];
  return {
    begin(head) {
      fields = jsonFields(head);
      return '';
    },
    rows: (batch) => lines(batch, (row) => `${jsonObject(row, fields)}\n`),
    end: () => '',
  };
}

/** One object: `head`, `rows`, `totals`, `gaps`, and last `complete`, without which the file was cut off. */
export function jsonWriter(): ReportWriter {
  let fields: readonly JsonField[] = [];
  let totals = noTotals;
  let usd = false;
  let separator = '\n';
  return {
    begin(head) {
      fields = jsonFields(head);
      usd = head.request.usd;
      return `{\n"head":${JSON.stringify(headObject(head))},\n"rows":[`;
    },
    rows: (batch) =>
      lines(batch, (row) => {
        const piece = separator + jsonObject(row, fields);
        totals = plus(totals, row);
        separator = ',\n';
        return piece;
      }),
    end(gaps) {
      const complete = `"complete":${gaps.length === 0}`;
      const listed = JSON.stringify(gaps.map(gapObject));
      return `\n],\n"totals":${totalsObject(totals, usd)},\n"gaps":${listed},\n${complete}\n}\n`;
    },
  };
}

interface JsonField extends Field {
  /** The name with its colon, quoted once for all rows. */
  readonly key: string;
}

function jsonFields({ request, account }: ReportHead): readonly JsonField[] {
  return fieldsOf(request, account.currency).map((field) => ({
    ...field,
    key: `${JSON.stringify(field.name)}:`,
  }));
}

function jsonObject(row: ReportRow, fields: readonly JsonField[]): string {
  return `{${fields.map(({ key, read }) => key + jsonValue(read(row))).join(',')}}`;
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

function totalsObject({ spend, spendUsd, impressions, clicks, leads }: Totals, usd: boolean) {
  const members: readonly (readonly [string, Value])[] = [
    ['spend', decimalText(spend)],
    ['spend_micros', spend],
    ...(usd
      ? ([
          ['spend_usd', spendUsd === undefined ? undefined : decimalText(spendUsd)],
          ['spend_usd_micros', spendUsd],
        ] as const)
      : []),
    ['impressions', impressions],
    ['clicks', clicks],
    ['leads', leads],
  ];
  return `{${members.map(([name, value]) => `"${name}":${jsonValue(value)}`).join(',')}}`;
}

function gapObject({ from, to, fault }: Gap) {
  return { from, to, code: fault.code, message: fault.message };
}

function lines(batch: readonly ReportRow[], line: (row: ReportRow) => string): string {
  return batch.map(line).join('');
}
