import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Much of the time they wait, for processes of their own and for disks: one worker fewer leaves a core idle.
    maxWorkers: Math.max(2, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 180_000,
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'lcovonly'],
      // What tests start as a process of its own is not counted, and is much of `src/node/`.
      thresholds: { lines: 86, functions: 84, branches: 80, statements: 84 },
    },
  },
});
