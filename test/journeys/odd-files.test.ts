/** An `.env` as other programs write it: read like any other, and changed in our values only. */

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { appKeys, describe as described, envText, minted } from '../support/credentials.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

type Write = (lines: string) => string;

const host = '# of the host\nOTHER=\'a # b\'\n\nLAST="1\\n2"\n';

const odd: readonly (readonly [string, Write])[] = [
  ['CRLF', (lines) => `${host}${lines}`.replaceAll('\n', '\r\n')],
  ['a byte order mark', (lines) => `\uFEFF${lines}${host}`],
  ['export before each', (lines) => host + lines.replace(/^/gm, 'export ').replace(/export $/, '')],
  ['double quotes', (lines) => host + lines.replace(/=(.*)$/gm, '="$1"')],
  ['single quotes', (lines) => host + lines.replace(/=(.*)$/gm, "='$1'")],
  ['blanks around the signs', (lines) => host + lines.replace(/=(.*)$/gm, ' = $1')],
  ['comments behind', (lines) => host + lines.replace(/$/gm, ' # ours').replace(/ # ours$/, '')],
  ['no last newline', (lines) => `${host}${lines}`.trimEnd()],
  ['another order', (lines) => `${lines.trim().split('\n').reverse().join('\n')}\n${host}`],
  ['lines of the host between', (lines) => lines.replaceAll('\n', '\nOTHER_1=x\n')],
];

async function signedIn(write: Write): Promise<TestWorld> {
  const world = await openTestWorld();
  await world.put(write(envText(minted(world))));
  return world;
}

/** All that stands in the file but the two values that a renewal changes, and quotes around those. */
async function frame(world: TestWorld): Promise<string> {
  return ((await world.text()) ?? '').replace(
    /(LINKEDIN_ACCESS_TOKEN(?:_EXPIRES_AT)?\s*=\s*)["']?[\w.:-]+["']?/g,
    '$1…',
  );
}

describe('is read', () => {
  it.each(odd)('with %s', async (_, write) => {
    const world = await signedIn(write);
    const before = await world.text();
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await world.text()).toBe(before);
  });
});

describe('is renewed, and nothing else in it changes', () => {
  it.each(odd)('with %s', async (_, write) => {
    const world = await signedIn(write);
    const before = { frame: await frame(world), env: await world.env() };
    world.passDays(70);
    const run = await world.run(['verify']);

    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await frame(world)).toBe(before.frame);
    expect(await world.env()).toEqual({
      ...before.env,
      LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
      LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: '2027-04-01T09:59:59Z',
    });
  });
});

test('of duplicates the last counts and is changed, and verify reports them', async () => {
  const world = await signedIn(
    (lines) => `LINKEDIN_ACCESS_TOKEN=AQXfirst\nLINKEDIN_AD_ACCOUNT_ID=1\n${lines}`,
  );
  world.passDays(70);
  const { stdout, exitCode } = await world.run(['verify', '--json']);

  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout).checks[0]).toMatchObject({
    id: 'env-file',
    verdict: 'warn',
    detail: 'set twice in it: LINKEDIN_ACCESS_TOKEN, LINKEDIN_AD_ACCOUNT_ID; the last one counts',
  });
  expect((await world.text())?.split('\n').slice(0, 2)).toEqual([
    'LINKEDIN_ACCESS_TOKEN=AQXfirst',
    'LINKEDIN_AD_ACCOUNT_ID=1',
  ]);
  expect(await world.env()).toMatchObject({
    LINKEDIN_ACCESS_TOKEN: 'access token of 2027-01-31T10:00:00Z',
    LINKEDIN_AD_ACCOUNT_ID: '512345678',
  });
});

test('status --json reports duplicates as well', async () => {
  const world = await signedIn((lines) => `LINKEDIN_CLIENT_ID=first\n${lines}`);
  const { stdout } = await world.run(['status', '--json']);
  expect(JSON.parse(stdout).file.duplicates).toEqual(['LINKEDIN_CLIENT_ID']);
});

test('a file that others may read is tightened by the first write, which setup says', async () => {
  const files = { '.env': "# of the host\nOTHER='1'\n" };
  const world = await openTestWorld({ files });
  const path = join(world.folder, '.env');
  await chmod(path, 0o644);
  const run = await world.run(['setup', '--no-input', '--ad-account', '512345678'], {
    env: appKeys,
  });

  expect(run.exitCode).toBe(0);
  expect(run.stderrAsOneLine).toContain(
    '.env was open to others (0644); only you and its group can read it now.',
  );
  expect((await stat(path)).mode & 0o777).toBe(0o640);
  expect(await world.text()).toMatch(/^# of the host\nOTHER='1'\n/);
});

test.each<[string, (text: string) => Buffer]>([
  ['with its mark', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['without', (text) => Buffer.from(text, 'utf16le')],
  ['in the other order', (text) => Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
])('UTF-16 %s is told as what it is, and the command that is told cures it', async (_, encode) => {
  const world = await openTestWorld();
  const file = "clients/Müller's $HOME `x`.env";
  const path = join(world.folder, file);
  await mkdir(dirname(path));
  const text = `${envText(appKeys)}NAME=Müller\n`;
  await writeFile(path, encode(text), { mode: 0o640 });
  const run = await world.run(['verify', '--json', '--file', file]);

  const { error, exitCode } = JSON.parse(run.stdout);
  expect(exitCode).toBe(2);
  expect(error.message).toContain('cannot be read: it is UTF-16 text,');
  execFileSync('bash', ['-c', error.fix[0].command], { cwd: world.folder });
  expect(await readFile(path, 'utf8')).toBe(text);
  expect((await stat(path)).mode & 0o777).toBe(0o640);
});

test('an empty file is one in which nothing is set', async () => {
  const world = await openTestWorld({ files: { '.env': '' } });
  const run = await world.run(['verify']);

  expect(run).toMatchObject({ exitCode: 4 });
  expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
  expect(described(await world.text())).toEqual({});
});
