/** `--output` of every command that has it, and `--record`: a file of the operator's own, and nothing that is there already. */

import { execFileSync } from 'node:child_process';
import {
  link,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { envText, minted } from '../support/credentials.ts';
import { openSignedIn } from '../support/signed-in.ts';
import { itWith, posix } from '../support/systems.ts';
import type { TestWorld } from '../support/world.ts';

const toStdout: readonly (readonly [name: string, flag: string, ...argv: string[]])[] = [
  ['export', '--output', 'export', '--format', 'json'],
  ['remind', '--output', 'remind'],
  ['report', '--output', 'report', '--from', '7d', '--format', 'csv'],
];
const commands = [...toStdout, ['verify', '--record', 'verify'] as const];
const at = (world: TestWorld, name: string) => join(world.folder, name);

describe.each(commands)('%s', (_, flag, ...argv) => {
  it.each<[string, string, (world: TestWorld) => Promise<unknown>]>([
    ['their own name', '.env', async () => {}],
    ['other letters', '.ENV', async () => {}],
    ['another way', './x/../.env', (world) => mkdir(at(world, 'x'))],
    ['a symlink', 'out', (world) => symlink('.env', at(world, 'out'))],
    ['a hard link', 'out', (world) => link(at(world, '.env'), at(world, 'out'))],
    ['a linked folder', 'here/.env', (world) => symlink('.', at(world, 'here'))],
    ['their lock', '.env.lock', async () => {}],
    ['their lock in other letters', '.Env.Lock', async () => {}],
    ['what guards the lock', '.env.lock.guard', async () => {}],
    ['a draft of theirs', '.env.0badcafe-12-0badcafe-0badcafe.tmp', async () => {}],
    ['what they were', '.env.0badcafe-12-0badcafe-0badcafe.old', async () => {}],
    ['those of the rehearsal', '.env.rehearsal', async () => {}],
    ['a symlink to those', 'out', (world) => symlink('.env.rehearsal', at(world, 'out'))],
  ])('never writes over the credentials: %s', async (_case, output, prepare) => {
    const world = await openSignedIn();
    await prepare(world);
    const before = [await world.text(), await readdir(world.folder)];
    const run = await world.run([...argv, flag, output, '--force']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain('(output-unwritable, exit 2)');
    expect([await world.text(), await readdir(world.folder)]).toEqual(before);
  });

  it.each([
    ['of another client', 'clients/blue.env', { LINKEDIN_CLIENT_ID: '78other0000000' }],
    ['beside other settings', 'app.env', { DATABASE_URL: 'postgres://db' }],
    ['of another file of the same folder', '.env.production', { LINKEDIN_AD_ACCOUNT_ID: '509' }],
  ])('never writes over credentials %s', async (_case, output, other) => {
    const world = await openSignedIn();
    await mkdir(at(world, 'clients'));
    await world.put(envText({ ...minted(world), ...other }), output);
    const before = await world.text(output);
    for (const force of [[], ['--force']]) {
      const run = await world.run([...argv, flag, output, ...force]);
      expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
      expect(run.stderrAsOneLine).toContain(
        `${output} cannot be written: it holds credentials, which may be nowhere else.`,
      );
    }
    expect(await world.text(output)).toBe(before);
  });

  it('replaces nothing without --force, and says how', async () => {
    const world = await openSignedIn();
    await writeFile(at(world, 'out'), 'precious');
    const refused = await world.run([...argv, flag, 'out']);

    expect(refused).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(refused.stderrAsOneLine).toContain(
      'out cannot be written: it already exists. 1. Replace it:',
    );
    expect(refused.stderrAsOneLine).toContain(`${flag} out --force`);
    expect(await world.text('out')).toBe('precious');

    expect(await world.run([...argv, flag, 'out', '--force'])).toMatchObject({ exitCode: 0 });
    expect(await world.text('out')).not.toContain('precious');
    expect(await world.names()).toEqual(['.env', 'out']);
  });

  it.each<[string, string, string, (world: TestWorld) => Promise<unknown>]>([
    ['no name', '', 'it does not name a file', async () => {}],
    ['a folder', 'x', 'it is a folder', (world) => mkdir(at(world, 'x'))],
    ['a missing folder', 'no/x', 'its folder does not exist', async () => {}],
    ['a file as a folder', '.env/x', 'a part of its path is a file', async () => {}],
    ['a circle', 'x', 'lead in a circle', (world) => symlink('x', at(world, 'x'))],
    ['a name too long', 'x'.repeat(256), 'its name is too long', async () => {}],
    [
      'what is read-only',
      'x',
      'it is read-only',
      (world) => writeFile(at(world, 'x'), 'precious', { mode: 0o444 }),
    ],
  ])('refuses %s, forced as well', async (_case, output, words, prepare) => {
    const world = await openSignedIn();
    await prepare(world);
    const before = await readdir(world.folder);
    const run = await world.run([...argv, flag, output, '--force']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain('(output-unwritable, exit 2)');
    expect(await readdir(world.folder)).toEqual(before);
  });

  itWith(posix).each([
    ['a pipe', 'mkfifo', ['out']],
    ['a device', 'ln', ['-s', '/dev/null', 'out']],
  ])('refuses %s', async (_case, program, args) => {
    const world = await openSignedIn();
    execFileSync(program, args, { cwd: world.folder });
    const run = await world.run([...argv, flag, 'out', '--force']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain('out cannot be written: it is not a file.');
    expect((await stat(at(world, 'out'))).isFile()).toBe(false);
  });

  it('replaces a file of any size with --force, and says nothing untrue about it without', async () => {
    const world = await openSignedIn();
    await writeFile(at(world, 'out'), '');
    await truncate(at(world, 'out'), 100_000_000);
    const refused = await world.run([...argv, flag, 'out']);
    expect(refused.stderrAsOneLine).toContain('out cannot be written: it already exists.');
    expect(await world.run([...argv, flag, 'out', '--force'])).toMatchObject({ exitCode: 0 });
  });

  it('takes a name to which hardly anything could be added', async () => {
    const world = await openSignedIn();
    const output = 'x'.repeat(247);
    expect(await world.run([...argv, flag, output])).toMatchObject({ exitCode: 0 });
    expect(await world.names()).toEqual(['.env', output]);
  });

  it('writes through a symlink whose file is not there yet', async () => {
    const world = await openSignedIn();
    await symlink('real', at(world, 'out'));
    expect(await world.run([...argv, flag, 'out'])).toMatchObject({ exitCode: 0 });
    expect(await world.names()).toEqual(['.env', 'out', 'real']);
  });
});

it.each(
  commands.filter(([name]) => name !== 'export'),
)('%s writes what is no credentials to no .env, not even a new one', async (_, flag, ...argv) => {
  const world = await openSignedIn();
  await mkdir(at(world, 'clients'));
  const run = await world.run([...argv, flag, 'clients/.env', '--force']);
  expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
  expect(run.stderrAsOneLine).toContain('a file of that name is read as credentials');
  expect(await readdir(at(world, 'clients'))).toEqual([]);
});

it.each(toStdout)('%s goes to stdout with -', async (_, flag, ...argv) => {
  const world = await openSignedIn();
  const run = await world.run([...argv, flag, '-']);
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toMatch(/^(?:\{|BEGIN:VCALENDAR|date,)/);
  expect(await world.names()).toEqual(['.env']);
});

it.each([
  'dotenv',
  'shell',
  'github',
])('%s replaces an earlier copy of the same credentials', async (format) => {
  const world = await openSignedIn();
  const command = ['export', '--format', format, '--output', 'copy.env', '--force'];
  expect(await world.run(command)).toMatchObject({ exitCode: 0 });
  const earlier = await world.text('copy.env');
  await world.put(envText(minted(world)));
  world.passDays(1);
  await world.run(['refresh']);

  expect(await world.run(command)).toMatchObject({ exitCode: 0 });
  expect(await world.text('copy.env')).not.toBe(earlier);
  const other = await world.run(['export', '--format', 'json', '--output', 'copy.env', '--force']);
  expect(other).toMatchObject({ exitCode: 0 });
});

it('no other text replaces a copy of the credentials', async () => {
  const world = await openSignedIn();
  await world.run(['export', '--format', 'dotenv', '--output', 'copy.env']);
  expect(await world.run(['remind', '--output', 'copy.env', '--force'])).toMatchObject({
    exitCode: 2,
  });
  await world.put('LINKEDIN_CLIENT_SECRET=\n', '.env.example');
  expect(await world.run(['remind', '--output', '.env.example', '--force'])).toMatchObject({
    exitCode: 0,
  });
});

describe('a reminder beside the .env', () => {
  const name = 'linkedin-renewal.ics';

  it('gives way to the next one of ours', async () => {
    const world = await openSignedIn();
    await world.run(['remind']);
    expect(await world.run(['remind'])).toMatchObject({ exitCode: 0, stdout: `${name}\n` });
  });

  it.each([
    '',
    'BEGIN:VCALENDAR\r\nUID:of-somebody-else\r\n',
  ])('is not put over %j', async (text) => {
    const world = await openSignedIn();
    await world.put(text, name);
    const run = await world.run(['remind']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(await readFile(at(world, name), 'utf8')).toBe(text);
    expect(await world.run(['remind', '--force'])).toMatchObject({ exitCode: 0 });
  });

  it('is not put over the credentials that it is a link to', async () => {
    const world = await openSignedIn();
    const before = await world.text();
    await symlink('.env', at(world, name));
    expect(await world.run(['remind', '--force'])).toMatchObject({ exitCode: 2 });
    expect(await world.text()).toBe(before);
  });
});

it.each([
  ['symbolic', (world: TestWorld) => symlink('.env', at(world, '.env.rehearsal'))],
  ['hard', (world: TestWorld) => link(at(world, '.env'), at(world, '.env.rehearsal'))],
])('a rehearsal does not write through a %s link to the credentials', async (_, prepare) => {
  const world = await openSignedIn();
  const before = await world.text();
  await prepare(world);
  const run = await world.run(['setup', '--rehearse', '--no-input']);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderrAsOneLine).toContain('it is a link to .env, which holds the credentials');
  expect(await world.text()).toBe(before);
});

it('what a killed report left beside its output is cleared away by the next one', async () => {
  const world = await openSignedIn();
  const left = 'out.0badcafe-999999999-00000001-0badcafe.tmp';
  await writeFile(at(world, left), 'half');
  await writeFile(at(world, 'out.tmp'), 'of somebody else');
  const longAgo = new Date(Date.now() - 2 * 86_400_000);
  for (const name of [left, 'out.tmp']) await utimes(at(world, name), longAgo, longAgo);
  expect(await world.run(['export', '--format', 'json', '--output', 'out'])).toMatchObject({
    exitCode: 0,
  });
  expect(await world.names()).toEqual(['.env', 'out', 'out.tmp']);
});
