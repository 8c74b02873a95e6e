/** What the manual pages and the help say beside the commands: exit codes, environment and files. */

import { Exit } from '../faults/fault.ts';

/** Few and permanent. */
export const exitCodes: readonly (readonly [code: number, says: string])[] = [
  [Exit.ok, 'done, ready'],
  [Exit.bug, 'a bug of this program'],
  [Exit.usage, 'wrong flags or values, or a file that cannot be used'],
  [Exit.actionNeeded, 'something must change at LinkedIn or in Campaign Manager'],
  [Exit.signInAgain, 'no working token: sign in again with setup'],
  [Exit.tryLater, 'network, throttling, LinkedIn down: try later'],
  [Exit.expiring, 'works today, but not for the days of --within'],
  [Exit.cancelled, 'stopped by Ctrl-C'],
];
