/** What may stand in the place of the lock, and who may hold it. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { refresh, revoke, run, setup, token, verifyDue, writers } from './commands.ts';
import type { Fault } from './fault.ts';
import { lockLimit, oddFileLimit, slack } from './limits.ts';
import type { Place } from './place.ts';
import { deviceIn } from './privileges.ts';

const longAgo = new Date('2020-01-01T00:00:00Z');

/** The lock as this and other programs write it: a file with who holds it. */
function lockOf(text: string, when = new Date()) {
  return ({ envFile }: Place) => {
    const lock = `${envFile}.lock`;
    writeFileSync(lock, text, { mode: 0o600 });
    utimesSync(lock, when, when);
  };
}

const holder = (pid: number, host = hostname(), since = new Date()) =>
  JSON.stringify({
    pid,
    host,
    hostname: host,
    since: since.toISOString(),
    startedAt: since.toISOString(),
    token: 'x',
  });

const odd: Readonly<Record<string, (place: Place) => void>> = {
  'a folder': ({ envFile }) => mkdirSync(`${envFile}.lock`),
  'a named pipe': ({ envFile }) => execFileSync('mkfifo', [`${envFile}.lock`]),
  'a dangling link': ({ envFile }) => symlinkSync('/nowhere/lock', `${envFile}.lock`),
  'a link to itself': ({ envFile }) => symlinkSync('.env.lock', `${envFile}.lock`),
  'a link to a device that never ends': ({ envFile, outside }) =>
    symlinkSync(deviceIn(outside, 'zero'), `${envFile}.lock`),
  'of pid 0': lockOf(holder(0)),
  'of pid -1': lockOf(holder(-1)),
  empty: lockOf(''),
  'empty and old': lockOf('', longAgo),
  'of 1 MB': lockOf('x'.repeat(1_000_000)),
  'in another form': lockOf('12345\n'),
  'with control characters': lockOf(holder(1, 'host\u009b31m\u202e')),
  'from the future': lockOf(
    holder(999_999, hostname(), new Date('2090-01-01')),
    new Date('2090-01-01'),
  ),
};

const stale: Readonly<Record<string, (place: Place) => void>> = {
  'of a process that is gone': lockOf(holder(4_194_300)),
  'of a process that is gone, old': lockOf(holder(4_194_300, hostname(), longAgo), longAgo),
};

const oddLocks = Object.entries({ ...odd, ...stale }).map(
  ([name, arrange]): Fault => ({
    area: 'lock',
    name,
    commands: writers,
    arrange: (place) => {
      place.litter.add('.env.lock');
      arrange(place);
    },
    expected: { exits: name in stale ? [0] : [0, 2, 5], within: oddFileLimit },
  }),
);

const live: readonly Fault[] = [
  {
    area: 'lock',
    name: 'of a process that lives and never lets go',
    commands: [setup, verifyDue, refresh, token, run, revoke],
    arrange: (place) => {
      const sleeper = spawn('sleep', ['600']);
      place.endings.push(() => sleeper.kill());
      place.litter.add('.env.lock');
      lockOf(holder(sleeper.pid ?? 1))(place);
    },
    expected: { exits: [0, 5], within: lockLimit + slack, says: /wait|lock|holds/i },
    waits: true,
  },
  {
    area: 'lock',
    name: 'of another machine',
    commands: [refresh, token, revoke],
    arrange: (place) => {
      place.litter.add('.env.lock');
      lockOf(holder(77, 'another-machine.example'))(place);
    },
    expected: { exits: [0, 2, 5], within: lockLimit + slack },
    waits: true,
  },
];

export const lockFaults: readonly Fault[] = [...oddLocks, ...live];
