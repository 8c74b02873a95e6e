/** The fields of a row under the names and in the order that csv, ndjson and json share. */

import type { ReportRequest, ReportRow } from './report.ts';
import { decimalText } from './totals.ts';

export interface Field {
  readonly name: string;
  /** Undefined where LinkedIn says nothing. */
  read(row: ReportRow): string | number | bigint | undefined;
}

export interface Fields {
  readonly date: Field;
  /** What the row is about: the same in all rows of one id. */
  readonly subject: readonly Field[];
  readonly numbers: readonly Field[];
}

export const allFields = ({ date, subject, numbers }: Fields): readonly Field[] => [
  date,
  ...subject,
  ...numbers,
];

export function fieldsOf(request: ReportRequest, currency: string): Fields {
  const usd: readonly Field[] = [
    {
      name: 'spend_usd',
      read: ({ spendUsd }) => (spendUsd === undefined ? undefined : decimalText(spendUsd)),
    },
    { name: 'spend_usd_micros', read: ({ spendUsd }) => spendUsd },
  ];
  return {
    date: { name: 'date', read: ({ date }) => date },
    subject: [
      { name: `${request.by.replace('-', '_')}_id`, read: ({ id }) => id },
      { name: 'name', read: ({ name }) => name },
      { name: 'status', read: ({ status }) => status },
      { name: 'group_id', read: ({ group }) => group?.id },
      { name: 'group_name', read: ({ group }) => group?.name },
      { name: 'currency', read: () => currency },
    ],
    numbers: [
      { name: 'spend', read: ({ spend }) => decimalText(spend) },
      { name: 'spend_micros', read: ({ spend }) => spend },
      ...(request.usd ? usd : []),
      { name: 'impressions', read: ({ impressions }) => impressions },
      { name: 'clicks', read: ({ clicks }) => clicks },
      { name: 'leads', read: ({ leads }) => leads },
      ...request.extraMetrics.map((name) => ({ name, read: (row: ReportRow) => row.extra[name] })),
    ],
  };
}
