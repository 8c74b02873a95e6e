/** What the system knows of other processes: whether a number still means the same one, and whether it runs. */

import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import type { Env, ProcessFacts } from '../world.ts';
import { runProgram } from './processes.ts';

export async function processNamespace(): Promise<string> {
  try {
    // A restarted container has a namespace of its own, and so has a sibling with the same host name.
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    return `${boot.trim()} ${await readlink('/proc/self/ns/pid')}`;
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
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/stat', 'utf8'),
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
