/** The door for the host product: tokens shared by many callers, the verdict of `verify --json`, and no terminal code. */

import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inspect, promisify } from 'node:util';
import { parse } from 'dotenv';
import { afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { freshAccess, isFault, load, Secret, verify } from '../src/index.ts';
import { createSimulator, type Simulator } from '../src/simulator/linkedin.ts';
import { serveSimulator } from '../src/simulator/serve.ts';
import { variableNames } from '../src/variables.ts';
import { envText } from './support/credentials.ts';
import { leaksIn } from './support/leaks.ts';
import { root, startPiped } from './support/piped-program.ts';
import { buildOnce } from './support/stage.ts';
import { type EarlierSignIn, storedCredentials } from './support/stored-credentials.ts';

beforeAll(buildOnce);
beforeEach(() => {
  for (const name of variableNames) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

interface Host {
  readonly simulator: Simulator;
  readonly folder: string;
  readonly envFile: string;
  /** Where LinkedIn is, for processes. */
  readonly env: Readonly<Record<string, string>>;
  values(): Promise<Readonly<Record<string, string>>>;
}

/** A host in whose folder somebody has signed in, and a LinkedIn that can be made to take its time. */
async function openHost(signIn: EarlierSignIn = {}, pause = Promise.resolve()): Promise<Host> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-host-'));
  const envFile = join(folder, '.env');
  await writeFile(envFile, envText(storedCredentials(signIn)), { mode: 0o600 });
  // A clock that stands still: what it says twice is the same to the second.
  const now = new Date();
  const simulator = createSimulator({ now: () => now });
  const { origin, close } = await serveSimulator({
    async fetch(request) {
      await pause;
      return await simulator.fetch(request);
    },
  });
  onTestFinished(async () => {
    await close();
    await rm(folder, { recursive: true });
  });
  const env = {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  return { simulator, folder, envFile, env, values: async () => parse(await readFile(envFile)) };
}

function grants({ simulator }: Host): readonly (string | undefined)[] {
  return simulator.log.map(({ grantType }) => grantType);
}

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
    expect(grants(host)).toEqual(['refresh_token', 'refresh_token']);
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
    const { envFile } = await openHost({ daysAgo: 61 }, pause);
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
async function hosted({ folder, env }: Host, script: string, more = {}): Promise<string> {
  const code = `import { freshAccess, load, verify } from ${JSON.stringify(door)};\n${script}`;
  const args = ['--input-type=module', '-e', code];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    env: { ...env, ...more },
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
  const scripts = names.filter((name) => name.endsWith('.js'));
  return (await Promise.all(scripts.map((name) => readFile(join(folder, name), 'utf8')))).join(
    '\n',
  );
}

// --- verify and load -----------------------------------------------------------------------------------

describe('verify', () => {
  it.each<[string, EarlierSignIn, string]>([
    ['all is well', {}, 'ready'],
    ['the access token has to be renewed', { daysAgo: 61 }, 'ready'],
    ['the numbers may not be read', { scopes: ['r_ads'] }, 'scope-missing'],
    ['the year is over', { daysAgo: 366 }, 'refresh-token-rejected'],
  ])('gives the object that --json prints when %s', async (_, signIn, result) => {
    const { envFile, env } = await openHost(signIn);
    const before = await readFile(envFile);
    const report = await verify({ envFile });
    await writeFile(envFile, before);
    const args = ['verify', '--json', '--env-file', envFile];
    const { stdout } = await startPiped(args, { cwd: process.cwd(), env }).ended;

    expect(report.outcome).toBe(result);
    expect(JSON.parse(JSON.stringify(report))).toEqual(JSON.parse(stdout));
  });

  it('gives a verdict, too, where there is no file', async () => {
    const { folder } = await openHost();
    const { outcome, exitCode } = await verify({ envFile: join(folder, 'elsewhere.env') });
    expect({ outcome, exitCode }).toEqual({ outcome: 'env-file-missing', exitCode: 4 });
  });

  it('stops when it is aborted', async () => {
    const { envFile } = await openHost();
    const reason = new Error('the page was closed');
    await expect(verify({ envFile, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });
});

describe('load', () => {
  it('reads the file as every command does, with secrets that do not print themselves', async () => {
    const { envFile, values } = await openHost();
    const written = await values();
    const credentials = await load({ envFile });

    const revealed = Object.entries(credentials).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]);
    expect(Object.fromEntries(revealed)).toEqual({
      clientId: written['LINKEDIN_CLIENT_ID'],
      clientSecret: written['LINKEDIN_CLIENT_SECRET'],
      accessToken: written['LINKEDIN_ACCESS_TOKEN'],
      accessExpiresAt: new Date(written['LINKEDIN_ACCESS_TOKEN_EXPIRES_AT'] ?? ''),
      refreshToken: written['LINKEDIN_REFRESH_TOKEN'],
      refreshExpiresAt: new Date(written['LINKEDIN_REFRESH_TOKEN_EXPIRES_AT'] ?? ''),
      scopes: ['r_ads', 'r_ads_reporting'],
      adAccountId: '512345678',
    });
    const { LINKEDIN_CLIENT_SECRET: a = '', LINKEDIN_ACCESS_TOKEN: b = '' } = written;
    const shown = `${JSON.stringify(credentials)}${inspect(credentials)}${credentials.accessToken}`;
    expect(leaksIn(shown, [a, b])).toEqual([]);
  });

  it('lets the environment win, and does without a file', async () => {
    const { envFile, folder } = await openHost();
    vi.stubEnv('LINKEDIN_AD_ACCOUNT_ID', '509876543');
    expect((await load({ envFile })).adAccountId).toBe('509876543');
    expect(await load({ envFile: join(folder, 'elsewhere.env') })).toEqual({
      adAccountId: '509876543',
    });
  });

  it('says when there is nothing to read', async () => {
    const { folder } = await openHost();
    const loading = load({ envFile: join(folder, 'elsewhere.env') });
    await expect(loading).rejects.toMatchObject({ code: 'env-file-missing', exit: 4 });
  });
});
