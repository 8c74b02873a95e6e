/** The values that we write are the same to everybody who reads the file: dotenv, Node's own reader, a shell. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'dotenv';
import fc from 'fast-check';
import { afterAll, expect } from 'vitest';
import { mergeEnv } from '../../src/credentials/dotenv-text.ts';
import { itWith, posix } from '../support/systems.ts';

const folder = mkdtempSync(join(tmpdir(), 'env-readers-'));
const path = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true }));

const written = fc.array(
  fc.string({ unit: fc.constantFrom(...'aZ09_.+/=%:,-'), minLength: 1, maxLength: 30 }),
  { minLength: 40, maxLength: 60 },
);

function readByNode(names: readonly string[]): unknown {
  const script = `process.stdout.write(JSON.stringify(${JSON.stringify(names)}.map((n) => process.env[n])))`;
  return JSON.parse(run(process.execPath, [`--env-file=${path}`, '-e', script]));
}

function readByShell(names: readonly string[]): unknown {
  const script = 'set -a; . "$0"; for name; do printenv "$name"; done';
  const lines = run('bash', ['--noprofile', '--norc', '-c', script, path, ...names]);
  return lines.split('\n').slice(0, -1);
}

/** With an environment of nothing but the search path. */
function run(command: string, args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(command, args, {
    env: { PATH: process.env['PATH'] },
    encoding: 'utf8',
  });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

itWith(posix)('dotenv, Node and bash read what was written', () => {
  fc.assert(
    fc.property(written, (values) => {
      const plain = Buffer.from('# plain\nBEFORE=1\nexport OLD_0="old" # replaced\nAFTER=2');
      const names = values.map((_, index) => (index === 0 ? 'OLD_0' : `NEW_${index}`));
      const changes = Object.fromEntries(names.map((name, index) => [name, values[index]]));
      const content = mergeEnv(plain, changes);
      writeFileSync(path, content);

      const all = ['BEFORE', ...names, 'AFTER'];
      const expected = ['1', ...values, '2'];
      const found = parse(Buffer.from(content));
      expect(all.map((name) => found[name])).toEqual(expected);
      expect(readByNode(all)).toEqual(expected);
      expect(readByShell(all)).toEqual(expected);
    }),
    { numRuns: 10 },
  );
});
