/** What the system says about a file, in plain words. */

import { platformCode } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you do not have the permission',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your disk quota is exceeded',
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
  KEEPS_CHANGING: 'another program has emptied it or keeps changing it',
};

/** Undefined for what is not about a file. */
export function fileTrouble(error: unknown): string | undefined {
  return reasons[platformCode(error) ?? ''];
}
