/** What a report lacks, in as few gaps as say the same. */

import { addDays, maxDay, type Span } from '../../days.ts';
import type { Gap } from '../report.ts';

/** Neighbours of one fault are one gap. */
export function joinGaps(gaps: readonly Gap[]): readonly Gap[] {
  return joined(gaps, (one, next) => one.fault?.code === next.fault?.code);
}

/** The days alone, whatever the fault. */
export function spansOf(gaps: readonly Span[]): readonly Span[] {
  const spans = gaps.map(({ from, to }) => ({ from, to }));
  return joined(spans, () => true);
}

/** In date order; those that say the same are one where they overlap, or where no day lies between them. */
function joined<S extends Span>(spans: readonly S[], isSame: (one: S, next: S) => boolean) {
  const result: S[] = [];
  for (const span of spans.toSorted((one, other) => one.from.localeCompare(other.from))) {
    const last = result.at(-1);
    if (last !== undefined && span.from <= addDays(last.to, 1) && isSame(last, span)) {
      result[result.length - 1] = { ...last, to: maxDay(last.to, span.to) };
    } else result.push(span);
  }
  return result;
}

/** The days of the spans that are in no gap. */
export function subtractSpans(gaps: readonly Span[], spans: readonly Span[]): readonly Span[] {
  return gaps.reduce((left, gap) => left.flatMap((span) => subtractSpan(span, gap)), spans);
}

function subtractSpan(span: Span, gap: Span): readonly Span[] {
  if (gap.to < span.from || gap.from > span.to) return [span];
  return [
    { from: span.from, to: addDays(gap.from, -1) },
    { from: addDays(gap.to, 1), to: span.to },
  ].filter(({ from, to }) => from <= to);
}
