/** Parts of a world for tests that are not about them: a screen that nobody reads, a machine that knows nothing. */

import { bareInvocation, commandLine } from '../../src/faults/command-line.ts';
import type { Machine, Terminal } from '../../src/world.ts';

export const quietTerminal: Terminal = {
  interactive: false,
  columns: 80,
  unicode: true,
  colors: false,
  resultIsShown: false,
  write: async () => {},
  paint: (_, text) => text,
  command: (run) => commandLine(run, bareInvocation),
  say: () => {},
  result: () => {},
  show: () => {},
  progress: () => {},
};

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
