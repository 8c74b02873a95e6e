/** A folder that a stranger packed: looking at the credentials in it runs nothing of the stranger's. */

import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

interface Trap {
  /** A command that leaves a mark when it is run. */
  readonly command: string;
  readonly folder: string;
  git(...args: readonly string[]): void;
  config(values: Readonly<Record<string, string>>): void;
  write(name: string, text: string): Promise<void>;
}

interface Hostile {
  readonly name: string;
  readonly pack: (trap: Trap) => Promise<void>;
  readonly environment?: (trap: Trap) => Readonly<Record<string, string>>;
  /** The folder of the `.env`. */
  readonly below?: string;
  readonly git: 'no-repository' | 'ignored' | 'not-ignored' | 'tracked' | 'unknown';
}

const repository = async ({ git, write }: Trap) => {
  git('init', '-q');
  await write('.gitignore', '.env*\n');
};

/** A promisor remote whose upload-pack is the command: git runs it for an object that is not there. */
const promisor = (command: string) => ({
  'core.repositoryFormatVersion': '1',
  'extensions.partialClone': 'origin',
  'remote.origin.url': '.',
  'remote.origin.promisor': 'true',
  'remote.origin.uploadpack': `${command}; git-upload-pack`,
  'protocol.allow': 'always',
});

const hostile: readonly Hostile[] = [
  {
    name: 'a bare repository whose configuration names core.fsmonitor, in a clone',
    pack: async ({ folder, command, git, write }) => {
      git('init', '-q');
      await write('.gitignore', '.env*\n');
      git('init', '-q', '--bare', 'embedded');
      const config = join(folder, 'embedded/config');
      const values = { bare: 'false', worktree: '.', fsmonitor: command };
      for (const [name, value] of Object.entries(values)) {
        git('config', '-f', config, `core.${name}`, value);
      }
      await cp(join(folder, '.env'), join(folder, 'embedded/.env'));
    },
    below: 'embedded',
    git: 'ignored',
  },
  {
    name: 'an archive with a .git that names core.fsmonitor',
    pack: async (trap) => {
      await repository(trap);
      trap.config({ 'core.fsmonitor': trap.command });
    },
    git: 'ignored',
  },
  {
    name: 'a .git file that leads to a folder beside it',
    pack: async (trap) => {
      await repository(trap);
      trap.config({ 'core.fsmonitor': trap.command });
      await cp(join(trap.folder, '.git'), join(trap.folder, 'assets'), { recursive: true });
      await rm(join(trap.folder, '.git'), { recursive: true });
      await trap.write('.git', 'gitdir: assets\n');
    },
    git: 'ignored',
  },
  {
    name: 'a configuration that includes another, and one of the worktree',
    pack: async (trap) => {
      await repository(trap);
      trap.config({ 'include.path': '../settings', 'extensions.worktreeConfig': 'true' });
      await trap.write('settings', `[core]\n\tfsmonitor = "${trap.command}"\n`);
      await trap.write('.git/config.worktree', `[core]\n\tfsmonitor = "${trap.command}"\n`);
    },
    git: 'ignored',
  },
  {
    name: 'filters, diff drivers, pagers, aliases and hooks',
    pack: async (trap) => {
      const { command, write, git, config } = trap;
      git('init', '-q');
      await write('.gitattributes', '* filter=trap diff=trap merge=trap\n');
      git('add', '-f', '.env');
      config({
        'filter.trap.clean': command,
        'filter.trap.smudge': command,
        'filter.trap.process': command,
        'diff.trap.textconv': command,
        'diff.trap.command': command,
        'diff.external': command,
        'core.pager': command,
        'pager.ls-files': command,
        'pager.check-ignore': command,
        'pager.status': command,
        'alias.ls-files': `!${command}`,
        'alias.check-ignore': `!${command}`,
        'alias.status': `!${command}`,
        'core.hooksPath': 'hooks',
        'core.editor': command,
        'core.askPass': command,
        'credential.helper': `!${command}`,
        'gpg.program': command,
      });
      await write('hooks/post-index-change', `#!/bin/sh\n${command}\n`);
      await chmod(join(trap.folder, 'hooks/post-index-change'), 0o755);
      // As git sees it, it is changed and has to be looked into.
      await write('.env', `${await readFile(join(trap.folder, '.env'), 'utf8')}# changed\n`);
    },
    git: 'tracked',
  },
  {
    name: 'a partial clone that lacks the .gitignore that it says it has',
    pack: async (trap) => {
      const { folder, git, config, write, command } = trap;
      git('init', '-q');
      await write('.gitignore', '.env*\n');
      git('add', '.gitignore');
      git('update-index', '--skip-worktree', '.gitignore');
      await rm(join(folder, '.gitignore'));
      await emptied(join(folder, '.git/objects'));
      config(promisor(command));
    },
    git: 'not-ignored',
  },
  {
    name: 'a partial clone that lacks the folder that its sparse index names',
    pack: async (trap) => {
      const { folder, git, config, write, command } = trap;
      git('init', '-q');
      await write('deep/file', 'text');
      await write('near', 'text');
      git('add', 'deep', 'near');
      git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'x');
      git('sparse-checkout', 'set', '--cone', '--sparse-index', 'none');
      await emptied(join(folder, '.git/objects'));
      config(promisor(command));
    },
    git: 'not-ignored',
  },
  {
    name: 'a remote whose helper and transport are commands, and a submodule like it',
    pack: async (trap) => {
      await repository(trap);
      const { command, config, write, git } = trap;
      config({
        'remote.origin.url': `ext::${command}`,
        'remote.origin.vcs': 'trap',
        'core.sshCommand': command,
        'core.gitProxy': command,
        'core.alternateRefsCommand': command,
        'protocol.ext.allow': 'always',
        'submodule.recurse': 'true',
        'submodule.part.active': 'true',
        'status.submoduleSummary': 'true',
      });
      await write('.gitmodules', '[submodule "part"]\n\tpath = part\n\turl = ./part\n');
      git('init', '-q', 'part');
      git(
        '-C',
        'part',
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@example.com',
        'commit',
        '--allow-empty',
        '-qm',
        'x',
      );
      git('-C', 'part', 'config', 'core.fsmonitor', command);
      git('add', 'part');
    },
    git: 'ignored',
  },
  {
    name: 'programs named git and xdg-open, with a PATH that leads there',
    pack: async (trap) => {
      await repository(trap);
      for (const name of [
        'git',
        'xdg-open',
        'lsof',
        'node_modules/.bin/git',
        'node_modules/.bin/xdg-open',
      ]) {
        await trap.write(name, `#!/bin/sh\n${trap.command}\n`);
        await chmod(join(trap.folder, name), 0o755);
      }
    },
    environment: ({ folder }) => ({
      PATH: [
        '',
        '.',
        './node_modules/.bin',
        join(folder, 'node_modules/.bin'),
        '/usr/bin',
        '/bin',
      ].join(delimiter),
      // The home folder of the world is the working folder, whose programs would be the person's own.
      HOME: '/root',
    }),
    git: 'ignored',
  },
  {
    name: 'an environment that a hook set',
    pack: repository,
    environment: ({ folder, command }) => ({
      GIT_DIR: join(folder, 'elsewhere'),
      GIT_INDEX_FILE: '/nowhere',
      GIT_WORK_TREE: '/',
      GIT_EXEC_PATH: folder,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.fsmonitor',
      GIT_CONFIG_VALUE_0: command,
      GIT_TRACE: join(folder, 'marks/trace'),
      GIT_TRACE2_EVENT: join(folder, 'marks/events'),
      GIT_PAGER: command,
      GIT_EXTERNAL_DIFF: command,
    }),
    git: 'ignored',
  },
];

describe.each(hostile)('$name', ({ pack, environment, below = '.', git }) => {
  it('runs nothing, and git is told as it is', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const trap = await trapIn(world);
    await pack(trap);
    await rm(join(world.folder, 'marks'), { recursive: true, force: true });
    await mkdir(join(world.folder, 'marks'));
    const setting = { environment: environment?.(trap) ?? {} };

    const file = ['-f', join(below, '.env')];
    const status = await world.run(['status', '--json', ...file], setting);
    await world.run(['verify', '--json', ...file], setting);
    await world.run([...world.setup, '--no-input', ...file], setting);

    expect(await readdir(join(world.folder, 'marks'))).toEqual([]);
    expect(JSON.parse(status.stdout)).toMatchObject({ file: { git } });
  });
});

describe('settings and surroundings of git that change no answer', () => {
  const ignoring = async (trap: Trap) => await repository(trap);
  const settings: readonly Hostile[] = [
    {
      name: 'status.showUntrackedFiles no',
      pack: async (trap) => {
        trap.git('init', '-q');
        trap.config({ 'status.showUntrackedFiles': 'no' });
      },
      git: 'not-ignored',
    },
    {
      name: 'core.bare and core.worktree',
      pack: async (trap) => {
        await ignoring(trap);
        trap.config({ 'core.bare': 'true' });
        trap.config({ 'core.worktree': '/nowhere' });
      },
      git: 'ignored',
    },
    {
      name: 'a rule that is taken back',
      pack: async (trap) => {
        trap.git('init', '-q');
        await trap.write('.gitignore', '.env*\n!.env\n');
      },
      git: 'not-ignored',
    },
    {
      name: 'ignored by the ignore file of the user',
      pack: async (trap) => {
        trap.git('init', '-q');
        await trap.write('.gitconfig', '[core]\n\texcludesFile = ~/.ignored\n');
        await trap.write('.ignored', '.env\n');
      },
      git: 'ignored',
    },
    {
      name: 'ignored by .git/info/exclude',
      pack: async (trap) => {
        trap.git('init', '-q');
        await trap.write('.git/info/exclude', '.env\n');
      },
      git: 'ignored',
    },
    {
      name: 'tracked and ignored',
      pack: async (trap) => {
        await ignoring(trap);
        trap.git('add', '-f', '.env');
      },
      git: 'tracked',
    },
    {
      name: 'a .git that is no repository',
      pack: async (trap) => await trap.write('.git/readme', ''),
      git: 'no-repository',
    },
    {
      name: 'a .git that is a link to no folder',
      pack: async ({ folder }) => await symlink('/dev/null', join(folder, '.git')),
      git: 'no-repository',
    },
    {
      name: 'a .git that is a link to itself',
      pack: async ({ folder }) => await symlink('.git', join(folder, '.git')),
      git: 'no-repository',
    },
    {
      name: 'an index that is not one',
      pack: async (trap) => {
        await ignoring(trap);
        await trap.write('.git/index', 'no index');
      },
      git: 'unknown',
    },
  ];

  it.each(settings)('$name', async ({ pack, git }) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    await pack(await trapIn(world));
    const { stdout } = await world.run(['status', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ file: { git } });
  });
});

async function trapIn({ folder }: ProcessWorld): Promise<Trap> {
  const command = join(folder, 'trap.sh');
  await mkdir(join(folder, 'marks'));
  await writeFile(command, `#!/bin/sh\ntouch '${folder}'/marks/$$\n`, { mode: 0o755 });
  const env = { PATH: process.env['PATH'], HOME: '/nowhere', GIT_CONFIG_NOSYSTEM: '1' };
  const git = (...args: readonly string[]) =>
    void execFileSync('git', args, { cwd: folder, env, stdio: 'pipe' });
  return {
    folder,
    command,
    git,
    config: (values) => {
      for (const [name, value] of Object.entries(values))
        git('config', '-f', '.git/config', name, value);
    },
    write: async (name, text) => {
      const path = join(folder, name);
      await mkdir(join(path, '..'), { recursive: true });
      await writeFile(path, text);
    },
  };
}

/** All objects are gone; the folder itself makes it a repository. */
async function emptied(folder: string): Promise<void> {
  await rm(folder, { recursive: true });
  await mkdir(folder);
}
