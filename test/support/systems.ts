/** What a test needs of the system that runs it: where that is missing it is skipped, and its name says why. */

import { existsSync } from 'node:fs';
import { describe, it } from 'vitest';

export interface Need {
  readonly what: string;
  readonly isMet: boolean;
}

/** Mode bits, symlinks, signals, shells. */
export const posix: Need = { what: 'POSIX', isMet: process.platform !== 'win32' };
export const linux: Need = { what: 'Linux', isMet: process.platform === 'linux' };
export const root: Need = { what: 'root', isMet: process.getuid?.() === 0 };
export const rootOnLinux: Need = { what: 'root on Linux', isMet: root.isMet && linux.isMet };

export function pathThere(path: string): Need {
  return { what: path, isMet: existsSync(path) };
}

export function itWith(need: Need): typeof it {
  return need.isMet ? it : withReason(it.skip as typeof it, need);
}

export function describeWith(need: Need): typeof describe {
  return need.isMet ? describe : withReason(describe.skip as typeof describe, need);
}

type Named = (name: string, ...rest: never[]) => unknown;

/** Calls that take a name, `each` among them, with the reason behind the name. */
function withReason<T extends typeof it | typeof describe>(skip: T, { what }: Need): T {
  const named =
    (call: Named): Named =>
    (name, ...rest) =>
      call(`${name} (skipped: needs ${what})`, ...rest);
  const each = (...rows: never[]) => named((skip.each as (...rows: never[]) => Named)(...rows));
  return Object.assign(named(skip as Named), { each }) as unknown as T;
}
