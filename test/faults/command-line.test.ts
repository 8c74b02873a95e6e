/** Commands that fixes show: pasted into the shell that they are for, they are what was meant. */

import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareInvocation, commandLine, type Invocation } from '../../src/faults/command-line.ts';
import { again, own, shell } from '../../src/faults/fix.ts';
import { quoted } from '../../src/faults/shells.ts';

const text = (run: Parameters<typeof commandLine>[0], invocation: Partial<Invocation> = {}) =>
  commandLine(run, { ...bareInvocation, ...invocation }).text;

const consent = own('setup', { '--from': 'consent' });

describe('a command of this program', () => {
  it.each<[string, Partial<Invocation>, string]>([
    ['as it is installed', {}, 'pectus-linkedin setup --from consent'],
    [
      'as it was called',
      { program: ['node', 'bin/pectus-linkedin.js'] },
      'node bin/pectus-linkedin.js setup --from consent',
    ],
    [
      'for the file of this run',
      { argv: ['verify', '-f', 'prod.env'], file: 'prod.env' },
      'pectus-linkedin setup --from consent --file prod.env',
    ],
    [
      'for a file with a space',
      { argv: ['verify'], file: 'my app/.env' },
      "pectus-linkedin setup --from consent --file 'my app/.env'",
    ],
    [
      'with the flags of the same command',
      { argv: ['setup', '--redirect-uri', 'http://localhost:9000/cb', '--no-browser'] },
      'pectus-linkedin setup --redirect-uri http://localhost:9000/cb --no-browser --from consent',
    ],
    [
      'with a flag in the place of the same flag',
      { argv: ['setup', '--from=keys', '--json'] },
      'pectus-linkedin setup --json --from consent',
    ],
    [
      'still in the rehearsal',
      { argv: ['setup', '--rehearse', 'wrong-secret'] },
      'pectus-linkedin setup --rehearse wrong-secret --from consent',
    ],
  ])('is shown %s', (_, invocation, shown) => {
    expect(text(consent, invocation)).toBe(shown);
  });

  it('once more is what was run, with its flags', () => {
    const argv = ['report', '--from', '7d', '-f', 'prod.env'];
    expect(text(again(), { argv, file: 'prod.env' })).toBe(
      'pectus-linkedin report --from 7d -f prod.env',
    );
    expect(text(again({ '--from': '2026-11-01', '--output': undefined }), { argv })).toBe(
      'pectus-linkedin report -f prod.env --from 2026-11-01',
    );
  });

  it('leaves the flags of another program alone', () => {
    const argv = ['run', '-f', 'a.env', '--', 'sync', '--yes', '--from', 'x'];
    expect(text(again({ '--from': undefined, '--debug': true }), { argv })).toBe(
      'pectus-linkedin run --debug -f a.env -- sync --yes --from x',
    );
  });

  it('takes out a flag that is given twice, with its values', () => {
    const argv = ['setup', '--scope', 'openid', '--scope', 'email', '--no-input'];
    expect(text(own('setup', { '--scope': ['email'] }), { argv })).toBe(
      'pectus-linkedin setup --no-input --scope email',
    );
  });

  it('names no file to a command that reads none', () => {
    expect(text(own('simulate', { '--port': '0' }), { file: 'prod.env' })).toBe(
      'pectus-linkedin simulate --port 0',
    );
  });
});

describe('a variable', () => {
  const run = again({}, { HTTPS_PROXY: 'http://proxy:8080' });
  it.each([
    ['posix', 'HTTPS_PROXY=http://proxy:8080 pectus-linkedin verify', 'unset A B'],
    [
      'powershell',
      "$env:HTTPS_PROXY='http://proxy:8080'; pectus-linkedin verify",
      'Remove-Item Env:A, Env:B',
    ],
    ['cmd', 'set "HTTPS_PROXY=http://proxy:8080" && pectus-linkedin verify', 'set "A=" & set "B="'],
  ] as const)('is set and taken away in %s', (kind, set, unset) => {
    expect(text(run, { argv: ['verify'], shell: kind })).toBe(set);
    expect(text({ unset: ['A', 'B'] }, { shell: kind })).toBe(unset);
  });
});

describe('another program', () => {
  it.each([
    ['posix', "rm -r 'my lock'"],
    ['git-bash', "rm -r 'my lock'"],
    ['powershell', "Remove-Item -Recurse 'my lock'"],
    ['cmd', 'rmdir /s "my lock"'],
  ] as const)('is the one that %s has', (kind, shown) => {
    expect(text(shell('rm', '-r', 'my lock'), { shell: kind })).toBe(shown);
  });

  it.each([
    ['powershell', "& 'C:\\my tools\\node.exe' verify"],
    ['cmd', '"C:\\my tools\\node.exe" verify'],
  ] as const)('is called by its path in %s', (kind, shown) => {
    expect(text(shell('C:\\my tools\\node.exe', 'verify'), { shell: kind })).toBe(shown);
  });
});

it('has its parts for programs', () => {
  expect(commandLine(consent, { ...bareInvocation, file: 'prod.env', argv: ['verify'] })).toEqual({
    text: 'pectus-linkedin setup --from consent --file prod.env',
    program: 'pectus-linkedin',
    args: ['setup', '--from', 'consent', '--file', 'prod.env'],
  });
});

describe('a word', () => {
  const read = (program: string, line: string) =>
    execFileSync(program, ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });

  it('is read back by bash as it is', () => {
    const words = fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), {
      minLength: 30,
      maxLength: 30,
    });
    fc.assert(
      fc.property(words, (list) => {
        const safe = list.map((word) => word.replaceAll('\0', '?'));
        const line = safe.map((word) => quoted(word, 'posix')).join(' ');
        expect(line).not.toMatch(/[\r\n]/);
        expect(read('bash', line)).toBe(`${safe.join('\0')}\0`);
      }),
      { numRuns: 20 },
    );
  });

  it('is never broken into lines', () => {
    for (const kind of ['posix', 'powershell', 'cmd'] as const) {
      expect(quoted('a\r\nb', kind)).not.toMatch(/[\r\n]/);
    }
    expect(read('bash', quoted('a\r\nb', 'posix'))).toBe('a\r\nb\0');
  });
});
