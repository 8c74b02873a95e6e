/** A writer that is killed at any of its file calls loses nothing, and leaves nothing for good. */

import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFile } from '../support/bundle.ts';
import { describeWith, posix } from '../support/systems.ts';

/** Each call of so many; every one by `KILL_EVERY=1`. */
const every = Number(process.env['KILL_EVERY'] ?? 9);

const home = mkdtempSync(join(tmpdir(), 'env-kills-'));
const writer = join(home, 'env-writer.cjs');
const preload = join(import.meta.dirname, '../support/kill-at.cjs');

beforeAll(async () => {
  await bundleFile(join(import.meta.dirname, '../support/env-writer.ts'), writer);
});
afterAll(() => rmSync(home, { recursive: true }));

type Variables = Readonly<Record<string, string>>;

function set(path: string, assignment: string, variables?: Variables): SpawnSyncReturns<string> {
  const before = variables === undefined ? [] : ['--require', preload];
  const args = [...before, writer, 'set', path, assignment];
  const env = { ...process.env, ...variables };
  return spawnSync(process.execPath, args, { env, encoding: 'utf8', timeout: 20_000 });
}

const foreign = '# kept\nFOREIGN="a\nb"\n';
const old = `${foreign}LINKEDIN_ACCESS_TOKEN=a-long-one-that-is-old\n`;
const fresh = `${foreign}LINKEDIN_ACCESS_TOKEN=new\n`;

/** Two minutes ago: older than what is being written. */
function age(folder: string): void {
  for (const name of readdirSync(folder)) {
    const then = statSync(join(folder, name)).mtimeMs / 1_000 - 120;
    utimesSync(join(folder, name), then, then);
  }
}

describeWith(posix).each<[string, Variables]>([
  ['renames', {}],
  ['writes over the old content, where a rename is refused', { RENAME_CODE: 'EBUSY' }],
])('a writer that %s', (_, variables) => {
  it('loses nothing, and leaves nothing for good', { timeout: 180_000 }, () => {
    const folder = mkdtempSync(join(home, 'app-'));
    const path = join(folder, '.env');
    writeFileSync(path, old, { mode: 0o600 });
    const whole = set(path, 'LINKEDIN_ACCESS_TOKEN=new', variables);
    expect([readFileSync(path, 'utf8'), readdirSync(folder)]).toEqual([fresh, ['.env']]);
    const calls = Number(/^calls: (\d+)$/m.exec(whole.stderr)?.[1]);
    expect(calls).toBeGreaterThan(30);

    for (let at = 1; at <= calls; at += every) {
      writeFileSync(path, old, { mode: 0o600 });
      age(folder);
      const killed = set(path, 'LINKEDIN_ACCESS_TOKEN=new', { ...variables, KILL_AT: String(at) });
      expect(killed.signal, `at call ${at}`).toBe('SIGKILL');
      const left = readFileSync(path, 'utf8');
      // Only where it is written over can it be torn; the next writer takes that back.
      if (variables['RENAME_CODE'] === undefined) expect([old, fresh], `at ${at}`).toContain(left);
      for (const name of readdirSync(folder)) {
        expect(statSync(join(folder, name)).mode & 0o077, `${name} at ${at}`).toBe(0);
      }

      expect(set(path, 'OTHER=1').status).toBe(0);
      expect([`${old}OTHER=1\n`, `${fresh}OTHER=1\n`], `at ${at}`).toContain(
        readFileSync(path, 'utf8').replace('OTHER=1\nLINK', 'LINK'),
      );
      age(folder);
      expect(set(path, 'OTHER=2').status).toBe(0);
      expect(readdirSync(folder), `at ${at}`).toEqual(['.env']);
    }
  });
});

describe('what a killed writer left', () => {
  const uuid = '0badcafe-0bad-4afe-8bad-0badcafe0bad';
  const tagged = '.env.0badcafe-999999999-00000001-0badcafe';

  function folderWith(...names: readonly string[]): string {
    const folder = mkdtempSync(join(home, 'app-'));
    for (const name of ['.env', ...names]) writeFileSync(join(folder, name), 'A=1\n');
    return folder;
  }

  it('is collected by the next one, in the names of earlier versions too', () => {
    const folder = folderWith(`.env.${uuid}.tmp`, `${tagged}.tmp`, `${tagged}.old`);
    age(folder);
    expect(set(join(folder, '.env'), 'B=2').status).toBe(0);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it.each([
    ['half of the new on half of the old', 'KEY=new-OLD-VALUE\nA=1\n', 'KEY=OLD-OLD-VALUE\nA=1\n'],
    ['the new without its end', 'KEY=new-new\nA=1\nE\nA=1\n', 'KEY=OLD-OLD-VALUE\nA=1\n'],
    ['the old', 'KEY=OLD-OLD-VALUE\nA=1\n', 'KEY=OLD-OLD-VALUE\nA=1\n'],
    ['the new', 'KEY=new-new\nA=1\n', 'KEY=new-new\nA=1\n'],
    ['what somebody has made of it since', 'KEY=mine\nA=1\n', 'KEY=mine\nA=1\n'],
    ['what somebody has added since', 'KEY=new-new\nA=1\nC=3\n', 'KEY=new-new\nA=1\nC=3\n'],
  ])('over the old content is made whole: %s', (_, now, then) => {
    const folder = folderWith();
    const [text, interrupted] = ['KEY=OLD-OLD-VALUE\nA=1\n', 'KEY=new-new\nA=1\n'];
    writeFileSync(join(folder, '.env'), now);
    writeFileSync(join(folder, `${tagged}.old`), text);
    writeFileSync(join(folder, `${tagged}.tmp`), interrupted);
    expect(set(join(folder, '.env'), 'B=2').status).toBe(0);
    expect(readFileSync(join(folder, '.env'), 'utf8')).toBe(`${then}B=2\n`);
    age(folder);
    expect(set(join(folder, '.env'), 'B=3').status).toBe(0);
    expect(readdirSync(folder)).toEqual(['.env']);
  });

  it('is left for a minute', () => {
    const folder = folderWith(`.env.${uuid}.tmp`, `${tagged}.tmp`);
    expect(set(join(folder, '.env'), 'B=2').status).toBe(0);
    expect(readdirSync(folder)).toHaveLength(3);
  });

  it.each([
    '.env.local',
    '.env.tmp',
    '.env.old',
    `other${uuid}.tmp`,
    `.env.prod.${uuid}.tmp`,
    `${tagged}.bak`,
  ])('is never what only looks like it: %s', (name) => {
    const folder = folderWith(name);
    age(folder);
    expect(set(join(folder, '.env'), 'B=2').status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['.env', name].sort());
  });
});
