/** Real processes that want the same of LinkedIn at the same time: one asks, the others take what came of it. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { daysLeft, openPlace, withoutWaiting } from '../support/expired-place.ts';
import { hostModule } from '../support/host-module.ts';
import { type Outcome, startNode, startPiped } from '../support/piped-program.ts';

beforeAll(buildOnce);

/** Time for the slowest of some processes to be waiting, on a busy machine. */
const allWaiting = 8_000;

const isMint = (request: Request) => request.url.endsWith('/accessToken');

/** LinkedIn keeps the first refresh back until `release` is called. */
function keptBack() {
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
    async answering(answer: () => Promise<Response>, request: Request) {
      if (!isMint(request)) return await answer();
      mints += 1;
      arrive();
      if (mints === 1) await released;
      return await answer();
    },
  };
}

describe('the result of the one that asks', () => {
  it('is taken by every command and by the host, each waiting for it', {
    timeout: 120_000,
  }, async () => {
    const { answering, release, arrived, mints } = keptBack();
    const place = await openPlace(answering);
    const first = startPiped(['token'], place).ended;
    await arrived;
    const commands = [
      ['token'],
      ['refresh'],
      ['verify'],
      ['run', '--', 'true'],
      ['accounts'],
      ['report', '--format', 'csv', '--from', '7d'],
    ];
    const others = [
      ...commands.map((argv) => startPiped(argv, place).ended),
      startNode(hostModule('door.freshAccess()'), place).ended,
      startNode(hostModule('door.verify()'), place).ended,
    ];
    await sleep(allWaiting);
    release();
    const outcomes = await Promise.all([first, ...others]);

    const token = parse(await place.text())['LINKEDIN_ACCESS_TOKEN'];
    expect(daysLeft(token)).toBe(60);
    expect(outcomes.map(({ exitCode }) => exitCode)).toEqual(outcomes.map(() => 0));
    const [one, two, refreshed, , , , , held] = outcomes;
    expect([one?.stdout, two?.stdout, held?.stdout]).toEqual(Array(3).fill(`${token}\n`));
    expect(refreshed?.stderr).toContain('Another process has just renewed it');
    expect(mints()).toBe(1);
    expect(await place.names()).toEqual(['.env']);
  });
});

describe('the failure of the one that asks', () => {
  /** LinkedIn is down, and slow to say so. */
  async function openDown() {
    let mints = 0;
    const place = await openPlace(async (answer, request) => {
      if (!isMint(request)) return await answer();
      mints += 1;
      await sleep(allWaiting / 2);
      return new Response('down', { status: 503 });
    });
    return { place, mints: () => mints };
  }

  const failed = (outcome: Outcome | undefined) => {
    const { exitCode, stdout, stderr } = withoutWaiting(outcome ?? failure);
    return { exitCode, stdout, told: stderr.replace(/\s+/g, ' ') };
  };
  const failure: Outcome = { exitCode: null, stdout: '', stderr: '' };

  it('is taken by those who waited, and by nobody who comes later', {
    timeout: 180_000,
  }, async () => {
    const { place, mints } = await openDown();
    const five = Array.from({ length: 5 }, () => startPiped(['token'], place).ended);
    const outcomes = (await Promise.all(five)).map(failed);
    expect(outcomes[0]).toMatchObject({ exitCode: 5, stdout: '' });
    expect(outcomes[0]?.told).toContain('(linkedin-unavailable, exit 5)');
    expect(outcomes).toEqual(outcomes.map(() => outcomes[0]));
    const asked = mints();
    expect(asked).toBe(3);
    expect(await place.names()).toEqual(['.env']);

    expect(failed(await startPiped(['token'], place).ended)).toEqual(outcomes[0]);
    expect(mints()).toBe(2 * asked);
    expect(await place.names()).toEqual(['.env']);
  });

  it('is not taken by who has other keys', { timeout: 180_000 }, async () => {
    const { place, mints } = await openDown();
    const first = startPiped(['token'], place).ended;
    await sleep(1_000);
    const env = {
      ...place.env,
      LINKEDIN_CLIENT_SECRET: 'WPL_AP1.another0Secret0000.c2ltdWxhdG9y==',
    };
    const other = startPiped(['token'], { ...place, env }).ended;
    await Promise.all([first, other]);
    expect(mints()).toBe(6);
  });
});

describe('a holder of the lock', () => {
  it('that is stopped is not waited for, and writes nothing when it goes on', {
    timeout: 120_000,
  }, async () => {
    const { answering, release, arrived, mints } = keptBack();
    const place = await openPlace(answering);
    const first = startPiped(['token'], place);
    await arrived;
    process.kill(first.pid, 'SIGSTOP');
    release();
    const second = await startPiped(['token'], place).ended;
    const written = await place.text();
    process.kill(first.pid, 'SIGCONT');
    const ended = await first.ended;

    const token = parse(written)['LINKEDIN_ACCESS_TOKEN'];
    expect(second).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
    expect(second.stderr).toMatch(new RegExp(`Waiting for process ${first.pid}\\b`));
    expect(ended).toMatchObject({ exitCode: 0, stdout: `${token}\n` });
    expect(await place.text()).toBe(written);
    expect(mints()).toBe(2);
    expect(await place.names()).toEqual(['.env']);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)('that ends by %s leaves its place to those who wait', {
    timeout: 120_000,
  }, async (signal) => {
    const { answering, arrived, release, mints } = keptBack();
    const place = await openPlace(answering);
    const first = startPiped(['token'], place);
    await arrived;
    const others = [1, 2, 3].map(() => startPiped(['token'], place).ended);
    await sleep(allWaiting / 2);
    process.kill(first.pid, signal);
    const outcomes = await Promise.all(others);
    release();

    const token = parse(await place.text())['LINKEDIN_ACCESS_TOKEN'];
    expect(daysLeft(token)).toBe(60);
    expect(outcomes.map(({ exitCode, stdout }) => [exitCode, stdout])).toEqual(
      outcomes.map(() => [0, `${token}\n`]),
    );
    expect(mints()).toBe(2);
    expect(await place.names()).toEqual(['.env']);
  });

  it('keeps its lock when one who waits for it is interrupted', { timeout: 120_000 }, async () => {
    const { answering, arrived, release, mints } = keptBack();
    const place = await openPlace(answering);
    const first = startPiped(['token'], place).ended;
    await arrived;
    const second = startPiped(['token'], place);
    await second.saidOnStderr(/Waiting for process/);
    process.kill(second.pid, 'SIGINT');
    expect(await second.ended).toMatchObject({ exitCode: 130, stdout: '' });
    expect(await place.names()).toEqual(['.env', '.env.lock']);
    release();
    expect(await first).toMatchObject({ exitCode: 0 });
    expect([mints(), await place.names()]).toEqual([1, ['.env']]);
  });

  it('says in its lock who it is, and nothing that is secret', { timeout: 60_000 }, async () => {
    const { answering, arrived, release } = keptBack();
    const place = await openPlace(answering);
    const first = startPiped(['token'], place);
    await arrived;
    const text = await readFile(join(place.cwd, '.env.lock'), 'utf8');
    release();
    await first.ended;
    expect(JSON.parse(text)).toMatchObject({ pid: first.pid, mark: expect.any(String) });
    for (const value of Object.values(parse(await place.text()))) {
      if (value.length > 12) expect(text).not.toContain(value.slice(0, 12));
    }
  });
});
