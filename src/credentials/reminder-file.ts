/** Where the calendar entry goes: a file beside the `.env`, or one that is named. */

import { dirname, join } from 'node:path';
import { again } from '../faults/fix.ts';
import { type OutputWorld, writeOutput } from './output-file.ts';
import type { ReminderFacts } from './reminder.ts';

export const reminderName = 'linkedin-renewal.ics';

export interface ReminderPlace {
  readonly envFile: string;
  /** Beside the `.env` when left out. */
  readonly output?: string | undefined;
  /** Replaces what is there. */
  readonly force: boolean;
}

export async function reminderText(renewal: ReminderFacts): Promise<string> {
  return (await import('./reminder.ts')).renewalCalendar(renewal);
}

/**
 * The path as it is shown. Beside the `.env` an earlier one of ours gives way, and nothing else does.
 * Throws `output-unwritable`.
 */
export async function writeReminder(
  { envFile, output, force }: ReminderPlace,
  renewal: ReminderFacts,
  world: OutputWorld,
): Promise<string> {
  const path = output ?? reminderBeside(envFile);
  const run = again({ '--output': `sign-in-${reminderName}`, '--force': false });
  const another = { say: 'Name another file', run };
  const mayReplace = (content: string) => output === undefined && isOurs(content);
  const place = { path, envFile, force, another, mayReplace };
  return (await writeOutput(place, await reminderText(renewal), world)).shown;
}

function isOurs(content: string): boolean {
  return /^UID:pectus-linkedin-renewal-/m.test(content);
}

/** A rehearsal's stands apart, so that it never takes the place of the real one. */
export function reminderBeside(envFile: string): string {
  const name = envFile.endsWith('.rehearsal') ? `rehearsal-${reminderName}` : reminderName;
  return join(dirname(envFile), name);
}
