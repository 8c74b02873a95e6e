/** Completion in real shells: the script is loaded as the documents say, a word is begun, and Tab is pressed. */

import { execFileSync, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { exampleLine, examples } from '../../src/cli/examples.ts';
import { buildOnce } from '../support/build.ts';
import { bin } from '../support/piped-program.ts';
import { describeWithPty, openScreen, type Screen } from '../support/pty.ts';

beforeAll(buildOnce);

interface Shell {
  readonly args: readonly string[];
  /** Where its start-up file is, and what stands in it before the line of ours. */
  readonly file: string;
  readonly before: string;
}

const shells: Readonly<Record<string, Shell>> = {
  bash: { args: ['--noprofile', '-i'], file: '.bashrc', before: "PS1='> '" },
  zsh: {
    args: ['-i'],
    file: '.zshrc',
    before: "PS1='> '\nunsetopt prompt_sp\nautoload -U compinit\ncompinit -D",
  },
  fish: {
    args: ['-i'],
    file: '.config/fish/config.fish',
    before: "function fish_prompt\n  printf '> '\nend\nset -g fish_autosuggestion_enabled 0",
  },
};

const secret = 'WPL_AP1.secret0ofTheFile.c2VjcmV0==';

/** A home folder in which the shell completes our commands as the help says. */
async function openHome(name: string) {
  const home = await mkdtemp(join(tmpdir(), 'pectus-shell-'));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  };
  await mkdir(join(home, 'bin'));
  // As npm installs it.
  await symlink(bin, join(home, 'bin/pectus-linkedin'));
  await put('bin/zzhello', '#!/bin/sh\n');
  await chmod(join(home, 'bin/zzhello'), 0o755);
  // Where it is, fish does not read all manual pages of the machine.
  await mkdir(join(home, '.local/share/fish/generated_completions'), { recursive: true });
  await put('work/clients/acme.env', `LINKEDIN_CLIENT_SECRET=${secret}\n`);
  await put('work/.env', `LINKEDIN_CLIENT_SECRET=${secret}\n`);
  const path = [join(home, 'bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(':');
  const env = {
    HOME: home,
    ZDOTDIR: home,
    PATH: path,
    LANG: 'C.UTF-8',
    LINKEDIN_ACCESS_TOKEN: secret,
  };
  const example = examples['completion']?.find(({ words }) => words === `completion ${name}`);
  const line = example && exampleLine(example);
  return { env, put, line: line ?? '', work: join(home, 'work') };
}

async function openShell(name: string) {
  const { work, env, put, line } = await openHome(name);
  const { args, file, before } = shells[name] ?? { args: [], file: '', before: '' };
  const isOnce = name === 'fish';
  await put(file, `${before}\n${isOnce ? '' : line}\n`);
  if (isOnce) {
    await put('.config/fish/completions/other.fish', '');
    spawnSync(name, ['-c', line], { env });
  }
  const screen = openScreen(name, args, { cwd: work, env, columns: 120 });
  await screen.waitFor(/^> *$/m);
  return { work, screen };
}

/** Types the line, and then Tab until what it becomes stands there. */
async function complete(screen: Screen, line: string, becomes: string): Promise<void> {
  screen.type(`pectus-linkedin ${line}`);
  await screen.waitFor(`> pectus-linkedin ${line}`);
  screen.press('tab');
  await screen.waitFor(`> pectus-linkedin ${becomes}`);
  // Ctrl-U: the line is given up, not run.
  screen.type('\u0015');
  await screen.waitFor(/^> *$/m);
}

const lines: readonly (readonly [typed: string, becomes: string])[] = [
  ['veri', 'verify'],
  ['verify --all', 'verify --all-accounts'],
  ['report --format nd', 'report --format ndjson'],
  ['report --format=nd', 'report --format=ndjson'],
  ['setup --rehearse throttled-m', 'setup --rehearse throttled-minute'],
  ['setup --for reporting,conv', 'setup --for reporting,conversions'],
  ['status clients/ac', 'status clients/acme.env'],
  ['verify --file cli', 'verify --file clients/'],
  ['verify --file=clients/ac', 'verify --file=clients/acme.env'],
  ['verify --file .e', 'verify --file .env'],
  ['run -- zzh', 'run -- zzhello'],
  ['run -- zzhello clients/ac', 'run -- zzhello clients/acme.env'],
  ['completion po', 'completion powershell'],
  // What the line would do when it is run is not done.
  ['report --usd $(touch made) --campa', 'report --usd $(touch made) --campaign'],
  ['report > made --campa', 'report > made --campaign'],
];

/** Without them those tests are left out, but never on CI. */
const here = Object.keys(shells).filter(
  (name) => process.env['CI'] !== undefined || spawnSync(name, ['-c', 'true']).status === 0,
);
const absent = Object.keys(shells).filter((name) => !here.includes(name));
it.skip.each(absent)('%s is not on this machine', () => {});

describeWithPty('a real shell', () => {
  it.each(here)('%s completes what the cursor is on', async (name) => {
    const { work, screen } = await openShell(name);
    const before = await readdir(work, { recursive: true });
    for (const [typed, becomes] of lines) await complete(screen, typed, becomes);
    expect(await readdir(work, { recursive: true })).toEqual(before);
    expect(screen.raw()).not.toContain(secret);
  }, 120_000);

  it.each(here)('%s shows what there is to choose from', async (name) => {
    const { screen } = await openShell(name);
    screen.type('pectus-linkedin re');
    await screen.waitFor('> pectus-linkedin re');
    screen.press('tab');
    if (name === 'bash') screen.press('tab');
    for (const command of ['report', 'refresh', 'remind', 'revoke']) await screen.waitFor(command);
  }, 60_000);
});

it('PowerShell is given a script that evaluates nothing that was typed', async () => {
  const script = execFileSync(process.execPath, [bin, 'completion', 'powershell'], {
    encoding: 'utf8',
  });
  expect(script).toContain('Register-ArgumentCompleter -Native -CommandName pectus-linkedin');
  expect(script).toContain("$completionArgs += @('completion', 'powershell', '--')");
  expect(script).toContain('& pectus-linkedin $completionArgs "$valuePrefix" 2>$null');
  expect(script).not.toMatch(/Invoke-Expression|\biex\b|Set-Content|Out-File|Add-Content/i);
  const code = script.replace(/#.*$|'(?:[^']|'')*'|"(?:[^"`]|`.)*"/gm, '');
  for (const [open = '', close = ''] of ['{}', '()', '[]']) {
    expect(code.split(open).length, open).toBe(code.split(close).length);
  }
});
