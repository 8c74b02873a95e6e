/** The line by which git ignores a file of credentials, its lock and its drafts: in the `.gitignore` beside it. */

import { basename, dirname, join } from 'node:path';
import type { World } from '../world.ts';

/** gitignore(5): a leading slash ties it to the folder, and a backslash makes a character stand for itself. */
export function ignoreLine(path: string): string {
  return `/${basename(path).replace(/[\\*?[]/g, '\\$&')}*`;
}

/** Where it goes, and what is there now; undefined where a line of text cannot be added to that. */
export async function findIgnoreFile(envFile: string, { files }: Pick<World, 'files'>) {
  const path = join(dirname(await files.realPath(envFile)), '.gitignore');
  const kind = (await files.lstat(path).catch(() => undefined))?.kind;
  // git follows no link there.
  if (kind !== undefined && kind !== 'file') return { path, text: undefined };
  const content = await files.read(path).catch(() => null);
  if (content === null) return { path, text: undefined };
  return { path, text: content === undefined ? '' : textOf(content) };
}

function textOf(content: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    // In UTF-16 each letter of ASCII comes with one.
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** The line at the end, with the line ends that are there. */
export function withIgnoreLine(text: string, line: string): string {
  const end = /\r\n/.test(text) ? '\r\n' : '\n';
  const gap = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${gap}${line}${end}`;
}
