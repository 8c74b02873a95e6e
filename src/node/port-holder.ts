/** Who listens on a port of this machine, as a person would name it. */

import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Env } from '../world.ts';
import { runProgram } from './processes.ts';

/** Undefined where it cannot be told. */
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

async function listenerByLsof(port: number, env: Env): Promise<string | undefined> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'];
  const { stdout = '' } = (await runProgram({ program: 'lsof', args, env })) ?? {};
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  // lsof writes a blank in a name as \x20.
  const name = /^c(.+)$/m.exec(stdout)?.[1]?.replace(/\\x20/g, ' ');
  return pid === undefined ? undefined : describeProcess(name, pid);
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
    ['/proc/net/tcp', '/proc/net/tcp6'].map((path) => readFile(path, 'utf8').catch(() => '')),
  );
  const inodes = tables
    .flatMap((table) => table.split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter((column) => column[1]?.endsWith(suffix) && column[3] === '0A')
    .map((column) => `socket:[${column[9]}]`);
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  for (const pid of inodes.length === 0 ? [] : processes) {
    if (await holdsSocket(pid, inodes)) {
      return describeProcess(await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => ''), pid);
    }
  }
  return undefined;
}

async function holdsSocket(pid: string, sockets: readonly string[]): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  const handles = await readdir(folder).catch(() => []);
  for (const handle of handles) {
    const target = await readlink(join(folder, handle)).catch(() => '');
    if (sockets.includes(target)) return true;
  }
  return false;
}
