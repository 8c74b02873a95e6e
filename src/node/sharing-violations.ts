/**
 * Waits for programs that have a file open for a moment. Windows refuses meanwhile to open, rename or remove it
 * (a sharing violation), as virus scanners, indexers, sync clients and backups bring about at any time.
 */

import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { platformCode } from '../faults/fault.ts';
import { isOnWindows } from './file-access.ts';

/** None of them holds a file for longer, in milliseconds. */
const longestHold = 5_000;
const pause = 25;

/** By libuv EBUSY is a sharing violation, and EPERM also a file that goes once the last program has closed it. */
const violations = ['EBUSY', 'EPERM', 'EACCES'];

/**
 * Attempts it until it succeeds, or until no other program can be the reason why it does not. The signal ends the
 * waiting alone: what clears away after Ctrl-C is attempted all the same.
 */
export async function untilReleased<T>(
  path: string,
  attempt: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  for (const until = Date.now() + longestHold; ; await wait(pause)) {
    try {
      return await attempt();
    } catch (error) {
      const mayPass = violations.includes(platformCode(error) ?? '') && Date.now() < until;
      if (!mayPass || !(await isOnWindows(dirname(path)))) throw error;
      signal?.throwIfAborted();
    }
  }
}
