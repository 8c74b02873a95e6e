/** Answers that stop at ten rows, and requests that LinkedIn refuses. */

import { describe, expect, it } from 'vitest';
import { own } from '../../src/faults/fix.ts';
import { inOrder, lastYear, ledger, openReportWorld, withCampaigns } from './report-world.ts';

const refusal = (errors: readonly object[], message = 'Invalid param.') =>
  Response.json(
    {
      status: 400,
      message: `${message} Please see errorDetails for more information.`,
      errorDetails: { inputErrors: errors },
    },
    { status: 400 },
  );
const at = (fieldPath: string) => ({ input: { inputPath: { fieldPath } } });

describe('ten rows', () => {
  const scenario = withCampaigns(5);
  const trap = { ...scenario, disputed: { ...scenario.disputed, analyticsTenRows: true } };

  it('are not taken for all, where LinkedIn gives ten at a time', async () => {
    const { pull } = await openReportWorld(trap);
    const { rows, calls } = await pull();
    expect(inOrder(rows)).toEqual(inOrder(ledger(scenario)));
    expect(calls).toBe(2);
  });

  it('are asked about once: then it is known', async () => {
    const { pull, simulator } = await openReportWorld(trap);
    const { rows } = await pull({ extraMetrics: ['approximateMemberReach'] });
    expect(rows.length).toBe(ledger(scenario).length);
    const queries = simulator.log.filter(({ path }) => path.endsWith('/adAnalytics'));
    const counted = queries.map(({ query }) => query.includes('count=15000'));
    expect(counted).toEqual([false, true, true, true, true]);
  });

  it('and more come without being counted, as the document says', async () => {
    const { pull, simulator } = await openReportWorld(scenario);
    await pull();
    expect(simulator.log.some(({ query }) => query.includes('count='))).toBe(false);
  });

  it.each([
    ['LinkedIn gives the same ten', undefined],
    ['LinkedIn refuses to count', refusal([{ ...at('count'), code: 'QUERY_PARAM_NOT_ALLOWED' }])],
  ])('are all there are, where %s', async (_, answer) => {
    const one = withCampaigns(1);
    const days = ledger(one).slice(0, 10);
    const span = { from: days[0]?.date ?? '', to: days[9]?.date ?? '' };
    const { pull } = await openReportWorld(one, (_call, query) =>
      query.includes('count=') ? answer : undefined,
    );
    const { rows, gaps, calls } = await pull(span);
    expect({ rows: inOrder(rows), gaps, calls }).toEqual({ rows: days, gaps: [], calls: 2 });
  });
});

describe('what LinkedIn refuses', () => {
  const scenario = withCampaigns(5);

  it('is told in its words, and not asked for again in halves', async () => {
    const errors = [{ ...at('dateRange'), description: 'Range is too long.', code: 'X' }];
    const { pull } = await openReportWorld(scenario, () => refusal(errors));
    const { gaps, calls } = await pull();
    expect(calls).toBe(1);
    expect(gaps).toMatchObject([
      {
        from: lastYear.from,
        to: lastYear.to,
        fault: {
          code: 'request-refused',
          exit: 2,
          message:
            'LinkedIn refuses the request with HTTP 400: Invalid param; dateRange: Range is too long.',
        },
      },
    ]);
  });

  it.each([
    ['as the place', [{ ...at('videoStart'), code: 'FIELD_INVALID' }]],
    ['in its words', [{ ...at('fields'), description: 'Unknown field: videoStart in fields' }]],
  ])('is a metric, if it names one %s', async (_, errors) => {
    const { pull } = await openReportWorld(scenario, () => refusal(errors));
    const { gaps, calls } = await pull({ extraMetrics: ['shares', 'videoStart'] });
    expect(calls).toBe(1);
    expect(gaps).toMatchObject([{ fault: { code: 'metric-unknown', exit: 2 } }]);
    expect(gaps[0]?.fault?.fix).toEqual([
      {
        say: 'The nearest name is videoStarts',
        run: own('report', { '--metrics': 'shares,videoStarts' }),
      },
    ]);
  });

  it.each([
    ['videoViews', 'videoViews is not supported for the pivot CREATIVE'],
    ['shares', 'clicks and impressions are kept for 6 months at this granularity'],
  ])('is no metric that LinkedIn documents: %s', async (metric, description) => {
    const { pull } = await openReportWorld(scenario, () =>
      refusal([{ ...at('fields'), description }]),
    );
    const [gap] = (await pull({ extraMetrics: [metric] })).gaps;
    expect(gap?.fault).toMatchObject({ code: 'request-refused' });
    expect(gap?.fault?.message).toContain(description);
  });

  it('is no metric whose name is only a part of a word', async () => {
    const errors = [{ ...at('fields'), description: 'sharesOfVoice is not allowed' }];
    const { pull } = await openReportWorld(scenario, () => refusal(errors));
    expect((await pull({ extraMetrics: ['shares'] })).gaps).toMatchObject([
      { fault: { code: 'request-refused' } },
    ]);
  });
});
