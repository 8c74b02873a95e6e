/** The terminal is closed while the program works: it ends by itself, and leaves no secret behind. */

import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { silentAt } from '../support/linkedin.ts';
import { bin } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { describeWithPty } from '../support/pty.ts';
import { storedCredentials } from '../support/stored-credentials.ts';

beforeAll(buildOnce);

/** Runs a program in a terminal, closes the terminal once `words` stand there, and tells how it ended. */
const closing = `
import os, pty, sys, time
words, program = sys.argv[1].encode(), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(program[0], program)
seen = b''
while words not in seen:
    try:
        piece = os.read(terminal, 65536)
    except OSError:
        piece = b''
    if piece == b'':
        sys.exit('never seen: ' + repr(seen))
    seen += piece
time.sleep(0.3)
os.close(terminal)
for _ in range(200):
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        print(os.waitstatus_to_exitcode(status))
        sys.exit()
    time.sleep(0.05)
os.kill(child, 9)
print('still running')
`;

import { itWith, linux } from '../support/systems.ts';

async function closeAt(
  world: ProcessWorld,
  words: string,
  args: readonly string[],
): Promise<string> {
  const given = ['-c', closing, words, process.execPath, bin, ...args];
  const env = { ...world.environment, PATH: process.env['PATH'] };
  const child = spawn('python3', given, { cwd: world.folder, env });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out.trim() || err;
}

describeWithPty('a terminal that is closed', () => {
  it('while a request is under way ends it', async () => {
    const world = await openProcessWorld({
      env: storedCredentials(),
      intercept: silentAt('/rest/adAccounts').intercept,
    });
    expect(await closeAt(world, 'Asking LinkedIn', ['verify'])).toBe('130');
  });
});

describe('a core dump', () => {
  itWith(linux)(
    'would hold no memory, while that of a program that is run is as usual',
    async () => {
      const world = await openProcessWorld({ env: storedCredentials() });
      const child = world.start([
        ...world.setup,
        '--no-input',
        '--no-browser',
        '--from',
        'consent',
      ]);
      await child.saidOnStderr(/authorization\?/);
      const usual = await readFile('/proc/self/coredump_filter', 'utf8');
      expect(await coreFilterOf(world)).toBe('00000000');

      const args = ['run', '--', 'cat', '/proc/self/coredump_filter'];
      expect(await world.run(args)).toMatchObject({ stdout: usual, exitCode: 0 });
    },
  );
});

/** Of the program that runs in the folder. */
async function coreFilterOf(world: ProcessWorld): Promise<string> {
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (folder !== world.folder || !command.includes('setup')) continue;
    return (await readFile(`/proc/${pid}/coredump_filter`, 'utf8')).trim();
  }
  throw new Error('the program does not run');
}
