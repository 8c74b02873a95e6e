/** Exit 2: wrong flags or values, a file that cannot be used, or a report that cannot be asked for. */

import { listed } from '../words.ts';
import {
  apps,
  docs,
  Exit,
  entriesWith,
  type FaultText,
  manager,
  updateTool,
  useRedirect,
} from './entry.ts';
import { again, type Fix, type Flags, own, shell, type Through } from './fix.ts';

const entry = entriesWith(Exit.usage);

export interface UnusableFile {
  readonly path: string;
  readonly why: string;
  /** Where that stands which was to be saved. */
  readonly kept?: string;
  readonly fix?: readonly Fix[];
}

const unusableFile = (verb: 'read' | 'written', advice: string, consequence = '') =>
  entry(undefined, (f: UnusableFile) => [
    `${f.path} cannot be ${verb}: ${f.why}.${consequence}${f.kept ? ` What was to be saved is in ${f.kept}.` : ''}`,
    ...(f.fix ?? [{ say: advice }, { say: 'See what is there', run: shell('ls', '-ld', f.path) }]),
  ]);

const exampleRedirect = 'http://localhost:27365/callback';

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
    return [
      message,
      { say: 'LinkedIn lists its metrics on the page below.' },
      { say: 'Leave it out', run: own('report', withMetrics(f.others)) },
    ];
  }
  const run = own('report', withMetrics([...f.others, f.nearest]));
  return [message, { say: `The nearest name is ${f.nearest}`, run }];
}

export const usageFaults = {
  'account-id-malformed': entry(docs.accounts, (f: { given: string; why: string }) => [
    `"${f.given}" is not an ad account id: ${f.why}.`,
    { say: 'The id is the number under the account name', run: manager },
    {
      say: 'Or choose the account from a list',
      run: own('setup', { '--from': 'account', '--ad-account': undefined }),
    },
  ]),
  'redirect-uri-malformed': entry(
    docs.consent,
    // `source` is the flag or the variable it comes from, `better` the address that was most likely meant.
    (f: { given: string; why: string; source?: string; better?: string }) => [
      `"${f.given}" cannot be the redirect address: ${f.why}.${f.source === undefined ? '' : ` It comes from ${f.source}.`}`,
      ...(f.better === undefined ? [] : [useRedirect('If the app lists this one', f.better)]),
      useRedirect('Use an address of this machine with a port, such as', exampleRedirect),
    ],
  ),
  'keys-malformed': entry(docs.secrets, (f: { variable: string; why: string }) => [
    `${f.variable} cannot be right: ${f.why}.`,
    {
      say: 'Choose your app, then the Auth tab: both keys are under Application credentials',
      run: apps,
    },
    { say: `Put the right value into ${f.variable}, then continue`, run: own('setup') },
  ]),
  'value-unresolved': entry(
    undefined,
    (f: { variables: readonly string[]; place: string; resolver: string; through?: Through }) => [
      `${listed(f.variables)} in ${f.place} ${f.variables.length === 1 ? 'is a reference, which' : 'are references, which'} ${f.resolver} replaces with the ${f.variables.length === 1 ? 'value' : 'values'}.`,
      f.through === undefined
        ? {
            say: 'Put the value itself there, or run this where the reference is resolved',
            run: again(),
          }
        : { say: 'Run it with the values', run: { ...again(), through: f.through } },
    ],
  ),
  'setting-malformed': entry(
    undefined,
    (f: { variable: string; given?: string; expected: string; example: string }) => [
      `${f.variable} ${f.given === undefined ? '' : `is "${f.given}", but it `}must be ${f.expected}.`,
      { say: 'Change it, for example like this', run: again({}, { [f.variable]: f.example }) },
    ],
  ),
  'input-needed': entry(
    undefined,
    // `refusal` is a whole sentence, where there is no question to quote.
    (f: ({ question: string } | { refusal: string }) & { answeredBy: readonly Fix[] }) => [
      'refusal' in f
        ? f.refusal
        : `Nobody can be asked here, and an answer is needed to "${f.question.trim()}".`,
      ...(f.answeredBy.length > 0
        ? f.answeredBy
        : [{ say: 'Run it in a terminal', run: again({ '--no-input': false }) }]),
    ],
  ),
  'env-value-unwritable': entry(undefined, (f: { key: string; why: string }) => [
    `${f.key} was not written: ${f.why}. The file is unchanged.`,
    { say: 'Copy the value again, without quotes, spaces or line breaks', run: own('setup') },
  ]),
  'env-file-unreadable': unusableFile(
    'read',
    'Make it a file that you can read, or name another with --file.',
  ),
  'env-file-unwritable': unusableFile(
    'written',
    'Make it writable, or name another with --file.',
    ' It is unchanged.',
  ),
  'env-lock-unusable': entry(undefined, (f: { path: string; what: string }) => [
    `${f.path} is ${f.what}. This program keeps its lock there, so that two processes never write at the same time.`,
    { say: 'See what is there', run: shell('ls', '-ld', f.path) },
    {
      say: 'Remove it, unless another program needs it',
      run: shell('rm', ...(f.what === 'a folder' ? ['-r'] : []), f.path),
    },
  ]),
  'recording-unreadable': entry(undefined, (f: { path: string; why: string }) => [
    `${f.path} cannot be read as a recording: ${f.why}.`,
    {
      say: 'Make one where LinkedIn is asked',
      run: own('verify', { '--record': 'recording.json' }),
    },
  ]),
  'output-unwritable': unusableFile('written', 'Name another place with --output.'),
  // Of a report.
  'option-malformed': entry(
    docs.reporting,
    (f: { option: string; given: string; expected: string }) => [
      `${f.option} is ${f.given}, but it must be ${f.expected}.`,
      { say: 'See the options of a report', run: help },
    ],
  ),
  // `flags` are those that put it right.
  'date-malformed': entry(docs.reporting, (f: { complaint: string; flags: Flags }) => [
    `${f.complaint}.`,
    { say: 'Ask for other days, such as', run: own('report', f.flags) },
  ]),
  // `others` are the metrics that were asked for beside it; `nearest` is left out when none is near.
  'metric-unknown': entry(docs.reporting, unknownMetric),
  'reach-too-long': entry(
    docs.reporting,
    (f: { metric: string; days: number; metrics: readonly string[] }) => [
      `LinkedIn counts people over ${f.days} days at most, so there is no ${f.metric} of a whole year.`,
      {
        say: 'Ask for months or days',
        run: own('report', { ...withMetrics(f.metrics), '--granularity': 'monthly' }),
      },
    ],
  ),
  'campaign-unknown': entry(
    docs.reporting,
    (f: { campaigns: readonly string[]; account: string }) => [
      f.campaigns.length === 1
        ? `Campaign ${f.campaigns[0]} is not one of ${f.account}'s campaigns.`
        : `Campaigns ${listed(f.campaigns)} are not among ${f.account}'s campaigns.`,
      {
        say: 'Look in the campaign_id column of the whole account',
        run: own('report', { '--campaign': undefined, '--output': undefined, '--format': 'csv' }),
      },
    ],
  ),
  'request-refused': entry(docs.reporting, (f: { status: number; said: string }) => [
    `LinkedIn refuses the request with HTTP ${f.status}${f.said === '' ? '' : `: ${f.said}`}.`,
    { say: 'If it is about a day, a metric or a campaign, ask for another', run: help },
    { say: 'If it is right as it is, a newer version of this tool may help.' },
    ...updateTool,
  ]),
} as const;
