/** What `--from` and `--to` mean. */

import { describe, expect, it } from 'vitest';
import { addMonths } from '../../src/days.ts';
import type { SetupError } from '../../src/faults/fault.ts';
import type { Flags } from '../../src/faults/fix.ts';
import { type AskedRange, periodsOf, readRange } from '../../src/report/request/range.ts';

const now = new Date('2026-11-22T23:59:59Z');

function flagsOfRefusal(asked: AskedRange): Flags {
  try {
    readRange(asked, now);
  } catch (error) {
    return (error as SetupError & { readonly facts: { readonly flags: Flags } }).facts.flags;
  }
  throw new Error('it was not refused');
}

describe('the range', () => {
  it.each<readonly [string | undefined, string | undefined, string, string]>([
    [undefined, undefined, '2026-10-23', '2026-11-21'],
    ['7d', undefined, '2026-11-15', '2026-11-21'],
    ['30d', undefined, '2026-10-23', '2026-11-21'],
    ['12m', undefined, '2025-11-22', '2026-11-21'],
    ['12M', 'today', '2025-11-22', '2026-11-22'],
    ['30d', '7d', '2026-10-23', '2026-11-15'],
    ['yesterday', undefined, '2026-11-21', '2026-11-21'],
    ['today', undefined, '2026-11-22', '2026-11-22'],
    ['2024-02-29', '2024-02-29', '2024-02-29', '2024-02-29'],
    [undefined, '2026-01-31', '2026-01-02', '2026-01-31'],
    ['2016-11-22', undefined, '2016-11-22', '2026-11-21'],
  ])('from %s to %s is %s to %s', (from, to, first, last) => {
    expect(readRange({ from, to }, now)).toEqual({ from: first, to: last });
  });

  it.each<readonly [string | undefined, string | undefined, string]>([
    ['2026-02-30', undefined, '--from 2026-02-30 is not a valid date'],
    ['2025-02-29', undefined, '--from 2025-02-29 is not a valid date'],
    ['2026-2-3', undefined, 'neither a day (2026-11-21) nor 7d, 12m, yesterday or today'],
    ['', undefined, '--from "" is neither'],
    ['2026-11-01', 'tomorrow', '--to "tomorrow" is neither'],
    ['2026-11-10', '2026-11-09', '--from 2026-11-10 is after --to 2026-11-09'],
    [undefined, '2026-11-23', '--to 2026-11-23 is in the future'],
    ['2027-01-01', undefined, '--from 2027-01-01 is in the future'],
    ['2016-11-21', undefined, '--from 2016-11-21 is further back than the ten years'],
    ['9999m', undefined, 'than the ten years LinkedIn keeps'],
  ])('from %s to %s is refused: %s', (from, to, complaint) => {
    const facts = expect.objectContaining({ complaint: expect.stringContaining(complaint) });
    expect(() => readRange({ from, to }, now)).toThrow(
      expect.objectContaining({ code: 'date-malformed', facts }),
    );
  });

  it('that is nearly a word is refused with that word', () => {
    expect(flagsOfRefusal({ from: 'yesteday', to: 'toady' })).toEqual({
      '--from': 'yesterday',
      '--to': 'toady',
    });
    expect(flagsOfRefusal({ to: 'toady' })).toMatchObject({ '--to': 'today' });
  });

  it.each<readonly [string | undefined, string | undefined]>([
    ['2026-02-30', undefined],
    ['2026-11-10', '2026-11-09'],
    [undefined, '2026-11-23'],
    ['2027-01-01', undefined],
    ['2026-12-31', '2027-01-05'],
    ['2026-11-22', '2027-01-05'],
    ['2016-11-21', undefined],
    ['2010-01-01', '2012-01-01'],
    ['2010-01-01', '2020-01-01'],
    ['2030-01-01', '2012-01-01'],
    ['9999m', '2012-01-01'],
  ])('from %s to %s is refused with a fix that holds', (from, to) => {
    const flags = flagsOfRefusal({ from, to });
    const flag = (name: string) => {
      const value = flags[name];
      return typeof value === 'string' ? value : undefined;
    };
    const put = { from: flag('--from'), to: flag('--to') };
    expect(readRange(put, now)).toEqual({ from: expect.any(String), to: expect.any(String) });
  });
});

it.each([
  ['2026-03-31', -1, '2026-02-28'],
  ['2024-03-31', -1, '2024-02-29'],
  ['2026-01-15', -12, '2025-01-15'],
  ['2026-12-31', 2, '2027-02-28'],
])('%s and %i months is %s', (day, months, there) => {
  expect(addMonths(day, months)).toBe(there);
});

describe('periods', () => {
  it('are days, also over the end of a month and a leap day', () => {
    expect(periodsOf('2024-02-28', '2024-03-01', 'daily')).toEqual([
      { from: '2024-02-28', to: '2024-02-28' },
      { from: '2024-02-29', to: '2024-02-29' },
      { from: '2024-03-01', to: '2024-03-01' },
    ]);
  });

  it('are months and years, as far as they are asked for', () => {
    expect(periodsOf('2025-12-20', '2026-02-10', 'monthly')).toEqual([
      { from: '2025-12-20', to: '2025-12-31' },
      { from: '2026-01-01', to: '2026-01-31' },
      { from: '2026-02-01', to: '2026-02-10' },
    ]);
    expect(periodsOf('2025-12-20', '2026-02-10', 'yearly')).toEqual([
      { from: '2025-12-20', to: '2025-12-31' },
      { from: '2026-01-01', to: '2026-02-10' },
    ]);
  });
});
