/** A report folded into one total per entity and one per period: what people read, however long the range. */

import type { Granularity, ReportRow } from '../report.ts';
import { periodKey } from './series.ts';
import { noTotals, plus, type Totals } from './totals.ts';

export interface Entity extends Pick<ReportRow, 'id' | 'name' | 'status' | 'group'> {
  readonly totals: Totals;
}

export interface EntityTotals {
  add(batch: readonly ReportRow[]): void;
  /** The highest spend first. */
  entities(): readonly Entity[];
  /** By `periodKey`. */
  readonly periods: ReadonlyMap<string, Totals>;
  totals(): Totals;
}

export function createEntityTotals(granularity: Granularity): EntityTotals {
  const entities = new Map<string, Entity>();
  const periods = new Map<string, Totals>();
  return {
    periods,
    add(batch) {
      for (const row of batch) {
        const { id, name, status, group } = row;
        const before = entities.get(id)?.totals ?? noTotals;
        entities.set(id, { id, name, status, group, totals: plus(before, row) });
        const key = periodKey(row.date, granularity);
        periods.set(key, plus(periods.get(key) ?? noTotals, row));
      }
    },
    entities: () => [...entities.values()].sort(bySpend),
    totals: () => [...entities.values()].reduce((sum, { totals }) => plus(sum, totals), noTotals),
  };
}

/** Equal spend goes by impressions, then by id, so that the order never depends on the answers' order. */
function bySpend(one: Entity, other: Entity): number {
  const difference = other.totals.spend - one.totals.spend;
  if (difference !== 0n) return difference > 0n ? 1 : -1;
  return other.totals.impressions - one.totals.impressions || (one.id < other.id ? -1 : 1);
}
