/** Files in memory, where any call can be made to fail as the system would; and files in a folder of the disk. */

import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { createFiles } from '../../src/node/files.ts';
import type { Files } from '../../src/world.ts';

export interface MemoryFiles extends Files {
  /** Puts a file there, as somebody else would. */
  put(path: string, content: string | Uint8Array, mode?: number): void;
  text(path: string): string | undefined;
  mode(path: string): number | undefined;
  /** All paths in use, sorted. */
  paths(): readonly string[];
  /** From now on the call fails with this code of the system (ENOSPC, EROFS, EACCES, …), for every path or `only` one. */
  fail(call: keyof Files, code: string, only?: string): void;
  /** All calls work again. */
  mend(): void;
}

interface MemoryFile {
  readonly content: Uint8Array;
  readonly mode: number;
  readonly modifiedAt: Date;
}

export function memoryFiles(
  start: Readonly<Record<string, string>> = {},
  now: () => Date = () => new Date(0),
): MemoryFiles {
  const stored = new Map<string, MemoryFile>();
  const failing = new Map<keyof Files, { readonly code: string; readonly only?: string }>();

  function put(path: string, content: string | Uint8Array, mode = 0o600): void {
    stored.set(path, { content: Buffer.from(content), mode, modifiedAt: now() });
  }
  function refuse(call: keyof Files, path: string): void {
    const { code, only = path } = failing.get(call) ?? {};
    if (code !== undefined && only === path) throw systemError(code, call, path);
  }
  for (const [path, text] of Object.entries(start)) put(path, text);

  return {
    put,
    text: (path) => stored.get(path)?.content.toString(),
    mode: (path) => stored.get(path)?.mode,
    paths: () => [...stored.keys()].sort(),
    fail: (call, code, only) => void failing.set(call, { code, ...(only && { only }) }),
    mend: () => failing.clear(),

    async read(path) {
      refuse('read', path);
      return stored.get(path)?.content;
    },
    async stat(path) {
      refuse('stat', path);
      const file = stored.get(path);
      if (file === undefined) return undefined;
      const { mode, modifiedAt } = file;
      const isReadOnly = (mode & 0o222) === 0;
      return { kind: 'file', mode, isReadOnly, modifiedAt, identity: path };
    },
    async readers(path) {
      const { mode } = stored.get(path) ?? {};
      if (mode === undefined) return undefined;
      if ((mode & 0o007) !== 0) return 'others';
      return (mode & 0o070) === 0 ? 'you alone' : 'you and its group';
    },
    async lstat(path) {
      refuse('lstat', path);
      const file = stored.get(path);
      return file && { kind: 'file', size: file.content.length, modifiedAt: file.modifiedAt };
    },
    startHeartbeat: () => async () => {},
    async realPath(path) {
      refuse('realPath', path);
      return path;
    },
    async readStable(path) {
      refuse('read', path);
      return stored.get(path)?.content;
    },
    async assertWritable(path) {
      refuse('assertWritable', path);
    },
    async replace(path, contentOf) {
      refuse('replace', path);
      const content = contentOf(stored.get(path)?.content);
      if (content === undefined) throw systemError('KEEPS_CHANGING', 'replace', path);
      const mode = stored.get(path)?.mode ?? 0o600;
      put(path, content, mode & 0o770);
    },
    removeLeftovers: async () => {},
    async openTemporary(path) {
      refuse('openTemporary', path);
      let drafted = '';
      return {
        async write(text) {
          refuse('replace', path);
          drafted += text;
        },
        rename: async (name) => put(name, drafted),
        discard: async () => {},
      };
    },
    async create(path, text) {
      refuse('create', path);
      if (stored.has(path)) return false;
      put(path, text);
      return true;
    },
    async remove(path) {
      refuse('remove', path);
      stored.delete(path);
    },
    async chmod(path, mode) {
      refuse('chmod', path);
      const file = stored.get(path);
      if (file === undefined) throw systemError('ENOENT', 'chmod', path);
      stored.set(path, { ...file, mode });
    },
  };
}

function systemError(code: string, call: string, path: string): Error {
  return Object.assign(new Error(`${code}: made to fail, ${call} '${path}'`), { code });
}

/** The working folder of the program, without moving the whole process there. */
function filesIn(folder: string): Files {
  const disk = createFiles();
  const at = (path: string) => resolve(folder, path);
  return {
    read: (path) => disk.read(at(path)),
    stat: (path) => disk.stat(at(path)),
    readers: (path) => disk.readers(at(path)),
    lstat: (path) => disk.lstat(at(path)),
    startHeartbeat: (path) => disk.startHeartbeat(at(path)),
    realPath: (path) => disk.realPath(at(path)),
    readStable: (path) => disk.readStable(at(path)),
    assertWritable: (path) => disk.assertWritable(at(path)),
    removeLeftovers: (path, as) => disk.removeLeftovers(at(path), as),
    replace: (path, contentOf) => disk.replace(at(path), contentOf),
    openTemporary: async (path, draftOptions) => {
      const temporary = await disk.openTemporary(at(path), draftOptions);
      return { ...temporary, rename: (name, as) => temporary.rename(at(name), as) };
    },
    create: (path, text) => disk.create(at(path), text),
    remove: (path) => disk.remove(at(path)),
    chmod: (path, mode) => disk.chmod(at(path), mode),
  };
}

/** What a test does with the files of a world. */
export interface Storage {
  /** Of the disk; empty in memory. */
  readonly folder: string;
  readonly files: Files;
  /** The bytes as text, of the `.env` when no other is named; undefined when there is none. */
  text(name?: string): Promise<string | undefined>;
  put(text: string, name?: string): Promise<void>;
  /** All files in the folder. */
  names(): Promise<readonly string[]>;
}

export function openMemory(now: () => Date): Storage {
  const files = memoryFiles({}, now);
  return {
    files,
    folder: '',
    text: async (name = '.env') => files.text(name),
    put: async (text, name = '.env') => files.put(name, text),
    names: async () => files.paths(),
  };
}

/** A folder of its own on the disk, until the test is over. */
export async function openFolder(): Promise<Storage> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-world-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const files = filesIn(folder);
  return {
    files,
    folder,
    async text(name = '.env') {
      const content = await files.read(name);
      return content && Buffer.from(content).toString();
    },
    put: (text, name = '.env') => writeFile(join(folder, name), text, { mode: 0o600 }),
    names: async () => (await readdir(folder)).sort(),
  };
}
