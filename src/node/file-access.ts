/** Who may read a file: by its permission bits, or by its access list on Windows. */

import { promises as fs, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readers } from '../world.ts';
import { orUndefined, runProgram } from './processes.ts';

export interface Permissions {
  readonly mode: number;
  readonly uid: number;
}

/** As far as the system was asked; undefined where it does not say. */
export async function readersOf(
  path: string,
  permissions: Permissions | undefined,
): Promise<Readers | undefined> {
  if (process.platform === 'win32') return await readersByAccessList(path);
  if (permissions === undefined) return undefined;
  const { mode, uid } = permissions;
  if ((mode & 0o007) !== 0) return 'others';
  const owner = uid === process.getuid?.() ? 'you' : 'its owner';
  return (mode & 0o070) === 0 ? `${owner} alone` : `${owner} and its group`;
}

// --- Linux: file systems without permission bits -----------------------------------------------------

/** By device number, as long as the process runs. */
const known = new Map<bigint, Promise<boolean>>();

/** False where the bits are the same for every file, and changing them has no effect. */
export async function hasPermissionBits(device: bigint): Promise<boolean> {
  if (process.platform !== 'linux') return process.platform !== 'win32';
  const looked = known.get(device) ?? lookUpDevice(device);
  known.set(device, looked);
  return await looked;
}

async function lookUpDevice(device: bigint): Promise<boolean> {
  return keepsPermissionBits(readMounts(), device);
}

/** At once: the promises of `node:fs` take longer to load than this takes. */
function readMounts(): string {
  return orUndefined(() => readFileSync('/proc/self/mountinfo', 'utf8')) ?? '';
}

/** proc_pid_mountinfo(5): `major:minor` is the third field; the type and its options follow a dash. */
function mountOf(mounts: string, device: bigint) {
  const major = ((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn);
  const minor = (device & 0xffn) | ((device >> 12n) & ~0xffn);
  const line = mounts.split('\n').find((one) => one.split(' ')[2] === `${major}:${minor}`);
  const [type = '', , options = ''] = (line?.split(' - ')[1] ?? '').split(' ');
  return { type, options, isWindowsDrive: type === 'drvfs' || options.includes('aname=drvfs') };
}

export function keepsPermissionBits(mounts: string, device: bigint): boolean {
  const { type, options, isWindowsDrive } = mountOf(mounts, device);
  if (isWindowsDrive) return /\bmetadata\b/.test(options);
  // The kernel asks the program behind the file system instead of the bits.
  if (type.startsWith('fuse')) return /\bdefault_permissions\b/.test(options);
  return !/^(?:vfat|msdos|exfat|ntfs3?|cifs|smb3|vboxsf|prl_fs|hfs)$/.test(type);
}

/** Of the disk at the path: whether it is Windows that has it, WSL's `/mnt/c` included. */
export async function isOnWindows(path: string): Promise<boolean> {
  if (process.platform !== 'linux') return process.platform === 'win32';
  const found = await fs.stat(path, { bigint: true }).catch(() => undefined);
  return found !== undefined && mountOf(readMounts(), found.dev).isWindowsDrive;
}

// --- Windows -----------------------------------------------------------------------------------------

/** `icacls` writes identities, where its screen has names in the language of the system. */
async function readersByAccessList(path: string): Promise<Readers | undefined> {
  const env = process.env;
  const folder = await fs.mkdtemp(join(tmpdir(), 'pectus-access-')).catch(() => undefined);
  if (folder === undefined) return undefined;
  const saved = join(folder, 'list');
  try {
    const [self] = await Promise.all([
      runProgram({ program: 'whoami', args: ['/user', '/fo', 'csv', '/nh'], env }),
      runProgram({ program: 'icacls', args: [resolve(path), '/save', saved, '/q'], env }),
    ]);
    const sid = /S-1-[\d-]+/.exec(self?.stdout ?? '')?.[0];
    const list = await fs.readFile(saved, 'utf16le').catch(() => undefined);
    return sid === undefined || list === undefined ? undefined : readersInList(list, sid);
  } finally {
    await fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Who can read every file anyway: the system, its administrators and those of the domain. */
const administrators = /^(?:SY|BA|DA|EA|S-1-5-18|S-1-5-32-544)$/;
/** Who made the file, where the entry stands for that. */
const ownerRights = /^(?:OW|CO|S-1-3-[04])$/;

/**
 * Of a list in Microsoft's security descriptor definition language: `D:AI(A;ID;FA;;;SY)(…)`, an entry being type,
 * flags, rights, two identifiers of objects, and whom it is about. Without a list anybody may do anything.
 */
export function readersInList(text: string, self: string): Readers | undefined {
  const list = /D:(?!NO_ACCESS_CONTROL)(.*?)(?:S:|$)/m.exec(text)?.[1];
  if (list === undefined) return /[OG]:|NO_ACCESS_CONTROL/.test(text) ? 'others' : undefined;
  const entries = Array.from(list.matchAll(/\((\w+);(\w*);[^;]*;[^;]*;[^;]*;([^;)]+)/g));
  const allowed = entries
    // `IO` is for what is made in a folder.
    .filter(([, type = '', flags = '']) => /A$/.test(type) && !/^(?:\w\w)*IO/.test(flags))
    .map(([, , , who = '']) => who);
  const others = allowed.filter(
    (who) => who !== self && !administrators.test(who) && !ownerRights.test(who),
  );
  if (others.length > 0) return 'others';
  return allowed.includes(self) ? 'you alone' : undefined;
}
