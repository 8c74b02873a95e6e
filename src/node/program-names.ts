/** Which programs a shell would find, for completion: names only, nothing is started. */

import { readdir } from 'node:fs/promises';
import { delimiter, extname } from 'node:path';
import type { Env } from '../world.ts';

/** By the beginning of their names. Folders that cannot be read are passed over, as shells do. */
export async function programNames(beginning: string, env: Env): Promise<readonly string[]> {
  const folders = new Set((env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== ''));
  const lists = await Promise.all([...folders].map((folder) => readdir(folder).catch(() => [])));
  const names = lists.flat().map((name) => startedAs(name, env));
  const matching = names.filter((name) => name?.startsWith(beginning) === true);
  return [...new Set(matching as string[])].toSorted();
}

/** Windows starts `npm.cmd` as `npm`, and files with other endings not at all. */
function startedAs(name: string, env: Env): string | undefined {
  if (process.platform !== 'win32') return name;
  const endings = (env['PATHEXT'] ?? '.COM;.EXE;.BAT;.CMD').toLowerCase().split(';');
  const ending = extname(name);
  return endings.includes(ending.toLowerCase()) ? name.slice(0, -ending.length) : undefined;
}
