/** What a report lacks, in as few gaps as say the same. */

import { addDays, maxDay, type Span } from '../../days.ts';
import type { Gap } from '../report.ts';

/** In date order; neighbours of one fault are one gap. */
export function joinGaps(gaps: readonly Gap[]): readonly Gap[] {
  const joined: Gap[] = [];
  for (const gap of inOrder(gaps)) {
    const last = joined.at(-1);
    if (last !== undefined && last.fault?.code === gap.fault?.code && touches(last, gap)) {
      joined[joined.length - 1] = { ...last, to: maxDay(last.to, gap.to) };
    } else joined.push(gap);
  }
  return joined;
}

/** The days alone, whatever the fault, in order. */
export function spansOf(gaps: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { from, to } of inOrder(gaps)) {
    const last = spans.at(-1);
    if (last !== undefined && touches(last, { from, to })) {
      spans[spans.length - 1] = { from: last.from, to: maxDay(last.to, to) };
    } else spans.push({ from, to });
  }
  return spans;
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

function inOrder<S extends Span>(spans: readonly S[]): readonly S[] {
  return spans.toSorted((one, other) => one.from.localeCompare(other.from));
}

/** Of two in order: they overlap, or there is no day between them. */
function touches(one: Span, next: Span): boolean {
  return next.from <= addDays(one.to, 1);
}
