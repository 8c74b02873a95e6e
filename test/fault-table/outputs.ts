/** Where `--output` must not write, or cannot. */

import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Command, exportFile, remind, report } from './commands.ts';
import type { Fault } from './fault.ts';
import { addFlags, type Place } from './place.ts';
import { deviceIn } from './privileges.ts';

const exporting: Command = { ...exportFile, args: ['export', '--format', 'shell'], makes: [] };
const reminding: Command = { ...remind, name: 'remind --output', makes: [] };
const reporting: Command = { ...report, name: 'report --output', args: ['report', '--from', '7d'] };
const writersOfOutput = [exporting, reminding, reporting];

interface Target {
  /** Below the working directory. */
  readonly path: string;
  readonly put?: (path: string, place: Place) => unknown;
  readonly exits?: readonly number[];
}

const kept = 'mine, kept by hand\n';

const targets: Readonly<Record<string, Target>> = {
  'a folder': { path: 'out', put: (path) => mkdirSync(path) },
  'a named pipe': { path: 'out.csv', put: (path) => execFileSync('mkfifo', [path]) },
  'a device that is full': { path: '../full', put: (_, { outside }) => deviceIn(outside, 'full') },
  'a device that takes all': {
    path: '../null',
    put: (_, { outside }) => deviceIn(outside, 'null'),
  },
  'a link to a device': {
    path: 'out.csv',
    put: (path, { outside }) => {
      deviceIn(outside, 'null');
      symlinkSync('../null', path);
    },
  },
  'the .env': { path: '.env' },
  'the .env by another way': { path: '../work/.env' },
  'a link to the .env': { path: 'out.csv', put: (path) => symlinkSync('.env', path) },
  'the lock': { path: '.env.lock', exits: [0, 2] },
  'a file that is there': { path: 'out.csv', put: (path) => writeFileSync(path, kept) },
  'a folder that is not there': { path: 'nowhere/out.csv', exits: [0, 2] },
  'below a file': {
    path: 'file/out.csv',
    put: (_, { folder }) => writeFileSync(join(folder, 'file'), kept),
  },
  'an empty name': { path: '' },
  'a name that is too long': { path: `${'x'.repeat(300)}.csv` },
  'a dangling link': {
    path: 'out.csv',
    put: (path) => symlinkSync('nowhere/x', path),
    exits: [0, 2],
  },
};

const devices = new Set(['../full', '../null']);

const kinds = Object.entries(targets).flatMap(([name, { path, put, exits = [2] }]) =>
  ([[], ['--force']] as const).map(
    (force): Fault => ({
      area: 'output',
      name: `${name}${force.length > 0 ? ', --force' : ''}`,
      commands: force.length > 0 ? [reporting] : writersOfOutput,
      arrange: (place) => {
        put?.(join(place.folder, path), place);
        place.litter.add(path.split('/')[0] ?? '').add('out.csv.partial');
        addFlags(place, '--output', path, ...force);
      },
      expected: {
        exits: force.length > 0 && name === 'a file that is there' ? [0] : exits,
        file: 'unchanged',
        after: ({ folder }) => damage(folder, path, force.length > 0),
      },
    }),
  ),
);

function damage(folder: string, path: string, forced: boolean): string | undefined {
  const target = join(folder, path);
  if (devices.has(path)) {
    return statSync(target).isCharacterDevice() ? undefined : 'the device is none any more';
  }
  if (!forced && existsSync(target) && lstatSync(target).isFile() && path === 'out.csv') {
    return readFileSync(target, 'utf8') === kept ? undefined : 'the file that was there is gone';
  }
  return undefined;
}

export const outputFaults: readonly Fault[] = kinds;
