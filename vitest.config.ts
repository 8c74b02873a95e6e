import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 180_000,
    coverage: {
      include: ['src/**/*.ts'],
      reporter: ['text-summary', 'lcovonly'],
      // What tests start as a process of its own is not counted, and is much of `src/node/`.
      thresholds: { lines: 79, functions: 78, branches: 73, statements: 78 },
    },
  },
});
