/** Real processes of the built program on one `.env`: many at once, and a hundred killed at any moment. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { buildOnce } from '../support/build.ts';
import {
  daysLeft,
  expired,
  openExpired,
  withOldAccess,
  withoutWaiting,
} from '../support/expired-token.ts';
import { bin, type Outcome } from '../support/piped-program.ts';
import type { ProcessWorld } from '../support/process.ts';

beforeAll(buildOnce);

/** As many as a busy host starts; two hundred take half a minute on two cores. */
const many = Number(process.env['PECTUS_TEST_PROCESSES'] ?? 50);

test(`${many} processes renew an expired token once, and print the new one, each alone on stdout`, {
  timeout: 120_000 + many * 1_000,
}, async () => {
  const world = await openExpired();
  const running: Promise<Outcome>[] = [];
  for (let count = 0; count < many; count += 1) {
    running.push(world.start(['token']).ended);
    // Starting one takes its time, in which LinkedIn, which is served here, could not answer.
    await sleep(1);
  }
  const outcomes = await Promise.all(running);

  const text = await world.text();
  const { LINKEDIN_ACCESS_TOKEN: token } = await world.values();
  expect(daysLeft(token)).toBe(60);
  const printed = { exitCode: 0, stdout: `${token}\n`, stderr: '' };
  expect(outcomes.map(withoutWaiting)).toEqual(outcomes.map(() => printed));
  expect(world.simulator().log.map(({ grantType }) => grantType)).toEqual(['refresh_token']);
  expect(withOldAccess(text)).toBe(expired);
  expect(await world.names()).toEqual(['.env']);
});

// --- kill -9 -----------------------------------------------------------------------------------------

/** Two hundred take a good minute on two cores. */
const kills = Number(process.env['PECTUS_TEST_KILLS'] ?? 100);

/** Milliseconds since the start, LinkedIn's answer, or the first sight of the file that is to replace the old one. */
interface Moment {
  readonly since: 'start' | 'answer' | 'write';
  readonly wait: number;
}

/** All over the life of a `refresh`, and most densely where it writes. */
const anyMoment: fc.Arbitrary<Moment> = fc.noBias(
  fc.oneof(
    fc.record({ since: fc.constant('start' as const), wait: fc.nat(400) }),
    fc.record({ since: fc.constant('answer' as const), wait: fc.nat(120) }),
    fc.record({ since: fc.constant('write' as const), wait: fc.nat(8) }),
  ),
);

/** Kills a `refresh` at that moment, looks at what is left, and uses it. Returns how far the process had come. */
async function killRefresh({ since, wait }: Moment): Promise<string> {
  const answer = occasion();
  const write = occasion();
  const world = await openExpired(async (_request, answered) => {
    const response = await answered();
    answer.come();
    return response;
  });
  const watcher = watch(world.folder, (_, name) => {
    if (name?.endsWith('.tmp')) write.come();
  });
  const child = spawn(process.execPath, [bin, 'refresh'], {
    cwd: world.folder,
    env: world.environment,
    stdio: 'ignore',
  });
  const exit = once(child, 'exit');
  await Promise.race([exit, { start: undefined, answer: answer.came, write: write.came }[since]]);
  await sleep(wait);
  child.kill('SIGKILL');
  await exit;
  watcher.close();

  const text = await world.text();
  const left = (await world.names()).filter((name) => name !== '.env');
  const half = left.filter((name) => name.endsWith('.tmp'));
  expect(withOldAccess(text)).toBe(expired);
  if (text !== expired) expect(daysLeft((await world.values())['LINKEDIN_ACCESS_TOKEN'])).toBe(60);
  expect(half.map((name) => modeOf(world, name))).toEqual(half.map(() => 0o600));

  const next = await world.start(['token']).ended;
  const { LINKEDIN_ACCESS_TOKEN: token } = await world.values();
  expect(next).toEqual({ exitCode: 0, stdout: `${token}\n`, stderr: '' });
  expect(daysLeft(token)).toBe(60);
  // Whoever finds the token fresh takes no lock, and leaves the dead one to the next writer.
  const kept = text === expired ? half : left;
  expect(await world.names()).toEqual(['.env', ...kept]);

  if (text !== expired) return 'renewed';
  if (half.length > 0) return 'writing';
  return left.includes('.env.lock') ? 'holding the lock' : 'starting';
}

function modeOf({ folder }: ProcessWorld, name: string): number {
  return statSync(join(folder, name)).mode & 0o777;
}

interface Occasion {
  readonly came: Promise<void>;
  readonly come: () => void;
}

function occasion(): Occasion {
  let come: () => void = () => {};
  const came = new Promise<void>((resolve) => {
    come = resolve;
  });
  return { came, come };
}

/** So many of them at a time. */
async function inLanes<T, U>(count: number, all: readonly T[], call: (one: T) => Promise<U>) {
  const results: U[] = [];
  const rest = all.values();
  const lane = async () => {
    for (const one of rest) results.push(await call(one));
  };
  await Promise.all(Array.from({ length: count }, lane));
  return results;
}

test('a refresh killed at any moment leaves the old file or the new one, whole, and no way blocked', {
  timeout: 300_000,
}, async () => {
  const moments = fc.sample(anyMoment, { seed: 365, numRuns: kills });
  const reached = await inLanes(3, moments, killRefresh);
  // Else the moments are badly chosen, and prove nothing.
  expect(new Set(reached)).toEqual(new Set(['starting', 'holding the lock', 'writing', 'renewed']));
});
