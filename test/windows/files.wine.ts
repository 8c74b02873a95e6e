/** Windows' files: held by others, read-only, named in any script. */

import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'dotenv';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { envText } from '../support/credentials.ts';
import type { ProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openWindowsWorld, runWindows, startWindowsNode, windowsPath } from './windows-world.ts';

beforeAll(buildOnce);

interface Rhythm {
  /** Milliseconds; the file is held for so long, so often. */
  readonly held: number;
  readonly every: number;
}

/** Resolves when another Windows program has opened the file without sharing it, to keep it or in that rhythm. */
async function hold(world: ProcessWorld, name: string, rhythm?: Rhythm): Promise<void> {
  const script = join(import.meta.dirname, 'file-holder.cjs');
  const sign = join(world.folder, `${name}-is-held`);
  const paths = [script, join(world.folder, name), sign].map(windowsPath);
  const numbers = rhythm === undefined ? [] : [String(rhythm.held), String(rhythm.every)];
  startWindowsNode([...paths, ...numbers], { cwd: world.folder, env: world.environment });
  while (!existsSync(sign)) await sleep(10);
}

const expiredAccess = { daysAgo: 61 };

describe('a file that another program holds', () => {
  it('for a moment, again and again, loses none of fifty refreshes', async () => {
    const world = await openWindowsWorld({ env: storedCredentials() });
    await hold(world, '.env', { held: 5, every: 20 });
    const tokens = new Set<string | undefined>();
    for (let times = 0; times < 50; times += 1) {
      expect(await world.run(['refresh'])).toMatchObject({ exitCode: 0 });
      tokens.add((await world.values())['LINKEDIN_ACCESS_TOKEN']);
    }
    expect(tokens.size).toBe(50);
  }, 240_000);

  // Each attempt waits for five seconds.
  it('from the minting on keeps the token beside it, and says where', async () => {
    const world = await openWindowsWorld({
      env: storedCredentials(),
      async intercept({ url }, answer) {
        const minted = await answer();
        if (url.endsWith('/accessToken')) await hold(world, '.env');
        return minted;
      },
    });
    const before = await world.text();
    const { exitCode, stderr } = await world.run(['refresh']);
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain(
      '.env cannot be written: another program holds it open. It is unchanged. What was to be saved is in .env.unsaved.',
    );
    const kept = parse((await world.text('.env.unsaved')) ?? '');
    expect(kept).toMatchObject({ LINKEDIN_ACCESS_TOKEN: expect.stringMatching(/^AQX/) });
    expect(before).not.toContain(kept['LINKEDIN_ACCESS_TOKEN']);
  });

  it('from the start is refused before LinkedIn is asked', async () => {
    const world = await openWindowsWorld({ env: storedCredentials() });
    await writeFile(join(world.folder, 'out.csv'), 'precious');
    await hold(world, 'out.csv');
    const { exitCode, stderr } = await world.run(['report', '--output', 'out.csv', '--force']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('out.csv cannot be written: another program holds it open.');
    expect(world.requests()).toEqual([]);
  });

  it('from the middle of a report on keeps the report beside it, and says where', async () => {
    let isHeld = false;
    const world = await openWindowsWorld({
      env: storedCredentials(),
      async intercept() {
        if (!isHeld) await hold(world, 'out.csv');
        isHeld = true;
        return undefined;
      },
    });
    await writeFile(join(world.folder, 'out.csv'), 'precious');
    const args = ['report', '--format', 'csv', '--output', 'out.csv', '--force'];
    const { exitCode, stderr } = await world.run(args);
    expect(exitCode).toBe(2);
    expect(stderr.replace(/\s+/g, ' ')).toContain('the whole report is out.csv.partial');
    expect(await world.text('out.csv.partial')).toMatch(/^date,campaign_id,/);
  });
});

describe('a read-only file', () => {
  const attrib = (world: ProcessWorld, change: string, name: string) =>
    runWindows(['attrib', change, name], { cwd: world.folder, env: world.environment });

  it.each([
    ['revoke', ['revoke', '--yes']],
    ['refresh', ['refresh']],
    ['setup', ['setup', '--no-input', '--from', 'consent', '--no-browser']],
  ])('is refused by %s before LinkedIn is asked, with the command that cures it', async (_, args) => {
    const env = storedCredentials();
    const world = await openWindowsWorld({ env });
    await attrib(world, '+R', '.env');
    const { exitCode, stderr } = await world.run(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('.env cannot be written: it is read-only.');
    expect(stderr).toMatch(/attrib -R \.env$/m);
    expect(world.requests()).toEqual([]);
    expect(await world.values()).toEqual(env);

    await attrib(world, '-R', '.env');
    expect((await world.run(['refresh'])).exitCode).toBe(0);
  });

  it('is not replaced by a report, forced or not', async () => {
    const world = await openWindowsWorld({ env: storedCredentials() });
    await writeFile(join(world.folder, 'out.csv'), 'precious');
    await attrib(world, '+R', 'out.csv');
    const { exitCode, stderr } = await world.run(['report', '--output', 'out.csv', '--force']);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/attrib -R out\.csv$/m);
    expect(world.requests()).toEqual([]);
    expect(await world.text('out.csv')).toBe('precious');
  });
});

it('twenty processes at once mint one token, and all print it', async () => {
  const world = await openWindowsWorld({ env: storedCredentials(expiredAccess) });
  const runs = await Promise.all(Array.from({ length: 20 }, () => world.run(['token'])));
  const printed = new Set(runs.map(({ exitCode, stdout }) => `${exitCode} ${stdout.trim()}`));
  expect([...printed]).toEqual([`0 ${(await world.values())['LINKEDIN_ACCESS_TOKEN']}`]);
  expect(world.requests().filter(({ path }) => path.endsWith('/accessToken'))).toHaveLength(1);
  expect(await readdir(world.folder)).toEqual(['.env']);
});

it('a path with blanks and any letters is read, written and shown as it is', async () => {
  const world = await openWindowsWorld();
  const folder = 'Übersicht für Zoë 数据';
  await mkdir(join(world.folder, folder));
  const file = join(world.folder, folder, 'ads .env');
  await writeFile(file, envText(storedCredentials()));
  const { exitCode, stderr } = await world.run(['refresh', '--file', `${folder}\\ads .env`]);
  expect(exitCode).toBe(0);
  expect(stderr.replace(/\s+/g, ' ')).toContain(`Saved to ${folder}\\ads .env.`);
  expect(parse(await readFile(file, 'utf8'))).not.toEqual(storedCredentials());
});

it('line breaks of Windows and a byte order mark stay', async () => {
  const text = `\ufeff# Pectus\r\n${envText(storedCredentials()).replaceAll('\n', '\r\n')}OTHER=1`;
  const world = await openWindowsWorld({ env: text });
  expect(await world.run(['refresh'])).toMatchObject({ exitCode: 0 });
  const after = (await world.text()) ?? '';
  expect(after).not.toBe(text);
  expect(after).toMatch(/^\ufeff# Pectus\r\n/);
  expect(after.split('\r\n')).toHaveLength(text.split('\r\n').length);
  expect(after.replaceAll('\r\n', '')).not.toContain('\n');
  expect(after.endsWith('OTHER=1')).toBe(true);
});

it.each([
  ['.ENV', 'it holds the credentials'],
  ['.Env.Lock', 'it is the lock of the credentials'],
])('--output %s is the credentials’ own in other letters', async (output, why) => {
  const world = await openWindowsWorld({ env: storedCredentials() });
  const args = ['export', '--format', 'json', '--output', output, '--force'];
  const { exitCode, stderr } = await world.run(args);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`${output} cannot be written: ${why}.`);
});

it('--output NUL is no file, and makes none', async () => {
  const world = await openWindowsWorld({ env: storedCredentials() });
  const { exitCode, stderr } = await world.run(['remind', '--output', 'NUL', '--force']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('NUL cannot be written: it is not a file.');
  expect(await readdir(world.folder)).toEqual(['.env']);
});
