/** Every command that is printed, for every shell: read by people in fixtures/commands.txt, and by the shells. */

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../src/faults/command-line.ts';
import type { Shell } from '../../src/faults/shells.ts';
import { readPowerShell } from '../support/powershell-words.ts';
import {
  awkwardCommands,
  invocation,
  type PrintedCommand,
  printedCommands,
} from '../support/printed-commands.ts';
import { literalText, readSources } from '../support/sources.ts';
import { itWith, pathThere } from '../support/systems.ts';

const everything = [...printedCommands, ...awkwardCommands];
const lineOf = (run: PrintedCommand['run'], shell: Shell) =>
  commandLine(run, { ...invocation, shell });

it('reads as it was reviewed', async () => {
  const texts = everything.map(({ where, say, run }) =>
    [
      `[${where}] ${say}`,
      ...(['posix', 'git-bash', 'powershell', 'cmd'] as const).map(
        (shell) => `  ${shell.padEnd(11)} ${lineOf(run, shell).text}`,
      ),
    ].join('\n'),
  );
  await expect(`${texts.join('\n\n')}\n`).toMatchFileSnapshot('../fixtures/commands.txt');
});

it('holds every program that the source names in a fix', () => {
  const named = readSources().flatMap(({ nodes }) =>
    nodes.flatMap((node) => {
      const callee = node['callee'] as { readonly name?: string } | undefined;
      if (node.type !== 'CallExpression' || callee?.name !== 'shell') return [];
      return literalText((node['arguments'] as never[])[0] as never) ?? [];
    }),
  );
  const held = everything.flatMap(({ run }) => ('program' in run ? [run.program] : []));
  expect(named.length).toBeGreaterThan(10);
  expect(new Set(named)).toEqual(new Set(held));
});

it('is one line in every shell', () => {
  for (const { run } of everything) {
    for (const shell of ['posix', 'git-bash', 'powershell', 'cmd'] as const) {
      expect(lineOf(run, shell).text).not.toMatch(/\p{Cc}/u);
    }
  }
});

// --- POSIX shells --------------------------------------------------------------------------------------

/** Some shells read other things into words; macOS has zsh. */
describe.each(['bash', 'dash', 'zsh'])('pasted into %s', (shell) => {
  const it = itWith(pathThere(`/usr/bin/${shell}`));
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pasted-'));
    const programs = everything.map(({ run }) => lineOf(run, 'posix').program);
    for (const program of new Set(programs)) {
      const path = join(folder, program);
      const note = `{ printf '%s\\0' "\${0##*/}" "$@"; env -0 | grep -z -E '^(HTTPS_PROXY|NODE_|LINKEDIN_|PECTUS_)'; } > '${folder}/.told'`;
      writeFileSync(path, `#!/bin/sh\nPATH=/usr/bin:/bin\n${note}\nexit 0\n`);
      chmodSync(path, 0o755);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function paste(text: string): readonly string[] {
    const env = { PATH: folder, HOME: '/nowhere', LC_ALL: 'C.UTF-8' };
    writeFileSync(join(folder, '.told'), '');
    execFileSync(`/usr/bin/${shell}`, ['-c', text], { env, cwd: folder });
    return readFileSync(join(folder, '.told'), 'utf8').split('\0').slice(0, -1);
  }

  const programs = everything.filter(({ run }) => !('set' in run || 'unset' in run));
  it.each(
    programs.map(({ where, run }) => [where, lineOf(run, 'posix')] as const),
  )('%s: $1.text', (_, { text, program, args, env = {} }) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    expect(paste(text)).toEqual([program, ...args, ...variables]);
  });

  it.each(everything.filter(({ run }) => 'set' in run))('%j is set for what follows', ({ run }) => {
    const { text, args } = lineOf(run, 'posix');
    expect(paste(`${text}; git`)).toEqual(['git', ...args]);
  });

  it.each(everything.filter(({ run }) => 'unset' in run))('%j is gone for what follows', ({
    run,
  }) => {
    const { text, args } = lineOf(run, 'posix');
    const before = args.map((name) => `export ${name}=x`).join('; ');
    expect(paste(`${before}; git`)).toHaveLength(1 + args.length);
    expect(paste(`${before}; ${text}; git`)).toEqual(['git']);
  });
});

// --- PowerShell ----------------------------------------------------------------------------------------

describe('pasted into PowerShell', () => {
  /** Its own commands, and programs under another name. */
  const others: Readonly<Record<string, readonly string[]>> = {
    chmod: ['icacls', 'attrib'],
    curl: ['curl.exe'],
    df: ['Get-PSDrive'],
    ls: ['Get-Acl'],
    mkdir: ['mkdir'],
    mv: ['Move-Item'],
    npm: ['npm.cmd'],
    ps: ['Get-Process'],
    rm: ['Remove-Item'],
  };

  it.each(
    everything.map(({ where, run }) => [where, lineOf(run, 'powershell')] as const),
  )('%s: $1.text', (_, { text, program, args, env = {} }) => {
    const read = readPowerShell(text);
    if (program === 'export') {
      const set = Object.entries(read.env).map(([name, value]) => `${name}=${value}`);
      expect([set, read.words]).toEqual([args, []]);
    } else if (program === 'unset') {
      expect(read.words).toEqual(['Remove-Item', ...args.map((name) => `Env:${name}`)]);
    } else if (program in others) {
      expect(others[program]).toContain(read.words[0]);
      const paths = args.filter((word) => !/^(?:-[a-z]+|o=|u\+w|ci)$/.test(word));
      if (program !== 'df') expect(read.words).toEqual(expect.arrayContaining(paths));
    } else expect(read).toEqual({ env, words: [program, ...args] });
  });

  it.each([
    "'C:\\my tools\\node.exe' verify",
    'pectus-linkedin run -- sync',
    'pectus-linkedin --file $HOME',
    'pectus-linkedin -x.env',
    'a & b',
    'a "b`c"',
    'a,b',
    "a \u2019b\u2019c'",
  ])('is read with the rules that would change %s', (text) => {
    expect(() => {
      const { words } = readPowerShell(text);
      if (words.join(' ') !== text) throw new Error('changed');
    }).toThrow();
  });
});
