/** What the system says about a file, in plain words. */

import { dirname } from 'node:path';
import { type Fix, platformCode } from '../faults/fault.ts';
import { shell } from '../faults/fix.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is exceeded',
  E2BIG: 'its arguments are too long',
  EFBIG: 'it would be larger than the system allows',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EBUSY: 'another program holds it open',
  ETXTBSY: 'another program holds it open',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  ENXIO: 'it is not a regular file',
  PIPE_SILENT: 'it is a pipe, and nothing came through it for 5 seconds',
  TOO_LARGE: 'it is too large to be a .env file',
  NOT_A_FILE: 'it is not a regular file',
  READ_ONLY: 'it is read-only',
  KEEPS_CHANGING: 'another program has emptied it or keeps changing it',
};

/** What is known before the system refuses it, as the system would say it. */
export function fileError(code: 'NOT_A_FILE' | 'READ_ONLY', path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}

/** Undefined for what is not about a file. */
export function fileErrorText(error: unknown): string | undefined {
  return reasons[platformCode(error) ?? ''];
}

/** Throws the error itself where it is not about a file: a Ctrl-C while waiting, or a fault. */
export function describeFileError(error: unknown): string {
  const text = fileErrorText(error);
  if (text === undefined) throw error;
  return text;
}

/** What helps to see, or to mend, why `path` cannot be written. */
export function fileErrorFix(path: string, code: string | undefined): Fix {
  const folder = dirname(path);
  // The current folder is there: what leads to one that is missing is a link.
  if (code === 'ENOENT' && folder !== '.') {
    return { say: 'Make its folder', run: shell('mkdir', '-p', folder) };
  }
  // Root passes every access check, and a rename replaces a read-only file: whoever made it one meant it.
  if (code === 'READ_ONLY') return { say: 'Make it writable', run: shell('chmod', 'u+w', path) };
  if (code === 'ENOSPC') return { say: 'See how full it is', run: shell('df', '-h', folder) };
  return { say: 'See what is there', run: shell('ls', '-ld', path) };
}
