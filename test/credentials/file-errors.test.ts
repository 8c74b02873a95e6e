/** What the system says about a file, in plain words, and what helps to see or to mend it. */

import { describe, expect, it } from 'vitest';
import {
  describeFileError,
  fileErrorFix,
  fileErrorText,
} from '../../src/credentials/file-errors.ts';
import { shell } from '../../src/faults/fix.ts';

const systemError = (code: string) => Object.assign(new Error(code), { code });

describe('an error of the system', () => {
  it.each([
    ['E2BIG', 'its arguments are too long'],
    ['ETXTBSY', 'another program holds it open'],
    ['ENXIO', 'it is not a regular file'],
    ['NOT_A_FILE', 'it is not a regular file'],
    ['PIPE_SILENT', 'it is a pipe, and nothing came through it for 5 seconds'],
    ['TOO_LARGE', 'it is too large to be a .env file'],
    ['KEEPS_CHANGING', 'another program has emptied it or keeps changing it'],
  ])('%s is put so: %s', (code, text) => {
    expect(fileErrorText(systemError(code))).toBe(text);
    const nested = new Error('it failed', { cause: systemError(code) });
    expect(describeFileError(nested)).toBe(text);
  });

  it.each([
    systemError('EWHATEVER'),
    new Error('a bug'),
    'no error',
    undefined,
  ])('%s is none of a file, and passes', (error) => {
    expect(fileErrorText(error)).toBeUndefined();
    const thrown = { error: 'nothing' as unknown };
    try {
      describeFileError(error);
    } catch (caught) {
      thrown.error = caught;
    }
    expect(thrown.error).toBe(error);
  });
});

describe('what helps', () => {
  const look = (path: string) => ({ say: 'See what is there', run: shell('ls', '-ld', path) });
  const room = (path: string) => ({ say: 'See how full it is', run: shell('df', '-h', path) });

  it.each([
    [
      'a missing folder',
      'config/.env',
      'ENOENT',
      { say: 'Make its folder', run: shell('mkdir', '-p', 'config') },
    ],
    ['a link in the current folder that leads nowhere', '.env', 'ENOENT', look('.env')],
    ['a full disk', 'config/.env', 'ENOSPC', room('config')],
    ['a full disk, here', '.env', 'ENOSPC', room('.')],
    ['what is denied', 'config/.env', 'EACCES', look('config/.env')],
    ['what has no code', 'config/.env', undefined, look('config/.env')],
  ])('with %s', (_, path, code, fix) => {
    expect(fileErrorFix(path, code)).toEqual(fix);
  });
});
