/** Where the calendar entry goes: a file beside the `.env`. */

import { dirname, join } from 'node:path';
import type { World } from '../world.ts';
import type { Renewal } from './reminder.ts';

export const reminderName = 'linkedin-renewal.ics';

/** Replaces an older one. Throws the platform's error when it cannot be written. */
export async function writeReminder(
  path: string,
  renewal: Renewal,
  { files }: Pick<World, 'files'>,
): Promise<void> {
  const { renewalCalendar } = await import('./reminder.ts');
  await files.replace(path, () => new TextEncoder().encode(renewalCalendar(renewal)));
}

/** A rehearsal's stands apart, so that it never takes the place of the real one. */
export function reminderBeside(envFile: string): string {
  const name = envFile.endsWith('.rehearsal') ? `rehearsal-${reminderName}` : reminderName;
  return join(dirname(envFile), name);
}
