/** `report --output`: a file that is whole or not there, never somebody else's, and never the credentials. */

import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { ledger } from '../report/report-world.ts';
import { envText, minted } from '../support/credentials.ts';

import { openSignedIn } from '../support/signed-in.ts';
import { itWith, posix } from '../support/systems.ts';
import { openTestWorld, type TestWorld } from '../support/world.ts';

const month = { from: '2026-10-01', to: '2026-10-31' };
const asking = ['report', '--from', month.from, '--to', month.to, '--format', 'csv'];
const toFile = [...asking, '--output', 'out.csv'];
const rows = ledger(scenarios.ready, month).length;

const at = (world: TestWorld, name: string) => join(world.folder, name);
const modeOf = async (world: TestWorld, name: string) => (await stat(at(world, name))).mode & 0o777;

describe('the file', () => {
  it('is what stdout would be, whole, and says how much it is', async () => {
    const world = await openSignedIn();
    const { stdout } = await world.run(asking);
    const run = await world.run(toFile);

    expect(run).toMatchObject({ exitCode: 0, stdout: '' });
    expect(run.stderrAsOneLine).toContain(`Written: out.csv, ${rows} rows, complete.`);
    expect(await world.text('out.csv')).toBe(stdout);
    expect(await world.names()).toEqual(['.env', 'out.csv']);
  });

  it('is replaced with --force alone, and stays for whom it was', async () => {
    const world = await openSignedIn();
    await writeFile(at(world, 'out.csv'), 'precious');
    await chmod(at(world, 'out.csv'), 0o640);
    const refused = await world.run(toFile);

    expect(refused).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(refused.stderrAsOneLine).toMatch(
      /^ ?out\.csv cannot be written: it already exists\. 1\. Replace it: /,
    );
    expect(refused.stderrAsOneLine).toContain(`pectus-linkedin ${toFile.join(' ')} --force `);
    expect(await world.text('out.csv')).toBe('precious');

    expect((await world.run([...toFile, '--force'])).exitCode).toBe(0);
    expect(await world.text('out.csv')).toMatch(/^date,campaign_id,/);
    expect(await modeOf(world, 'out.csv')).toBe(0o640);
    expect(await world.names()).toEqual(['.env', 'out.csv']);
  });

  it('is not replaced when it is read-only, forced or not', async () => {
    const world = await openSignedIn();
    await writeFile(at(world, 'out.csv'), 'precious', { mode: 0o444 });
    const run = await world.run([...toFile, '--force']);

    expect(run).toMatchObject({ exitCode: 2, requests: [] });
    expect(run.stderrAsOneLine).toContain('out.csv cannot be written: it is read-only.');
    expect(await world.text('out.csv')).toBe('precious');
  });

  it('that an earlier report left unfinished is named when it is in the way', async () => {
    const world = await openSignedIn();
    await world.put('the beginning', 'out.csv.partial');
    const refused = await world.run(toFile);

    expect(refused).toMatchObject({ exitCode: 2, requests: [] });
    expect(refused.stderrAsOneLine).toContain(
      'out.csv.partial cannot be written: it already exists, left from a report that was not finished.',
    );
    expect(await world.text('out.csv.partial')).toBe('the beginning');

    expect((await world.run([...toFile, '--force'])).exitCode).toBe(0);
    expect(await world.names()).toEqual(['.env', 'out.csv']);
  });

  it('leaves nothing when the disk is full', async () => {
    const world = await openTestWorld({ setting: 'memory' });
    await world.put(envText(minted(world)));
    world.files.fail('replace', 'ENOSPC');
    const run = await world.run(toFile);

    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain('out.csv cannot be written: the disk is full.');
    expect(await world.names()).toEqual(['.env']);
  });

  it('- is stdout', async () => {
    const world = await openSignedIn();
    const { stdout } = await world.run(asking);
    expect(await world.run([...asking, '--output', '-'])).toMatchObject({ exitCode: 0, stdout });
    expect(await world.names()).toEqual(['.env']);
  });
});

describe('the credentials are nobody’s output', () => {
  it.each<[string, string, (world: TestWorld) => Promise<unknown>]>([
    ['under their own name', '.env', async () => {}],
    ['under another spelling', './x/../.env', (world) => mkdir(at(world, 'x'))],
    ['behind a symlink', 'link.csv', (world) => symlink('.env', at(world, 'link.csv'))],
    [
      'behind a symlink that leads to a symlink',
      'link.csv',
      async (world) => {
        await symlink('second', at(world, 'link.csv'));
        await symlink('.env', at(world, 'second'));
      },
    ],
    ['in a linked folder', 'here/.env', (world) => symlink('.', at(world, 'here'))],
    [
      'where an unfinished report would go',
      'out.csv',
      (world) => symlink('.env', at(world, 'out.csv.partial')),
    ],
    ['as their lock', '.env.lock', async () => {}],
  ])('%s', async (_, output, prepare) => {
    const world = await openSignedIn();
    const before = await world.text();
    await prepare(world);
    const run = await world.run([...asking, '--output', output, '--force']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toMatch(
      /cannot be written: it (holds|is the lock of) the credentials\./,
    );
    expect(await world.text()).toBe(before);
  });

  it('that another file holds are protected as well', async () => {
    const world = await openTestWorld();
    await world.put(envText(minted(world)), 'other.env');
    await symlink('other.env', at(world, 'link.csv'));
    const before = await world.text('other.env');
    const run = await world.run([
      ...[...asking, '--file', 'other.env'],
      ...['--output', 'link.csv', '--force'],
    ]);

    expect(run.exitCode).toBe(2);
    expect(await world.text('other.env')).toBe(before);
  });
});

describe('before anything is pulled, with --force as well, is refused', () => {
  it.each<[string, string, string, (world: TestWorld) => Promise<unknown>]>([
    ['no name', '', '--output "" cannot be written: it does not name a file.', async () => {}],
    ['a folder', 'x', 'x cannot be written: it is a folder.', (world) => mkdir(at(world, 'x'))],
    ['the working folder', '.', '. cannot be written: it is a folder.', async () => {}],
    ['a missing folder', 'no/x.csv', 'its folder does not exist', async () => {}],
    ['a file as a folder', '.env/x.csv', 'a part of its path is a file', async () => {}],
    ['a name too long', 'x'.repeat(256), 'its name is too long', async () => {}],
    ['a circle', 'x', 'lead in a circle', (world) => symlink('x', at(world, 'x'))],
  ])('%s', async (_, output, words, prepare) => {
    const world = await openSignedIn();
    await prepare(world);
    const before = await readdir(world.folder);
    const run = await world.run([...asking, '--output', output, '--force']);

    expect(run).toMatchObject({ exitCode: 2, stdout: '', requests: [] });
    expect(run.stderrAsOneLine).toContain(words);
    expect(run.stderrAsOneLine).toContain('(output-unwritable, exit 2)');
    expect(run.stderrAsOneLine).not.toContain('--force');
    expect(await readdir(world.folder)).toEqual(before);
  });

  itWith(posix)('what is no file', async () => {
    const world = await openSignedIn();
    execFileSync('mkfifo', [at(world, 'pipe')]);
    const run = await world.run([...asking, '--output', 'pipe', '--force']);

    expect(run).toMatchObject({ exitCode: 2, requests: [] });
    expect(run.stderrAsOneLine).toContain(
      'pipe cannot be written: it is not a file. 1. Redirect stdout to pipe instead',
    );
    expect(run.stderrAsOneLine).toContain(`pectus-linkedin ${asking.join(' ')}`);
    expect((await stat(at(world, 'pipe'))).isFIFO()).toBe(true);
  });
});

it('a folder that is missing is told with the command that makes it', async () => {
  const world = await openSignedIn();
  const run = await world.run([...asking, '--output', 'ads of 2026/out.csv']);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderrAsOneLine).toContain(
    "1. Make its folder: mkdir -p 'ads of 2026' 2. Name another place",
  );
});
