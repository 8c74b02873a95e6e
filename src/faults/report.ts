/** Exit 2: what a report cannot be asked for. */

import { docs, Exit, entry, listed, type Told } from './entry.ts';

const report = 'pectus-linkedin report';

const asking = (metrics: readonly string[], flags = '') =>
  `${report}${flags}${metrics.length === 0 ? '' : ` --metrics ${metrics.join(',')}`}`;

function unknownMetric(f: { given: string; nearest?: string; others: readonly string[] }): Told {
  const message = `LinkedIn knows no metric "${f.given}".`;
  if (f.nearest === undefined) {
    return {
      message,
      fix: [
        'LinkedIn lists its metrics on the page below.',
        `Without it, run: ${asking(f.others)}`,
      ],
    };
  }
  const run = asking([...f.others, f.nearest]);
  return { message, fix: [`The nearest name is ${f.nearest}. Run: ${run}`] };
}

export const reportFaults = {
  'option-malformed': entry(
    Exit.usage,
    docs.reporting,
    (f: { option: string; given: string; expected: string }) => ({
      message: `${f.option} is ${f.given}, but it must be ${f.expected}.`,
      fix: [`What a report can be asked for is told by: ${report} --help`],
    }),
  ),
  'date-malformed': entry(Exit.usage, docs.reporting, (f: { complaint: string; fix: string }) => ({
    message: `${f.complaint}.`,
    fix: [f.fix],
  })),
  // `others` are the metrics that were asked for beside it; `nearest` is left out when none is near.
  'metric-unknown': entry(Exit.usage, docs.reporting, unknownMetric),
  'reach-too-long': entry(
    Exit.usage,
    docs.reporting,
    (f: { metric: string; days: number; metrics: readonly string[] }) => ({
      message: `LinkedIn counts people over ${f.days} days at most: it tells no ${f.metric} of a whole year.`,
      fix: [`Use --granularity monthly or daily: ${asking(f.metrics, ' --granularity monthly')}`],
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
      fix: [`Ids are in the column campaign_id of: ${report} --format csv`],
    }),
  ),
  'request-refused': entry(Exit.usage, docs.reporting, (f: { status: number; words: string }) => ({
    message: `LinkedIn refuses the request with HTTP ${f.status}${f.words === '' ? '' : `: ${f.words}`}.`,
    fix: [
      `If that is about a day, a metric or a campaign, ask for another: ${report} --help`,
      'If not, update this tool, which may know better by now: npm install pectus-linkedin@latest',
    ],
  })),
} as const;
