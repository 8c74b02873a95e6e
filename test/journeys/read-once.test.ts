/** The `.env` is read once per command, so that it may be a pipe, and again only where it is written. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Files } from '../../src/world.ts';
import { buildOnce } from '../support/build.ts';
import { openCanary, runMain } from '../support/canary.ts';
import { envText, minted } from '../support/credentials.ts';
import { openExpired } from '../support/expired-token.ts';
import { hostModule } from '../support/host-module.ts';
import { bin } from '../support/piped-program.ts';
import type { ProcessWorld } from '../support/process.ts';
import { type MemoryWorld, openTestWorld } from '../support/world.ts';

beforeAll(buildOnce);

/** Counts the reads of the `.env`, besides what comparing it before a write takes. */
function counting(files: Files, envFile = '.env') {
  let reads = 0;
  const counted =
    (read: Files['read']): typeof read =>
    (path) => {
      if (path === envFile) reads += 1;
      return read(path);
    };
  const { read, readStable } = files;
  return {
    files: { ...files, read: counted(read), readStable: counted(readStable) },
    reads: () => reads,
  };
}

async function readsOf(world: MemoryWorld, argv: readonly string[]): Promise<number> {
  const { files, reads } = counting(world.files);
  const { exitCode } = await world.run(argv, { files });
  expect([0, 127]).toContain(exitCode);
  return reads();
}

async function signedIn(daysAgo: number): Promise<MemoryWorld> {
  const world = await openTestWorld({ setting: 'memory' });
  await world.put(envText(minted(world)));
  world.passDays(daysAgo);
  return world;
}

/** While the access token lives, and once it has expired. */
const commands: readonly (readonly [command: string, reads: number, renewing: number])[] = [
  // What is judged after a renewal is read back.
  ['verify', 1, 3],
  ['token', 1, 2],
  ['run -- true', 1, 2],
  ['accounts', 1, 2],
  ['report --format csv --from 7d', 1, 2],
  ['refresh', 2, 2],
  ['status', 1, 1],
  ['export --format json', 1, 1],
  ['remind', 1, 1],
];

describe('the file is read', () => {
  it.each(
    commands,
  )('by %s %i time(s), and %i where it renews', async (command, reads, renewing) => {
    expect(await readsOf(await signedIn(1), command.split(' '))).toBe(reads);
    expect(await readsOf(await signedIn(61), command.split(' '))).toBe(renewing);
  });

  it('by a rehearsal of the setup twice, and under the lock and back for each of its writes', async () => {
    const canary = await openCanary({ scenario: 'ready', interactive: false, ownLinkedIn: true });
    const { files, reads } = counting(canary.world.files, '.env.rehearsal');
    const argv = ['setup', '--rehearse', '--redirect-uri', canary.redirectUri];
    expect(await runMain({ ...canary, world: { ...canary.world, files } }, argv)).toBe(0);
    // Keys, tokens, redirect address, ad account.
    expect(reads()).toBe(2 + 2 * 4);
  });
});

/** A line of bash in which `$PROGRAM` is the program. */
async function bash(line: string, { folder: cwd, environment: env }: ProcessWorld) {
  const child = spawn('bash', ['-c', line], {
    cwd,
    env: { ...env, BASH_ENV: '', PROGRAM: `${process.execPath} ${bin}` },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode, stdout, told: stderr.replace(/\s+/g, ' ') };
}

const shells = [
  ['<(cat .env)', '$PROGRAM COMMAND -f <(cat .env)'],
  ['/dev/stdin', 'cat .env | $PROGRAM COMMAND -f /dev/stdin'],
  ['a named pipe', 'mkfifo pipe; cat .env > pipe & $PROGRAM COMMAND -f pipe'],
] as const;

describe.each(shells)('from %s, with an access token that has expired,', (_, line) => {
  const on = (command: string) => line.replace('COMMAND', command);

  it.each([
    ['verify'],
    ['token'],
    ['accounts'],
    ['report --format csv --from 7d'],
  ])('%s renews in memory and says so once', { timeout: 60_000 }, async (command) => {
    const world = await openExpired();
    const before = await world.text();
    const { exitCode, told, stdout } = await bash(on(command), world);
    expect({ exitCode, told }).toMatchObject({ exitCode: 0 });
    expect(stdout).not.toBe('');
    expect(told.match(/Renewed, and not saved: \S+ cannot be written: it is not a/g)).toHaveLength(
      1,
    );
    expect(world.simulator().log.filter(({ grantType }) => grantType !== undefined)).toHaveLength(
      1,
    );
    expect(await world.text()).toBe(before);
    expect((await world.names()).filter((name) => name !== 'pipe')).toEqual(['.env']);
  });

  it('refresh asks LinkedIn for nothing', { timeout: 60_000 }, async () => {
    const world = await openExpired();
    const { exitCode, told } = await bash(on('refresh'), world);
    expect(exitCode).toBe(2);
    expect(told).toMatch(/cannot be written: it is not a regular file.*env-file-unwritable/);
    expect(world.simulator().log).toEqual([]);
  });
});

describe('the host', () => {
  it.each(['freshAccess', 'verify', 'load'])('reads a pipe once: %s', {
    timeout: 60_000,
  }, async (call) => {
    const world = await openExpired();
    const host = hostModule(`door.${call}({ envFile: 'pipe' })`);
    await bash('mkfifo pipe', world);
    const writing = bash('cat .env > pipe', world);
    const { exitCode, stdout, stderr } = await world.startHost(host).ended;
    await writing;
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});
