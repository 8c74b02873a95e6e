/** Reading that ends, whatever stands at the path, and whoever is writing it. */

import { execFileSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFiles } from '../../src/node/files.ts';
import { describeWith, posix } from '../support/systems.ts';

const files = createFiles();

let folder: string;
let path: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'file-reading-')));
  path = join(folder, '.env');
});
afterEach(() => rmSync(folder, { recursive: true }));

const text = (content: Uint8Array | undefined) => content && Buffer.from(content).toString();

describeWith(posix)('a pipe', () => {
  beforeEach(() => void execFileSync('mkfifo', [path]));

  it('is read to its end, however slowly it comes', async () => {
    const reading = files.readStable(path);
    const writer = await open(path, 'w');
    for (const piece of ['A=1\n', 'B=2\n']) {
      await wait(100);
      await writer.write(piece);
    }
    await writer.close();
    expect(text(await reading)).toBe('A=1\nB=2\n');
  });

  // The limit is 5 seconds of silence.
  it('that is silent is given up within seconds', { timeout: 15_000 }, async () => {
    await expect(files.read(path)).rejects.toMatchObject({ code: 'PIPE_SILENT' });
  });

  it('is given up at once on Ctrl-C', async () => {
    const interruption = new AbortController();
    const reading = createFiles(interruption.signal).read(path);
    await wait(50);
    interruption.abort(new Error('Ctrl-C'));
    await expect(reading).rejects.toThrow('Ctrl-C');
  });

  it('is not opened for writing', async () => {
    expect(await files.stat(path)).toMatchObject({ kind: 'other' });
  });
});

describeWith(posix)('what is no file', () => {
  it('is refused when it is a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    await expect(files.readStable(path)).rejects.toMatchObject({ code: 'NOT_A_FILE' });
    server.close();
  });

  it('is refused when it is a device, but the one that is empty', async () => {
    await expect(files.readStable('/dev/zero')).rejects.toMatchObject({ code: 'NOT_A_FILE' });
    expect(await files.readStable('/dev/null')).toHaveLength(0);
  });
});

it('a file without end is refused', async () => {
  writeFileSync(path, '');
  truncateSync(path, 10_000_000_000);
  await expect(files.read(path)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  await expect(files.readStable(path)).rejects.toMatchObject({ code: 'TOO_LARGE' });
});

it('a file that an editor has emptied is read once it is written', async () => {
  writeFileSync(path, '');
  const reading = files.readStable(path);
  await wait(60);
  writeFileSync(path, 'A=1\n');
  expect(text(await reading)).toBe('A=1\n');
});

it('a file that is written line by line is read once it is whole', async () => {
  const lines = Array.from({ length: 10 }, (_, index) => `KEY_${index}=1\n`);
  const writer = openSync(path, 'w');
  writeSync(writer, lines[0] ?? '');
  const reading = files.readStable(path);
  for (const line of lines.slice(1)) {
    await wait(2);
    writeSync(writer, line);
  }
  closeSync(writer);
  expect(text(await reading)).toBe(lines.join(''));
});

it('a file that is empty is empty', async () => {
  writeFileSync(path, '');
  expect(await files.readStable(path)).toHaveLength(0);
});
