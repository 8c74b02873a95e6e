/** Ctrl-C while LinkedIn is being asked: one line, exit 130, the file as it was, and no lock left behind. */

import { describe, expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import type { Fetch } from '../support/exchange.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

/** Answers nothing; the platform's fetch ends with its signal, and so does this one. */
function pending(world: TestWorld, until: (request: Request) => boolean = () => true): Fetch {
  return async (request) => {
    if (!until(request)) return await world.linkedin(request);
    return await new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => reject(request.signal.reason));
      world.interrupt();
    });
  };
}

async function signedIn(daysAgo: number): Promise<TestWorld> {
  const world = await openTestWorld();
  await world.put(`# of the host\r\n${envText(minted(world))}`);
  world.passDays(daysAgo);
  return world;
}

function expectStopped(run: Run): void {
  expect(run).toMatchObject({ exitCode: 130, stdout: '', asked: [] });
  expect(run.stderr).toMatch(/^\nStopped\.[^\n]*\n$/);
}

const living = 1;
const dead = 70;

describe('Ctrl-C during a request', () => {
  it.each<[readonly string[], number]>([
    [['verify'], living],
    [['verify'], dead],
    [['verify', '--json'], living],
    [['accounts'], living],
    [['accounts'], dead],
    [['accounts', '--json'], living],
    [['refresh'], living],
    [['refresh', '--json'], dead],
    [['token'], dead],
    [['run', '--', 'true'], dead],
    [['revoke', '--yes'], living],
    [['setup', '--no-input'], living],
    [['setup', '--no-input'], dead],
  ])('of %j, %d days after the consent', async (argv, daysAgo) => {
    const world = await signedIn(daysAgo);
    const before = await world.text();
    const run = await world.run(argv, { fetch: pending(world), browser: 'zero' });

    if (argv[0] === 'setup') expect(run.exitCode).toBe(130);
    else expectStopped(run);
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('of the checks after a renewal keeps the token that was renewed', async () => {
    const world = await signedIn(dead);
    const isRest = ({ url }: Request) => new URL(url).pathname.startsWith('/rest/');
    const run = await world.run(['verify'], { fetch: pending(world, isRest) });

    expectStopped(run);
    expect(await world.env()).toMatchObject({
      LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-11-22T10:00:00Z',
    });
    expect(await world.names()).toEqual(['.env']);
  });
});

describe('Ctrl-C during a wait', () => {
  it('before another try leaves the file as it was', async () => {
    const world = await signedIn(dead);
    const before = await world.text();
    const run = await world.run(['refresh'], {
      fetch: async () => {
        // Past the request: what is interrupted is the pause before the next one.
        setImmediate(() => world.interrupt());
        return new Response('{}', { status: 503 });
      },
    });

    expectStopped(run);
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('for a lock that another process holds leaves that lock alone', async () => {
    const world = await signedIn(dead);
    const before = await world.text();
    const lock = JSON.stringify({ pid: process.pid, hostname: 'test', time: world.now() });
    await world.put(lock, '.env.lock');
    setImmediate(() => world.interrupt());
    const run = await world.run(['refresh']);

    expectStopped(run);
    expect(run.requests).toEqual([]);
    expect(await world.text()).toBe(before);
    expect(await world.text('.env.lock')).toBe(lock);
  });
});
