/** Stands in for the operator's browser: a script that the system starts and that only notes the addresses. */

import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { followStartPage } from './browser.ts';

export interface AddressNotes {
  /** What the program needs in its environment to find the script. */
  readonly environment: Readonly<Record<string, string>>;
  /** All addresses so far; each is where the browser ended. */
  visits(): Promise<readonly string[]>;
  /** Resolves with the first address that holds the text, or with a later one by its number. */
  opened(part: string, number?: number): Promise<URL>;
}

/** Linux starts what BROWSER names, once no installed browser can be found; macOS looks for `open`. */
export async function noteAddresses(): Promise<AddressNotes> {
  // Not in the working folder, in which only the program writes.
  const folder = await mkdtemp(join(tmpdir(), 'pectus-browser-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const program = join(folder, 'open');
  const notes = join(folder, 'visits');
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' "$1" >> '${notes}'\n`);
  await chmod(program, 0o755);
  const followed = new Map<string, Promise<string>>();
  const follow = (address: string) => {
    const known =
      followed.get(address) ?? followStartPage(new URL(address)).then(({ href }) => href);
    followed.set(address, known);
    return known;
  };
  const visits = async () => {
    const noted = await readFile(notes, 'utf8').catch(() => '');
    return await Promise.all(noted.split('\n').filter(Boolean).map(follow));
  };
  return {
    environment: {
      PATH: `${folder}${delimiter}${process.env['PATH'] ?? '/usr/bin:/bin'}`,
      DISPLAY: ':9',
      BROWSER: program,
      XDG_DATA_DIRS: folder,
      XDG_CONFIG_DIRS: folder,
    },
    visits,
    async opened(part, number = 1) {
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
        const address = (await visits()).filter((one) => one.includes(part))[number - 1];
        if (address !== undefined) return new URL(address);
      }
      throw new Error(`no address with ${part} was opened`);
    },
  };
}
