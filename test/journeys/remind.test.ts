/** `remind`: a calendar file for the day on which somebody has to sign in again. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openTestWorld, type Run, type TestWorld } from '../support/world.ts';

async function signedIn(without: readonly string[] = []): Promise<TestWorld> {
  const world = await openTestWorld();
  const kept = Object.entries(minted(world)).filter(([name]) => !without.includes(name));
  await world.put(envText(Object.fromEntries(kept)));
  return world;
}

async function remind(world: TestWorld, ...flags: readonly string[]): Promise<Run> {
  return await world.run(['remind', ...flags], {
    browser: 'zero',
    fetch: async () => {
      throw new Error('remind is offline');
    },
  });
}

describe('the calendar file', () => {
  it('stands beside the .env, with its path on stdout', async () => {
    const world = await signedIn();
    const before = await world.text();
    const run = await remind(world);

    expect(run).toMatchObject({ exitCode: 0, stdout: 'linkedin-renewal.ics\n', stderr: '' });
    expect(await world.names()).toEqual(['.env', 'linkedin-renewal.ics']);
    const calendar = (await world.text('linkedin-renewal.ics')) ?? '';
    expect(calendar).toMatch(/^BEGIN:VCALENDAR\r\n[\s\S]*\r\nEND:VCALENDAR\r\n$/);
    expect(calendar).toContain('\r\nDTSTART;VALUE=DATE:20271122\r\n');
    expect(calendar.match(/BEGIN:VALARM/g)).toHaveLength(3);
    // RFC 5545 folds long lines.
    expect(calendar?.replaceAll('\r\n ', '')).toContain('pectus-linkedin setup');
    expect(calendar).not.toMatch(/AQ[XV]|WPL_AP/);
    expect(await world.text()).toBe(before);
  });

  it('is told as one object with --json', async () => {
    const run = await remind(await signedIn(), '--json');
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toEqual({
      outcome: 'ok',
      exitCode: 0,
      path: 'linkedin-renewal.ics',
      before: '2027-11-22T10:00:00Z',
    });
  });

  it('goes where --output says', async () => {
    const world = await signedIn();
    const run = await remind(world, '--output', 'next year.ics');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'next year.ics\n' });
    expect(await world.names()).toEqual(['.env', 'next year.ics']);
  });

  it('goes beside another --env-file', async () => {
    const world = await openTestWorld();
    await mkdir(join(world.folder, 'secrets'));
    await world.put(envText(minted(world)), 'secrets/.env');
    const run = await remind(world, '--env-file', 'secrets/.env');
    expect(run).toMatchObject({ exitCode: 0, stdout: 'secrets/linkedin-renewal.ics\n' });
  });

  it('moves the entry of last year instead of adding one', async () => {
    const world = await signedIn();
    await remind(world);
    const uid = /^UID:.*$/m;
    const [first] = uid.exec((await world.text('linkedin-renewal.ics')) ?? '') ?? [];
    world.passDays(10);
    await world.put(envText(minted(world)));
    await remind(world);
    const calendar = (await world.text('linkedin-renewal.ics')) ?? '';

    expect(calendar).toContain('DTSTART;VALUE=DATE:20271202');
    expect(uid.exec(calendar)?.[0]).toBe(first);
  });

  it('goes by the access token where there is no refresh token', async () => {
    const world = await signedIn(['LINKEDIN_REFRESH_TOKEN', 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT']);
    await remind(world);
    expect(await world.text('linkedin-renewal.ics')).toContain('DTSTART;VALUE=DATE:20270121');
  });
});

describe('nothing is written', () => {
  it.each<[string, readonly string[], string]>([
    ['the date', ['LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'], 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'],
    [
      'any token',
      [
        'LINKEDIN_REFRESH_TOKEN',
        'LINKEDIN_ACCESS_TOKEN',
        'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
        'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
      ],
      'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
    ],
  ])('without %s', async (_, without, variable) => {
    const world = await signedIn(without);
    const run = await remind(world);

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`${variable} is not set in .env`);
    expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
    expect(await world.names()).toEqual(['.env']);
  });

  it('without a file', async () => {
    const world = await openTestWorld();
    expect(await remind(world)).toMatchObject({ exitCode: 4, stdout: '' });
    expect(await world.names()).toEqual([]);
  });

  it('in a folder that is not there', async () => {
    const world = await signedIn();
    const run = await remind(world, '--output', 'missing/reminder.ics');

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain(
      'missing/reminder.ics cannot be written: its folder does not exist.',
    );
    expect(run.stderrAsOneLine).toContain('(output-unwritable, exit 2)');
    expect(await world.names()).toEqual(['.env']);
  });
});
