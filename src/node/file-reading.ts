/** Reading that ends: pipes within a time, files up to a size, and what is being written once it is whole. */

import {
  closeSync,
  constants,
  promises as fs,
  fstatSync,
  openSync,
  readFileSync,
  statSync,
} from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { platformCode } from '../faults/fault.ts';

/** Opening a pipe that nobody writes into would wait for ever. Windows has no such flag. */
export const nonBlocking = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** How long a pipe may be silent, in milliseconds. */
const pipeTimeout = 5_000;
/** Nobody's `.env` is larger, in bytes. */
const largestFile = 64 * 1024 * 1024;

type FileErrorCode = 'PIPE_SILENT' | 'TOO_LARGE' | 'NOT_A_FILE' | 'KEEPS_CHANGING';

export function fileError(code: FileErrorCode, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

export async function readBounded(path: string, signal: AbortSignal) {
  const handle = await fs.open(path, nonBlocking).catch((error: unknown) => {
    if (platformCode(error) === 'ENOENT') return undefined;
    throw platformCode(error) === 'ENXIO' ? fileError('NOT_A_FILE', path) : error;
  });
  if (handle === undefined) return undefined;
  try {
    const found = await handle.stat();
    if (found.isFIFO()) return await readPipe(handle, path, signal);
    // What /dev/null holds is nothing; other devices never end, or wait for somebody to type.
    const isNull = found.isCharacterDevice() && path === '/dev/null';
    if (!found.isFile() && !found.isDirectory() && !isNull) throw fileError('NOT_A_FILE', path);
    if (found.size > largestFile) throw fileError('TOO_LARGE', path);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** What a pipe gives until its writer closes it. */
async function readPipe(handle: FileHandle, path: string, signal: AbortSignal) {
  const pieces: Buffer[] = [];
  let size = 0;
  for (let silence = 0; silence < pipeTimeout; ) {
    const piece = await readChunk(handle);
    if (piece !== undefined && piece.length > 0) {
      pieces.push(piece);
      size += piece.length;
      silence = 0;
      if (size > largestFile) throw fileError('TOO_LARGE', path);
      continue;
    }
    if (piece !== undefined && size > 0) return Buffer.concat(pieces);
    // Nobody has opened it for writing yet, or who did has not written yet.
    await wait(20);
    signal.throwIfAborted();
    silence += 20;
  }
  throw fileError('PIPE_SILENT', path);
}

/** Empty at the end, undefined while there is nothing yet. */
async function readChunk(handle: FileHandle): Promise<Buffer | undefined> {
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(65_536));
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if (platformCode(error) === 'EAGAIN') return undefined;
    throw error;
  }
}

/** A plain file as it was at one moment. */
export type Snapshot = NonNullable<ReturnType<typeof readSnapshot>>;

export function readSnapshot(path: string) {
  let file: number | undefined;
  try {
    file = openSync(path, nonBlocking);
    const stats = fstatSync(file, { bigint: true });
    if (!stats.isFile() && !stats.isDirectory()) throw fileError('NOT_A_FILE', path);
    if (stats.size > largestFile) throw fileError('TOO_LARGE', path);
    return { content: readFileSync(file), stats };
  } catch (error) {
    if (platformCode(error) === 'ENOENT') return undefined;
    throw platformCode(error) === 'ENXIO' ? fileError('NOT_A_FILE', path) : error;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Milliseconds without a change, after which nobody is in the middle of writing a file. */
const quietTime = 20;
/** An editor empties a file before it writes it, and a slow disk lies between. */
const emptyTime = 300;
const longestWait = 400;

/**
 * The file once nobody has changed it for a moment, so that it is not one that an editor has emptied or
 * half written. Of one that never comes to rest, the longest state that was seen.
 */
export async function readStable(path: string, signal: AbortSignal): Promise<Snapshot | undefined> {
  const until = Date.now() + longestWait;
  let longest: Snapshot | undefined;
  for (;;) {
    const found = readSnapshot(path);
    if (found === undefined) return longest;
    const age = Math.abs(Date.now() - Number(found.stats.mtimeMs));
    const rest = found.content.length === 0 ? emptyTime : quietTime;
    if (age >= rest) return found;
    if (longest === undefined || found.content.length >= longest.content.length) longest = found;
    if (Date.now() > until) return longest;
    await wait(rest - age);
    signal.throwIfAborted();
    if (isUnchanged(path, found)) return found;
  }
}

function isUnchanged(path: string, { stats }: Snapshot): boolean {
  try {
    const now = statSync(path, { bigint: true });
    return now.ino === stats.ino && now.mtimeNs === stats.mtimeNs && now.size === stats.size;
  } catch {
    return false;
  }
}
