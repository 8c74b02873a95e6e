/** Keeps Node from aborting at exit when the terminal is gone, and secrets out of core dumps. */

import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { type Descriptor, isTerminal } from './standard-streams.ts';

export function prepareExit(): void {
  if (process.platform === 'win32') return;
  process.once('exit', () => {
    for (const descriptor of [0, 1, 2] as const) replaceClosedTerminal(descriptor);
  });
  coreFilter = setCoreFilter('0');
}

/** At exit Node resets the terminals, and aborts if one is gone; a descriptor that is another file by then is skipped. */
function replaceClosedTerminal(descriptor: Descriptor): void {
  try {
    if (!fstatSync(descriptor).isCharacterDevice() || isTerminal(descriptor)) return;
    closeSync(descriptor);
    // Gets the lowest free descriptor, which is this one.
    openSync('/dev/null', 'r+');
  } catch {
    // It was closed from the start.
  }
}

/** The memory that a core dump of this process would have held (core(5)); Linux only. */
let coreFilter: string | undefined;

/** Restores the filter around the start of a child process, which inherits it. */
export function withCoreDumps<T>(start: () => T): T {
  if (coreFilter === undefined) return start();
  setCoreFilter(coreFilter);
  try {
    return start();
  } finally {
    setCoreFilter('0');
  }
}

function setCoreFilter(bits: string): string | undefined {
  const path = '/proc/self/coredump_filter';
  try {
    const before = readFileSync(path, 'utf8').trim();
    writeFileSync(path, `0x${bits}`);
    return before;
  } catch {
    return undefined;
  }
}
