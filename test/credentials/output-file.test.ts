/** A file that somebody names with `--output`: what is never written over, and how each refusal is put. */

import { describe, expect, it } from 'vitest';
import {
  isSameFile,
  type OutputFile,
  outputGuard,
  writeOutput,
} from '../../src/credentials/output-file.ts';
import { Exit, type Fix } from '../../src/faults/fault.ts';
import { again, shell } from '../../src/faults/fix.ts';
import type { FileStats, Files } from '../../src/world.ts';
import { type MemoryFiles, memoryFiles } from '../support/files.ts';
import { quietMachine } from '../support/machine.ts';

const envFile = '/app/.env';
const path = '/app/out';
const another: Fix = { say: 'Name another file', run: again({ '--output': 'other' }) };
const output: OutputFile = { path, envFile, force: false, another };

const machine = { ...quietMachine, displayPath: (shown: string) => shown.replace('/app/', '') };
const replaceIt = { say: 'Replace it', run: again({ '--force': true }) };
const lookAt = (shown: string) => ({ say: 'See what is there', run: shell('ls', '-ld', shown) });

function refusalOf(shown: string, why: string, fix: readonly Fix[]) {
  return {
    code: 'output-unwritable',
    exit: Exit.usage,
    message: `${shown} cannot be written: ${why}.`,
    fix,
  };
}

function stats(kind: FileStats['kind'], mode: number | undefined, identity = 'x'): FileStats {
  const isReadOnly = mode !== undefined && (mode & 0o222) === 0;
  return { kind, mode, isReadOnly, modifiedAt: new Date(0), identity };
}

/** Where each of the paths leads to the other one of its pair. */
function linked(files: Files, links: Readonly<Record<string, string>>): Files {
  return { ...files, realPath: async (one) => links[one] ?? one };
}

async function written(files: Files, more: Partial<OutputFile> = {}): Promise<string> {
  return await writeOutput({ ...output, ...more }, 'text', { files, machine });
}

describe('a free name', () => {
  it('is written, and told as it is shown', async () => {
    const files = memoryFiles({ [envFile]: 'A=1\n' });
    expect(await written(files)).toBe('out');
    expect([files.paths(), files.text(path)]).toEqual([[envFile, path], 'text']);
  });

  it.each([
    ['/app/.environment'],
    ['/app/.env.local'],
    ['/app/.env.lock/out'],
    ['/app/x.env.lock'],
    ['/app/.envlock'],
    ['/app/.env.my.lock'],
    ['/app/.env.tmp'],
    ['/app/.env.1.tmp.json'],
    ['/app/.env_1.old'],
    ['/app/.env_1.2.old'],
    ['/elsewhere/app.env'],
    ['/elsewhere/.env.lock'],
  ])('can be %s', async (name) => {
    const files = memoryFiles({ [envFile]: 'A=1\n' });
    await written(files, { path: name });
    expect(files.text(name)).toBe('text');
  });

  it.each([
    [undefined, false],
    [true, true],
  ])('is written for its owner alone when it is private: %s', async (isPrivate, expected) => {
    const files = memoryFiles();
    const drafts: unknown[] = [];
    const openTemporary: Files['openTemporary'] = async (at, options) => {
      drafts.push([at, options]);
      return await files.openTemporary(at);
    };
    await written({ ...files, openTemporary }, isPrivate === undefined ? {} : { isPrivate });
    expect(drafts).toEqual([[path, { isPrivate: expected }]]);
  });
});

describe('what is the credentials’ own', () => {
  it.each([
    ['/app/.env', '.env', 'it holds the credentials'],
    ['/APP/.Env', '/APP/.Env', 'it holds the credentials'],
    ['/app/.env.rehearsal', '.env.rehearsal', 'it holds the credentials of a rehearsal'],
    ['/app/.env.lock', '.env.lock', 'it is the lock of the credentials'],
    ['/app/.Env.Lock', '.Env.Lock', 'it is the lock of the credentials'],
    ['/app/.env.lock.guard', '.env.lock.guard', 'it is the lock of the credentials'],
    ['/app/.env.rehearsal.lock', '.env.rehearsal.lock', 'it is the lock of the credentials'],
    [
      '/app/.env.0badcafe-12-1-2.tmp',
      '.env.0badcafe-12-1-2.tmp',
      'this program keeps drafts of the credentials there',
    ],
    [
      '/app/.env.0badcafe-12-1-2.old',
      '.env.0badcafe-12-1-2.old',
      'this program keeps drafts of the credentials there',
    ],
  ])('is never written, forced or not: %s', async (name, shown, why) => {
    const files = memoryFiles({ [envFile]: 'A=1\n' });
    for (const force of [false, true]) {
      const attempt = written(files, { path: name, force });
      await expect(attempt).rejects.toMatchObject(refusalOf(shown, why, [another]));
    }
    expect(files.paths()).toEqual([envFile]);
  });

  it.each([
    [{ [path]: envFile }, 'it holds the credentials'],
    [{ [envFile]: '/real/.env', [path]: '/real/.env' }, 'it holds the credentials'],
    [{ [envFile]: '/real/.env', [path]: '/real/.env.lock' }, 'it is the lock of the credentials'],
    [{ [path]: `${envFile}.rehearsal` }, 'it holds the credentials of a rehearsal'],
  ])('is known behind the links %j', async (links, why) => {
    const attempt = written(linked(memoryFiles(), links), { force: true });
    await expect(attempt).rejects.toMatchObject(refusalOf('out', why, [another]));
  });

  it('is known by another name of the same file, and of the same folder', async () => {
    const names: Readonly<Record<string, string>> = { [path]: '1', [envFile]: '1' };
    const stat = async (one: string) => stats('file', 0o600, names[one] ?? one);
    await expect(written({ ...memoryFiles(), stat }, { force: true })).rejects.toMatchObject(
      refusalOf('out', 'it holds the credentials', [another]),
    );
    const folders = async (one: string) =>
      ['/app', '/mount'].includes(one) ? stats('folder', 0o700, 'app') : undefined;
    const mounted = written({ ...memoryFiles(), stat: folders }, { path: '/mount/.env.lock' });
    await expect(mounted).rejects.toMatchObject({
      message: '/mount/.env.lock cannot be written: it is the lock of the credentials.',
    });
  });

  it('is nothing where the folder of the credentials is missing', async () => {
    const files = memoryFiles();
    const realPath: Files['realPath'] = async (one) => {
      if (one === envFile) throw Object.assign(new Error(one), { code: 'ENOENT' });
      return one;
    };
    await written({ ...files, realPath });
    expect(files.text(path)).toBe('text');
  });
});

describe('one file under two names', () => {
  const files: Files = {
    ...memoryFiles(),
    stat: async (one) => (one.startsWith('/no') ? undefined : stats('file', 0o600, one.slice(-1))),
  };

  it.each([
    ['/a/1', '/a/1', true],
    ['/a/X', '/A/x', true],
    ['/a/1', '/b/1', true],
    ['/a/1', '/a/2', false],
    ['/no/1', '/no/2', false],
    ['/no/1', '/a/1', false],
    ['/a/1', '/no/1', false],
  ])('%s and %s: %s', async (one, other, same) => {
    expect(await isSameFile(one, other, files)).toBe(same);
  });
});

describe('what is there', () => {
  it('is replaced with --force only, and the refusal says so', async () => {
    const files = memoryFiles({ [path]: 'precious' });
    const refused = refusalOf('out', 'it already exists', [replaceIt]);
    await expect(written(files)).rejects.toMatchObject(refused);
    expect(files.text(path)).toBe('precious');
    await written(files, { force: true });
    expect(files.text(path)).toBe('text');
  });

  it.each([
    ['ours', true],
    ['not ours', false],
  ])('may be replaced by its content when it is %s', async (content, may) => {
    const files = memoryFiles({ [path]: content });
    const mayReplace = (found: string) => found === 'ours';
    const attempt = written(files, { mayReplace });
    if (may) await attempt;
    else await expect(attempt).rejects.toMatchObject({ code: 'output-unwritable' });
    expect(files.text(path)).toBe(may ? 'text' : content);
  });

  it('is nothing of ours where it cannot be read, or has nothing in it', async () => {
    const files = memoryFiles({ [path]: 'ours' });
    files.fail('read', 'EACCES');
    const refused = refusalOf('out', 'it already exists', [replaceIt]);
    await expect(written(files, { mayReplace: () => true })).rejects.toMatchObject(refused);
    const gone: Files = { ...files, read: async () => undefined };
    await expect(written(gone, { mayReplace: () => true })).rejects.toMatchObject(refused);
  });

  it('is told with how it came there', async () => {
    const guard = outputGuard(output, { files: memoryFiles({ [path]: '' }), machine });
    await expect(guard.assertFree(path, ', since the report began')).rejects.toMatchObject({
      message: 'out cannot be written: it already exists, since the report began.',
    });
  });

  const writable: Fix = { say: 'Make it writable', run: shell('chmod', 'u+w', 'out') };
  const redirected: Fix = { say: 'Redirect stdout instead', run: shell('cat') };
  it.each<[string, FileStats, Partial<OutputFile>, string, readonly Fix[]]>([
    ['a folder', stats('folder', 0o755), {}, 'it is a folder', [lookAt('out'), another]],
    ['a pipe', stats('other', 0o600), {}, 'it is not a file', [lookAt('out'), another]],
    ['a pipe', stats('other', 0o600), { redirected }, 'it is not a file', [redirected]],
    ['a read-only file', stats('file', 0o444), {}, 'it is read-only', [writable, another]],
  ])('is refused, forced as well, when it is %s', async (_, found, more, why, fix) => {
    const stat = async (one: string) => (one === path ? found : undefined);
    const attempt = written({ ...memoryFiles(), stat }, { ...more, force: true });
    await expect(attempt).rejects.toMatchObject(refusalOf('out', why, fix));
  });

  it('is nothing without a name', async () => {
    await expect(written(memoryFiles(), { path: '' })).rejects.toMatchObject(
      refusalOf('--output ""', 'it does not name a file', [another]),
    );
  });

  it('is shown with its whole path where the shown one is empty: the working folder', async () => {
    const stat = async (one: string) => (one === '/app' ? stats('folder', 0o755) : undefined);
    const files: Files = { ...memoryFiles(), stat };
    const here = { ...quietMachine, displayPath: () => '' };
    const guard = outputGuard({ ...output, path: '/app' }, { files, machine: here });
    await expect(guard.assertFree('/app')).rejects.toMatchObject(
      refusalOf('/app', 'it is a folder', [lookAt('/app'), another]),
    );
  });
});

describe('what the system refuses', () => {
  it.each<[keyof Files, string, string, readonly Fix[]]>([
    ['realPath', 'ELOOP', 'its symbolic links lead in a circle', [lookAt('out'), another]],
    ['stat', 'EACCES', 'permission denied', [lookAt('out'), another]],
    ['openTemporary', 'EROFS', 'the file system is read-only', [lookAt('out'), another]],
    [
      'replace',
      'ENOSPC',
      'the disk is full',
      [{ say: 'See how full it is', run: shell('df', '-h', '.') }, another],
    ],
  ])('%s: %s', async (call, code, why, fix) => {
    const files = memoryFiles();
    files.fail(call, code);
    await expect(written(files)).rejects.toMatchObject({
      ...refusalOf('out', why, fix),
      cause: expect.objectContaining({ code }),
    });
    expect(files.paths()).toEqual([]);
  });

  it('while it clears leftovers away is told as well', async () => {
    const denied = () => Promise.reject(Object.assign(new Error(), { code: 'EACCES' }));
    const removeLeftovers = { ...memoryFiles(), removeLeftovers: denied };
    await expect(written(removeLeftovers)).rejects.toMatchObject({ code: 'output-unwritable' });
  });

  it('and nobody foresaw passes as it is', async () => {
    const files = memoryFiles();
    files.fail('openTemporary', 'EWHATEVER');
    await expect(written(files)).rejects.toMatchObject({ code: 'EWHATEVER' });
  });
});

describe('between the draft and its name', () => {
  /** `during` is called when the draft is written; what it did is noted, and its renames. */
  function drafted(files: MemoryFiles, during: () => void, renameError?: string) {
    const steps: unknown[] = [];
    const openTemporary: Files['openTemporary'] = async (one) => {
      const draft = await files.openTemporary(one);
      return {
        async write(text) {
          await draft.write(text);
          during();
        },
        async rename(name, as) {
          steps.push(['rename', name, as]);
          if (renameError) throw Object.assign(new Error(name), { code: renameError });
          await draft.rename(name);
        },
        discard: async () => void steps.push('discard'),
      };
    };
    return { steps, files: { ...files, openTemporary } };
  }

  it('a free name is taken only while it is free, and one that is there is replaced', async () => {
    const free = drafted(memoryFiles(), () => {});
    await written(free.files);
    expect(free.steps).toEqual([['rename', path, 'new']]);
    const forced = drafted(memoryFiles({ [path]: 'old' }), () => {});
    await written(forced.files, { force: true });
    expect(forced.steps).toEqual([['rename', path, undefined]]);
  });

  it('what came meanwhile is let be, and the draft is discarded', async () => {
    const files = memoryFiles();
    const { steps, files: drafts } = drafted(files, () => files.put(path, 'theirs'));
    await expect(written(drafts)).rejects.toMatchObject(
      refusalOf('out', 'it already exists', [replaceIt]),
    );
    expect([steps, files.text(path)]).toEqual([['discard'], 'theirs']);
  });

  it.each([
    ['EEXIST', 'another program has made it meanwhile'],
    ['EACCES', 'permission denied'],
  ])('%s is told: %s', async (code, why) => {
    const { steps, files } = drafted(memoryFiles(), () => {}, code);
    await expect(written(files)).rejects.toMatchObject(
      refusalOf('out', why, [lookAt('out'), another]),
    );
    expect(steps).toEqual([['rename', path, 'new'], 'discard']);
  });
});
