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
      thresholds: { lines: 86, functions: 84, branches: 80, statements: 84 },
    },
  },
});
