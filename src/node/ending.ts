/** What is left of this process: no abort when its terminal was closed, and no secret in a core dump. */

import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';

export function prepareExit(): void {
  if (process.platform === 'win32') return;
  process.once('exit', () => {
    for (const descriptor of [0, 1, 2]) replaceClosedTerminal(descriptor);
  });
  coreFilter = setCoreFilter('0');
}

/**
 * At its end Node sets terminals back to what they were, and aborts when one of them cannot be; it passes
 * over a descriptor that is another file by then.
 */
function replaceClosedTerminal(descriptor: number): void {
  try {
    if (!fstatSync(descriptor).isCharacterDevice() || isatty(descriptor)) return;
    closeSync(descriptor);
    // The lowest number that is free is given out: this one.
    openSync('/dev/null', 'r+');
  } catch {
    // It was closed from the start.
  }
}

// --- core dumps --------------------------------------------------------------------------------------

/** Which kinds of memory a core dump of this process would hold, without us (core(5)); Linux alone says. */
let coreFilter: string | undefined;

/** Starts a program whose core dumps are as usual: it inherits the setting. */
export function withCoreDumps<T>(start: () => T): T {
  if (coreFilter === undefined) return start();
  setCoreFilter(coreFilter);
  try {
    return start();
  } finally {
    setCoreFilter('0');
  }
}

/** Returns what was set before. */
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
