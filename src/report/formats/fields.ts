/** The fields of a row under the names and in the order that csv, ndjson and json share. */

import { decimalText } from '../../linkedin/money.ts';
import type { ReportRequest, ReportRow } from '../report.ts';
import { periodsOf } from '../request/range.ts';
import { periodKey } from './series.ts';

export interface Field {
  readonly name: string;
  /** Whether it is a number, or a text that looks like one: there is never anything to quote or to escape. */
  readonly plain?: true;
  /** Undefined where LinkedIn says nothing. */
  read(row: ReportRow): string | number | bigint | undefined;
}

export interface Fields {
  /** The first day of the row's period and, where that is not the last one as well, the last. */
  readonly days: readonly Field[];
  /** What the row is about: the same in all rows of one id. */
  readonly subject: readonly Field[];
  readonly numbers: readonly Field[];
}

export const allFields = ({ days, subject, numbers }: Fields): readonly Field[] => [
  ...days,
  ...subject,
  ...numbers,
];

const plain = true;

export function fieldsOf(request: ReportRequest, currency: string): Fields {
  const usd: readonly Field[] = [
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
      { name: 'currency', read: () => currency },
    ],
    numbers: [
      { name: 'spend', plain, read: ({ spend }) => decimalText(spend) },
      { name: 'spend_micros', plain, read: ({ spend }) => spend },
      ...(request.usd ? usd : []),
      { name: 'impressions', plain, read: ({ impressions }) => impressions },
      { name: 'clicks', plain, read: ({ clicks }) => clicks },
      { name: 'leads', plain, read: ({ leads }) => leads },
      ...request.extraMetrics.map((name) => ({ name, read: (row: ReportRow) => row.extra[name] })),
    ],
  };
}

/** The first and the last month or year may be a part of one: the range ends within it. */
function lastDay({ from, to, granularity }: ReportRequest): Field {
  const periods = periodsOf(from, to, granularity);
  const last = new Map(periods.map((period) => [periodKey(period.from, granularity), period.to]));
  return { name: 'to', read: ({ date }) => last.get(periodKey(date, granularity)) };
}
