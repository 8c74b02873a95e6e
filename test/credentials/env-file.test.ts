/** Reading and writing the `.env`: what is told, what is touched, and how each trouble is named. */

import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type EnvFile, readEnvFile, readersText } from '../../src/credentials/env-file.ts';
import { withEnvLock, writeEnvFile } from '../../src/credentials/env-file-update.ts';
import type { LockWorld } from '../../src/credentials/env-lock.ts';
import { Exit } from '../../src/faults/fault.ts';
import { again, shell } from '../../src/faults/fix.ts';
import { Cancelled, type Files } from '../../src/world.ts';
import { type MemoryFiles, memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';
import { quietTerminal } from '../support/terminal.ts';

const path = '/app/.env';
const lock = `${path}.lock`;
const unsaved = `${path}.unsaved`;
const id = 'LINKEDIN_CLIENT_ID';
const secret = 'LINKEDIN_CLIENT_SECRET';
const now = new Date('2026-11-22T10:00:00Z');

function worldOf(files: Files): LockWorld {
  return {
    files,
    terminal: quietTerminal,
    clock: { now: () => now, sleep: () => Promise.reject(new Error('nobody else holds the lock')) },
    machine: { ...quietMachine, displayPath: (shown) => shown.replace('/app/', '') },
    signal: new AbortController().signal,
  };
}

describe('reading', () => {
  it('tells the values, the keys asked for that stand there twice, and the mode', async () => {
    const files = memoryFiles();
    files.put(path, `\uFEFFA=1\n${id}=first\nA=2\n${id}="last" # note\n`, 0o644);
    const text = await readEnvFile(path, [id, secret], worldOf(files));
    const expected: EnvFile = {
      path,
      values: { A: '2', [id]: 'last' },
      duplicates: [id],
      mode: 0o644,
    };
    expect(text).toEqual(expected);
  });

  it('tells no mode of a file that goes as soon as it is read', async () => {
    const going = { ...memoryFiles({ [path]: 'A=1\n' }), stat: async () => undefined };
    expect(await readEnvFile(path, [], worldOf(going))).toEqual({
      path,
      values: { A: '1' },
      duplicates: [],
      mode: undefined,
    });
  });

  it('is undefined without a file', async () => {
    expect(await readEnvFile(path, [id], worldOf(memoryFiles()))).toBeUndefined();
  });

  it('refuses UTF-16, which Windows PowerShell writes and dotenv takes for nothing', async () => {
    const files = memoryFiles();
    files.put(path, Buffer.from(`\uFEFF${id}=1\n`, 'utf16le'));
    const why = 'it is UTF-16 text, which dotenv does not read';
    const refusal = {
      code: 'env-file-unreadable',
      exit: Exit.usage,
      message: `.env cannot be read: ${why}.`,
    };
    await expect(readEnvFile(path, [id], worldOf(files))).rejects.toMatchObject(refusal);
    await expect(writeEnvFile(path, { [id]: '1' }, worldOf(files))).rejects.toMatchObject(refusal);
  });

  it.each<[string, (text: string) => Buffer]>([
    ['in the order of Windows', (text) => Buffer.from(text, 'utf16le')],
    ['of two letters', () => Buffer.from('A=', 'utf16le')],
    ['in the other order', (text) => Buffer.from(text, 'utf16le').swap16()],
    ['with letters beyond ASCII', (text) => Buffer.from(`${text}NAME=José 日本\n`, 'utf16le')],
  ])('knows UTF-16 without its mark, %s', async (_, bytes) => {
    const files = memoryFiles();
    files.put(path, bytes(`${id}=1\r\n`));
    const attempt = writeEnvFile(path, { [id]: '2' }, worldOf(files));
    await expect(attempt).rejects.toMatchObject({
      code: 'env-file-unreadable',
      fix: [{ run: shell('node', '-e', expect.any(String), '.env') }, { run: again() }],
    });
  });

  it.each([
    ['one character and its NUL', 'A\0'],
    ['half NUL bytes', 'AB\0\0\0\0'],
    ['seven NUL bytes of twenty', `${'A\0'.repeat(7)}${'AA'.repeat(3)}`],
    ['NUL bytes in its value', `${id}=1\0\0\0`],
    ['NUL bytes far behind', `${id}=${'1'.repeat(4_096)}${'A\0'.repeat(10_000)}`],
  ])('takes %s for no UTF-16', async (_, text) => {
    const files = memoryFiles({ [path]: text });
    expect(await readEnvFile(path, [], worldOf(files))).toMatchObject({ path });
  });

  it.each<[string, Buffer, string]>([
    ['UTF-32 with its mark', Buffer.from(`\ufeff${id}=1\n`, 'utf16le'), 'UTF-32'],
    ['UTF-32', Buffer.from(`${id}=1\n`, 'utf16le'), 'UTF-32'],
    ['UTF-32 in the other order', Buffer.from(`${id}=1\n`, 'utf16le').swap16(), 'UTF-32'],
  ])('refuses %s', async (_, utf16, what) => {
    // Each unit of UTF-16 gets two zeros more, on the side where it has one.
    const isSwapped = utf16[0] === 0;
    const units = Array.from({ length: utf16.length / 2 }, (_, at) =>
      utf16.subarray(2 * at, 2 * at + 2),
    );
    const zeros = Buffer.alloc(2);
    const bytes = Buffer.concat(units.flatMap((one) => (isSwapped ? [zeros, one] : [one, zeros])));
    const files = memoryFiles();
    files.put(path, bytes);
    await expect(writeEnvFile(path, { [id]: '2' }, worldOf(files))).rejects.toMatchObject({
      message: expect.stringContaining(`it is ${what} text`),
      fix: [{ say: expect.stringContaining('Save it as UTF-8') }, { run: again() }],
    });
    expect(Buffer.from((await files.read(path)) ?? []).equals(bytes)).toBe(true);
  });

  it.each([
    ['compressed data', gzipSync(randomBytes(2_000))],
    ['a key', randomBytes(256)],
    ['a database', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(4_080)])],
  ])('refuses %s, which is no text', async (_, bytes) => {
    const files = memoryFiles();
    files.put(path, bytes);
    await expect(writeEnvFile(path, { [id]: '2' }, worldOf(files))).rejects.toMatchObject({
      message: expect.stringMatching(/it is not text|UTF-32 text/),
      fix: [{}, {}],
    });
    expect(Buffer.from((await files.read(path)) ?? []).equals(bytes)).toBe(true);
  });

  it.each([
    ['\xff\xfe', true],
    ['\xfe\xff', true],
    ['\xff\xff', false],
    ['\xfe\xfe', false],
    ['\xffA=1', false],
    ['\xfeA=1', false],
    ['A\xff', false],
    ['A\xfe', false],
  ])('knows the mark of UTF-16: %j %s', async (text, isMark) => {
    const files = memoryFiles();
    files.put(path, Buffer.from(text, 'latin1'));
    const reading = readEnvFile(path, [], worldOf(files));
    if (isMark) await expect(reading).rejects.toMatchObject({ code: 'env-file-unreadable' });
    else expect(await reading).toMatchObject({ path });
  });

  it.each([
    [
      'PIPE_SILENT',
      [{ say: 'Unlock the program that fills it, such as 1Password, then', run: again() }],
    ],
    [
      'EIO',
      [
        { say: 'Make it a file that you can read, or name another with --file.' },
        { say: 'See what is there', run: shell('ls', '-ld', '.env') },
      ],
    ],
  ])('that fails with %s has the fix for it', async (code, fix) => {
    const files = memoryFiles();
    files.fail('read', code);
    await expect(readEnvFile(path, [id], worldOf(files))).rejects.toMatchObject({
      code: 'env-file-unreadable',
      fix,
      cause: expect.objectContaining({ code }),
    });
  });

  it('takes bytes that are no text, and NUL among them, for what they are', async () => {
    const files = memoryFiles();
    files.put(path, Buffer.from(`A=\0\0\xff\xfe\n${id}=1\n`, 'latin1'));
    await writeEnvFile(path, { [id]: '2' }, worldOf(files));
    const content = Buffer.from((await files.read(path)) ?? []).toString('latin1');
    expect(content).toBe(`A=\0\0\xff\xfe\n${id}=2\n`);
  });
});

it.each([
  ['you alone', 'readable by you alone'],
  ['its owner and its group', 'readable by its owner and its group'],
  [undefined, 'access as in its folder'],
] as const)('a file that %s can read is told as that', (readers, text) => {
  expect(readersText(readers)).toBe(text);
});

describe('writing', () => {
  it('makes a private file where there is none', async () => {
    const files = memoryFiles();
    await writeEnvFile(path, { [id]: 'new', [secret]: undefined }, worldOf(files));
    expect([files.paths(), files.text(path), files.mode(path)]).toEqual([
      [path],
      `${id}=new\n`,
      0o600,
    ]);
  });

  it('changes what differs, in the last of its lines, and tightens the mode', async () => {
    const files = memoryFiles();
    files.put(path, `${id}=a\n${id}=old\n${secret}=same\n`, 0o664);
    await writeEnvFile(path, { [id]: 'new', [secret]: 'same' }, worldOf(files));
    expect(files.text(path)).toBe(`${id}=a\n${id}=new\n${secret}=same\n`);
    expect([files.paths(), files.mode(path)]).toEqual([[path], 0o660]);
  });

  it('does not touch a file that says it all already', async () => {
    const files = memoryFiles({ [path]: `${id}="same"` });
    files.fail('replace', 'EIO');
    files.fail('chmod', 'EIO');
    await writeEnvFile(path, { [id]: 'same', [secret]: undefined }, worldOf(files));
    expect([files.paths(), files.text(path)]).toEqual([[path], `${id}="same"`]);
  });

  it('tightens a loose mode even when there is nothing to change', async () => {
    const files = memoryFiles();
    files.put(path, `${id}=same\n`, 0o644);
    files.fail('replace', 'EIO');
    await writeEnvFile(path, { [id]: 'same' }, worldOf(files));
    expect(files.mode(path)).toBe(0o640);
  });

  it('makes no file when there is nothing to put into it', async () => {
    const files = memoryFiles();
    await writeEnvFile(path, { [id]: undefined }, worldOf(files));
    expect(files.paths()).toEqual([]);
  });

  it('refuses a value that not everybody reads alike, and the file stays', async () => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    await expect(writeEnvFile(path, { [id]: '$x' }, worldOf(files))).rejects.toMatchObject({
      code: 'env-value-unwritable',
    });
    expect([files.paths(), files.text(path)]).toEqual([[path], `${id}=old\n`]);
  });
});

describe('the lock', () => {
  it('lies beside the file, says who holds it, and is gone afterwards', async () => {
    const files = memoryFiles({ [path]: `A=1\nA=2\n${id}=x\n` });
    const seen = await withEnvLock(path, worldOf(files), async (file) => {
      await file.write({ [secret]: 'y' });
      return [await file.read(), JSON.parse(files.text(lock) ?? '')];
    });
    const values = { A: '2', [id]: 'x', [secret]: 'y' };
    expect(seen).toEqual([
      { path, values, duplicates: ['A'], mode: 0o600 },
      expect.objectContaining({ pid: 1, hostname: 'here', time: now.toISOString() }),
    ]);
    expect(files.paths()).toEqual([path]);
  });

  it('lies beside the file that a symlink leads to', async () => {
    const files = memoryFiles();
    const linked = { ...files, realPath: async () => '/real/app.env' };
    const during = await withEnvLock(path, worldOf(linked), async () => files.paths());
    expect(during).toEqual(['/real/app.env.lock']);
  });

  it.each([
    new Error('a bug'),
    new Cancelled(),
  ])('is gone after %s, which passes', async (error) => {
    const files = memoryFiles();
    const attempt = withEnvLock(path, worldOf(files), async () => {
      throw error;
    });
    await expect(attempt).rejects.toBe(error);
    expect(files.paths()).toEqual([]);
  });

  it('is asked for again before the file is replaced', async () => {
    const files = memoryFiles({ [path]: `${id}=newer\n` });
    const attempt = withEnvLock(path, worldOf(files), async (file) => {
      files.put(lock, 'of somebody who took it over while we slept');
      await file.write({ [id]: 'older' });
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'env-file-unwritable',
      message:
        '.env cannot be written: another process is writing it. It is unchanged. What was to be saved is in .env.unsaved.',
    });
    expect([files.paths(), files.text(path)]).toEqual([[path, lock, unsaved], `${id}=newer\n`]);
  });

  it('what cannot be saved is kept beside, whole, and said', async () => {
    const text = `# ours\n${id}=old\n`;
    const files = memoryFiles({ [path]: text });
    const replace: Files['replace'] = async (at, contentOf) => {
      if (at === path) throw Object.assign(new Error(at), { code: 'EBUSY' });
      await files.replace(at, contentOf);
    };
    await expect(
      writeEnvFile(path, { [id]: 'new' }, worldOf({ ...files, replace })),
    ).rejects.toMatchObject({
      message:
        '.env cannot be written: another program holds it open. It is unchanged. What was to be saved is in .env.unsaved.',
      fix: [
        {
          say: 'Once no other program uses it, replace it',
          run: shell('mv', '.env.unsaved', '.env'),
        },
      ],
    });
    expect([files.text(path), files.text(unsaved)]).toEqual([text, `# ours\n${id}=new\n`]);
    expect(files.mode(unsaved)).toBe(0o600);
  });

  it('what was only to be removed is not kept', async () => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    const replace: Files['replace'] = async (at) => {
      throw Object.assign(new Error(at), { code: 'EBUSY' });
    };
    const attempt = writeEnvFile(path, { [id]: undefined }, worldOf({ ...files, replace }));
    await expect(attempt).rejects.toMatchObject({
      facts: { why: 'another program holds it open' },
    });
    expect(files.paths()).toEqual([path]);
  });

  it('that cannot be removed does not spoil what was done', async () => {
    const files = memoryFiles();
    files.fail('remove', 'EROFS');
    await writeEnvFile(path, { [id]: 'new' }, worldOf(files));
    expect(files.text(path)).toBe(`${id}=new\n`);
  });

  it('is not even taken when its wait was cancelled before it began', async () => {
    const files = memoryFiles();
    const world = { ...worldOf(files), signal: AbortSignal.abort(new Cancelled()) };
    await expect(writeEnvFile(path, { [id]: 'x' }, world)).rejects.toBeInstanceOf(Cancelled);
    expect(files.paths()).toEqual([]);
  });
});

const troubles = [
  ['EACCES', 'permission denied'],
  ['EPERM', 'the system does not permit it'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'your disk quota is exceeded'],
  ['EFBIG', 'it would be larger than the system allows'],
  ['EIO', 'the disk reports an error'],
  ['EISDIR', 'it is a folder'],
  ['ENOENT', 'its folder does not exist'],
  ['ENOTDIR', 'a part of its path is a file, not a folder'],
  ['ENAMETOOLONG', 'its name is too long'],
  ['ELOOP', 'its symbolic links lead in a circle'],
  ['EBUSY', 'another program holds it open'],
  ['EMFILE', 'too many files are open'],
  ['ENFILE', 'too many files are open'],
] as const;

describe('what the disk refuses', () => {
  it.each(troubles)('%s while reading: %s', async (code, why) => {
    const files = memoryFiles({ [path]: '' });
    files.fail('read', code);
    await expect(readEnvFile(path, [], worldOf(files))).rejects.toMatchObject({
      code: 'env-file-unreadable',
      exit: Exit.usage,
      message: `.env cannot be read: ${why}.`,
    });
  });

  it.each(troubles)('%s while writing: %s', async (code, why) => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    files.fail('replace', code);
    await expect(writeEnvFile(path, { [id]: 'new' }, worldOf(files))).rejects.toMatchObject({
      code: 'env-file-unwritable',
      exit: Exit.usage,
      message: `.env cannot be written: ${why}. It is unchanged.`,
    });
    expect([files.paths(), files.text(path)]).toEqual([[path], `${id}=old\n`]);
  });

  it.each([
    ['realPath', 'new'],
    ['stat', 'new'],
    ['create', 'new'],
    ['replace', 'new'],
    ['chmod', 'old'],
  ] as const)('is told whichever call it meets: %s', async (call, value) => {
    const files = memoryFiles();
    files.put(path, `${id}=old\n`, 0o644);
    files.fail(call, 'EROFS');
    const attempt = writeEnvFile(path, { [id]: value }, worldOf(files));
    await expect(attempt).rejects.toMatchObject({ code: 'env-file-unwritable' });
    expect([files.paths(), files.text(path)]).toEqual([[path], `${id}=old\n`]);
  });

  const writable = { say: 'Make it writable, or name another with --file.' };
  const lookAt = (shown: string) => ({
    say: 'See what is there',
    run: shell('ls', '-ld', shown),
  });

  it.each([
    ['EACCES', [writable, lookAt('.env')]],
    [
      'ENOSPC',
      [
        { say: 'Make room, or name a file on another disk with --file.' },
        { say: 'See how full it is', run: shell('df', '-h', '.') },
      ],
    ],
    ['NOT_A_FILE', [{ say: 'Name a plain file with --file.' }, lookAt('.env')]],
    ['ENOENT', [lookAt('.env'), { say: 'Or name another with --file.' }]],
  ])('%s while writing has the fix for it', async (code, fix) => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    files.fail('replace', code);
    const attempt = writeEnvFile(path, { [id]: 'new' }, worldOf(files));
    await expect(attempt).rejects.toMatchObject({
      code: 'env-file-unwritable',
      fix,
      cause: expect.objectContaining({ code }),
    });
  });

  it.each([
    ['EACCES', '/app', 'its folder, /app', '/app'],
    ['EPERM', '', 'the current folder', '.'],
  ])('a lock that may not be made there is the folder’s: %s in "%s"', async (code, shown, where, look) => {
    const files = memoryFiles();
    files.fail('create', code);
    const displayPath = (one: string) => (one === '/app' ? shown : '.env');
    const world = { ...worldOf(files), machine: { ...quietMachine, displayPath } };
    await expect(writeEnvFile(path, { [id]: 'new' }, world)).rejects.toMatchObject({
      code: 'env-file-unwritable',
      message: `.env cannot be written: you cannot write in ${where}. It is unchanged.`,
      fix: [writable, lookAt(look)],
    });
  });

  it.each([
    ['stat', 'env-file-unreadable'],
    ['removeLeftovers', 'env-file-unwritable'],
  ])('under the lock is told as well: %s', async (call, expected) => {
    const files = memoryFiles();
    files.put(path, `${id}=old\n`, 0o644);
    const failing = async (one: string) => {
      if (files.text(lock) !== undefined) throw Object.assign(new Error(), { code: 'EIO' });
      return await files.stat(one);
    };
    const attempt = writeEnvFile(path, { [id]: 'new' }, worldOf({ ...files, [call]: failing }));
    await expect(attempt).rejects.toMatchObject({ code: expected });
    expect(files.paths()).toEqual([path]);
  });

  it('the rights of somebody else’s file are theirs: nothing is said of them', async () => {
    const files = memoryFiles();
    files.put(path, `${id}=same\n`, 0o644);
    files.fail('chmod', 'EPERM');
    const said: string[] = [];
    const terminal = { ...quietTerminal, say: (text: string) => void said.push(text) };
    await writeEnvFile(path, { [id]: 'same' }, { ...worldOf(files), terminal });
    expect([files.mode(path), said]).toEqual([0o644, []]);
  });

  it('what nobody foresaw passes as it is', async () => {
    const files = memoryFiles();
    files.fail('create', 'EWHATEVER');
    const attempt = writeEnvFile(path, { [id]: 'x' }, worldOf(files));
    await expect(attempt).rejects.toMatchObject({ code: 'EWHATEVER' });
  });
});

describe('what the bits forbid, to root as well', () => {
  type Facts = Awaited<ReturnType<Files['stat']>>;
  const facts = (kind: 'file' | 'folder' | 'other', mode: number | undefined): Facts => ({
    kind,
    mode,
    isReadOnly: mode !== undefined && (mode & 0o222) === 0,
    modifiedAt: now,
    identity: 'x',
  });

  async function attempt(file: Facts, folder: Facts, files: MemoryFiles): Promise<unknown> {
    const inspect = async (at: string) => (at === path ? file : folder);
    return writeEnvFile(path, { [id]: 'new' }, worldOf({ ...files, stat: inspect }));
  }

  it.each([
    ['a folder', facts('folder', 0o755), facts('folder', 0o755), 'it is a folder', '.env'],
    ['a pipe', facts('other', 0o600), facts('folder', 0o755), 'it is not a regular file', '.env'],
    [
      'a read-only folder',
      facts('file', 0o600),
      facts('folder', 0o555),
      'its folder is read-only',
      '/app',
    ],
    [
      'no file in a read-only folder',
      undefined,
      facts('folder', 0o500),
      'its folder is read-only',
      '/app',
    ],
  ])('%s is refused before a lock is taken', async (_, file, folder, why, look) => {
    const files = memoryFiles();
    await expect(attempt(file, folder, files)).rejects.toMatchObject({
      code: 'env-file-unwritable',
      message: `.env cannot be written: ${why}. It is unchanged.`,
      fix: [expect.anything(), { say: 'See what is there', run: shell('ls', '-ld', look) }],
    });
    expect(files.paths()).toEqual([]);
  });

  it('a read-only file likewise, with the command that makes it writable', async () => {
    const files = memoryFiles();
    const refused = attempt(facts('file', 0o444), facts('folder', 0o755), files);
    const say = 'Make it writable, or name another with --file';
    await expect(refused).rejects.toMatchObject({
      message: '.env cannot be written: it is read-only. It is unchanged.',
      fix: [{ say, run: shell('chmod', 'u+w', '.env') }],
    });
    expect(files.paths()).toEqual([]);
  });

  it('where there are no bits, nothing is refused for them', async () => {
    const files = memoryFiles();
    await attempt(facts('file', undefined), facts('folder', undefined), files);
    expect(files.text(path)).toBe(`${id}=new\n`);
  });
});

describe('the file under the lock', () => {
  /** Whose calls are noted, in their order. */
  function noted(files: MemoryFiles): { readonly files: Files; readonly calls: readonly string[] } {
    const calls: string[] = [];
    const note = (call: string) => void calls.push(call);
    return {
      calls,
      files: {
        ...files,
        async readStable(one) {
          note('read');
          return await files.readStable(one);
        },
        async replace(one, contentOf) {
          note('replace');
          await files.replace(one, contentOf);
        },
        removeLeftovers: async (_, as) => note(`removeLeftovers ${as}`),
      },
    };
  }

  it('is cleared of leftovers, and read once, however often it is asked for', async () => {
    const { files, calls } = noted(memoryFiles({ [path]: `${id}=old\n` }));
    await withEnvLock(path, worldOf(files), async (file) => {
      await file.read();
      await file.write({ [id]: 'new' });
      await file.write({ [secret]: 'too' });
      expect(file.last()?.values).toEqual({ [id]: 'new', [secret]: 'too' });
    });
    expect(calls).toEqual(['removeLeftovers locked', 'read', 'replace', 'replace']);
  });

  it('is known after a write with the mode that it then has', async () => {
    const files = memoryFiles();
    files.put(path, `${id}=old\n`, 0o644);
    await withEnvLock(path, worldOf(files), async (file) => {
      await file.write({ [id]: 'new' });
      const expected = { path, values: { [id]: 'new' }, duplicates: [], mode: 0o640 };
      expect(file.last()).toEqual(expected);
      files.put(path, `${id}=of an editor\n`);
      expect(file.last()).toEqual(expected);
      expect((await file.read())?.values).toEqual({ [id]: 'of an editor' });
    });
  });

  it('is not there after a write of nothing into no file', async () => {
    await withEnvLock(path, worldOf(memoryFiles()), async (file) => {
      expect(file.last()).toBeUndefined();
      await file.write({ [id]: undefined });
      expect(file.last()).toBeUndefined();
    });
  });

  it('is refused before any work where it cannot be written', async () => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    files.fail('assertWritable', 'EACCES');
    const work = async () => expect.unreachable();
    await expect(withEnvLock(path, worldOf(files), work)).rejects.toMatchObject({
      code: 'env-file-unwritable',
      message: expect.stringMatching(/^\.env cannot be written: permission/),
      fix: [
        { say: 'Make it writable, or name another with --file.' },
        { say: 'See what is there' },
      ],
    });
    expect(files.paths()).toEqual([path]);
  });

  it('is open to nobody where the system has no permission bits', async () => {
    const files = memoryFiles({ [path]: `${id}=old\n` });
    const stat: Files['stat'] = async (one) => {
      const facts = await files.stat(one);
      return facts && { ...facts, mode: undefined };
    };
    const said: string[] = [];
    const terminal = { ...quietTerminal, say: (text: string) => void said.push(text) };
    const world = { ...worldOf({ ...files, stat }), terminal };
    await writeEnvFile(path, { [id]: 'new' }, world);
    expect([files.text(path), said]).toEqual([`${id}=new\n`, []]);
  });

  it('says whom it was open to, and which bits it had', async () => {
    const said: string[] = [];
    const terminal = { ...quietTerminal, say: (text: string) => void said.push(text) };
    for (const mode of [0o604, 0o664]) {
      const files = memoryFiles();
      files.put(path, `${id}=old\n`, mode);
      await writeEnvFile(path, { [id]: 'new' }, { ...worldOf(files), terminal });
    }
    expect(said).toEqual([
      '  .env was open to others (0604); only you can read it now.',
      '  .env was open to others (0664); only you and its group can read it now.',
    ]);
  });
});

describe('work that several processes want at the same time', () => {
  const failure = { attempt: 'a', code: 'throttled', facts: {} };
  const theirs = JSON.stringify({
    pid: 2,
    hostname: 'here',
    time: now.toISOString(),
    mark: 'theirs',
    processSpace: 'here',
  });

  it('is done once: the others take over what it came to', async () => {
    const files = memoryFiles({ [lock]: theirs }, () => now);
    const next = theirs.replace('theirs', 'of the next');
    const clock = { now: () => now, sleep: async () => files.put(lock, next) };
    const work = async () => expect.unreachable();
    const shared = { takeOver: async () => 'done', failureOf: async () => expect.unreachable() };
    const world = { ...worldOf(files), clock };
    expect(await withEnvLock<string>(path, world, work, shared)).toBe('done');
    expect([files.paths(), files.text(lock)]).toEqual([[lock], next]);
  });

  it('that fails shows its failure to them before the lock goes', async () => {
    const files = memoryFiles();
    const shown: unknown[] = [];
    const sleep = async () => void shown.push(JSON.parse(files.text(lock) ?? '').failure);
    const bug = new Error('a bug');
    const work = async () => {
      throw bug;
    };
    const failureOf = async (error: unknown) => (error === bug ? failure : undefined);
    const shared = { takeOver: async () => undefined, failureOf };
    const world = { ...worldOf(files), clock: { now: () => now, sleep } };
    await expect(withEnvLock(path, world, work, shared)).rejects.toBe(bug);
    expect([shown, files.paths()]).toEqual([[failure], []]);
  });
});

describe('content that lacks variables which were there a moment ago', () => {
  /** How often each of these has to be seen, one after the other, until one is replaced; the last for ever. */
  async function sightings(
    before: string,
    ...contents: readonly (string | undefined)[]
  ): Promise<number> {
    const files = memoryFiles({ [path]: before });
    let seen = 0;
    const replace: Files['replace'] = async (_, contentOf) => {
      for (; seen < 100; seen += 1) {
        const content = contents[Math.min(seen, contents.length - 1)];
        if (contentOf(content === undefined ? content : Buffer.from(content))) return;
      }
    };
    await writeEnvFile(path, { [id]: 'new' }, worldOf({ ...files, replace }));
    return seen;
  }

  it.each<[string, readonly (string | undefined)[], number]>([
    ['is whole with all of them', [`${id}=old\nA=2\nB=3\n`], 0],
    ['is taken for half written until it has stayed for long', [`${id}=old\n`], 30],
    ['is half written as long as it changes', [`${id}=old\n`, `${id}=old\n# more\n`], 31],
    ['never lacks one of ours', ['A=1\n'], 100],
    ['never lacks one of ours along with another', ['# nothing\n'], 100],
    ['is never empty', [''], 100],
    ['is never gone', [undefined], 100],
  ])('%s', async (_, contents, times) => {
    expect(await sightings(`${id}=old\nA=1\n`, ...contents)).toBe(times);
  });

  it('is never empty or gone, though none of it was ours', async () => {
    expect([await sightings('A=1\n', ''), await sightings('A=1\n', undefined)]).toEqual([100, 100]);
    expect(await sightings('A=1\n', '# nothing\n')).toBe(30);
  });

  it('is whole where there was nothing', async () => {
    expect(await sightings('', '')).toBe(0);
  });
});
