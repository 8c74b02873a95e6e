/** The door to the browser: whether one can appear before the operator, and opening it. */

import { once } from 'node:events';
import type { Browser, Env } from './world.ts';

export function openBrowser(env: Env): Browser {
  return {
    available: available(env),
    async open(url) {
      try {
        const { default: open } = await import('open');
        const child = await open(url.href);
        child.on('error', () => {});
        // xdg-open tells within moments that it found no browser; a started browser stays silent.
        const early = new AbortController();
        const failed = once(child, 'exit', { signal: early.signal }).then(
          ([code]) => code !== 0 && code !== null,
          (error: Error) => error.name !== 'AbortError',
        );
        const timer = setTimeout(() => early.abort(), 1_000);
        const result = await failed;
        clearTimeout(timer);
        child.unref();
        return !result;
      } catch {
        return false;
      }
    },
  };
}

/** `open` brings its own xdg-open along, so the question is whether there is a screen to show it on. */
function available(env: Env): boolean {
  if (env['CI'] || env['SSH_CONNECTION']) return false;
  if (process.platform !== 'linux') return true;
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'] || env['WSL_DISTRO_NAME']);
}
