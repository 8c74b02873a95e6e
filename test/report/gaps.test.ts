/** What a report lacks: gaps that say the same are one, and the days of several are told and counted once. */

import { describe, expect, it } from 'vitest';
import type { Span } from '../../src/days.ts';
import { fault } from '../../src/faults/fault.ts';
import { untilMidnightText } from '../../src/linkedin/rate-limit.ts';
import { joinGaps, spansOf, subtractSpans } from '../../src/report/fetch/gaps.ts';
import { missingDaysText, missingText } from '../../src/report/formats/wording.ts';
import type { Gap } from '../../src/report/report.ts';

const throttled = fault('throttled', { wait: 'In five minutes' });
const down = fault('linkedin-unavailable', { what: 'it answers with HTTP 503' });

const span = (from: number, to: number): Span => {
  const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}`;
  return { from: day(from), to: day(to) };
};
const gap = (from: number, to: number, why = throttled): Gap => ({ ...span(from, to), fault: why });
const stopped = (from: number, to: number): Gap => ({ ...span(from, to), fault: undefined });

describe('gaps', () => {
  it('of one fault that overlap or touch are one, in date order', () => {
    expect(joinGaps([gap(8, 9), gap(1, 5), gap(3, 4), gap(6, 7), gap(20, 21)])).toEqual([
      gap(1, 9),
      gap(20, 21),
    ]);
  });

  it('of different faults stay apart, those of nobody as well', () => {
    const gaps = [gap(1, 5), gap(6, 7, down), stopped(8, 9), stopped(10, 11)];
    expect(joinGaps(gaps)).toEqual([gap(1, 5), gap(6, 7, down), stopped(8, 11)]);
  });

  it('are the same days, whatever their faults', () => {
    expect(spansOf([gap(6, 7, down), gap(1, 5), gap(9, 9)])).toEqual([span(1, 7), span(9, 9)]);
  });

  it('leave of other days what is not in them', () => {
    const gaps = [gap(3, 4), gap(8, 8), gap(20, 22)];
    expect(subtractSpans(gaps, [span(1, 10), span(20, 21)])).toEqual([
      span(1, 2),
      span(5, 7),
      span(9, 10),
    ]);
  });
});

describe('the sentence', () => {
  const request = { from: '2026-11-01', to: '2026-11-30' };

  it.each<[readonly Gap[], string]>([
    [[gap(2, 4)], '2 to 4 Nov 2026 is missing (3 of 30 days); the totals are without it.'],
    [
      [gap(2, 4), gap(5, 5, down)],
      '2 to 5 Nov 2026 is missing (4 of 30 days); the totals are without it.',
    ],
    [
      [gap(2, 4), gap(6, 6), gap(9, 9)],
      '2 to 4 Nov 2026, 6 Nov 2026 and 9 Nov 2026 are missing (5 of 30 days); the totals are without them.',
    ],
  ])('counts each day once', (gaps, words) => {
    expect(missingDaysText(gaps, { request, totals: true })).toBe(`Not complete: ${words}`);
  });

  it('says nothing of totals where there are none', () => {
    expect(missingDaysText([gap(2, 2)], { request, totals: false })).toBe(
      'Not complete: 2 Nov 2026 is missing (1 of 30 days).',
    );
  });

  it('in a document says each reason once', () => {
    const text = missingText([gap(2, 3), gap(6, 6), stopped(9, 9)], request);
    expect(text).toMatch(/without them\. LinkedIn is throttling .*\. The report was stopped\.$/);
    expect(text?.match(/throttling/g)).toHaveLength(1);
  });

  it('is none where nothing is missing', () => {
    expect(missingText([], request)).toBeUndefined();
  });
});

it.each([
  ['2026-11-22T05:16:00Z', 'in 18 h 44 min'],
  ['2026-11-22T23:59:59Z', 'in 0 h 1 min'],
  ['2026-12-31T00:00:00Z', 'in 24 h 0 min'],
])('at %s midnight is %s', (now, words) => {
  expect(untilMidnightText(new Date(now))).toBe(words);
});
