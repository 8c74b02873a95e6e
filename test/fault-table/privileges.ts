/**
 * Where the suite runs as root, the program must not: rights would mean nothing, and a program with a fault could
 * replace the machine's own devices.
 */

import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const isRoot = process.getuid?.() === 0;

/** The user and the group `nobody` of every Linux. */
export const nobody = 65_534;

/** A copy of the built program that everybody can read, and that no build changes meanwhile. */
export function copyProgram(from: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'pectus-faults-program-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  for (const name of ['bin', 'dist', 'package.json']) {
    cpSync(join(from, name), join(folder, name), { recursive: true });
  }
  openToAll(folder);
  return join(folder, 'bin', 'pectus-linkedin.js');
}

export function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
}

/** Everything below the folder, links themselves and not what they lead to. */
export function giveToNobody(folder: string): void {
  if (isRoot) execFileSync('chown', ['-hR', `${nobody}:${nobody}`, folder]);
}

const devices = { null: '3', full: '7', zero: '5' } as const;
export type Device = keyof typeof devices;

/** A device of the suite's own where one can be made; otherwise a link to the machine's, which root alone can replace. */
export function deviceIn(folder: string, name: Device): string {
  const path = join(folder, name);
  if (isRoot) execFileSync('mknod', ['-m', '666', path, 'c', '1', devices[name]]);
  else symlinkSync(`/dev/${name}`, path);
  return path;
}
