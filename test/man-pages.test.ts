/** The manual pages of the build: one for each command, and none that a reader of such pages complains of. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeProgram } from '../src/cli/program.ts';
import { buildOnce, root } from './support/build.ts';
import { describeWith, itWith } from './support/systems.ts';

beforeAll(buildOnce);

const { man } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const program = await describeProgram();
const pages = program.commands.map((command) => `pectus-linkedin-${command.name()}.1`);
pages.unshift('pectus-linkedin.1');

function run(name: string, ...args: string[]) {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', MANWIDTH: '80', MANPAGER: 'cat' };
  const { status, stdout, stderr } = spawnSync(name, args, { env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

it('are there for every command, and named by the package', () => {
  expect(readdirSync(join(root, 'dist/man')).toSorted()).toEqual(pages.toSorted());
  expect(man).toEqual(pages.toSorted().map((page) => `./dist/man/${page}`));
});

/** What reads manual pages on other people's machines; on CI all of them are there. */
const readers: readonly (readonly [name: string, ...args: string[]])[] = [
  ['mandoc', '-Tlint', '-Wstyle'],
  ['groff', '-ww', '-man', '-Tutf8', '-z'],
  ['man', '--warnings', '-l'],
];
const programThere = (name: string) => ({
  what: name,
  isMet: process.env['CI'] !== undefined || spawnSync(name, ['--help']).error === undefined,
});

for (const [name, ...args] of readers)
  describeWith(programThere(name))(name, () => {
    it.each(pages)('shows %s without a warning', (page) => {
      const { status, stdout, stderr } = run(name, ...args, join(root, 'dist/man', page));
      expect([status, stderr]).toEqual([0, '']);
      if (name !== 'man') expect(stdout).toBe('');
    });
  });

describe('a page', () => {
  itWith(programThere('man'))('holds what help says, and where to go on', () => {
    const { stdout } = run('man', '-l', join(root, 'dist/man/pectus-linkedin-verify.1'));
    expect(stdout.match(/^[A-Z][A-Z ]+$/gm)).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'ARGUMENTS',
      'OPTIONS',
      'EXAMPLES',
      'EXIT STATUS',
      'ENVIRONMENT',
      'FILES',
      'SEE ALSO',
    ]);
    for (const part of [
      'pectus-linkedin-verify - prove the credentials',
      'pectus-linkedin verify [options] [files...]',
      '--all-accounts',
      '-f, --file path',
      '(default: .env)',
      'pectus-linkedin verify --within 30 --json',
      'LINKEDIN_ACCESS_TOKEN',
      '.env.lock',
      'pectus-linkedin-status(1)',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  it('escapes what roff would read as a command', () => {
    const text = readFileSync(join(root, 'dist/man/pectus-linkedin.1'), 'utf8');
    expect(text).toContain('\n.B \\&.env\n');
    expect(text.split('\n').filter((line) => /^['.](?![A-Za-z])/.test(line))).toEqual([]);
  });
});
