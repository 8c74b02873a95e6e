/** What the system says about a file, in plain words. */

import { platformCode } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you do not have the permission',
  EPERM: 'the system does not permit it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'it would be larger than the system allows',
  EIO: 'the disk reports an error',
  EISDIR: 'it is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a part of its path is a file, not a folder',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EBUSY: 'another program holds it open',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Undefined for what is not about a file. */
export function fileTrouble(error: unknown): string | undefined {
  return reasons[platformCode(error) ?? ''];
}
