/** `export`: what it takes, and where the secrets go: to a pipe or a private file, never to a screen by accident. */

import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { type ExportName, exportNames } from '../../src/credentials/export-formats.ts';
import { envText } from '../support/credentials.ts';
import { exported, holding, values } from '../support/exported.ts';
import { openTestWorld } from '../support/world.ts';

type Name = keyof typeof values;

// --- what it takes -----------------------------------------------------------------------------------

const keys: readonly Name[] = ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET'];
const renewable: readonly Name[] = [...keys, 'LINKEDIN_REFRESH_TOKEN'];
const whole: readonly Name[] = [...renewable, 'LINKEDIN_AD_ACCOUNT_ID'];
const fleeting: readonly Name[] = ['LINKEDIN_ACCESS_TOKEN', 'LINKEDIN_AD_ACCOUNT_ID'];

/** What each tool cannot do without. */
const needs: Readonly<Partial<Record<ExportName, readonly Name[]>>> = {
  airbyte: whole,
  singer: [...whole, 'LINKEDIN_ACCESS_TOKEN'],
  meltano: renewable,
  owox: whole,
  fivetran: whole,
  dlt: whole,
  ingestr: fleeting,
  'linkedin-ads-cli': fleeting,
  mcp: [],
  vscode: [],
};
const cases = exportNames.flatMap((name) =>
  (needs[name] ?? keys).map((missing) => [name, missing] as const),
);

describe('is of no use without', () => {
  it.each(cases)('%s: %s', async (name, missing) => {
    const { [missing]: _, ...rest } = values;
    const world = await holding(rest);
    const run = await exported(world, '--format', name, '--output', 'out');

    expect(run).toMatchObject({ exitCode: 4, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`${missing} is not set in .env`);
    expect(run.stderrAsOneLine).toContain('(credentials-incomplete, exit 4)');
    expect(await world.names()).toEqual(['.env']);
  });
});

test('without a file and without the environment it is env-file-missing', async () => {
  const run = await exported(await openTestWorld(), '--format', 'dotenv');
  expect(run).toMatchObject({ exitCode: 4, stdout: '' });
  expect(run.stderrAsOneLine).toContain('(env-file-missing, exit 4)');
});

test('the environment alone will do', async () => {
  const world = await openTestWorld();
  const run = await world.run(['export', '--format', 'json'], { env: values });
  expect(run.exitCode).toBe(0);
  expect(JSON.parse(run.stdout)).toEqual(values);
});

test('a value that no reader reads alike is refused without showing it', async () => {
  const world = await openTestWorld();
  const env = { ...values, LINKEDIN_CLIENT_SECRET: 'hunter2 & more' };
  const run = await world.run(['export', '--format', 'shell'], { env });

  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderrAsOneLine).toContain('(keys-malformed, exit 2)');
  expect(run.stderrAsOneLine).not.toContain('hunter2');
});

// --- where it goes -----------------------------------------------------------------------------------

describe('--output', () => {
  it.each([undefined, 0o644])('writes a file for its owner alone, where %o was', async (mode) => {
    const world = await holding();
    const path = join(world.folder, 'airbyte.json');
    if (mode !== undefined) {
      await world.put('{}', 'airbyte.json');
      await chmod(path, mode);
    }
    const { stdout } = await exported(world, '--format', 'airbyte');
    const flags = ['--format', 'airbyte', '--output', 'airbyte.json'];
    const run = await exported(world, ...flags, ...(mode === undefined ? [] : ['--force']));

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    const readers = mode === undefined ? 'alone' : 'and its group';
    expect(run.stderrAsOneLine).toContain(`airbyte.json (readable by you ${readers})`);
    expect(run.stderr).not.toContain(values.LINKEDIN_CLIENT_SECRET);
    expect((await stat(path)).mode & 0o777).toBe((mode ?? 0o600) & 0o770);
    expect(await world.text('airbyte.json')).toBe(stdout);
    expect(await world.names()).toEqual(['.env', 'airbyte.json']);
  });

  it('is named in one object with --json, and without it the text stands there', async () => {
    const world = await holding();
    const flags = ['--format', 'json', '--json'];
    const written = await exported(world, ...flags, '--output', 'out.json');
    const answer = { outcome: 'ok', exitCode: 0, format: 'json' };
    expect(JSON.parse(written.stdout)).toEqual({ ...answer, path: 'out.json' });
    const piped = await exported(world, ...flags);
    const content = await world.text('out.json');
    expect(JSON.parse(piped.stdout)).toEqual({ ...answer, content });
  });

  it('says how the file is used, with its name', async () => {
    const run = await exported(await holding(), '--format', 'docker', '--output', 'docker.env');
    expect(run.stderrAsOneLine).toContain('docker run --env-file docker.env');
  });

  it('into a folder that is not there is told', async () => {
    const world = await holding();
    const run = await exported(world, '--format', 'json', '--output', 'missing/out.json');

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain(
      'missing/out.json cannot be written: its folder does not exist.',
    );
    expect(run.stderrAsOneLine).toContain('(output-unwritable, exit 2)');
  });
});

describe('onto a screen', () => {
  const terminal = { resultIsShown: true };
  const files = { '.env': envText(values) };

  it('goes nothing without a yes', async () => {
    const world = await openTestWorld({ setting: 'memory', files });
    const run = await world.run(['export', '--format', 'json'], { terminal });

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('pectus-linkedin export --format json --output linkedin-ads.json');
    expect(run.stderr).toContain('(input-needed, exit 2)');
  });

  it('goes all of it with --yes', async () => {
    const world = await openTestWorld({ setting: 'memory', files });
    const run = await world.run(['export', '--format', 'json', '--yes'], { terminal });
    expect(run.exitCode).toBe(0);
    expect(JSON.parse(run.stdout)).toEqual(values);
  });

  it('a file may be written without one', async () => {
    const world = await openTestWorld({ setting: 'memory', files });
    const run = await world.run(['export', '--format', 'json', '--output', 'o'], { terminal });
    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(world.files.mode('o')).toBe(0o600);
  });
});

test('a format that is none is exit 2, with the formats there are', async () => {
  const run = await exported(await holding(), '--format', 'excel');
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  for (const name of exportNames) expect(run.stderrAsOneLine).toContain(name);
});

test('no format at all is exit 2, with the option that names one', async () => {
  const run = await exported(await holding());
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderrAsOneLine).toContain('--format <target>');
});
