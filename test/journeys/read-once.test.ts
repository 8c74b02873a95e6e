/** The `.env` is read once per command, so that it may be a pipe; what must be renewed then is renewed in memory. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { envText, minted } from '../support/credentials.ts';
import { openExpired } from '../support/expired-token.ts';
import { hostModule } from '../support/host-module.ts';
import { bin } from '../support/piped-program.ts';
import type { ProcessWorld } from '../support/process.ts';
import { openTestWorld } from '../support/world.ts';

beforeAll(buildOnce);

const commands = [
  ['verify'],
  ['status'],
  ['accounts'],
  ['token'],
  ['report', '--format', 'csv', '--from', '7d'],
  ['run', '--', 'true'],
  ['export', '--format', 'json'],
  ['remind'],
] as const;

describe('the file is read once by', () => {
  it.each(commands.map((argv) => [argv.join(' '), argv] as const))('%s', async (_, argv) => {
    const world = await openTestWorld({ setting: 'memory' });
    await world.put(envText(minted(world)));
    let reads = 0;
    const count = (path: string) => {
      if (path === '.env') reads += 1;
    };
    const run = await world.run(argv, {
      files: {
        ...world.files,
        read: (path) => {
          count(path);
          return world.files.read(path);
        },
        readStable: (path) => {
          count(path);
          return world.files.readStable(path);
        },
      },
    });
    expect([0, 127]).toContain(run.exitCode);
    expect(reads).toBe(1);
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
