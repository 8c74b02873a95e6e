/** A path as it is on the disk, without opening what might block. */

import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';

export interface Snapshot {
  readonly kind: 'none' | 'file' | 'folder' | 'link' | 'other';
  readonly mode: number;
  readonly owner: string;
  /** Of a plain file, or of where a link leads. */
  readonly text?: string;
}

export function snapshot(path: string): Snapshot {
  const stats = lstatOf(path);
  if (stats === undefined) return { kind: 'none', mode: 0, owner: '' };
  const kind = kindOf(stats);
  return {
    kind,
    mode: stats.mode & 0o777,
    owner: `${stats.uid}:${stats.gid}`,
    ...(kind === 'file' && { text: readFileSync(path, 'latin1') }),
    ...(kind === 'link' && { text: readlinkSync(path) }),
  };
}

function kindOf(stats: Stats): Snapshot['kind'] {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'folder';
  return stats.isSymbolicLink() ? 'link' : 'other';
}

function lstatOf(path: string): Stats | undefined {
  try {
    return lstatSync(path);
  } catch {
    return undefined;
  }
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}
