/** API versions: which texts are one, and how long each lives. */

import { describe, expect, it } from 'vitest';
import {
  currentVersion,
  hasEnded,
  isVersion,
  meantVersion,
  versionComplaint,
  versionLife,
} from '../../src/linkedin/versions.ts';

const now = new Date('2026-11-22T10:00:00Z');

describe('a version', () => {
  it.each(['202609', '202601', '202612', '202609.01', '203001'])('is %s', (text) => {
    expect(isVersion(text)).toBe(true);
  });

  it.each([
    '',
    '2026',
    '202600',
    '202613',
    '2026-09',
    '202609.1',
    '20260901',
    'v202609',
    ' 202609',
    '202609\n',
    '199909',
  ])('is not %j', (text) => {
    expect(isVersion(text)).toBe(false);
  });
});

describe('a text that is no version', () => {
  it.each([
    ['202609', undefined],
    ['202609.01', undefined],
    ['2026-09', 'a year and a month'],
    ['202512', 'a month with a release, and December has none'],
    ['202612.01', 'a month with a release, and December has none'],
  ])('%s must be %s', (text, expected) => {
    expect(versionComplaint(text)).toBe(expected);
  });

  it.each([
    ['2026-01', '202601'],
    ['v202601', '202601'],
    ['V2026.01', '202601'],
    ['202601.1', '202601'],
    ['202601-beta', '202601'],
    ['2026_01', '202601'],
    ['20260115', undefined],
    ['202512', undefined],
    ['2026-13', undefined],
    ['version 202601', undefined],
    ['latest', undefined],
    ['', undefined],
  ])('%j was meant as %s', (text, meant) => {
    expect(meantVersion(text)).toBe(meant);
  });
});

describe('the life of a version', () => {
  it.each([
    ['202609', now, { version: '202609', endsAt: '2027-09-15', daysLeft: 297 }],
    ['202609.01', now, { version: '202609.01', endsAt: '2027-09-15', daysLeft: 297 }],
    ['202601', now, { version: '202601', endsAt: '2027-01-15', daysLeft: 54 }],
    ['202511', now, { version: '202511', endsAt: '2026-11-16', daysLeft: -6 }],
    [
      '202511',
      new Date('2026-11-16T23:59:59Z'),
      { version: '202511', endsAt: '2026-11-16', daysLeft: 0 },
    ],
    [
      '202511',
      new Date('2026-11-17T00:00:00Z'),
      { version: '202511', endsAt: '2026-11-16', daysLeft: -1 },
    ],
    ['202611', now, { version: '202611' }],
    ['202512', now, { version: '202512' }],
  ])('of %s counts whole days of UTC', (version, at, life) => {
    expect(versionLife(version, at)).toEqual(life);
  });

  it('of the one that is used was announced when this was built', () => {
    expect(isVersion(currentVersion)).toBe(true);
    expect(versionLife(currentVersion, now)).toHaveProperty('endsAt');
  });
});

it.each([
  ['from before those that are known', '202401', true],
  ['from the month before those that are known', '202509.01', true],
  ['on the day after its last', '202511', true],
  ['on its last day', '202601', false],
  ['from after those that are known', '203001', false],
])('a version %s has ended: %s, %s', (_, version, ended) => {
  expect(hasEnded(versionLife(version, new Date('2027-01-15T23:00:00Z')))).toBe(ended);
});
