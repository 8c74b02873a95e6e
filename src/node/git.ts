/**
 * How git sees a file. The repository may be a stranger's: nothing that it holds may be run, and neither
 * its configuration nor the environment may turn the answer round.
 */

import { existsSync, lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Env, GitStatus } from '../world.ts';
import { orUndefined, type ProgramResult, realPathIfThere, runProgram } from './processes.ts';

/** Settings that name a program, a place or a rule; given on the command line they win over every file. */
const settings: Readonly<Record<string, string>> = {
  'core.fsmonitor': 'false',
  'core.untrackedCache': 'false',
  'core.hooksPath': '/dev/null',
  'core.alternateRefsCommand': '',
  'core.sshCommand': 'false',
  'core.gitProxy': '',
  'core.pager': '',
  'core.askPass': '',
  'credential.helper': '',
  'protocol.allow': 'never',
  'submodule.recurse': 'false',
  'safe.bareRepository': 'explicit',
};

export async function gitStatus(path: string, env: Env): Promise<GitStatus> {
  // git tracks a symlink as a link; what counts is the file with the secrets.
  const file = realPathIfThere(resolve(path));
  const root = repositoryAround(dirname(file));
  if (root === undefined) return 'no-repository';
  const ask = (args: readonly string[], input = '') => runGit(root, env, args, input);
  const [listed, rule] = await Promise.all([
    ask(['ls-files', '--error-unmatch', '-z', '--', `:(literal)${file}`]),
    ask(['check-ignore', '--verbose', '--stdin', '-z'], `${file}\0`),
  ]);
  if (listed?.code === 0) return 'tracked';
  if (listed?.code !== 1 || (rule?.code !== 0 && rule?.code !== 1)) return 'unknown';
  return isIgnored(rule) ? 'ignored' : 'not-ignored';
}

/** Fields of `check-ignore -v -z`: source, line, pattern, path. A pattern with `!` takes it out again. */
function isIgnored({ stdout }: ProgramResult): boolean {
  const pattern = stdout.split('\0')[2];
  return pattern !== undefined && !pattern.startsWith('!');
}

/**
 * Both commands only read the index and the ignore files. The global configuration is kept, because a file
 * that is ignored there is ignored.
 */
async function runGit(root: string, env: Env, args: readonly string[], input: string) {
  const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const plain = ['--no-pager', '--no-optional-locks', '--no-replace-objects'];
  return await runProgram({
    program: 'git',
    args: [...plain, ...given, ...args],
    env,
    cwd: root,
    input,
    distrusted: [root],
    variables: {
      LC_ALL: 'C',
      // Against `core.worktree` and `core.bare`.
      GIT_WORK_TREE: root,
      GIT_CEILING_DIRECTORIES: dirname(root),
      // Objects that a partial clone lacks would be fetched, by programs that its configuration names.
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
      GIT_TERMINAL_PROMPT: '0',
      GIT_ATTR_NOSYSTEM: '1',
    },
  });
}

/**
 * The nearest folder with a `.git`. Bare repositories are passed over: one lies in a working tree only when
 * somebody put it there. Looking at folders also costs less than starting git where there is none.
 */
function repositoryAround(folder: string): string | undefined {
  if (isRepository(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryAround(parent);
}

/** What git takes for one; it goes on to the parent folder otherwise. */
function isRepository(path: string): boolean {
  const entry = lstatIfThere(path);
  if (entry === undefined) return false;
  if (entry.isFile()) return true;
  const has = (name: string) => lstatIfThere(join(path, name)) !== undefined;
  return existsSync(path) && has('HEAD') && has('objects') && has('refs');
}

/** Undefined as well where the way there is closed, leads in a circle, or through what is no folder. */
const lstatIfThere = (path: string) => orUndefined(() => lstatSync(path));
