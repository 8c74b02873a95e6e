/** A calendar entry for the day on which somebody has to sign in again. */

import { ICalAlarmType, ICalCalendar } from 'ical-generator';

const alarmDays = [30, 14, 1];
const day = 86_400;

export interface ReminderFacts {
  /** When the sign-in ends. */
  readonly before: Date;
  readonly now: Date;
  /** The command that signs in again, as it can be pasted. */
  readonly command: string;
  /** Digits, where known. */
  readonly adAccountId?: string | undefined;
}

/**
 * RFC 5545 text with CRLF: one all-day event with three alarms. It has a stable UID, so importing it
 * again moves the entry instead of adding one. Read by Google Calendar, Apple Calendar and Outlook.
 */
export function renewalCalendar({ before, now, command, adAccountId }: ReminderFacts): string {
  const account = adAccountId === undefined ? '' : ` for ad account ${adAccountId}`;
  const calendar = new ICalCalendar({
    name: 'LinkedIn Ads credentials',
    prodId: { company: 'Pectus', product: 'pectus-linkedin' },
  });
  const event = calendar.createEvent({
    id: `pectus-linkedin-renewal-${adAccountId ?? 'ads'}@pectus-linkedin`,
    start: new Date(before.toISOString().slice(0, 10)),
    allDay: true,
    timezone: 'UTC',
    stamp: now,
    summary: 'Sign in to LinkedIn again',
    description: `LinkedIn's consent${account} ends on this day; numbers stop with it. Before then, where the .env is, run:\n\n${command}\n\nIt takes one keypress and one click.`,
  });
  for (const days of alarmDays) {
    event.createAlarm({
      type: ICalAlarmType.display,
      triggerBefore: days * day,
      description: `LinkedIn sign-in ends in ${days} ${days === 1 ? 'day' : 'days'}`,
    });
  }
  return `${calendar.toString()}\r\n`;
}
