/** A `.env` in a repository that does not ignore it: `setup` offers to put that right, and asks git whether it is. */

import { execFileSync } from 'node:child_process';
import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ignoreLine, withIgnoreLine } from '../../src/credentials/ignore-rule.ts';
import { gitStatus } from '../../src/node/git.ts';
import { appKeys, envText } from '../support/credentials.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

interface Setting {
  readonly file?: string;
  readonly ignore?: string | Uint8Array;
  readonly answer?: boolean;
  readonly flags?: readonly string[];
}

async function openRepository(file = '.env', ignore?: Setting['ignore']): Promise<TestWorld> {
  const world = await openTestWorld();
  const at = (path: string) => join(world.folder, path);
  execFileSync('git', ['init', '-q', world.folder]);
  await mkdir(dirname(at(file)), { recursive: true });
  await writeFile(at(file), envText(appKeys), { mode: 0o600 });
  if (ignore !== undefined) await writeFile(at(join(dirname(file), '.gitignore')), ignore);
  return world;
}

/** Up to the browser, which nobody opens. */
async function setup(world: TestWorld, { file = '.env', answer, flags = [] }: Setting) {
  const argv = ['setup', '--from', 'account', '--file', file, ...flags];
  return await world.run(argv, {
    answers: answer === undefined ? {} : { 'ignore-file': answer },
    machine: { gitStatus: (path) => gitStatus(resolve(world.folder, path), process.env) },
  });
}

const ignoreFile = (world: TestWorld, file = '.env') =>
  readFile(join(world.folder, dirname(file), '.gitignore'), 'utf8');

it.each<[string, string | undefined, string]>([
  ['there is none', undefined, '/.env*\n'],
  ['it has lines', 'dist/\n', 'dist/\n/.env*\n'],
  ['its last line does not end', 'dist/', 'dist/\n/.env*\n'],
  ['it is from Windows', 'dist/\r\n# Müller\r\n', 'dist/\r\n# Müller\r\n/.env*\r\n'],
  ['it has a mark', '\ufeffdist/\n', '\ufeffdist/\n/.env*\n'],
])('where %s, a yes adds the line, and git says that it is ignored', async (_, before, after) => {
  const world = await openRepository('.env', before);
  const run = await setup(world, { answer: true });
  expect(run.asked).toEqual(['ignore-file']);
  expect(run.stderrAsOneLine).toContain('git ignores .env now.');
  expect(await ignoreFile(world)).toBe(after);
  expect((await stat(join(world.folder, '.gitignore'))).mode & 0o444).toBe(0o444);
  expect((await setup(world, {})).asked).toEqual([]);
});

it('goes beside a file in a folder', async () => {
  const file = 'clients/#a [b] *.env';
  const world = await openRepository(file, 'x\n');
  const run = await setup(world, { file, answer: true });
  expect(await ignoreFile(world, file)).toBe('x\n/#a \\[b] \\*.env*\n');
  expect(run.stderrAsOneLine).toContain(`git ignores ${file} now.`);
});

it('a no leaves everything as it is', async () => {
  const world = await openRepository('.env', 'dist/\n');
  await setup(world, { answer: false });
  expect(await ignoreFile(world)).toBe('dist/\n');
});

it.each<[string, Setting]>([
  ['nobody can be asked', { flags: ['--no-input'], ignore: 'dist/\n' }],
  ['it is in UTF-16, to which no line can be added', { ignore: Buffer.from('dist\n', 'utf16le') }],
  ['it is in another encoding', { ignore: Buffer.from('# M\xfcller\n', 'latin1') }],
])('where %s, the line is said', async (_, setting) => {
  const world = await openRepository('.env', setting.ignore);
  const run = await setup(world, setting);
  expect(run.asked).toEqual([]);
  expect(run.stderrAsOneLine).toContain(
    'git does not ignore .env. Add this line to .gitignore: /.env*',
  );
  const content = await readFile(join(world.folder, '.gitignore'));
  expect(content.equals(Buffer.from(setting.ignore ?? ''))).toBe(true);
});

it('a link to another file is left alone: git does not follow it', async () => {
  const world = await openRepository();
  await writeFile(join(world.folder, 'other'), 'mine\n');
  await symlink('other', join(world.folder, '.gitignore'));
  const run = await setup(world, {});
  expect(run.stderrAsOneLine).toContain('Add this line to .gitignore: /.env*');
  expect(await ignoreFile(world)).toBe('mine\n');
});

it('says so where another rule takes it out again', async () => {
  const world = await openRepository('.env', 'dist/\n');
  await mkdir(join(world.folder, '.git', 'info'), { recursive: true });
  const machineAnswers = ['not-ignored', 'not-ignored'] as const;
  let calls = 0;
  const run = await world.run(['setup', '--from', 'account'], {
    answers: { 'ignore-file': true },
    machine: { gitStatus: async () => machineAnswers[calls++] ?? 'ignored' },
  });
  expect(run.stderrAsOneLine).toContain(
    'git still does not ignore .env: another rule takes it out',
  );
});

it('is not asked where git ignores it, tracks it or knows nothing of it', async () => {
  for (const git of ['ignored', 'tracked', 'unknown', 'no-repository'] as const) {
    const world = await openTestWorld({ git, files: { '.env': envText(appKeys) } });
    expect((await world.run(['setup', '--from', 'account'])).asked).toEqual([]);
  }
});

it('is not asked about the file of a rehearsal', async () => {
  const files = { '.env.rehearsal': envText(appKeys) };
  const world = await openTestWorld({ git: 'not-ignored', files });
  const run = await world.run(['setup', '--from', 'account', '--file', '.env.rehearsal']);
  expect(run.asked).toEqual([]);
});

it('the line is about the file and what lies beside it under its name, whatever that is', async () => {
  const world = await openRepository();
  const awkward = fc.string({
    unit: fc.constantFrom(...'a.*?[]!#\\ {}ü–\'"$%&~^-'),
    minLength: 1,
    maxLength: 8,
  });
  const names = fc.sample(awkward, 60).filter((name) => !['.', '..'].includes(name));
  const lines = names.map((name) => ignoreLine(name));
  await writeFile(
    join(world.folder, '.gitignore'),
    lines.reduce((text, line) => withIgnoreLine(text, line), ''),
  );
  const input = names.flatMap((name) => [`${name}\0`, `${name}.lock\0`]).join('');
  const ignored = execFileSync('git', ['check-ignore', '--no-index', '--stdin', '-z'], {
    cwd: world.folder,
    input,
    encoding: 'utf8',
  });
  expect(ignored).toBe(input);
});
