/** The program that opens the browser: which one, and what it is told. */

import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decide, followStartPage } from '../support/browser.ts';
import { buildOnce } from '../support/build.ts';
import { appKeys } from '../support/credentials.ts';

import { openProcessWorld, type ProcessWorld } from '../support/process.ts';

beforeAll(buildOnce);

/** A program that notes what it was started with. */
async function noting(world: ProcessWorld, name = 'helper'): Promise<string> {
  const path = join(world.folder, name);
  await mkdir(join(path, '..'), { recursive: true });
  const note = `printf '%s\\n' "$@" > '${path}.args'; env > '${path}.env'`;
  await writeFile(path, `#!/bin/sh\n${note}\n`);
  await chmod(path, 0o755);
  return path;
}

async function noted(path: string): Promise<string> {
  for (let tries = 0; tries < 400; tries += 1) {
    const text = await readFile(`${path}.env`, 'utf8').catch(() => '');
    if (text !== '') return await readFile(`${path}.args`, 'utf8');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('nothing was opened');
}

/** Without a screen, and with nobody to ask. */
function signIn(world: ProcessWorld, environment: Readonly<Record<string, string | undefined>>) {
  const args = [...world.setup, '--no-input', '--ad-account', '512345678', '--timeout', '20'];
  const secrets = {
    HTTPS_PROXY: 'http://ada:pass-word@127.0.0.1:9',
    NODE_OPTIONS: '--no-warnings',
  };
  const given = { ...appKeys, ...secrets, NO_PROXY: '127.0.0.1', DISPLAY: undefined };
  return world.start(args, { environment: { ...given, ...environment } });
}

describe('the program that opens the browser', () => {
  it('is told neither secrets nor the state of the sign-in, and leads to the consent', async () => {
    const world = await openProcessWorld();
    const helper = await noting(world);
    const child = signIn(world, { BROWSER: helper });

    const told = (await noted(helper)).trim();
    expect(told).toMatch(/^http:\/\/localhost:\d+\/start-[\w-]{22}$/);
    const environment = await readFile(`${helper}.env`, 'utf8');
    for (const secret of [...Object.values(appKeys), 'LINKEDIN_', 'pass-word', 'NODE_OPTIONS']) {
      expect(environment).not.toContain(secret);
    }
    expect(environment).toContain(`HOME=${world.folder}`);

    const consent = await followStartPage(new URL(told));
    expect(consent.searchParams.get('state')).toMatch(/^[\w-]{43}$/);
    await decide(consent, 'allow');
    expect((await child.ended).exitCode).toBe(0);
  });

  it.each<[string, (helper: string) => string, RegExp]>([
    ['a path', (helper) => helper, /^http:\S+\n$/],
    ['a path and options', (helper) => `${helper} --new 'a b'`, /^--new\na b\nhttp:\S+\n$/],
    ['a place for the address', (helper) => `${helper} --url=%s -x`, /^--url=http:\S+\n-x\n$/],
    ['a list', (helper) => `/nowhere/firefox:/bin/false:${helper}`, /^http:\S+\n$/],
    ['a path with spaces', (helper) => helper.replace(/helper$/, 'my helper'), /^http:\S+\n$/],
  ])('is what BROWSER names, also without a screen and over SSH: %s', async (_, name, expected) => {
    const world = await openProcessWorld();
    const [helper, spaced] = [await noting(world), await noting(world, 'my helper')];
    const BROWSER = name(helper);
    const environment = { BROWSER, SSH_CONNECTION: '192.0.2.1 5000 192.0.2.2 22' };
    const child = signIn(world, environment);
    expect(await noted(BROWSER.endsWith('my helper') ? spaced : helper)).toMatch(expected);
    const { stderr } = { stderr: await child.saidOnStderr(/Opening your browser/) };
    expect(stderr).toBeDefined();
  });

  it.each([
    'none',
    '',
    './helper',
    'no-such-browser',
    '/bin/false',
  ])('is none with BROWSER=%s', async (BROWSER) => {
    const world = await openProcessWorld();
    await noting(world);
    const child = signIn(world, { BROWSER });
    await child.saidOnStderr(/There is no browser here|No browser could be started/);
  });
});
