/** The clipboard of this machine, by the program that each system has for it. */

import type { Env } from '../world.ts';
import { feedProgram } from './processes.ts';

/** True once a program has taken the text. */
export async function copyToClipboard(
  text: string,
  env: Env,
  platform: NodeJS.Platform = process.platform,
): Promise<boolean> {
  for (const [program, ...args] of programsIn(env, platform)) {
    // clip.exe takes bytes for the console's code page unless a mark says otherwise.
    const input = program === 'clip.exe' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text;
    // pbcopy takes them for MacRoman without it.
    const variables = { LC_CTYPE: 'UTF-8' };
    if (await feedProgram({ program, args, env, input, variables })) return true;
  }
  return false;
}

type CommandLine = readonly [program: string, ...args: string[]];

function programsIn(env: Env, platform: NodeJS.Platform): readonly CommandLine[] {
  if (platform === 'darwin') return [['pbcopy']];
  if (platform === 'win32' || env['WSL_DISTRO_NAME']) return [['clip.exe']];
  const wayland: readonly CommandLine[] = env['WAYLAND_DISPLAY'] ? [['wl-copy']] : [];
  const x11: readonly CommandLine[] = env['DISPLAY']
    ? [
        ['xclip', '-selection', 'clipboard'],
        ['xsel', '--clipboard', '--input'],
      ]
    : [];
  return [...wayland, ...x11];
}
