/** The built program as a process: started, watched, and ended when it does not end by itself. */

import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import type { Stream } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLimit, hardMemoryLimit, memoryLimit, slack } from './limits.ts';
import type { Place } from './place.ts';
import { isRoot, nobody } from './privileges.ts';

export interface Ending {
  /** Undefined when a signal ended it. */
  readonly exit: number | undefined;
  readonly signal: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** From SIGINT to the end. */
  readonly secondsFromInterrupt: number | undefined;
  /** Ended by the suite. */
  readonly killed: boolean;
  /** Processes of it that outlive it. */
  readonly survivors: boolean;
  /** The most memory that was seen, in megabytes; 0 where the system does not tell. */
  readonly megabytes: number;
}

/** The program's output is kept up to here; nothing that it says to people is longer. */
const kept = 20 * 1024 * 1024;

/** Ends it when it takes longer than so many seconds. */
export async function runProgram(place: Place, within = commandLimit): Promise<Ending> {
  const { start } = place;
  const began = performance.now();
  const child = spawnProgram(place);
  if (child.pid !== undefined) running.add(child.pid);
  const output = { stdout: '', stderr: '' };
  const read = (name: 'stdout' | 'stderr') => (data: Buffer) => {
    if (output[name].length < kept) output[name] += data.toString('utf8');
    if (place.command.consents) consentOnce(place, output.stderr + output.stdout);
  };
  child.stdout?.on('data', read('stdout'));
  child.stderr?.on('data', read('stderr'));
  let interrupted: number | undefined;
  if (start.interrupt) {
    place.linkedin.onCall(() => {
      // A second one would end it at once, as it should.
      if (interrupted === undefined) child.kill('SIGINT');
      interrupted ??= performance.now();
    });
  }
  let killed = false;
  const guard = setTimeout(
    () => {
      killed = true;
      endGroup(child.pid);
    },
    (within + slack) * 1000,
  );
  let megabytes = 0;
  const memory = setInterval(() => {
    megabytes = Math.max(megabytes, megabytesOf(child.pid));
    // Whatever happens then, the machine has to stay usable.
    if (megabytes > memoryLimit) {
      killed = true;
      endGroup(child.pid);
    }
  }, 300);
  const [exit, signal] = await ended(child);
  clearTimeout(guard);
  clearInterval(memory);
  const now = performance.now();
  // Children that have ended are the system's for a moment.
  await sleep(100);
  const survivors = endGroup(child.pid);
  if (child.pid !== undefined) running.delete(child.pid);
  await Promise.race([Promise.all([closed(child.stdout), closed(child.stderr)]), sleep(2000)]);
  return {
    exit: exit ?? undefined,
    signal: signal ?? undefined,
    ...output,
    seconds: (now - began) / 1000,
    secondsFromInterrupt: interrupted === undefined ? undefined : (now - interrupted) / 1000,
    killed,
    megabytes,
    survivors,
  };
}

function spawnProgram({ start, folder }: Place): ChildProcess {
  const bounded = ['sh', '-c', `ulimit -d ${hardMemoryLimit * 1024}; exec "$@"`, 'sh'];
  const program = [...bounded, ...start.prefix, process.execPath, start.program, ...start.args];
  const [file = '', ...args] = start.terminal
    ? ['script', '-qefc', program.map(quoted).join(' '), '/dev/null']
    : program;
  const { stdin = 'ignore', stdout = 'pipe', stderr = 'pipe' } = start.streams;
  const env = Object.entries(start.env).filter(([, value]) => value !== undefined);
  return spawn(file, args, {
    cwd: folder,
    env: Object.fromEntries(env) as NodeJS.ProcessEnv,
    stdio: [start.terminal ? 'pipe' : stdin, stdout, stderr],
    // A group of its own, so that what it leaves behind can be seen and ended.
    detached: true,
    ...(isRoot && !start.asRoot && { uid: nobody, gid: nobody }),
  });
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((done, failed) => {
    child.once('error', failed);
    child.once('exit', (code, signal) => done([code, signal]));
  });
}

function closed(stream: Stream | null): Promise<void> {
  if (stream === null || ('closed' in stream && stream.closed === true)) return Promise.resolve();
  return new Promise((done) => stream.once('close', done));
}

const running = new Set<number>();

/** Whoever ends the suite ends what it started. */
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of running) endGroup(pid);
    process.exit(130);
  });
}

/** What its address space holds in memory now. */
function megabytesOf(pid: number | undefined): number {
  try {
    const [, kilobytes] =
      /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Whether anything of the group was still there. */
function endGroup(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

const walked = new WeakSet<Place>();

/** Opens the consent address that the program printed, presses Allow, and follows LinkedIn back. */
function consentOnce(place: Place, text: string): void {
  const [, address] = /(https?:\/\/\S+\/oauth\/v2\/authorization\?\S+)\s/.exec(text) ?? [];
  if (address === undefined || walked.has(place)) return;
  walked.add(place);
  const body = new URLSearchParams({ decision: 'allow' });
  void place.simulator
    .fetch(new Request(address, { method: 'POST', body }))
    .then((answer) => {
      const back = answer.headers.get('location');
      if (back === null) return;
      const code = new URL(back).searchParams.get('code');
      if (code !== null) place.secrets.add(code);
      const visit = get(back, { agent: false }, (response) => response.resume());
      visit.on('error', () => {});
    })
    .catch(() => {});
}
