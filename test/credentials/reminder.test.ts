/** The calendar file, read back by another library than the one that writes it. */

import fc from 'fast-check';
import ICAL from 'ical.js';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ReminderFacts,
  type ReminderTarget,
  reminderText,
  writeReminder,
} from '../../src/credentials/reminder.ts';
import { again } from '../../src/faults/fix.ts';
import { envText, minted } from '../support/credentials.ts';
import { type MemoryFiles, memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';
import { openTestWorld } from '../support/world.ts';

const renewal: ReminderFacts = {
  before: new Date('2027-11-22T10:00:00Z'),
  now: new Date('2026-11-22T10:00:00Z'),
  command: 'pectus-linkedin setup --file prod.env',
  adAccountId: '512345678',
};

interface Alarm {
  readonly action: unknown;
  readonly days: number;
  readonly text: unknown;
}

/** What a calendar program makes of the text. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const [component, ...others] = calendar.getAllSubcomponents('vevent');
  if (component === undefined || others.length > 0) throw new Error('not one event');
  const event = new ICAL.Event(component);
  const alarms = component.getAllSubcomponents('valarm').map(readAlarm);
  return { calendar, component, event, alarms };
}

function readAlarm(alarm: ICAL.Component): Alarm {
  const trigger = alarm.getFirstPropertyValue('trigger');
  if (!(trigger instanceof ICAL.Duration)) throw new Error('an alarm at no distance');
  return {
    action: alarm.getFirstPropertyValue('action'),
    days: trigger.toSeconds() / 86_400,
    text: alarm.getFirstPropertyValue('description'),
  };
}

afterEach(() => vi.unstubAllEnvs());

describe('the calendar file', () => {
  it('is one event that says what to do, where, and what it takes', async () => {
    const { calendar, component, event } = read(await reminderText(renewal));
    expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
    expect(calendar.getFirstPropertyValue('prodid')).toBe('-//Pectus//pectus-linkedin//EN');
    expect(calendar.getFirstPropertyValue('x-wr-calname')).toBe('LinkedIn Ads credentials');
    expect(event.uid).toBe('pectus-linkedin-renewal-512345678@pectus-linkedin');
    expect(component.getFirstPropertyValue('dtstamp')?.toString()).toBe('2026-11-22T10:00:00Z');
    expect({ summary: event.summary, description: event.description }).toEqual({
      summary: 'Sign in to LinkedIn again',
      description:
        "LinkedIn's consent for ad account 512345678 ends on this day; numbers stop with it. Before then, where the .env is, run:\n\npectus-linkedin setup --file prod.env\n\nIt takes one keypress and one click.",
    });
  });

  it('reminds 30, 14 and 1 days before', async () => {
    expect(read(await reminderText(renewal)).alarms).toEqual([
      { action: 'DISPLAY', days: -30, text: 'LinkedIn sign-in ends in 30 days' },
      { action: 'DISPLAY', days: -14, text: 'LinkedIn sign-in ends in 14 days' },
      { action: 'DISPLAY', days: -1, text: 'LinkedIn sign-in ends in 1 day' },
    ]);
  });

  it('names no account where none is known', async () => {
    const { adAccountId: _, ...unknown } = renewal;
    const { event } = read(await reminderText(unknown));
    expect(event.description).toMatch(/^LinkedIn's consent ends on this day;/);
    expect(event.uid).toBe('pectus-linkedin-renewal-ads@pectus-linkedin');
  });
});

describe('its day', () => {
  it.each([
    ['2027-11-22T00:00:00Z', '2027-11-22'],
    ['2027-11-22T10:00:00Z', '2027-11-22'],
    ['2027-11-22T23:59:59Z', '2027-11-22'],
    ['2028-02-29T12:00:00Z', '2028-02-29'],
    ['2027-12-31T23:30:00Z', '2027-12-31'],
  ])('is the whole UTC day of %s, whatever the time zone of the machine', async (before, day) => {
    for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Kiritimati']) {
      vi.stubEnv('TZ', zone);
      const { event } = read(await reminderText({ ...renewal, before: new Date(before) }));
      const { startDate, endDate } = event;
      expect([zone, startDate.isDate, startDate.toString()]).toEqual([zone, true, day]);
      expect(endDate.subtractDate(startDate).toSeconds()).toBe(86_400);
    }
  });
});

describe('its UID', () => {
  const uidOf = async (changes: Partial<ReminderFacts>) =>
    read(await reminderText({ ...renewal, ...changes })).event.uid;

  it('stays from year to year, so that the entry moves', async () => {
    const nextYear = { before: new Date('2028-11-21T10:00:00Z'), now: renewal.before };
    expect(await uidOf(nextYear)).toBe(await uidOf({}));
  });

  it('is another one for another account', async () => {
    expect(await uidOf({ adAccountId: '509876543' })).not.toBe(await uidOf({}));
  });
});

describe('its lines', () => {
  it('end with CR and LF, have 75 octets at most, and say the same for any account', async () => {
    const digits = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String);
    await fc.assert(
      fc.asyncProperty(digits, async (adAccountId) => {
        const text = await reminderText({ ...renewal, adAccountId });
        expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
        expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        for (const line of text.split('\r\n')) {
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        }
        expect(read(text).event.description).toContain(`for ad account ${adAccountId} ends on`);
      }),
    );
  });
});

describe('its file', () => {
  const beside = '/app/linkedin-renewal.ics';

  async function writtenTo(files: MemoryFiles, target: Partial<ReminderTarget> = {}) {
    const machine = { ...quietMachine, displayPath: (path: string) => path.replace('/app/', '') };
    const whole = { envFile: '/app/.env', force: false, ...target };
    return await writeReminder(whole, renewal, { files, machine });
  }

  it.each<[Partial<ReminderTarget>, string, string]>([
    [{}, beside, 'linkedin-renewal.ics'],
    [
      { envFile: '/app/.env.rehearsal' },
      '/app/rehearsal-linkedin-renewal.ics',
      'rehearsal-linkedin-renewal.ics',
    ],
    [{ envFile: '/app/.env.rehearsal.old' }, beside, 'linkedin-renewal.ics'],
    [{ output: '/app/other.ics' }, '/app/other.ics', 'other.ics'],
  ])('for %j is %s', async (target, path, shown) => {
    const files = memoryFiles();
    expect(await writtenTo(files, target)).toBe(shown);
    expect([files.paths(), files.text(path)]).toEqual([[path], await reminderText(renewal)]);
  });

  it('takes the place of an earlier reminder of ours beside the .env, and of nothing else', async () => {
    const earlier = await reminderText({ ...renewal, adAccountId: '509876543' });
    const files = memoryFiles({ [beside]: earlier });
    await writtenTo(files);
    expect(files.text(beside)).toBe(await reminderText(renewal));

    const foreign = `SUMMARY:not a UID:pectus-linkedin-renewal-\r\n${earlier.replace('UID:', 'UID:x')}`;
    for (const [content, target] of [
      [foreign, {}],
      [earlier, { output: beside }],
    ] as const) {
      const kept = memoryFiles({ [beside]: content });
      await expect(writtenTo(kept, target)).rejects.toMatchObject({
        message: 'linkedin-renewal.ics cannot be written: it already exists.',
      });
      expect(kept.text(beside)).toBe(content);
      await writtenTo(kept, { ...target, force: true });
      expect(kept.text(beside)).toBe(await reminderText(renewal));
    }
  });

  it('can have another name where that one cannot be written', async () => {
    const run = again({ '--output': 'sign-in-linkedin-renewal.ics', '--force': false });
    await expect(writtenTo(memoryFiles(), { output: '/app/.env' })).rejects.toMatchObject({
      code: 'output-unwritable',
      fix: [{ say: 'Name another file', run }],
    });
  });
});

/** An `.env` can hold anything for an account until `setup` has looked at it. */
describe('an account that the .env names', () => {
  async function remindedOf(account: string): Promise<string> {
    const world = await openTestWorld();
    await world.put(`${envText(minted(world))}LINKEDIN_AD_ACCOUNT_ID=${account}\n`);
    expect((await world.run(['remind'])).exitCode).toBe(0);
    return (await world.text('linkedin-renewal.ics')) ?? '';
  }

  it.each([
    'urn:li:sponsoredAccount:512345678',
    'https://www.linkedin.com/campaignmanager/accounts/512345678',
  ])('as %s is the same entry as in digits', async (account) => {
    expect(await remindedOf(account)).toBe(await remindedOf('512345678'));
  });

  it.each([
    ['commas and semicolons', 'Acme, Inc; \\ Sons'],
    ['letters of two and of four bytes', 'Schöne Grüße an 漢字 👩‍🚀, und so weiter, und so fort'],
    ['line breaks', '"1\r\nATTACH:https://example.com/\r\n2"'],
  ])('with %s leaves a file that calendars can read', async (_, account) => {
    const text = await remindedOf(account);
    const { alarms, component } = read(text);
    expect(alarms.map(({ days }) => days)).toEqual([-30, -14, -1]);
    expect(component.getAllProperties('attach')).toEqual([]);
    for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  });
});
