/** Odd machines: no HOME, streams that are closed or full, few files, clocks that are off, Ctrl-C. */

import { openSync } from 'node:fs';
import {
  all,
  callersOf,
  exportJson,
  online,
  readers,
  report,
  run,
  setup,
  status,
  token,
  verify,
} from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import * as replies from './replies.ts';

const area = 'surroundings';
const fine: Expected = { exits: [0] };

const environments: readonly Fault[] = [
  { area, name: 'nothing wrong', commands: all, expected: fine, ci: true },
  ...Object.entries<Readonly<Record<string, string | undefined>>>({
    'no HOME': { HOME: undefined },
    'HOME is a file': { HOME: '/dev/null' },
    'no PATH': { PATH: undefined },
    'TERM=dumb': { TERM: 'dumb' },
    'LANG=C': { LANG: 'C', LC_ALL: 'C' },
    'a locale that is not there': { LANG: 'xx_YY.UTF-8', LC_ALL: 'xx_YY.UTF-8' },
    'TMPDIR is not there': { TMPDIR: '/nowhere' },
    'COLUMNS=1': { COLUMNS: '1' },
    'TZ far away': { TZ: 'Pacific/Kiritimati' },
    FORCE_COLOR: { FORCE_COLOR: '3' },
    'NODE_OPTIONS that warn': { NODE_OPTIONS: '--trace-warnings' },
    'no environment at all': {
      HOME: undefined,
      PATH: undefined,
      TMPDIR: undefined,
      LANG: undefined,
    },
  }).map(
    ([name, env]): Fault => ({
      area,
      name,
      // `true` cannot be found without a PATH.
      commands: all.filter(
        (command) =>
          !('PATH' in env && command === run) &&
          // Secrets are not shown on a terminal.
          !('FORCE_COLOR' in env && command === exportJson),
      ),
      arrange: ({ start, known }) => {
        Object.assign(start.env, env);
        if ('FORCE_COLOR' in env) start.terminal = true;
        known.add(name);
      },
      expected: fine,
    }),
  ),
];

const streams: readonly Fault[] = [
  {
    area,
    name: 'stdout is full (/dev/full)',
    commands: readers,
    arrange: ({ start }) => {
      start.streams.stdout = openSync('/dev/full', 'w');
    },
    expected: (command) =>
      [setup, run].includes(command) || ['refresh', 'revoke'].includes(command.name)
        ? { exits: [0] }
        : { exits: [0, 2, 5], neverSays: /\bat .*:\d+:\d+/ },
  },
  {
    area,
    name: 'a result that cannot be written is no success',
    commands: [token, report],
    arrange: ({ start }) => {
      start.streams.stdout = openSync('/dev/full', 'w');
    },
    expected: { exits: [2, 5] },
  },
  {
    area,
    name: 'stdout is closed',
    commands: all,
    arrange: ({ start }) => {
      start.prefix = ['sh', '-c', 'exec "$@" >&-', 'sh'];
      start.streams.stdout = 'ignore';
    },
    expected: { exits: [0, 2, 5] },
  },
  {
    area,
    name: 'stderr is closed',
    // Nobody can see the consent address.
    commands: all.filter(({ consents }) => !consents),
    arrange: ({ start }) => {
      start.prefix = ['sh', '-c', 'exec "$@" 2>&-', 'sh'];
    },
    expected: { exits: [0, 2, 4, 5] },
  },
  {
    area,
    name: 'stderr is full',
    commands: all.filter(({ consents }) => !consents),
    arrange: ({ start }) => {
      start.streams.stderr = openSync('/dev/full', 'w');
    },
    expected: { exits: [0, 2, 5] },
  },
  {
    area,
    name: 'stdin is closed',
    commands: all,
    arrange: ({ start }) => {
      start.prefix = ['sh', '-c', 'exec "$@" <&-', 'sh'];
    },
    expected: fine,
  },
  {
    area,
    name: 'stdin is a folder',
    commands: all,
    arrange: ({ start }) => {
      start.streams.stdin = openSync('/', 'r');
    },
    expected: fine,
  },
  {
    area,
    name: 'few open files (ulimit -n 64)',
    commands: all,
    arrange: ({ start, allowed }) => {
      allowed.add('not-saved');
      start.prefix = ['sh', '-c', 'ulimit -n 64; exec "$@"', 'sh'];
    },
    expected: { exits: [0, 2, 3, 5] },
  },
  {
    area,
    name: 'the working directory is gone',
    commands: [status, verify, token],
    arrange: (place) => {
      place.start.prefix = [
        'sh',
        '-c',
        'mkdir gone && cd gone && rmdir ../gone && exec "$@"',
        'sh',
      ];
    },
    expected: { exits: [2, 4] },
  },
];

/** LinkedIn's clock in days from the machine's. */
const clocks = ([-370, -300, -1, 30] as const).map(
  (linkedInClock): Fault => ({
    area,
    name: `the machine is ${Math.abs(linkedInClock)} days ${linkedInClock < 0 ? 'ahead' : 'behind'}`,
    linkedInClock,
    commands: callersOf('introspectToken', 'refresh', 'adAccounts'),
    arrange: ({ allowed }) => {
      allowed.add('not-renewed');
    },
    expected: (command) => {
      if (command === verify) return { exits: [0], says: /clock/i };
      // The days that are asked for by the machine's clock may lie in LinkedIn's future.
      return command.name.startsWith('report') ? { exits: [0, 2] } : fine;
    },
  }),
);

const interruptions: readonly Fault[] = (
  [
    ['Ctrl-C while LinkedIn is silent', replies.staysSilent],
    ['Ctrl-C while the body drips', replies.drips],
    ['Ctrl-C while LinkedIn asks to wait', replies.reply(503, 'linkedin', { 'retry-after': '30' })],
  ] as const
).map(([name, answer]) => ({
  area: 'interrupt',
  name,
  commands: online,
  arrange: ({ linkedin, start }) => {
    start.interrupt = true;
    linkedin.spoil({ answer });
  },
  expected: { exits: [130], file: 'unchanged' },
}));

export const surroundingFaults: readonly Fault[] = [
  ...environments,
  ...streams,
  ...clocks,
  ...interruptions,
];
