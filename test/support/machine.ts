/** Machines that know next to nothing, and start nothing. */

import { relative, resolve } from 'node:path';
import type { GitStatus, Machine } from '../../src/world.ts';

/** Where nothing can be told about anything. */
export const quietMachine: Machine = {
  pid: 1,
  hostname: 'here',
  alive: () => true,
  processSpace: async () => 'here',
  processFacts: async () => undefined,
  git: async () => 'no-repository',
  portHolder: async () => undefined,
  run: async () => ({ kind: 'missing' as const }),
  holdMemory: () => {},
  shown: (path) => path,
};

export interface MachineOptions {
  readonly git?: GitStatus;
  readonly portHolder?: string;
}

/** One on which this process is the only one, and works in the folder. */
export function createTestMachine(
  folder: string,
  { git = 'ignored', portHolder }: MachineOptions = {},
): Machine {
  return {
    ...quietMachine,
    pid: process.pid,
    hostname: 'test',
    alive: (pid) => pid === process.pid,
    git: async () => git,
    portHolder: async () => portHolder,
    shown: (path) => relative(folder, resolve(folder, path)),
  };
}
