/** What a report lacks, in as few gaps as say the same. */

import { shift } from './range.ts';
import type { Gap } from './report.ts';

/** In date order; neighbours of one fault are one gap. */
export function joinGaps(gaps: readonly Gap[]): readonly Gap[] {
  const joined: Gap[] = [];
  for (const gap of gaps.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const last = joined.at(-1);
    if (last?.fault.code === gap.fault.code && gap.from <= shift(last.to, { days: 1 })) {
      const [to = gap.to] = [last.to, gap.to].toSorted().reverse();
      joined[joined.length - 1] = { ...last, to };
    } else joined.push(gap);
  }
  return joined;
}
