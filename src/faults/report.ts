/** Exit 2: what a report cannot be asked for. */

import { listed } from '../words.ts';
import { docs, Exit, entry, type FaultText, updateTool } from './entry.ts';
import { type Flags, own } from './fix.ts';

const help = own('report', { '--help': true });

const withMetrics = (metrics: readonly string[]): Flags => ({
  '--metrics': metrics.length === 0 ? undefined : metrics.join(','),
});

function unknownMetric(f: {
  given: string;
  nearest?: string;
  others: readonly string[];
}): FaultText {
  const message = `Unknown metric "${f.given}".`;
  if (f.nearest === undefined) {
    return {
      message,
      fix: [
        { say: 'LinkedIn lists its metrics on the page below.' },
        { say: 'Leave it out', run: own('report', withMetrics(f.others)) },
      ],
    };
  }
  const run = own('report', withMetrics([...f.others, f.nearest]));
  return { message, fix: [{ say: `The nearest name is ${f.nearest}`, run }] };
}

export const reportFaults = {
  'option-malformed': entry(
    Exit.usage,
    docs.reporting,
    (f: { option: string; given: string; expected: string }) => ({
      message: `${f.option} is ${f.given}, but it must be ${f.expected}.`,
      fix: [{ say: 'See the options of a report', run: help }],
    }),
  ),
  // `flags` are those that put it right.
  'date-malformed': entry(Exit.usage, docs.reporting, (f: { complaint: string; flags: Flags }) => ({
    message: `${f.complaint}.`,
    fix: [{ say: 'Ask for other days, such as', run: own('report', f.flags) }],
  })),
  // `others` are the metrics that were asked for beside it; `nearest` is left out when none is near.
  'metric-unknown': entry(Exit.usage, docs.reporting, unknownMetric),
  'reach-too-long': entry(
    Exit.usage,
    docs.reporting,
    (f: { metric: string; days: number; metrics: readonly string[] }) => ({
      message: `LinkedIn counts people over ${f.days} days at most, so there is no ${f.metric} of a whole year.`,
      fix: [
        {
          say: 'Ask for months or days',
          run: own('report', { ...withMetrics(f.metrics), '--granularity': 'monthly' }),
        },
      ],
    }),
  ),
  'campaign-unknown': entry(
    Exit.usage,
    docs.reporting,
    (f: { campaigns: readonly string[]; account: string }) => ({
      message:
        f.campaigns.length === 1
          ? `Campaign ${f.campaigns[0]} is not one of ${f.account}'s campaigns.`
          : `Campaigns ${listed(f.campaigns)} are not among ${f.account}'s campaigns.`,
      fix: [
        {
          say: 'Look in the campaign_id column of the whole account',
          run: own('report', {
            '--campaign': undefined,
            '--output': undefined,
            '--format': 'csv',
          }),
        },
      ],
    }),
  ),
  'request-refused': entry(Exit.usage, docs.reporting, (f: { status: number; said: string }) => ({
    message: `LinkedIn refuses the request with HTTP ${f.status}${f.said === '' ? '' : `: ${f.said}`}.`,
    fix: [
      { say: 'If it is about a day, a metric or a campaign, ask for another', run: help },
      { say: 'If it is right as it is, a newer version of this tool may help.' },
      ...updateTool,
    ],
  })),
} as const;
