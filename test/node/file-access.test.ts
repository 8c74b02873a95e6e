/** Who may read a file: what bits and lists say, and disks that have neither. */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepsPermissionBits, readersInList } from '../../src/node/file-access.ts';
import { createFiles } from '../../src/node/files.ts';
import { itWith, root } from '../support/systems.ts';

function fileOf(mode: string, owner?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'access-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, '.env');
  writeFileSync(path, 'A=1\n');
  execFileSync('chmod', [mode, path]);
  if (owner !== undefined) execFileSync('chown', [owner, path]);
  return path;
}

describe('by its bits', () => {
  it.each([
    ['600', 'you alone'],
    ['640', 'you and its group'],
    ['644', 'others'],
    ['602', 'others'],
  ])('%s is read by %s', async (mode, readers) => {
    expect(await createFiles().readers(fileOf(mode))).toBe(readers);
  });

  itWith(root)('a file of another is not yours', async () => {
    expect(await createFiles().readers(fileOf('600', '65534'))).toBe('its owner alone');
  });

  it('one that is not there has no readers', async () => {
    expect(await createFiles().readers(join(tmpdir(), 'there-is-no-such-file'))).toBeUndefined();
  });
});

describe('a disk', () => {
  const line = (dev: string, rest: string) => `36 29 ${dev} / /mnt/c rw,noatime - ${rest}`;
  const windowsDrive = 'aname=drvfs;path=C:\\;uid=1000;gid=1000;';
  it.each([
    ['ext4', 'ext4 /dev/vda rw', true],
    ['a drive of Windows in WSL 2', `9p drvfs rw,dirsync,${windowsDrive}symlinkroot=/mnt/`, false],
    ['the same with metadata', `9p drvfs rw,${windowsDrive}metadata;symlinkroot=/mnt/`, true],
    ['a drive of Windows in WSL 1', 'drvfs C:\\134 rw,case=off', false],
    ['a folder of the host in a virtual machine', '9p share rw,trans=virtio', true],
    ['a memory stick', 'vfat /dev/sdb1 rw,fmask=0022', false],
    ['a share of Windows', 'cifs //nas/ads rw,file_mode=0755', false],
    ['ntfs-3g', 'fuseblk /dev/sda2 rw,allow_other', false],
    ['sshfs that asks the kernel', 'fuse.sshfs host: rw,default_permissions', true],
  ])('%s keeps bits: %3$s', (_, mounted, keeps) => {
    const mounts = `${line('0:5', 'proc proc rw')}\n${line('8:33', mounted)}\n`;
    expect(keepsPermissionBits(mounts, (8n << 8n) | 33n)).toBe(keeps);
  });

  it('that no mount tells of is taken for a usual one', () => {
    expect(keepsPermissionBits('', 2049n)).toBe(true);
  });
});

/** What `icacls <file> /save <list>` writes: a name, and the list in SDDL. */
describe('by a list of Windows', () => {
  const self = 'S-1-5-21-1085031214-1563985344-725345543-1001';
  const saved = (list: string) => `.env\r\n${list}\r\n`;
  it.each([
    ['alone, as icacls makes it', `D:PAI(A;;FA;;;${self})`, 'you alone'],
    ['in a home folder', `D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;${self})`, 'you alone'],
    [
      'in a folder of the drive',
      `D:AI(A;ID;FA;;;BA)(A;ID;0x1301bf;;;AU)(A;ID;0x1200a9;;;BU)`,
      'others',
    ],
    ['by another as well', `D:(A;;FA;;;${self})(A;;FR;;;S-1-5-21-1-2-3-1002)`, 'others'],
    ['denied to another', `D:(D;;FA;;;WD)(A;;FA;;;${self})`, 'you alone'],
    ['with rights for what is made in it', `D:(A;OICIIO;GA;;;CO)(A;;FA;;;${self})`, 'you alone'],
    ['on a condition', `D:(XA;;FA;;;WD;(@User.Title=="PM"))(A;;FA;;;${self})`, 'others'],
    ['by administrators only', 'D:(A;;FA;;;SY)(A;;FA;;;BA)', undefined],
    ['by nobody', 'D:P', undefined],
    ['without a list', 'D:NO_ACCESS_CONTROL', 'others'],
    ['and its audit says nothing', `D:(A;;FA;;;${self})S:(AU;SAFA;FA;;;WD)`, 'you alone'],
    ['unreadable', 'what is this', undefined],
  ])('%s', (_, list, readers) => {
    expect(readersInList(saved(list), self)).toBe(readers);
  });
});
