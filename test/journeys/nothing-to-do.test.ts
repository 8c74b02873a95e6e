/** `setup` with everything good: says so, and does nothing that was not asked for. */

import { describe, expect, it } from 'vitest';
import { openSignedIn } from '../support/signed-in.ts';
import type { TestWorld } from '../support/world.ts';

async function signedIn(daysAgo: number): Promise<TestWorld> {
  const world = await openSignedIn({ startTime: '2026-06-01T10:00:00Z', daysAgo });
  // The host keeps the access token fresh.
  await world.run(['verify']);
  return world;
}

describe('with everything good', () => {
  it('says so, with the dates, and changes nothing', async () => {
    const world = await signedIn(100);
    const before = await world.text();
    const run = await world.run(['setup'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stdout: '', asked: [] });
    expect(run.stderrAsOneLine).toContain('All checks passed for Acme Europe (512345678).');
    expect(run.stderrAsOneLine).toMatch(
      /To sign in again now anyway: pectus-linkedin setup --from consent/,
    );
    expect(run.stderrAsOneLine).toContain('1 Jun 2027');
    expect(run.stderrAsOneLine).toContain('8 Nov 2026');
    expect(await world.text()).toBe(before);
    expect(await world.names()).toEqual(['.env']);
  });

  it('renews with the command that it names, with one consent', async () => {
    const world = await signedIn(100);
    const run = await world.run(['setup', '--from', 'consent']);

    expect(run).toMatchObject({ exitCode: 0, asked: ['redirected-address'] });
    expect(await world.env()).toMatchObject({
      LINKEDIN_REFRESH_TOKEN: 'refresh token of 2026-09-09T10:00:00Z',
      LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: '2027-09-09T10:00:00Z',
    });
  });

  it('writes nothing where nobody can be asked', async () => {
    const world = await signedIn(100);
    const before = await world.text();
    const run = await world.run(['setup', '--no-input'], { browser: 'zero' });

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(await world.text()).toBe(before);
  });
});
