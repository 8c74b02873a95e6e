/** A process of its own that writes an `.env`: a test bundles it, starts it, and may kill it. */

import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type LockedEnvFile,
  withEnvLock,
  writeEnvFile,
} from '../../src/credentials/env-file-update.ts';

import type { LockWorld } from '../../src/credentials/env-lock.ts';
import { isFault, platformCode } from '../../src/faults/fault.ts';
import { createFiles } from '../../src/node/files.ts';
import { processFacts, processNamespace } from '../../src/node/other-processes.ts';
import { quietMachine } from './machine.ts';
import { quietTerminal } from './terminal.ts';

const interrupted = new AbortController();
process.on('SIGINT', () => interrupted.abort(new Error('interrupted')));

const said: string[] = [];

const world: LockWorld = {
  terminal: { ...quietTerminal, say: (text) => void said.push(text) },
  files: createFiles(),
  clock: {
    now: () => new Date(),
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, signal ? { signal } : {}),
  },
  machine: {
    ...quietMachine,
    pid: process.pid,
    hostname: hostname(),
    isRunning: isAlive,
    processNamespace,
    processFacts: (pid) => processFacts(pid, process.env),
  },
  signal: interrupted.signal,
};

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return platformCode(error) === 'EPERM';
  }
}

function say(result: unknown): void {
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

const tasks: Readonly<Record<string, (path: string, argument: string) => Promise<void>>> = {
  /** Sets one variable, and passes on what the operator was told, or which fault it met. */
  async set(path, assignment) {
    const [key = '', value] = assignment.split('=');
    try {
      await writeEnvFile(path, { [key]: value }, world);
      say({ said });
    } catch (error) {
      if (!isFault(error, 'env-file-unreadable', 'env-file-unwritable')) throw error;
      say({ code: error.code, message: error.message });
    }
  },
  /** Counts a variable of everybody's up, twenty times, each time from what the file says. */
  async count(path, key) {
    const countUp = async (file: LockedEnvFile) => {
      const text = await file.read();
      await file.write({ [key]: String(Number(text?.values[key] ?? '0') + 1) });
    };
    for (let turn = 0; turn < 20; turn += 1) await withEnvLock(path, world, countUp);
  },
  /** Replaces the file without end, each time with another line as often as asked: long enough to be hit. */
  async churn(path, lines) {
    for (let turn = 0; ; turn += 1) {
      const content = Buffer.from(`TURN=${turn}\n`.repeat(Number(lines)));
      await withEnvLock(path, world, () => world.files.replace(path, () => content));
      if (turn === 0) say('churning');
    }
  },
  /** Sets one variable as a renewal does: reads, waits for LinkedIn, writes. */
  async renew(path, assignment) {
    const [key = '', value] = assignment.split('=');
    try {
      await withEnvLock(path, world, async (file) => {
        await file.read();
        say('read');
        await world.clock.sleep(30);
        await file.write({ [key]: value });
      });
      say('written');
    } catch (error) {
      say(isFault(error, 'env-file-unreadable', 'env-file-unwritable') ? error.message : 'bug');
    }
  },
  /** Holds the lock until it is interrupted. */
  async hold(path) {
    await withEnvLock(path, world, async () => {
      say('holding');
      await world.clock.sleep(60_000, world.signal);
    }).catch(() => say('interrupted'));
  },
};

const [task = '', path = '', argument = ''] = process.argv.slice(2);
void tasks[task]?.(path, argument);
