/** One call of adAnalytics with every parameter in place, for tests that change one at a time. */

import * as z from 'zod';
import type { Scenario } from '../../src/simulator/scenarios.ts';
import { createClient, europe, type Reply } from './simulator-client.ts';

const week = '(start:(year:2026,month:11,day:15),end:(year:2026,month:11,day:21))';

export type Parameters = Readonly<Record<string, string | undefined>>;

const metrics = 'impressions,clicks,costInLocalCurrency,costInUsd,oneClickLeads';

export function path(changes: Parameters = {}): string {
  const all: Parameters = {
    q: 'analytics',
    pivot: 'CAMPAIGN',
    timeGranularity: 'DAILY',
    dateRange: week,
    accounts: `List(${europe})`,
    fields: `${metrics},dateRange,pivotValues`,
    ...changes,
  };
  const given = Object.entries(all).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  return `/adAnalytics?${given.join('&')}`;
}

const day = z.object({ year: z.number(), month: z.number(), day: z.number() });
const row = z.object({
  impressions: z.number(),
  clicks: z.number(),
  costInLocalCurrency: z.string(),
  costInUsd: z.string(),
  oneClickLeads: z.number(),
  dateRange: z.object({ start: day, end: day }),
  pivotValues: z.array(z.string()),
});
export type Row = z.infer<typeof row>;

export const rowsOf = ({ body }: Reply): readonly Row[] =>
  z.object({ elements: z.array(row) }).parse(body).elements;

export const countOf = ({ body }: Reply): number =>
  z.object({ elements: z.array(z.unknown()) }).parse(body).elements.length;

export const ask = async (changes?: Parameters, scenario?: Scenario) =>
  createClient(scenario).rest(path(changes));
