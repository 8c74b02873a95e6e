/** A lock file by itself: what its text says, and after how long without a sign its holder counts as dead. */

import { describe, expect, it } from 'vitest';
import {
  type FoundLock,
  findLock,
  isAbandoned,
  type LockContent,
  lockText,
  parseLock,
} from '../../src/credentials/lock-file.ts';
import type { Machine } from '../../src/world.ts';
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
    else await expect(found).rejects.toMatchObject({ code: 'env-lock-unusable' });
  });
});

function worldOf({ files = memoryFiles(), machine = {} as Partial<Machine> } = {}) {
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
    ['half written', { content: undefined }, 5_000, false],
    ['half written', { content: undefined }, 5_001, true],
    ['half written a while ago', { content: undefined, modifiedAt: later(-5_000) }, 0, false],
    ['half written long ago', { content: undefined, modifiedAt: later(-5_001) }, 0, true],
    ['half written in the future', { content: undefined, modifiedAt: later(5_001) }, 0, true],
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
    });
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
