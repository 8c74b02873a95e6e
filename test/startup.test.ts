/** The built program as a process: what it loads before it answers, and what it ends with when it cannot. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { millisecondsPerDay } from '../src/days.ts';
import { createSimulator, scenarios, serveSimulator } from '../src/simulator/index.ts';
import { version } from '../src/version.ts';
import { buildOnce, root } from './support/build.ts';
import { startPiped } from './support/piped-program.ts';
import { itWith, pathThere } from './support/systems.ts';

const dist = join(root, 'dist');
const commandNames = [
  ...['pectus-linkedin', 'setup', 'verify', 'status', 'accounts', 'report', 'refresh', 'remind'],
  ...['revoke', 'token', 'run', 'export', 'simulate', 'completion'],
];

beforeAll(buildOnce);

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pectus-startup-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** How it ends, and which files of the program and parts of Node it has loaded. */
async function started(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const cwd = await emptyFolder();
  const coverage = join(cwd, 'coverage');
  const outcome = await startPiped(words, { cwd, env: { ...env, NODE_V8_COVERAGE: coverage } })
    .ended;
  return { ...outcome, ...(await loadedBy(coverage)) };
}

/** V8's own coverage names every script that a process has run. */
async function loadedBy(coverage: string) {
  const reports = await Promise.all(
    (await readdir(coverage)).map((name) => readFile(join(coverage, name), 'utf8')),
  );
  const urls = reports
    .flatMap((text) => (JSON.parse(text) as { result: readonly { url: string }[] }).result)
    .map(({ url }) => url);
  const files = urls.filter((url) => url.includes('/dist/')).map((url) => fileURLToPath(url));
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  return {
    files: files.map((path) => relative(dist, path)).sort(),
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    hasFetch: urls.some((url) => url.includes('undici')),
  };
}

/** LinkedIn, as the commands reach it here. */
let linkedin: Awaited<ReturnType<typeof serveLinkedIn>>;
beforeAll(async () => {
  linkedin = await serveLinkedIn();
});
afterAll(() => linkedin.close());

async function serveLinkedIn() {
  const simulator = createSimulator({ scenario: scenarios.ready, now: () => new Date() });
  const { origin, close } = await serveSimulator(simulator);
  const { accessToken, refreshToken = '' } = simulator.issueTokens();
  const soon = new Date(Date.now() + 40 * millisecondsPerDay).toISOString();
  const env = {
    LINKEDIN_CLIENT_ID: simulator.app.clientId,
    LINKEDIN_CLIENT_SECRET: simulator.app.clientSecret,
    LINKEDIN_ACCESS_TOKEN: accessToken,
    LINKEDIN_REFRESH_TOKEN: refreshToken,
    LINKEDIN_AD_ACCOUNT_ID: String(scenarios.ready.accounts[0]?.id),
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: soon,
    LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: soon,
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  return { env, close };
}

const first = ['program/entry.cjs'];
const start = [
  ...first,
  ...['rolldown-runtime', 'run', 'start'].map((name) => `program/${name}.cjs`),
];
const network = [...start, 'program/network.cjs'].sort();

/** Most bytes of JavaScript: what is parsed costs time, whether it is run or not. */
const budgets: readonly (readonly [command: string, files: readonly string[], bytes: number])[] = [
  ['--version', first, 3_000],
  ['--help', first, 3_000],
  ['verify --help', first, 3_000],
  ['help verify', first, 3_000],
  ['status', start, 215_000],
  ['token', start, 215_000],
  ['export --format json', start, 215_000],
  ['run -- true', start, 215_000],
  ['verify', network, 410_000],
  ['accounts', network, 410_000],
  ['verify --json', network, 410_000],
];

describe.each(budgets)('%s', (command, files, bytes) => {
  it('loads what it needs, and no second HTTP client', async () => {
    const loaded = await started(command.split(' '), linkedin.env);
    expect(loaded).toMatchObject({ exitCode: 0, files, hasFetch: false });
    expect(loaded.bytes).toBeLessThan(bytes);
  });
});

it('what starts most often holds no library for LinkedIn', async () => {
  const [small = '', large = ''] = await Promise.all(
    ['start', 'network'].map((name) => readFile(join(dist, `program/${name}.cjs`), 'utf8')),
  );
  // A name of zod's, and one of the OAuth library's.
  for (const name of ['ZodError', 'OAUTH_RESPONSE_IS_NOT_CONFORM']) {
    expect([name, large.includes(name), small.includes(name)]).toEqual([name, true, false]);
  }
});

it.each(['--version', '-V'])('%s is told at once', async (flag) => {
  const told = { exitCode: 0, stdout: `${version}\n`, stderr: '', files: first };
  expect(await started([flag])).toMatchObject(told);
});

it.each(commandNames)('%s --help is what the program itself would render', async (name) => {
  const rendered = `const { load } = require('./dist/program/entry.cjs');
    load('./run.cjs', './dist/program').runCommand([...process.argv.slice(1), '--help'])`;
  const args = ['-e', rendered, ...(name === 'pectus-linkedin' ? [] : [name])];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(await readFile(join(dist, `program/help/${name}.txt`), 'utf8')).toBe(stdout);
  expect(stdout).toContain('Usage: pectus-linkedin');
});

/** Says of each script whether V8 has rejected its code cache. */
const noteCaches = `--import=data:text/javascript,${encodeURIComponent(`
  const vm = process.getBuiltinModule('node:vm');
  vm.Script = class extends vm.Script {
    constructor(text, options) {
      super(text, options);
      process.on('exit', () => console.error(String(this.cachedDataRejected)));
    }
  };`)}`;

it('is compiled from the code cache of its build', async () => {
  const { stderr } = await started(['status'], { ...linkedin.env, NODE_OPTIONS: noteCaches });
  expect(stderr).toBe('false\n'.repeat(start.length - first.length));
});

it('runs where V8 takes no code cache, because a flag of it differs', async () => {
  const usual = await started(['status'], linkedin.env);
  const env = { ...linkedin.env, NODE_OPTIONS: `${noteCaches} --max-semi-space-size=8` };
  const { exitCode, stdout, stderr } = await started(['status'], env);
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: usual.stdout });
  expect(stderr).toBe('true\n'.repeat(start.length - first.length));
});

itWith(pathThere('/dev/full')).each(['--version', '--help'])(
  '%s fails without a stack where its answer cannot be written',
  (flag) => {
    const command = `"$0" bin/pectus-linkedin.js ${flag} > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath]);
    expect(status).toBe(2);
    expect(String(stderr)).not.toMatch(/\n\s+at |Error/);
  },
);

it('a command that never comes to its end has not succeeded', async () => {
  const cwd = await emptyFolder();
  execFileSync('mkfifo', [join(cwd, '.env')]);
  const endless = 'process.getBuiltinModule("fs/promises").open = () => new Promise(() => {})';
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(endless)}` };
  const outcome = await startPiped(['status'], { cwd, env }).ended;
  expect(outcome).toEqual({ exitCode: 1, stdout: '', stderr: '' });
});
