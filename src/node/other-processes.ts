/** What the system knows about other processes: whether one still runs, and which one listens on a port. */

import { promises as fs } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { platformCode } from '../faults/fault.ts';
import { plainText } from '../screen/sanitize.ts';
import type { Env, ProcessFacts } from '../world.ts';
import { runProgram } from './processes.ts';

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // It runs, as another user.
    return platformCode(error) === 'EPERM';
  }
}

export async function processNamespace(): Promise<string> {
  try {
    // A restarted container has a namespace of its own, and so has a sibling with the same host name.
    const boot = await fs.readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await fs.readlink('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

export async function processFacts(pid: number, env: Env): Promise<ProcessFacts | undefined> {
  try {
    if (process.platform === 'win32') return undefined;
    return process.platform === 'linux' ? await factsByProc(pid) : await factsByPs(pid, env);
  } catch {
    return undefined;
  }
}

/** Clock ticks per second in /proc, on every architecture that Node runs on (sysconf _SC_CLK_TCK). */
const ticksPerSecond = 100;

/** proc_pid_stat(5): behind the name in brackets, the state is the 1st column and the start the 20th, in ticks since boot. */
async function factsByProc(pid: number): Promise<ProcessFacts> {
  const [stat, system] = await Promise.all([
    fs.readFile(`/proc/${pid}/stat`, 'utf8'),
    fs.readFile('/proc/stat', 'utf8'),
  ]);
  const columns = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state = '', start = ''] = [columns[0], columns[19]];
  const boot = Number(/^btime (\d+)$/m.exec(system)?.[1]);
  const startedAt = new Date((boot + Number(start) / ticksPerSecond) * 1_000);
  return { start, startedAt, state: stateOf(state) };
}

async function factsByPs(pid: number, env: Env): Promise<ProcessFacts | undefined> {
  const args = ['-o', 'state=', '-o', 'lstart=', '-p', String(pid)];
  const variables = { LC_ALL: 'C', TZ: 'UTC' };
  const { stdout = '' } = (await runProgram({ program: 'ps', args, env, variables })) ?? {};
  const [, state, start] = /^\s*(\S+)\s+(\S.*\d{4})\s*$/.exec(stdout) ?? [];
  if (state === undefined || start === undefined) return undefined;
  return { start, startedAt: new Date(`${start} UTC`), state: stateOf(state) };
}

function stateOf(letters: string): ProcessFacts['state'] {
  if (/^[ZXx]/.test(letters)) return 'ended';
  return /^[Tt]/.test(letters) ? 'stopped' : 'running';
}

/** The process that listens on the port, for a sentence; undefined if the system does not say. */
export async function portListener(port: number, env: Env): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return await listenerByProc(port);
    return process.platform === 'win32'
      ? await listenerByNetstat(port, env)
      : await listenerByLsof(port, env);
  } catch {
    return undefined;
  }
}

function describeProcess(name: string | undefined, pid: string): string {
  return `${name?.trim() || 'a program'} (process ${pid})`;
}

/** Milliseconds: on a machine with network drives that hang it can take minutes. */
const lsofTimeout = 1_000;

export async function listenerByLsof(port: number, env: Env): Promise<string | undefined> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const call = { program: 'lsof', args, env, timeout: lsofTimeout };
  const { stdout = '' } = (await runProgram(call)) ?? {};
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  const name = /^c(.+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : describeProcess(name && withoutEscapes(name), pid);
}

const escapedControls: Readonly<Record<string, number>> = { b: 8, t: 9, n: 10, f: 12, r: 13 };

/** lsof(8), "Output": bytes that cannot be printed, and blanks in names, stand as `\\x20`, `\\t` or `^A`. */
function withoutEscapes(name: string): string {
  const escapes = /\\x([0-9a-f]{2})|\\([bfnrt])|\^([@-_?])/g;
  const bytes = Buffer.from(name).toString('latin1');
  const read = bytes.replace(escapes, (_, hex?: string, letter?: string, control?: string) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (letter !== undefined) return String.fromCharCode(escapedControls[letter] ?? 0);
    return String.fromCharCode((control ?? '@').charCodeAt(0) ^ 0x40);
  });
  return plainText(Buffer.from(read, 'latin1').toString());
}

/** `TCP    127.0.0.1:27365    0.0.0.0:0    LISTENING    4711`; the word is translated, the zeros are not. */
async function listenerByNetstat(port: number, env: Env): Promise<string | undefined> {
  const listed = await runProgram({ program: 'netstat', args: ['-ano'], env });
  const line = new RegExp(
    `^\\s*TCP\\s+\\S+:${port}\\s+(?:0\\.0\\.0\\.0|\\[::\\]):0\\s.*?(\\d+)\\s*$`,
    'm',
  );
  const pid = line.exec(listed?.stdout ?? '')?.[1];
  if (pid === undefined) return undefined;
  const args = ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH'];
  const told = await runProgram({ program: 'tasklist', args, env });
  return describeProcess(/^"([^"]+)"/m.exec(told?.stdout ?? '')?.[1], pid);
}

/** proc(5): column 2 is the local address in hex, column 4 the state (0A listens), column 10 the inode. */
async function listenerByProc(port: number): Promise<string | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => fs.readFile(path, 'utf8').catch(() => '')),
  );
  const inodes = tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((column) => column[1]?.endsWith(suffix) && column[3] === '0A')
    .map((column) => `socket:[${column[9]}]`);
  const processes = (await fs.readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of inodes.length === 0 ? [] : processes) {
    if (await holdsSocket(pid, inodes)) {
      return describeProcess(await fs.readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''), pid);
    }
  }
  return undefined;
}

async function holdsSocket(pid: string, sockets: readonly string[]): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const handles = await fs.readdir(folder).catch(() => []);
  for (const handle of handles) {
    const target = await fs.readlink(join(folder, handle)).catch(() => '');
    if (sockets.includes(target)) return true;
  }
  return false;
}
