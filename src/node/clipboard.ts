/** The clipboard, by a program of the system's. */

import type { Env } from '../world.ts';
import { feedProgram } from './processes.ts';

/**
 * True once a program has taken the text. The terminal is asked as well (OSC 52, which also crosses SSH), but
 * never says whether it did.
 */
export async function copyText(text: string, env: Env): Promise<boolean> {
  process.stderr.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u0007`);
  for (const [program, ...args] of programsIn(env)) {
    // clip.exe takes bytes for the console's code page unless a mark says otherwise.
    const input = program === 'clip.exe' ? Buffer.from(`\ufeff${text}`, 'utf16le') : text;
    // pbcopy takes them for MacRoman without it.
    const variables = { LC_CTYPE: 'UTF-8' };
    if (await feedProgram({ program, args, env, input, variables })) return true;
  }
  return false;
}

type CommandLine = readonly [program: string, ...args: string[]];

function programsIn(env: Env): readonly CommandLine[] {
  if (process.platform === 'darwin') return [['pbcopy']];
  if (process.platform === 'win32' || env['WSL_DISTRO_NAME']) return [['clip.exe']];
  const wayland: readonly CommandLine[] = env['WAYLAND_DISPLAY'] ? [['wl-copy']] : [];
  const x11: readonly CommandLine[] = env['DISPLAY']
    ? [
        ['xclip', '-selection', 'clipboard'],
        ['xsel', '--clipboard', '--input'],
      ]
    : [];
  return [...wayland, ...x11];
}
