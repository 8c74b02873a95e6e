/** Real processes that want the same of LinkedIn at the same time: one asks, the others take what came of it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { daysLeft, openExpired, withoutWaiting } from '../support/expired-token.ts';
import { hostModule } from '../support/host-module.ts';
import type { Outcome, Running } from '../support/piped-program.ts';

beforeAll(buildOnce);

const isMint = (request: Request) => request.url.endsWith('/accessToken');

/** Resolves when each of them waits for another. */
async function allWaiting(processes: readonly Running[]): Promise<void> {
  await Promise.all(processes.map(({ saidOnStderr }) => saidOnStderr(/Waiting for process/)));
}

/** LinkedIn keeps the first refresh back until `release` is called, and answers all of them so. */
function keptBack(answer: () => Response | undefined = () => undefined) {
  let release = () => {};
  let arrive = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  let mints = 0;
  return {
    release,
    arrived,
    mints: () => mints,
    async intercept(request: Request) {
      if (!isMint(request)) return undefined;
      mints += 1;
      arrive();
      if (mints === 1) await released;
      return answer();
    },
  };
}

describe('the result of the one that asks', () => {
  it('is taken by every command and by the host, each waiting for it', {
    timeout: 120_000,
  }, async () => {
    const { intercept, release, arrived, mints } = keptBack();
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    const commands = [
      ['token'],
      ['refresh'],
      ['verify'],
      ['run', '--', 'true'],
      ['accounts'],
      ['report', '--format', 'csv', '--from', '7d'],
    ];
    const others = commands.map((argv) => world.start(argv));
    const hosts = ['door.freshAccess()', 'door.verify()'].map((call) =>
      world.startHost(hostModule(call)),
    );
    await allWaiting(others);
    release();
    const outcomes = await Promise.all([first, ...others, ...hosts].map(({ ended }) => ended));

    const token = (await world.values())['LINKEDIN_ACCESS_TOKEN'];
    expect(daysLeft(token)).toBe(60);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual(outcomes.map(() => 0));
    const [one, two, refreshed, , , , , held] = outcomes;
    expect([one?.stdout, two?.stdout, held?.stdout]).toEqual(Array(3).fill(`${token}\n`));
    expect(refreshed?.stderr).toContain('Another process has just renewed it');
    expect(mints()).toBe(1);
    expect(await world.names()).toEqual(['.env']);
  });
});

describe('the failure of the one that asks', () => {
  const down = () => new Response('down', { status: 503 });

  const failed = (outcome: Outcome | undefined) => {
    const { exitCode, stdout, stderr } = withoutWaiting(outcome ?? failure);
    return { exitCode, stdout, told: stderr.replace(/\s+/g, ' ') };
  };
  const failure: Outcome = { exitCode: null, stdout: '', stderr: '' };

  it('is taken by those who waited, and by nobody who comes later', {
    timeout: 180_000,
  }, async () => {
    const { intercept, arrived, release, mints } = keptBack(down);
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    const four = [1, 2, 3, 4].map(() => world.start(['token']));
    await allWaiting(four);
    release();
    const ended = await Promise.all([first, ...four].map(({ ended }) => ended));
    const outcomes = ended.map(failed);
    expect(outcomes[0]).toMatchObject({ exitCode: 5, stdout: '' });
    expect(outcomes[0]?.told).toContain('(linkedin-unavailable, exit 5)');
    expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
    const asked = mints();
    expect(asked).toBe(3);
    expect(await world.names()).toEqual(['.env']);

    expect(failed(await world.start(['token']).ended)).toEqual(outcomes[0]);
    expect(mints()).toBe(2 * asked);
    expect(await world.names()).toEqual(['.env']);
  });

  it('is not taken by who has other keys', { timeout: 180_000 }, async () => {
    const { intercept, arrived, release, mints } = keptBack(down);
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    const environment = {
      LINKEDIN_CLIENT_SECRET: 'WPL_AP1.another0Secret0000.c2ltdWxhdG9y==',
    };
    const other = world.start(['token'], { environment });
    await allWaiting([other]);
    release();
    await Promise.all([first.ended, other.ended]);
    expect(mints()).toBe(6);
  });
});

describe('a holder of the lock', () => {
  it('that is stopped is not waited for, and writes nothing when it goes on', {
    timeout: 120_000,
  }, async () => {
    const { intercept, release, arrived, mints } = keptBack();
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    process.kill(first.pid, 'SIGSTOP');
    release();
    const second = await world.start(['token']).ended;
    const written = (await world.text()) ?? '';
    process.kill(first.pid, 'SIGCONT');
    const ended = await first.ended;

    const token = parse(written)['LINKEDIN_ACCESS_TOKEN'];
    expect(second).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
    expect(second.stderr).toMatch(new RegExp(`Waiting for process ${first.pid}\\b`));
    expect(ended).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
    expect(await world.text()).toBe(written);
    expect(mints()).toBe(2);
    expect(await world.names()).toEqual(['.env']);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('that ends by %s leaves its world to those who wait', {
    timeout: 120_000,
  }, async (signal) => {
    const { intercept, arrived, release, mints } = keptBack();
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    const others = [1, 2, 3].map(() => world.start(['token']));
    await allWaiting(others);
    process.kill(first.pid, signal);
    const outcomes = await Promise.all(others.map(({ ended }) => ended));
    release();

    const token = (await world.values())['LINKEDIN_ACCESS_TOKEN'];
    expect(daysLeft(token)).toBe(60);
    expect(outcomes.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(
      outcomes.map(() => [0, `${token}\n`]),
    );
    expect(mints()).toBe(2);
    expect(await world.names()).toEqual(['.env']);
  });

  it('keeps its lock when one who waits for it is interrupted', { timeout: 120_000 }, async () => {
    const { intercept, arrived, release, mints } = keptBack();
    const world = await openExpired(intercept);
    const first = world.start(['token']).ended;
    await arrived;
    const second = world.start(['token']);
    await second.saidOnStderr(/Waiting for process/);
    process.kill(second.pid, 'SIGINT');
    expect(await second.ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(await world.names()).toEqual(['.env', '.env.lock']);
    release();
    expect(await first).toMatchObject({ exitCode: 0 });
    expect([mints(), await world.names()]).toEqual([1, ['.env']]);
  });

  it('says in its lock who it is, and nothing that is secret', { timeout: 60_000 }, async () => {
    const { intercept, arrived, release } = keptBack();
    const world = await openExpired(intercept);
    const first = world.start(['token']);
    await arrived;
    const text = await readFile(join(world.folder, '.env.lock'), 'utf8');
    release();
    await first.ended;
    expect(JSON.parse(text)).toMatchObject({ pid: first.pid, mark: expect.any(String) });
    for (const value of Object.values(await world.values())) {
      if (value.length > 12) expect(text).not.toContain(value.slice(0, 12));
    }
  });
});
