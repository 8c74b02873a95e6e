/**
 * stdout and stderr without their streams: Node's code for those takes longer to load than most commands take to run.
 * A terminal gets its stream, and so does whatever cannot take a text at once.
 */

import { fstatSync, type Stats, writeSync } from 'node:fs';

const isOnWindows = process.platform === 'win32';

export type Descriptor = 0 | 1 | 2;

/** Columns of the help that the build renders; a wider terminal gets the same. */
export const helpWidth = 80;

/** `node:tty` is loaded only where the answer is not plain. */
export function isTerminal(descriptor: Descriptor): boolean {
  try {
    if (!isOnWindows && !mayBeTerminal(fstatSync(descriptor))) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule('node:tty').isatty(descriptor);
}

/** Linux gives /dev/null and its like the major number 1 (devices.txt of the kernel). */
function mayBeTerminal(found: Stats): boolean {
  const isMemory = process.platform === 'linux' && Math.floor(found.rdev / 256) === 1;
  return found.isCharacterDevice() && !isMemory;
}

/** Those that were opened: the others have nothing left to write. */
const opened = new Map<Descriptor, NodeJS.WriteStream>();

export function streamOf(descriptor: 1 | 2): NodeJS.WriteStream {
  const known = opened.get(descriptor);
  if (known !== undefined) return known;
  const stream = descriptor === 1 ? process.stdout : process.stderr;
  // Who writes is told what became of it; an error without a listener would end the process.
  stream.on('error', () => {});
  opened.set(descriptor, stream);
  return stream;
}

export function areFlushed(): boolean {
  return [...opened.values()].every(({ writableLength }) => writableLength === 0);
}

/** Bytes that a pipe takes at once, even where it is read late (pipe(7)); more would block this process. */
const atOnce = 32_768;
const taken = { 1: 0, 2: 0 };

/** In the order of the calls. `done` gets the system's error; what a pipe does not take yet is written later. */
export function write(descriptor: 1 | 2, text: string, done: (error?: Error | null) => void): void {
  const rest =
    opened.has(descriptor) || isTerminal(descriptor) ? text : takenRest(descriptor, text);
  if (rest instanceof Error) done(rest);
  else if (rest.length === 0) done();
  else streamOf(descriptor).write(rest, done);
}

function takenRest(descriptor: 1 | 2, text: string): Uint8Array | Error {
  let rest: Uint8Array = Buffer.from(text);
  taken[descriptor] += rest.length;
  if (taken[descriptor] > atOnce) return rest;
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return error as Error;
  }
  return rest;
}
