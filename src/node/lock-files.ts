/** What a lock needs of the disk: what stands at its path, and a sign that its holder is alive. */

import type { Stats } from 'node:fs';
import { lstat, open } from 'node:fs/promises';
import { platformCode } from '../faults/fault.ts';
import type { FileEntry } from '../world.ts';

export async function entry(path: string): Promise<FileEntry | undefined> {
  try {
    const found = await lstat(path);
    return { kind: kindOf(found), size: found.size, modifiedAt: found.mtime };
  } catch (error) {
    if (platformCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function kindOf(found: Stats): FileEntry['kind'] {
  if (found.isFile()) return 'file';
  if (found.isDirectory()) return 'folder';
  if (found.isSymbolicLink()) return 'symbolic link';
  if (found.isFIFO()) return 'named pipe';
  return found.isSocket() ? 'socket' : 'device';
}

const interval = 1_000;

/** By the handle: what somebody else has put in its place meanwhile is not touched. */
export function startHeartbeat(path: string): () => Promise<void> {
  const opened = open(path, 'r+').catch(() => undefined);
  const touch = async () => {
    const now = new Date();
    await (await opened)?.utimes(now, now).catch(() => undefined);
  };
  const timer = setInterval(() => void touch(), interval).unref();
  return async () => {
    clearInterval(timer);
    await (await opened)?.close().catch(() => undefined);
  };
}
