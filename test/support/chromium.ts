/** Finds a Chromium on this machine for the tests that look at pages with a real browser. */

import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

const onPath = (name: string) =>
  (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name));

const candidates = [
  process.env['CHROMIUM_PATH'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  ...onPath('google-chrome'),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const chromium: string | undefined = candidates.find(isExecutable);

/** For playwright's `launch`: nothing that would call home. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Skips out loud where there is no Chromium; in CI that is a failure. */
export function describeWithChromium(name: string, body: (executablePath: string) => void): void {
  if (chromium !== undefined) {
    const executablePath = chromium;
    describe(name, () => body(executablePath));
    return;
  }
  const missing = 'no Chromium here: set CHROMIUM_PATH to the program';
  describe(name, () => {
    it('is looked at with a real browser', (test) => {
      if (process.env['CI'] !== undefined) throw new Error(missing);
      console.warn(`${name}: skipped, ${missing}`);
      test.skip(missing);
    });
  });
}

function isExecutable(path: string): boolean {
  if (path === '') return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
