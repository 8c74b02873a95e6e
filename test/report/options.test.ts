/** What a report may be asked for: by a host, which may give anything, as by the flags. */

import { describe, expect, it } from 'vitest';
import { own } from '../../src/faults/fix.ts';
import { type RequestedReport, readReportOptions } from '../../src/report/request/options.ts';
import { loaded, loadedWith } from '../checks/healthy.ts';

const now = new Date('2026-11-22T10:00:00Z');

/** As a host without types would call it. */
const asked = (asking: unknown) => () => readReportOptions(asking as RequestedReport, loaded, now);

describe('what is asked for', () => {
  it('is the last thirty days per campaign, where nothing is said', () => {
    expect(readReportOptions({}, loaded, now)).toEqual({
      accountId: '512345678',
      from: '2026-10-23',
      to: '2026-11-21',
      granularity: 'daily',
      by: 'campaign',
      leads: 'form',
      usd: false,
      extraMetrics: [],
      campaignIds: [],
    });
  });

  it('has every campaign once', () => {
    const { campaignIds } = readReportOptions({ campaignIds: ['7', '8', '7'] }, loaded, now);
    expect(campaignIds).toEqual(['7', '8']);
  });

  it('needs an ad account', () => {
    const without = loadedWith({ LINKEDIN_AD_ACCOUNT_ID: '' });
    expect(() => readReportOptions({}, without, now)).toThrow('LINKEDIN_AD_ACCOUNT_ID');
  });
});

describe('what cannot be asked for is told before anything is', () => {
  it.each<[string, unknown]>([
    [
      'granularity is "weekly", but it must be daily, monthly or yearly.',
      { granularity: 'weekly' },
    ],
    ['by is 7, but it must be campaign, campaign-group, creative or account.', { by: 7 }],
    ['leads is null, but it must be form or form+conversions.', { leads: null }],
    ['usd is "yes", but it must be true or false.', { usd: 'yes' }],
    ['from is an object, but it must be a text, such as', { from: now }],
    ['to is 20261121, but it must be a text, such as', { to: 20261121n }],
    ['metrics is "likes", but it must be a list of names, 100 characters', { metrics: 'likes' }],
    ['metrics is a list with "aaa', { metrics: ['a'.repeat(101)] }],
    ['campaignIds is a list of 0, but', { campaignIds: [] }],
    ['an option is "campaign", but it must be from, to, granularity,', { campaign: ['7'] }],
    ['metrics is a list with Symbol(x), but', { metrics: ['likes', Symbol('x')] }],
    [
      'campaignIds is an object, but it must be a list of campaign ids',
      { campaignIds: { 0: '7' } },
    ],
    ['campaignIds is a list with 8, but', { campaignIds: ['7', 8] }],
    ['campaignIds is a list with "007", but', { campaignIds: ['007'] }],
    ['campaignIds is a list with "1234567890123456", but', { campaignIds: ['1234567890123456'] }],
    [
      'campaignIds is a list of 501, but',
      { campaignIds: Array.from({ length: 501 }, (_, at) => `${at + 1}`) },
    ],
  ])('%s', (words, asking) => {
    expect(asked(asking)).toThrow(
      expect.objectContaining({
        code: 'option-malformed',
        exit: 2,
        message: expect.stringContaining(words),
      }),
    );
  });

  it.each<[unknown, string]>([
    [{ from: '-000001-01-01' }, 'date-malformed'],
    [{ to: '0001-01-01' }, 'date-malformed'],
    [{ to: '+275760-09-13' }, 'date-malformed'],
    [{ from: '\u001b[2J' }, 'date-malformed'],
    [{ from: '9999m' }, 'date-malformed'],
    [{ metrics: ['video views'] }, 'metric-unknown'],
    [{ metrics: ['__proto__'] }, 'metric-unknown'],
  ])('%j: %s', (asking, code) => {
    expect(asked(asking)).toThrow(expect.objectContaining({ code, exit: 2 }));
  });
});

describe('people', () => {
  const reach = { metrics: ['likes', 'approximateMemberReach'] };

  it('are not counted over a year', () => {
    expect(asked({ ...reach, granularity: 'yearly', from: '2026-01-01' })).toThrow(
      expect.objectContaining({
        code: 'reach-too-long',
        message:
          'LinkedIn counts people over 92 days at most, so there is no approximateMemberReach of a whole year.',
        fix: [
          {
            say: 'Ask for months or days',
            run: own('report', {
              '--metrics': 'likes,approximateMemberReach',
              '--granularity': 'monthly',
            }),
          },
        ],
      }),
    );
  });

  it.each([
    ['monthly', '2025-01-01'],
    ['daily', '2025-01-01'],
    // As much of a year as was asked for.
    ['yearly', '2026-08-22'],
  ] as const)('are counted %s from %s', (granularity, from) => {
    const { extraMetrics } = readReportOptions({ ...reach, granularity, from }, loaded, now);
    expect(extraMetrics).toEqual(['likes', 'approximateMemberReach']);
  });
});
