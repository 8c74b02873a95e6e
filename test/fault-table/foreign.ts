/** Programs and settings that somebody else put there: git's, the browser's. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readers, setup, status, verify } from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import type { Place } from './place.ts';

const fine: Expected = { exits: [0] };

/** Leaves the file `ran` when anybody runs it; a new name in the folder is a complaint. */
function markingScript(folder: string): string {
  const script = join(folder, 'evil.sh');
  writeFileSync(script, `#!/bin/sh\necho ran >> '${folder}/ran'\ncat\n`, { mode: 0o755 });
  return script;
}

/** A repository as it may come in an archive: its settings name a program for everything that git can run. */
function hostileRepository(folder: string, program: string): void {
  for (const name of ['objects', 'refs', 'hooks', 'info']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/main\n');
  const work = folder.endsWith('.git') ? '' : '\tworktree = .\n';
  const core = ['fsmonitor', 'sshCommand', 'pager', 'editor', 'askPass'];
  const settings = [
    `[core]\n\trepositoryformatversion = 0\n\tbare = false\n${work}`,
    ...core.map((name) => `\t${name} = ${program}\n`),
    `\thooksPath = ${join(folder, 'hooks')}\n`,
    `[filter "evil"]\n\tclean = ${program}\n\tsmudge = ${program}\n\tprocess = ${program}\n\trequired\n`,
    `[diff]\n\texternal = ${program}\n[diff "evil"]\n\ttextconv = ${program}\n\tcommand = ${program}\n`,
    `[credential]\n\thelper = ${program}\n[alias]\n\tstatus = !${program}\n`,
  ];
  writeFileSync(join(folder, 'config'), settings.join(''));
  writeFileSync(join(folder, 'info', 'attributes'), '* filter=evil diff=evil\n');
  const hook = `#!/bin/sh\n${program}\n`;
  writeFileSync(join(folder, 'hooks', 'post-index-change'), hook, { mode: 0o755 });
}

/** Git asks whether the folder is one's own; here it is nobody's, and root prepares it. */
const trusting = {
  ...process.env,
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
};

/** An honest one, with these commands run in it. */
function repository({ folder, litter }: Place, commands: readonly string[]): void {
  litter.add('.git');
  for (const command of ['git init -q .', ...commands]) {
    execFileSync('sh', ['-c', command], { cwd: folder, stdio: 'ignore', env: trusting });
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Programs and files that somebody else put there. */
export const foreignFaults: readonly Fault[] = [
  {
    area: 'foreign',
    name: 'a folder that is an embedded bare repository',
    commands: readers,
    arrange: ({ folder, litter }) => {
      hostileRepository(folder, markingScript(folder));
      for (const name of ['HEAD', 'config', 'objects', 'refs', 'index', 'evil.sh'])
        litter.add(name);
    },
    expected: { exits: [0] },
    ci: true,
  },
  {
    area: 'foreign',
    name: 'a .git with hostile settings',
    commands: readers,
    arrange: ({ folder, litter }) => {
      hostileRepository(join(folder, '.git'), markingScript(folder));
      litter.add('.git').add('evil.sh');
    },
    expected: { exits: [0] },
    ci: true,
  },
  {
    area: 'foreign',
    name: 'GIT_DIR of somewhere else',
    commands: [verify, status, setup],
    arrange: ({ start, outside }) => {
      const elsewhere = join(outside, 'elsewhere.git');
      hostileRepository(elsewhere, '/bin/false');
      start.env['GIT_DIR'] = elsewhere;
      start.env['GIT_WORK_TREE'] = outside;
      start.env['GIT_INDEX_FILE'] = join(elsewhere, 'index');
    },
    expected: { exits: [0], neverSays: /git tracks it|git rm --cached/ },
  },
  {
    area: 'foreign',
    name: 'untracked files are not shown by git',
    commands: [verify, status, setup],
    arrange: (place) => repository(place, ['git config status.showUntrackedFiles no']),
    expected: { exits: [0], neverSays: /git tracks it|git rm --cached/ },
  },
  {
    area: 'foreign',
    name: 'tracked by git',
    commands: [verify, status, setup],
    arrange: (place) => repository(place, ['git add -f .env']),
    expected: (command) => (command === setup ? fine : { exits: [0], says: /git/ }),
    ci: true,
  },
  {
    area: 'foreign',
    name: 'a git of another kind on the PATH',
    commands: [verify, status, setup],
    arrange: ({ start, outside }) => {
      const folder = join(outside, 'bin');
      mkdirSync(folder);
      writeFileSync(join(folder, 'git'), '#!/bin/sh\nsleep 300\n', { mode: 0o755 });
      start.env['PATH'] = `${folder}:${start.env['PATH']}`;
    },
    expected: { exits: [0], within: 60 },
    waits: true,
  },
  {
    area: 'foreign',
    name: 'the opener sees no secret',
    commands: [
      {
        ...setup,
        name: 'setup, opens a browser',
        args: setup.args.filter((arg) => arg !== '--no-browser'),
      },
    ],
    arrange: ({ start, outside, simulator }) => {
      const opener = join(outside, 'opener');
      const script = `#!/bin/sh\nenv > '${outside}/opener-env'\nprintf '%s\\n' "$@" > '${outside}/opener-args'\n`;
      writeFileSync(opener, script, { mode: 0o755 });
      start.env['BROWSER'] = opener;
      start.env['LINKEDIN_CLIENT_SECRET'] = simulator.app.clientSecret;
      start.env['LINKEDIN_CLIENT_ID'] = simulator.app.clientId;
    },
    expected: {
      exits: [0],
      after: ({ outside, simulator }) => {
        const given = readIfThere(join(outside, 'opener-env'));
        if (given === undefined) return 'BROWSER was not called';
        return given.includes(simulator.app.clientSecret)
          ? 'the opener has the client secret in its environment'
          : undefined;
      },
    },
    ci: true,
  },
];
