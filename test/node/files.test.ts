/** The real disk: a replaced file is whole, private, its owner's, and where the symlink leads. */

import {
  chmodSync,
  chownSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFiles } from '../../src/node/files.ts';
import { describeWith, itWith, pathThere, posix, root } from '../support/systems.ts';

const files = createFiles();

let folder: string;
let path: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'node-files-')));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

const modeOf = (file: string) => statSync(file).mode & 0o777;
const textOf = (file: string) => readFileSync(file, 'utf8');

describe('reading and looking', () => {
  it('gives the bytes', async () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0xff, 0x00, 0x0d]);
    writeFileSync(path, bytes);
    expect(Buffer.from((await files.read(path)) ?? [])).toEqual(bytes);
  });

  it('gives undefined where there is nothing, behind a symlink too', async () => {
    symlinkSync('nowhere', join(folder, 'link'));
    const link = join(folder, 'link');
    const looks = [files.read(path), files.stat(path), files.read(link), files.stat(link)];
    expect(await Promise.all(looks)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('passes on what the system says', async () => {
    writeFileSync(path, '');
    await expect(files.read(folder)).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(files.read(join(path, 'x'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    await expect(files.realPath(join(folder, 'no', 'x'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  itWith(posix)('knows files, folders and others, through a symlink', async () => {
    const modifiedAt = new Date('2026-11-22T10:00:00Z');
    writeFileSync(path, '');
    chmodSync(path, 0o640);
    utimesSync(path, modifiedAt, modifiedAt);
    symlinkSync(path, join(folder, 'link'));
    expect(await files.stat(join(folder, 'link'))).toEqual({
      kind: 'file',
      mode: 0o640,
      isReadOnly: false,
      modifiedAt,
      identity: expect.stringMatching(/^\d+:\d+$/),
    });
    chmodSync(path, 0o440);
    expect(await files.stat(path)).toMatchObject({ isReadOnly: true });
    expect(await files.stat(folder)).toMatchObject({ kind: 'folder', mode: 0o700 });
    expect(await files.stat('/dev/null')).toMatchObject({ kind: 'other' });
  });
});

describe('replacing', () => {
  it('makes a file and replaces it, and leaves nothing else', async () => {
    await files.replace(path, () => Buffer.from('one'));
    await files.replace(path, () => Buffer.from('two'));
    expect([readdirSync(folder), textOf(path)]).toEqual([['.env'], 'two']);
  });

  it('puts a new file in the place of the old one, which stays whole for who has it open', async () => {
    writeFileSync(path, 'old');
    const reader = await open(path);
    await files.replace(path, () => Buffer.from('new'));
    expect([textOf(path), await reader.readFile('utf8')]).toEqual(['new', 'old']);
    await reader.close();
  });

  it('writes into a file that has several names, so that they stay those of one file', async () => {
    writeFileSync(path, 'old');
    linkSync(path, join(folder, 'other'));
    await files.replace(path, () => Buffer.from('new'));
    expect([textOf(path), textOf(join(folder, 'other'))]).toEqual(['new', 'new']);
    expect(readdirSync(folder)).toEqual(['.env', 'other']);
  });

  itWith(posix)(
    'makes it private from its first byte, whatever the umask, and of others whatever the old mode',
    async () => {
      writeFileSync(path, 'old');
      chmodSync(path, 0o666);
      const before = process.umask(0);
      try {
        await files.replace(path, () => Buffer.from('new'));
        await files.create(join(folder, 'created'), 'new');
      } finally {
        process.umask(before);
      }
      expect([modeOf(path), modeOf(join(folder, 'created'))]).toEqual([0o660, 0o600]);
    },
  );

  it('is all or nothing when several do it at once', async () => {
    const contents = Array.from({ length: 20 }, (_, index) => String(index % 10).repeat(100_000));
    await Promise.all(contents.map((content) => files.replace(path, () => Buffer.from(content))));
    expect(readdirSync(folder)).toEqual(['.env']);
    expect(contents).toContain(textOf(path));
  });

  it('clears its draft away when it fails', async () => {
    mkdirSync(path);
    await expect(files.replace(path, () => Buffer.from('new'))).rejects.toMatchObject({
      code: expect.stringMatching(/EISDIR|EPERM|EEXIST/),
    });
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  itWith(root)('keeps owner and group', async () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o640);
    chownSync(path, 65_534, 65_533);
    await files.replace(path, () => Buffer.from('new'));
    const { uid, gid } = statSync(path);
    expect({ uid, gid, mode: modeOf(path) }).toEqual({ uid: 65_534, gid: 65_533, mode: 0o640 });
  });
});

describeWith(posix)('a symlink', () => {
  it.each([
    ['absolute', (target: string) => target],
    ['relative', () => join('config', 'real.env')],
  ])('%s: the file it leads to is replaced, the link stays', async (_, leadTo) => {
    mkdirSync(join(folder, 'config'));
    const target = join(folder, 'config', 'real.env');
    writeFileSync(target, 'old');
    symlinkSync(leadTo(target), path);
    await files.replace(path, () => Buffer.from('new'));
    expect([lstatSync(path).isSymbolicLink(), textOf(target)]).toEqual([true, 'new']);
    expect(readdirSync(join(folder, 'config'))).toEqual(['real.env']);
    expect(await files.realPath(path)).toBe(target);
  });

  it('that leads over another to a file not there yet: that file is made', async () => {
    mkdirSync(join(folder, 'config'));
    symlinkSync(join('config', 'second'), path);
    symlinkSync('real.env', join(folder, 'config', 'second'));
    const target = join(folder, 'config', 'real.env');
    expect(await files.realPath(path)).toBe(target);
    await files.replace(path, () => Buffer.from('new'));
    expect([readlinkSync(path), textOf(target)]).toEqual([join('config', 'second'), 'new']);
  });

  it('in a linked folder: the real folder counts', async () => {
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'linked'));
    expect(await files.realPath(join(folder, 'linked', '.env'))).toBe(join(folder, 'real', '.env'));
  });

  it('that leads to itself is refused', async () => {
    symlinkSync('.env', path);
    await expect(files.replace(path, () => Buffer.from('new'))).rejects.toMatchObject({
      code: 'ELOOP',
    });
    expect(readdirSync(folder)).toEqual(['.env']);
  });
});

describe('drafting', () => {
  const drafted = async (text: string) => {
    const draft = await files.openTemporary(path);
    await draft.write(text);
    return draft;
  };

  it('writes piece by piece, and gives the name to what is whole', async () => {
    const draft = await drafted('one, ');
    await draft.write('two');
    expect(readdirSync(folder)).not.toContain('.env');
    await draft.rename(path);
    expect([readdirSync(folder), textOf(path)]).toEqual([['.env'], 'one, two']);
  });

  it('leaves nothing when it is discarded, and all when it was finished before', async () => {
    await (await drafted('half')).discard();
    expect(readdirSync(folder)).toEqual([]);
    const draft = await drafted('whole');
    await draft.rename(path);
    await draft.discard();
    expect(textOf(path)).toBe('whole');
  });

  it('does not replace, as a new file, what has the name meanwhile, and can have another', async () => {
    const draft = await drafted('mine');
    writeFileSync(path, 'theirs');
    await expect(draft.rename(path, 'new')).rejects.toMatchObject({ code: 'EEXIST' });
    await draft.rename(join(folder, 'other'), 'new');
    expect([readdirSync(folder), textOf(path), textOf(join(folder, 'other'))]).toEqual([
      ['.env', 'other'],
      'theirs',
      'mine',
    ]);
  });

  itWith(posix)('goes where a symlink leads', async () => {
    symlinkSync('real', path);
    const draft = await drafted('text');
    await draft.rename(path, 'new');
    expect([readdirSync(folder), readlinkSync(path)]).toEqual([['.env', 'real'], 'real']);
  });

  itWith(posix)('is for whom the umask lets read it', async () => {
    const before = process.umask(0o027);
    try {
      await (await drafted('text')).rename(path, 'new');
    } finally {
      process.umask(before);
    }
    expect(modeOf(path)).toBe(0o640);
  });

  itWith(posix)('keeps the mode of the file that is there', async () => {
    writeFileSync(path, 'old');
    chmodSync(path, 0o664);
    await (await drafted('new')).rename(path);
    expect([modeOf(path), textOf(path)]).toEqual([0o664, 'new']);
  });

  itWith(root)('keeps its owner and group', async () => {
    writeFileSync(path, 'old');
    chownSync(path, 65_534, 65_533);
    await (await drafted('new')).rename(path);
    const { uid, gid } = statSync(path);
    expect({ uid, gid }).toEqual({ uid: 65_534, gid: 65_533 });
  });
});

describe('creating', () => {
  it('makes the file once', async () => {
    expect(await files.create(path, 'first')).toBe(true);
    expect(await files.create(path, 'second')).toBe(false);
    expect(textOf(path)).toBe('first');
  });

  itWith(pathThere('/proc/self/fd'))('leaves no file open when writing fails', async () => {
    const handles = () => readdirSync('/proc/self/fd').length;
    const before = handles();
    await expect(files.create(path, Symbol('unwritable') as never)).rejects.toThrow();
    expect(handles()).toBe(before);
    expect(readdirSync(folder)).toEqual([]);
  });

  itWith(posix)('does not follow a symlink that somebody has planted', async () => {
    symlinkSync(join(folder, 'elsewhere'), path);
    expect(await files.create(path, 'text')).toBe(false);
    expect(readdirSync(folder)).toEqual(['.env']);
  });
});

it('removing takes the file away, and finds nothing wrong with none', async () => {
  writeFileSync(path, '');
  await files.remove(path);
  await files.remove(path);
  expect(readdirSync(folder)).toEqual([]);
});

itWith(posix)('restricting sets the bits', async () => {
  writeFileSync(path, '');
  chmodSync(path, 0o644);
  await files.chmod(path, 0o600);
  expect(modeOf(path)).toBe(0o600);
});
