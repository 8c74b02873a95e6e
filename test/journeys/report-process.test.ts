/** `report` as a process: a reader that goes, or does not read, a disk that is full, and the width of the screen. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { withCampaigns } from '../report/report-world.ts';
import { buildOnce } from '../support/build.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty, openScreen } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { describeWith, linux, posix, root } from '../support/systems.ts';

beforeAll(buildOnce);

/** So many rows that no pipe holds them. */
const year = ['report', '--from', '12m', '--format', 'csv'];

async function openLargeStage(): Promise<ProcessWorld> {
  return await openProcessWorld({ scenario: withCampaigns(100), env: storedCredentials() });
}

/** Runs it as a shell would, with `$run` for the program. */
function shell({ folder, environment }: ProcessWorld, script: string, args: readonly string[]) {
  const program = [process.execPath, bin, ...args];
  const lines = `run() { "$@"; }; ${script.replaceAll('$run', 'run "$@"')}`;
  const child = spawn('bash', ['-c', lines, 'bash', ...program], { cwd: folder, env: environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function shellRun(world: ProcessWorld, script: string, args: readonly string[]) {
  const child = shell(world, script, args);
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode, stdout, stderr };
}

/** The rows of a year, for a reader of its own. */
function startYear({ folder, environment }: ProcessWorld) {
  const child = spawn(process.execPath, [bin, ...year], { cwd: folder, env: environment });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, stderr: text(child.stderr) };
}

describeWith(posix)('a reader of the rows', () => {
  it('may leave when it has seen enough', async () => {
    const world = await openLargeStage();
    const script = 'set -o pipefail; $run | head -1';
    const { exitCode, stdout, stderr } = await shellRun(world, script, year);

    expect({ exitCode, lines: stdout.split('\r\n').length }).toEqual({ exitCode: 0, lines: 2 });
    expect(stderr).toMatch(/^ {2}\d+ \w+ 20\d\d to [^\n]*\n[^\n]*\n$/);
  });

  it.each([
    'SIGINT',
    'SIGTERM',
  ] as const)('that does not read does not keep it from ending at %s', async (signal) => {
    const { child, stderr } = startYear(await openLargeStage());
    // Some of it is in the pipe, and nobody takes more.
    await once(child.stdout, 'readable');
    child.kill(signal);

    expect(await once(child, 'exit')).toEqual([130, null]);
    child.stdout.destroy();
    const told = await stderr;
    expect(told).toMatch(/\nStopped\.\n {2}[\d,]+ rows, not all of which were read\.\n/);
    expect(told).toMatch(
      /For all of them, run:\n {5}\S.* report --format csv --from 2025-\S+ --to 2026-\S+\n$/,
    );
  });

  it('that is slow gets all rows that it is told of after Ctrl-C', async () => {
    const { child, stderr } = startYear(await openLargeStage());
    let csv = '';
    for await (const piece of child.stdout) {
      if (csv === '') child.kill('SIGINT');
      csv += String(piece);
      await pause(50);
    }
    const rows = /\nStopped\.\n {2}([\d,]+) rows\.\n/.exec(await stderr)?.[1] ?? '';
    // The first line has the names of the columns, and nothing stands behind the last one's end.
    expect(csv.split('\r\n').length - 2).toBe(Number(rows.replace(',', '')));
  });
});

describeWith(linux)('a disk that is full', () => {
  it.each([
    [year],
    [['report']],
    [['report', '--json']],
    [['status']],
    [['status', '--json']],
    [['accounts']],
    [['token']],
    [['export', '--format', 'docker']],
  ])('is said, and %j ends with 2', async (args) => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const { exitCode, stderr } = await shellRun(world, '$run > /dev/full', args);

    expect(exitCode).toBe(2);
    expect(stderr).toContain('stdout cannot be written: the disk is full.');
    expect(stderr).toContain('(output-unwritable, exit 2)');
    expect(stderr.match(/cannot be written/g)).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at |Error/);
  });

  it('where the words go leaves the rows', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const { exitCode, stdout } = await shellRun(world, '$run 2> /dev/full', year);
    expect({ exitCode, head: stdout.slice(0, 5) }).toEqual({ exitCode: 0, head: 'date,' });
  });
});

describe('a file that appears while the report is pulled', () => {
  it('is not replaced, and the report is kept beside it', async () => {
    const world = await openLargeStage();
    const running = world.start([...year, '--output', 'out.csv']);
    while (!(await readdir(world.folder)).some((name) => name.endsWith('.tmp'))) await pause(5);
    await writeFile(join(world.folder, 'out.csv'), 'theirs');
    const { exitCode, stderr } = await running.ended;

    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      'out.csv cannot be written: another program has made it meanwhile; the whole report is out.csv.partial. 1. Replace it: mv out.csv.partial out.csv',
    );
    expect(await world.text('out.csv')).toBe('theirs');
    const { stdout } = await world.run(year);
    expect((await world.text('out.csv.partial'))?.length).toBe(stdout.length);
  });
});

describeWith(root)("a file of somebody else's", () => {
  it('is not replaced, although the folder would allow it', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const nobody = 65_534;
    await chown(world.folder, nobody, nobody);
    await chown(join(world.folder, '.env'), nobody, nobody);
    await writeFile(join(world.folder, 'out.csv'), 'precious', { mode: 0o644 });
    const child = spawn(process.execPath, [bin, ...year, '--output', 'out.csv', '--force'], {
      cwd: world.folder,
      env: world.environment,
      uid: nobody,
      gid: nobody,
    });
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, 'close')]);

    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('out.csv cannot be written: permission denied.'),
    });
    expect(await readFile(join(world.folder, 'out.csv'), 'utf8')).toBe('precious');
    expect(await readdir(world.folder)).not.toContainEqual(expect.stringMatching(/\.tmp$/));
  });
});

describeWithPty('the screen', () => {
  const shown = ['report', '--from', '30d'];

  it('is as wide as stdout says where stderr is none', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const screen = openScreen(
      'bash',
      ['-c', '"$@" 2>/dev/null', 'bash', process.execPath, bin, ...shown],
      { cwd: world.folder, env: world.environment, columns: 40 },
    );
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(widest(screen.raw())).toBeLessThan(40);
  });

  it('of no columns is one of eighty', async () => {
    const world = await openProcessWorld({ env: storedCredentials() });
    const args = ['-c', 'stty columns 0; "$@"', 'bash', process.execPath, bin, ...shown];
    const options = { cwd: world.folder, env: world.environment, columns: 100 };
    const screen = openScreen('bash', args, options);
    expect(await screen.exited).toEqual({ exitCode: 0 });
    expect(screen.text()).toMatch(/^ {2}Campaign +Spend +Impressions/m);
    expect(widest(screen.text())).toBeLessThan(80);
  });

  it('shows at once that LinkedIn is asked, and how far it is', async () => {
    const world = await openProcessWorld({
      scenario: withCampaigns(100),
      env: storedCredentials(),
    });
    const screen = world.screen(['report', '--from', '12m'], { columns: 80 });
    expect(await screen.exited).toEqual({ exitCode: 0 });

    const lines = progressLines(screen.raw());
    expect(lines[0]).toMatch(/^ {5}Asking LinkedIn for 36[56] days …$/);
    expect(lines).toContainEqual(expect.stringMatching(/^ {5}[█·]{20} [\d,]+ rows, \d calls?/));
    for (const line of lines) expect(line).toMatch(/( …|rows|calls?|rows\/s|s left)$/);
  });

  it('gets ASCII alone with LANG=C', async () => {
    const world = await openProcessWorld({
      scenario: withCampaigns(100),
      env: storedCredentials(),
    });
    const environment = { LANG: 'C' };
    const screen = world.screen(['report', '--from', '12m'], { columns: 80, environment });
    expect(await screen.exited).toEqual({ exitCode: 0 });

    expect(progressLines(screen.raw())).toContainEqual(expect.stringMatching(/^ {5}[#-]{20} /));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are ASCII, too.
    expect(screen.raw().match(/[^\u0000-\u007f]/g)).toBeNull();
  });
});

function widest(shown: string): number {
  return Math.max(...shown.split(/\r?\n/).map((line) => line.length));
}

/** What stood on the one line that moves. */
function progressLines(raw: string): readonly string[] {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  return [...raw.matchAll(/\r\u001b\[K( {5}[^\r\n\u001b]+)/g)].map(([, line = '']) => line);
}

/** Runs while a process ends: makes objects that live a little, then tells the bytes that V8 keeps for them. */
const churn = `process.on('exit', () => {
  let kept = [];
  for (let made = 0; made < 2e6; made += 1) {
    kept.push({ made });
    if (kept.length > 1e5) kept = [];
  }
  const { getHeapSpaceStatistics } = process.getBuiltinModule('v8');
  const young = getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
  process.stderr.write(String(young.space_size));
})`;

it('has no more room for young objects than it began with: a long one needs no more memory than a short one', async () => {
  const world = await openProcessWorld({ env: storedCredentials() });
  const environment = {
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(churn)}`,
  };
  const youngBytes = async (args: readonly string[]) =>
    Number(/\d+$/.exec((await world.run(args, { environment })).stderr)?.[0]);
  // What is there before the command begins differs between the versions of Node.
  expect(await youngBytes(['report', '--from', '7d'])).toBeLessThan(
    (await youngBytes(['status'])) / 2,
  );
});
