/** The door for the host product: one token for many callers and many processes, and no terminal code. */

import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { freshAccess, isFault } from '../src/index.ts';
import { buildOnce, root } from './support/build.ts';
import { grants, type Host, openHost } from './support/host.ts';

beforeAll(buildOnce);

describe('freshAccess', () => {
  it('gives the token of the file, without a request, while it has an hour', async () => {
    const host = await openHost();
    const { LINKEDIN_ACCESS_TOKEN: token, ...values } = await host.values();
    const access = await freshAccess({ envFile: host.envFile });
    expect({ ...access, accessToken: access.accessToken.reveal() }).toEqual({
      accessToken: token,
      expiresAt: new Date(values['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'] ?? ''),
    });
    expect(grants(host)).toEqual([]);
  });

  it('asks LinkedIn once for thirty callers who find it expired, and never for those who come after', async () => {
    const host = await openHost({ daysAgo: 61 });
    const { envFile } = host;
    const all = await Promise.all(Array.from({ length: 30 }, () => freshAccess({ envFile })));
    const after = await freshAccess({ envFile });

    const { LINKEDIN_ACCESS_TOKEN: token } = await host.values();
    const given = [...all, after].map(({ accessToken }) => accessToken.reveal());
    expect(new Set(given)).toEqual(new Set([token]));
    expect(grants(host)).toEqual(['refresh_token']);
    expect(await readdir(host.folder)).toEqual(['.env']);
  });

  it('renews each file for itself', async () => {
    const [one, other] = [await openHost({ daysAgo: 61 }), await openHost({ daysAgo: 61 })];
    const files = [one, other, one].map(({ envFile }) => freshAccess({ envFile }));
    const tokens = (await Promise.all(files)).map(({ accessToken }) => accessToken.reveal());
    expect(tokens).toEqual(
      [await one.values(), await other.values(), await one.values()].map(
        (values) => values['LINKEDIN_ACCESS_TOKEN'],
      ),
    );
    expect(grants(other)).toEqual(['refresh_token', 'refresh_token']);
  });

  it('tells all callers what stopped the renewal, and tries again for the next one', async () => {
    const host = await openHost({ daysAgo: 366 });
    const before = await readFile(host.envFile, 'utf8');
    const ask = () => freshAccess({ envFile: host.envFile }).catch((error: unknown) => error);
    const errors = [...(await Promise.all([ask(), ask(), ask()])), await ask()];
    for (const error of errors) expect(isFault(error, 'refresh-token-rejected')).toBe(true);
    // LinkedIn is asked about the token first: all that this clock calls over may be alive.
    const minted = grants(host).filter((grant) => grant !== undefined);
    expect(minted).toEqual(['refresh_token', 'refresh_token']);
    expect(await readFile(host.envFile, 'utf8')).toBe(before);
  });
});

describe('a caller of freshAccess who is aborted', () => {
  const reason = new Error('the request was closed');

  /** Two callers who wait for the same renewal; one of them is aborted before LinkedIn answers. */
  async function abortedWhileWaiting(whose: 'first' | 'second') {
    let answer: () => void = () => {};
    const pause = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { envFile } = await openHost({ daysAgo: 61 }, async () => void (await pause));
    const { signal, abort } = abortion();
    const first = outcome(freshAccess({ envFile, ...(whose === 'first' && { signal }) }));
    const second = outcome(freshAccess({ envFile, ...(whose === 'second' && { signal }) }));
    abort(reason);
    const aborted = whose === 'first' ? first : second;
    const settled = await Promise.race([aborted, later('it waits on')]);
    answer();
    return { settled, other: await (whose === 'first' ? second : first) };
  }

  it.each(['first', 'second'] as const)('the %s one, waits no longer', async (whose) => {
    expect((await abortedWhileWaiting(whose)).settled).toBe(reason);
  });

  it.each(['first', 'second'] as const)('the %s one, takes nobody along', async (whose) => {
    expect((await abortedWhileWaiting(whose)).other).toBe('a token');
  });
});

function abortion() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}

async function outcome(access: ReturnType<typeof freshAccess>): Promise<unknown> {
  return await access.then(
    () => 'a token',
    (error: unknown) => error,
  );
}

async function later<T>(value: T): Promise<T> {
  return await new Promise((resolve) => setTimeout(resolve, 2_000, value));
}

// --- the built door ------------------------------------------------------------------------------------

const door = pathToFileURL(join(root, 'dist/index.js')).href;

/** A host of its own that imports the built door; returns what it prints. */
async function hosted({ folder, environment }: Host, script: string, more = {}): Promise<string> {
  const code = `import { freshAccess, load, verify } from ${JSON.stringify(door)};\n${script}`;
  const args = ['--input-type=module', '-e', code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: { ...environment, ...more },
  });
  expect(stderr).toBe('');
  return stdout;
}

describe('the built door', () => {
  it('lets one of many processes with many callers renew, and the others read its result', async () => {
    const host = await openHost({ daysAgo: 61 });
    const script = `const all = await Promise.all(Array.from({ length: 5 }, () => freshAccess()));
      console.log(all.map(({ accessToken }) => accessToken.reveal()).join());`;
    const printed = await Promise.all(Array.from({ length: 8 }, () => hosted(host, script)));

    const { LINKEDIN_ACCESS_TOKEN: token } = await host.values();
    expect(new Set(printed)).toEqual(new Set([`${Array(5).fill(token).join()}\n`]));
    expect(grants(host)).toEqual(['refresh_token']);
    expect(await readdir(host.folder)).toEqual(['.env']);
  });

  it('brings no host down when a caller has left before the renewal fails', async () => {
    const host = await openHost({ daysAgo: 366 });
    const script = `const signal = AbortSignal.abort(new Error('the caller has left'));
      await freshAccess({ signal }).catch(({ message }) => console.log(message));`;
    expect(await hosted(host, script)).toBe('the caller has left\n');
  });

  it('loads no code for command lines, questions and browsers, whatever is asked of it', async () => {
    const host = await openHost({ daysAgo: 61 });
    const NODE_V8_COVERAGE = join(host.folder, 'coverage');
    await hosted(host, 'await freshAccess(); await load(); await verify();', { NODE_V8_COVERAGE });

    const loaded = await sourcesIn(NODE_V8_COVERAGE);
    const all = await sourcesBelow(join(root, 'dist'));
    // Words that minifying leaves: errors of commander and of Inquirer, the program that `open` starts.
    for (const word of ['CommanderError', 'ExitPromptError', 'xdg-open']) {
      expect({ word, loaded: loaded.includes(word), there: all.includes(word) }).toEqual({
        word,
        loaded: false,
        there: true,
      });
    }
    expect(loaded).toContain('refresh-token-rejected');
  });
});

/** Everything of ours that the process has loaded. */
async function sourcesIn(coverage: string): Promise<string> {
  const reports = (await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8'));
  const urls = (await Promise.all(reports)).flatMap((report) =>
    (JSON.parse(report) as { result: readonly { url: string }[] }).result.map(({ url }) => url),
  );
  const built = new URL('.', door).href;
  const own = urls.filter((url) => url.startsWith(built)).map((url) => fileURLToPath(url));
  return (await Promise.all(own.map((path) => readFile(path, 'utf8')))).join('\n');
}

async function sourcesBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true });
  const scripts = names.filter((name) => /\.c?js$/.test(name));
  return (await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')))).join(
    '\n',
  );
}
