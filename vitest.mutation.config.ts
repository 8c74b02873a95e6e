/** The tests that mutants are run against: those of one folder that start neither the program nor a browser. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const folder = join('test', process.env['MUTATION_FOLDER'] ?? '');
const startsProgram = /support\/(build|process|pty|chromium|env-writer)\.ts/;

const include = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .map((name) => join(folder, name))
  .filter((path) => path.endsWith('.test.ts') && !startsProgram.test(readFileSync(path, 'utf8')));

export default defineConfig({ test: { include, testTimeout: 30_000 } });
