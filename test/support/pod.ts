/**
 * The program as it runs in a hardened container: the root file system is read-only, the user has no entry in the
 * system's list and no home, there is no terminal, and only a volume can be written, if anything.
 */

import { spawn, spawnSync } from 'node:child_process';
import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { copyProgram } from '../fault-table/privileges.ts';
import { root } from './build.ts';
import { envText } from './credentials.ts';
import type { Outcome } from './piped-program.ts';
import { openProcessWorld, type ProcessWorld } from './process.ts';
import { describeWith } from './systems.ts';

type Values = Readonly<Record<string, string>>;

/** Nobody of the machine's, as OpenShift numbers its users. */
export const user = 1_000_650_000;

export interface Pod extends Pick<ProcessWorld, 'simulator'> {
  /** Can be written by the user, and is empty. */
  readonly volume: string;
  /** A Secret that is mounted as a folder, laid out as the kubelet does; its file is `.env`. */
  readonly secret: string;
  /** Gives the Secret other values, as the kubelet does: in one step. */
  mount(values: Values): Promise<void>;
  run(args: readonly string[], env?: Values, folder?: string): Promise<Outcome>;
}

/** With mounts of its own: the rest of the machine is read-only to it, but for the volume. */
const start = `
  mount --bind "$0" "$0" && mount --bind "$0/volume" "$0/volume" &&
  mount -o remount,bind,ro "$0" && mount -o remount,bind,ro / && cd "$1" && shift &&
  exec setpriv --reuid ${user} --regid ${user} --clear-groups --no-new-privs --bounding-set=-all "$@"`;

let program: string | undefined;

export async function openPod(): Promise<Pod> {
  const folder = await mkdtemp(join(tmpdir(), 'pod-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await chmod(folder, 0o755);
  const [volume, secret] = [join(folder, 'volume'), join(folder, 'secret')];
  await mkdir(volume, { mode: 0o700 });
  await chown(volume, user, user);
  await mkdir(secret);
  program ??= copyProgram(root);
  const script = program;
  const { simulator, environment } = await openProcessWorld();
  const { PECTUS_LINKEDIN_OAUTH_URL, PECTUS_LINKEDIN_API_URL } = environment;
  const linkedin = { PECTUS_LINKEDIN_OAUTH_URL, PECTUS_LINKEDIN_API_URL } as Values;
  return {
    simulator,
    volume,
    secret: join(secret, '.env'),
    mount: (values) => mountSecret(secret, values),
    async run(args, env = {}, at = '/') {
      const words = ['-c', start, folder, at, process.execPath, script, ...args];
      const child = spawn('unshare', ['--mount', 'sh', ...words], {
        env: {
          PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
          ...linkedin,
          ...env,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      onTestFinished(() => void child.kill('SIGKILL'));
      const code = new Promise<number | null>((resolve) => child.once('close', resolve));
      const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
      return { exitCode: await code, stdout, stderr };
    },
  };
}

let mounts = 0;

/** `.env` → `..data/.env` → `..<time>/.env`; everything is root's, and others read it by their group. */
async function mountSecret(secret: string, values: Values): Promise<void> {
  mounts += 1;
  const version = `..2026_11_27_${mounts}`;
  await mkdir(join(secret, version), { mode: 0o755 });
  const file = join(secret, version, '.env');
  await writeFile(file, envText(values));
  await chown(file, 0, user);
  await chmod(file, 0o440);
  await rm(join(secret, '..data'), { force: true });
  await symlink(version, join(secret, '..data'));
  await symlink('..data/.env', join(secret, '.env')).catch(() => undefined);
}

function canPlay(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const words = ['--mount', 'sh', '-c', 'mount --bind "$0" "$0" && setpriv --reuid 12345 "$1" -v'];
  return spawnSync('unshare', [...words, tmpdir(), process.execPath]).status === 0;
}

/** Where no pod can be played the tests are skipped with a word; on CI as root they fail. */
export function describeInPod(name: string, body: () => void): void {
  const isExpected = process.env['CI'] !== undefined && process.getuid?.() === 0;
  const isMet = canPlay() || isExpected;
  describeWith({ what: 'mounts of its own, as root on Linux', isMet })(name, body);
}
