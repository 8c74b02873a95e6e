/** The part of cross-spawn, which ships no types, that `run` uses: it finds and starts scripts as cmd does. */

declare module 'cross-spawn' {
  export const spawn: typeof import('node:child_process').spawn;
}
