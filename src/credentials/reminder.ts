/** A calendar entry for the day on which somebody has to sign in again, and the file that it goes into. */

import { dirname, join } from 'node:path';
import { dayOf } from '../days.ts';
import { again } from '../faults/fix.ts';
import { counted } from '../words.ts';
import { type OutputWorld, writeOutput } from './output-file.ts';

const alarmDays = [30, 14, 1];
const secondsPerDay = 86_400;

export interface ReminderFacts {
  readonly before: Date;
  readonly now: Date;
  /** The command that signs in again, as it can be pasted. */
  readonly command: string;
  /** Digits, where known. */
  readonly adAccountId?: string | undefined;
}

export interface ReminderTarget {
  readonly envFile: string;
  /** Beside the `.env` when left out. */
  readonly output?: string | undefined;
  readonly force: boolean;
}

/**
 * RFC 5545 text with CRLF: one all-day event with three alarms. It has a stable UID, so importing it
 * again moves the entry instead of adding one. Read by Google Calendar, Apple Calendar and Outlook.
 */
export async function reminderText(facts: ReminderFacts): Promise<string> {
  const { before, now, command, adAccountId } = facts;
  const { ICalAlarmType, ICalCalendar } = await import('ical-generator');
  const account = adAccountId === undefined ? '' : ` for ad account ${adAccountId}`;
  const calendar = new ICalCalendar({
    name: 'LinkedIn Ads credentials',
    prodId: { company: 'Pectus', product: 'pectus-linkedin' },
  });
  const event = calendar.createEvent({
    id: `pectus-linkedin-renewal-${adAccountId ?? 'ads'}@pectus-linkedin`,
    start: new Date(dayOf(before)),
    allDay: true,
    stamp: now,
    summary: 'Sign in to LinkedIn again',
    description: `LinkedIn's consent${account} ends on this day; numbers stop with it. Before then, where the .env is, run:\n\n${command}\n\nIt takes one keypress and one click.`,
  });
  for (const days of alarmDays) {
    event.createAlarm({
      type: ICalAlarmType.display,
      triggerBefore: days * secondsPerDay,
      description: `LinkedIn sign-in ends in ${counted(days, 'day')}`,
    });
  }
  return `${calendar.toString()}\r\n`;
}

const fileName = 'linkedin-renewal.ics';

/**
 * Returns the path as it is shown. Beside the `.env` an earlier reminder of ours is replaced, and nothing
 * else. Throws `output-unwritable`.
 */
export async function writeReminder(
  { envFile, output, force }: ReminderTarget,
  facts: ReminderFacts,
  world: OutputWorld,
): Promise<string> {
  const path = output ?? pathBeside(envFile);
  const run = again({ '--output': `sign-in-${fileName}`, '--force': false });
  const another = { say: 'Name another file', run };
  const mayReplace = (content: string) =>
    output === undefined && /^UID:pectus-linkedin-renewal-/m.test(content);
  const file = { path, envFile, force, another, mayReplace };
  return await writeOutput(file, await reminderText(facts), world);
}

/** A rehearsal's has another name, so that it never replaces the real one. */
function pathBeside(envFile: string): string {
  const name = envFile.endsWith('.rehearsal') ? `rehearsal-${fileName}` : fileName;
  return join(dirname(envFile), name);
}
