/** A lock file by itself: what its text says, and after how long without a sign its holder counts as dead. */

import { describe, expect, it } from 'vitest';
import {
  type FoundLock,
  findLock,
  isAbandoned,
  isForbidden,
  isSameLock,
  type LockContent,
  lockText,
  parseLock,
} from '../../src/credentials/lock-file.ts';
import type { Files, Machine, ProcessFacts } from '../../src/world.ts';
import { memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';

const path = '/app/.env.lock';
const now = new Date('2026-11-22T10:00:00Z');
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const content: LockContent = {
  pid: 4711,
  hostname: 'here',
  time: now,
  mark: 'mark',
  processSpace: 'elsewhere',
  processStart: 'start',
};
const old: LockContent = { pid: 4711, hostname: 'there', time: now };

describe('the text of a lock', () => {
  const fields = JSON.parse(lockText(content)) as Readonly<Record<string, unknown>>;
  const parsed = (changes: Readonly<Record<string, unknown>>) =>
    parseLock(JSON.stringify({ ...fields, ...changes }));

  it('is read back as it was written', () => {
    const failure = { attempt: 'a', code: 'throttled', facts: { wait: 'soon' }, linkedin: {} };
    expect(parseLock(lockText({ ...content, failure }))).toEqual({ ...content, failure });
    expect(parseLock(lockText(old))).toEqual(old);
    expect(parsed({ pid: 2 ** 31 - 1 })?.pid).toBe(2 ** 31 - 1);
  });

  it.each([
    { pid: 0 },
    { pid: -1 },
    { pid: 1.5 },
    { pid: 2 ** 31 },
    { pid: '1' },
    { hostname: undefined },
    { time: 'soon' },
    { time: null },
  ])('is none with %j', (changes) => {
    expect(parsed(changes)).toBeUndefined();
  });

  it.each(['', '{', 'null', '[]', '"x"'])('is none when it is %s', (text) => {
    expect(parseLock(text)).toBeUndefined();
  });

  it.each([
    { mark: 1 },
    { processSpace: null },
    { processStart: {} },
    { failure: { attempt: 'a' } },
  ])('is one all the same with %j, which is left out', (changes) => {
    const [name = ''] = Object.keys(changes);
    expect(parsed(changes)).toEqual({ ...content, [name]: undefined });
  });
});

describe('a lock file', () => {
  it.each([
    [65_536, true],
    [65_537, false],
  ])('of %i bytes may be one: %s', async (size, may) => {
    const files = memoryFiles();
    files.put(path, ' '.repeat(size));
    const found = findLock(path, worldOf({ files }));
    if (may) expect(await found).toMatchObject({ path, content: undefined });
    else {
      await expect(found).rejects.toMatchObject({
        code: 'env-lock-unusable',
        message: expect.stringContaining(`${path} is a file that is too large for a lock. `),
      });
    }
  });

  it('is found with its text, its content and its time', async () => {
    const files = memoryFiles({ [path]: lockText(content) }, () => later(5));
    const found = { path, text: lockText(content), content, modifiedAt: later(5) };
    expect(await findLock(path, worldOf({ files }))).toEqual(found);
  });

  it('is not there where nothing is, nor when it goes between two looks', async () => {
    expect(await findLock(path, worldOf())).toBeUndefined();
    const going: Files = { ...memoryFiles({ [path]: '' }), read: async () => undefined };
    expect(await findLock(path, worldOf({ files: going }))).toBeUndefined();
  });

  it.each(['folder', 'symbolic link', 'named pipe'] as const)('is no %s', async (kind) => {
    const lstat = async () => ({ kind, size: 0, modifiedAt: now });
    const files: Files = { ...memoryFiles({ [path]: '' }), lstat };
    await expect(findLock(path, worldOf({ files }))).rejects.toMatchObject({
      code: 'env-lock-unusable',
      message: `${path} is a ${kind}. This program keeps its lock there, so that two processes never write at the same time.`,
    });
  });

  it.each([
    'EACCES',
    'EPERM',
  ])('that may not be read is found without its text: %s', async (code) => {
    const files = memoryFiles({ [path]: 'text' }, () => now);
    files.fail('read', code);
    const found = { path, text: undefined, content: undefined, modifiedAt: now };
    expect(await findLock(path, worldOf({ files }))).toEqual(found);
  });

  it('that the disk cannot read is its error', async () => {
    const files = memoryFiles({ [path]: 'text' });
    files.fail('read', 'EIO');
    await expect(findLock(path, worldOf({ files }))).rejects.toMatchObject({ code: 'EIO' });
    expect([isForbidden(new Error('a bug')), isForbidden('EACCES')]).toEqual([false, false]);
  });

  it.each<[string, FoundLock | undefined, FoundLock | undefined, boolean]>([
    ['nothing and nothing', undefined, undefined, true],
    ['nothing and a lock', undefined, foundWith({}), false],
    ['a lock and nothing', foundWith({}), undefined, false],
    ['the same text of the same time', foundWith({}), foundWith({ modifiedAt: later(0) }), true],
    ['another text', foundWith({}), foundWith({ text: 'other' }), false],
    ['another time', foundWith({}), foundWith({ modifiedAt: later(1) }), false],
  ])('is the same with %s: %s', (_, one, other, same) => {
    expect(isSameLock(one, other)).toBe(same);
  });
});

function worldOf({ files = memoryFiles() as Files, machine = {} as Partial<Machine> } = {}) {
  const clock = { now: () => now, sleep: async () => {} };
  return { files, clock, machine: { ...quietMachine, ...machine } };
}

function foundWith(changes: Partial<FoundLock>): FoundLock {
  return { path, text: 'text', content, modifiedAt: now, ...changes };
}

describe('a lock that was seen not to change for so many milliseconds is abandoned', () => {
  it.each<[string, Partial<FoundLock>, number, boolean]>([
    ['of a process elsewhere', {}, 4_000, false],
    ['of a process elsewhere', {}, 4_001, true],
    ['half written', { content: undefined }, 400, false],
    ['half written', { content: undefined }, 401, true],
    ['half written a while ago', { content: undefined, modifiedAt: later(-400) }, 0, false],
    ['half written long ago', { content: undefined, modifiedAt: later(-401) }, 0, true],
    ['half written in the future', { content: undefined, modifiedAt: later(401) }, 0, true],
    ['of an earlier version', { content: old }, 120_000, false],
    ['of an earlier version', { content: old }, 120_001, true],
    ['without a process space', { content: { ...old, mark: 'mark' } }, 4_001, false],
    ['without a mark', { content: { ...old, processSpace: 'elsewhere' } }, 4_001, false],
    [
      'of an earlier version, held a while',
      { content: { ...old, time: later(-120_000) } },
      0,
      false,
    ],
    ['of an earlier version, held long', { content: { ...old, time: later(-120_001) } }, 0, true],
    [
      'of an earlier version, in the future',
      { content: { ...old, time: later(120_001) } },
      0,
      true,
    ],
  ])('%s: %j after %i: %s', async (_, changes, silence, abandoned) => {
    expect(await isAbandoned(foundWith(changes), silence, worldOf())).toBe(abandoned);
  });

  it('that may not be read is unusable after four seconds', async () => {
    const unreadable = foundWith({ text: undefined, content: undefined });
    expect(await isAbandoned(unreadable, 4_000, worldOf())).toBe(false);
    await expect(isAbandoned(unreadable, 4_001, worldOf())).rejects.toMatchObject({
      code: 'env-lock-unusable',
      message: expect.stringContaining(`${path} is a file that you may not read. `),
    });
  });

  const processThat = (state: ProcessFacts['state'], start = 'start') => ({
    processFacts: async () => ({ start, startedAt: now, state }),
  });

  it.each<[string, Partial<Machine>, Partial<LockContent>, boolean, boolean]>([
    ['that runs', processThat('running'), {}, false, false],
    ['that is gone', { ...processThat('running'), isRunning: () => false }, {}, true, true],
    ['that has ended and was not looked at', processThat('ended'), {}, true, true],
    ['whose number a later one has', processThat('running', 'later'), {}, true, true],
    ['that is stopped', processThat('stopped'), {}, false, true],
    ['that the system tells nothing of', {}, {}, false, true],
    ['whose start was not told', processThat('running'), { processStart: undefined }, false, true],
    ['elsewhere', { isRunning: () => false }, { processSpace: 'elsewhere' }, false, true],
  ])('of a process %s', async (_, machine, changes, atOnce, inTime) => {
    const found = foundWith({ content: { ...content, processSpace: 'here', ...changes } });
    expect(await isAbandoned(found, 4_000, worldOf({ machine }))).toBe(atOnce);
    expect(await isAbandoned(found, 4_001, worldOf({ machine }))).toBe(inTime);
  });

  it.each<[string, Partial<Machine>, Partial<LockContent>, boolean]>([
    ['that runs', processThat('running'), {}, false],
    ['that the system tells nothing of', {}, {}, false],
    ['that is gone', { isRunning: () => false }, {}, true],
    ['that is gone, on another machine', { isRunning: () => false }, { hostname: 'there' }, false],
    ['that has ended and was not looked at', processThat('ended'), {}, true],
    ['of our number', processThat('running'), { pid: quietMachine.pid }, true],
  ])('of an earlier version and a process %s: %j %j', async (_, machine, changes, abandoned) => {
    const found = foundWith({ content: { ...old, hostname: 'here', ...changes } });
    expect(await isAbandoned(found, 0, worldOf({ machine }))).toBe(abandoned);
  });

  it.each([
    [2_000, false],
    [2_001, true],
  ])('of an earlier version, whose process started %i ms after it: %s', async (after, abandoned) => {
    const processFacts: Machine['processFacts'] = async () => ({
      start: 'start',
      startedAt: later(after),
      state: 'running',
    });
    const found = foundWith({ content: { ...old, hostname: 'here' } });
    expect(await isAbandoned(found, 0, worldOf({ machine: { processFacts } }))).toBe(abandoned);
  });
});
