/** Machines that know next to nothing, and start nothing. */

import { relative, resolve } from 'node:path';
import type { GitStatus, Machine } from '../../src/world.ts';

/** Where nothing can be told about anything. */
export const quietMachine: Machine = {
  pid: 1,
  hostname: 'here',
  program: ['/usr/bin/node', '/usr/bin/pectus-linkedin'],
  isRunning: () => true,
  processNamespace: async () => 'here',
  processFacts: async () => undefined,
  gitStatus: async () => 'no-repository',
  portListener: async () => undefined,
  run: async () => ({ kind: 'missing' as const }),
  programNames: async () => [],
  capYoungGeneration: () => {},
  displayPath: (path) => path,
  fullPath: (path) => `/home/robin/acme/${path}`,
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
    isRunning: (pid) => pid === process.pid,
    gitStatus: async () => git,
    portListener: async () => portHolder,
    displayPath: (path) => relative(folder, resolve(folder, path)),
    fullPath: (path) => resolve(folder, path),
  };
}
