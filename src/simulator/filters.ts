/** The `search=(status:(values:List(ACTIVE)),test:false)` of adAccounts, adCampaigns and adCampaignGroups. */

import { recordOf, textsOf } from './parameters.ts';
import * as refuse from './rest-refusals.ts';
import type { RestliQuery, RestliValue } from './restli-parser.ts';

/** Per criterion, what an element has there, written as the query writes it. */
export type Criteria<T> = Readonly<Record<string, (element: T) => string>>;

/** Criteria are joined by AND, the values of one by OR; without `search` everything is found. */
export function found<T>(
  all: readonly T[],
  query: RestliQuery,
  criteria: Criteria<T>,
): readonly T[] {
  const search = recordOf(query, 'search') ?? new Map<string, RestliValue>();
  const tests = [...search].map(([name, value]) => {
    const [, written] = Object.entries(criteria).find(([known]) => known === name) ?? [];
    if (written === undefined) throw refuse.paramInvalid('search');
    const wanted = wantedValues(name, value);
    return (element: T) => wanted.includes(written(element));
  });
  return all.filter((element) => tests.every((test) => test(element)));
}

function wantedValues(name: string, value: RestliValue): readonly string[] {
  if (name === 'test') {
    if (value.kind === 'text' && /^(true|false)$/.test(value.text)) return [value.text];
    throw refuse.paramInvalid('search');
  }
  const values = value.kind === 'record' ? value.fields.get('values') : undefined;
  if (values === undefined) throw refuse.paramInvalid('search');
  return textsOf(values, 'search');
}
