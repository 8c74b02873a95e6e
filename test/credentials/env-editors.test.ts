/** Another program saves the file while ours renews a value in it: neither loses what the other wrote. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'dotenv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';

/** How often each is tried; more by `EDITOR_ROUNDS`. */
const rounds = Number(process.env['EDITOR_ROUNDS'] ?? 2);

const home = mkdtempSync(join(tmpdir(), 'env-editors-'));
const writer = join(home, 'env-writer.cjs');
const editor = join(import.meta.dirname, '../support/editor.mjs');

beforeAll(async () => {
  const entry = new URL('../support/env-writer.ts', import.meta.url);
  await bundleFile(entry.pathname, writer);
});
afterAll(() => rmSync(home, { recursive: true }));

const foreign = Array.from({ length: 40 }, (_, index) => `FOREIGN_${index}=value ${index}\n`).join(
  '',
);
const text = `# kept\nLINKEDIN_ACCESS_TOKEN=old\n${foreign}`;

function start(program: string, ...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
}

/** Everything that it says until it ends. */
async function lastWord(child: ChildProcess): Promise<string> {
  let said = '';
  child.stdout?.on('data', (piece) => {
    said += String(piece);
  });
  await once(child, 'close');
  return said.trim().split('\n').at(-1) ?? '';
}

function freshFile(): string {
  const path = join(mkdtempSync(join(home, 'app-')), '.env');
  writeFileSync(path, `${text}EDIT=0\n`);
  return path;
}

function expectNothingLost(path: string, edit: string): Record<string, string> {
  const content = readFileSync(path, 'utf8');
  const { EDIT, LINKEDIN_ACCESS_TOKEN: token, ...rest } = parse(content);
  expect(rest).toEqual(parse(foreign));
  expect(content).toContain('# kept\n');
  expect(EDIT).toBe(edit);
  expect(['old', 'new']).toContain(token);
  expect(readdirSync(join(path, '..'))).toEqual(['.env']);
  return { token: token ?? '' };
}

describe.each([
  ['in place', 'inPlace', 0],
  ['in place, slowly', 'inPlace', 1],
  ['atomically', 'atomic', 0],
  ['atomically, slowly', 'atomic', 1],
])('an editor that saves %s, again and again', (_, way, pause) => {
  it('loses nothing', { timeout: rounds * 15_000 }, async () => {
    const outcomes: string[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const path = freshFile();
      const other = start(editor, way, path, text, String(pause));
      await once(other.stdout as NonNullable<typeof other.stdout>, 'data');
      const edits = lastWord(other);
      outcomes.push(await lastWord(start(writer, 'renew', path, 'LINKEDIN_ACCESS_TOKEN=new')));
      other.kill('SIGTERM');
      expectNothingLost(path, await edits);
    }
    expect(outcomes).toEqual(outcomes.map(() => '"written"'));
  });
});

describe.each([
  ['in place', 'inPlace'],
  ['atomically', 'atomic'],
])('an editor that saves %s, once', (_, way) => {
  it('loses nothing, and neither does the renewal', { timeout: rounds * 15_000 }, async () => {
    for (let round = 0; round < rounds; round += 1) {
      const path = freshFile();
      const other = start(editor, way, path, text, 'once');
      await once(other.stdout as NonNullable<typeof other.stdout>, 'data');
      const edit = lastWord(other);
      const renewal = start(writer, 'renew', path, 'LINKEDIN_ACCESS_TOKEN=new');
      await once(renewal.stdout as NonNullable<typeof renewal.stdout>, 'data');
      const written = lastWord(renewal);
      await wait((round * 7) % 60);
      other.stdin?.write('save');
      expect(await written).toBe('"written"');
      expectNothingLost(path, await edit);
    }
  });
});
