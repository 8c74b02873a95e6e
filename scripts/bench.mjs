// Start-up as ratios to a bare `node -e 0`, in pairs of one run; the installed size; what each command loads.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundle } from './bundle.mjs';

const pairs = Number(process.argv[2] ?? 40);
const root = resolve(import.meta.dirname ?? '.', '..');
const bin = join(root, 'bin', 'pectus-linkedin.js');
const folder = mkdtempSync(join(tmpdir(), 'pectus-bench-'));
writeFileSync(join(folder, '.env'), sample(), { mode: 0o600 });

console.log(`node ${process.version}, ${pairs} pairs each\n`);
console.log('start-up                 median     aim');
for (const [args, aim] of [
  [['--version'], 1.15],
  [['--help'], 1.15],
  [['status'], 1.25],
]) {
  console.log(`${args.join(' ').padEnd(22)} ${startUp(args).toFixed(2).padStart(7)} ×  ${aim} ×`);
}
console.log('\nmodules loaded           files  of which ours  bundled sources');
const sources = await sourcesPerFile();
for (const args of [
  ['--version'],
  ['--help'],
  ['status'],
  ['verify'],
  ['accounts'],
  ['setup', '--no-input'],
]) {
  const files = loadedFiles(args);
  const bundled = files.flatMap((file) => sources.get(basename(file)) ?? []);
  const ours = bundled.filter((source) => source.startsWith('src/'));
  console.log(
    `${args.join(' ').padEnd(22)} ${String(files.length).padStart(7)} ${String(ours.length).padStart(14)} ${String(bundled.length).padStart(16)}`,
  );
}
const installed = install();
console.log(
  `\ninstalled                ${installed.packages} package, ${(installed.bytes / 1e6).toFixed(2)} MB (aim: 1 package, under 3 MB)`,
);
rmSync(folder, { recursive: true, force: true });

/** The median of the ratios of neighbours in time, so that a busy machine slows both. */
function startUp(args) {
  const ratios = [];
  for (let pair = 0; pair < pairs + 3; pair += 1) {
    const bare = timed(['-e', '0']);
    const ours = timed([bin, ...args]);
    if (pair >= 3) ratios.push(ours / bare);
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ratios.length / 2)];
}

function timed(args) {
  const start = process.hrtime.bigint();
  spawnSync(process.execPath, args, { cwd: folder, stdio: 'ignore', env: quiet() });
  return Number(process.hrtime.bigint() - start);
}

function quiet() {
  return { PATH: process.env.PATH, HOME: folder, CI: 'true' };
}

/** V8's own coverage names every script that a process has run. */
function loadedFiles(args) {
  const coverage = join(folder, 'coverage');
  mkdirSync(coverage, { recursive: true });
  const offline = {
    PECTUS_LINKEDIN_OAUTH_URL: 'http://127.0.0.1:1/oauth/v2',
    PECTUS_LINKEDIN_API_URL: 'http://127.0.0.1:1/rest',
  };
  spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    stdio: 'ignore',
    env: { ...quiet(), ...offline, NODE_V8_COVERAGE: coverage },
  });
  const urls = readdirSync(coverage).flatMap((file) =>
    JSON.parse(readFileSync(join(coverage, file), 'utf8')).result.map(({ url }) => url),
  );
  rmSync(coverage, { recursive: true });
  return [...new Set(urls)].filter((url) => url.includes('/dist/'));
}

async function sourcesPerFile() {
  const { metafile } = await build({ ...bundle, absWorkingDir: root, write: false });
  return new Map(
    Object.entries(metafile.outputs).map(([file, { inputs }]) => [
      basename(file),
      Object.keys(inputs),
    ]),
  );
}

/** As a stranger gets it: packed, then installed into an empty folder. */
function install() {
  const [{ filename }] = JSON.parse(
    execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
      cwd: root,
    }),
  );
  const home = join(folder, 'installed');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--offline', '--no-audit', join(folder, filename)], {
    cwd: home,
    stdio: 'ignore',
  });
  const modules = join(home, 'node_modules');
  const packages = readdirSync(modules).filter((name) => !name.startsWith('.'));
  return { packages: packages.length, bytes: size(modules) };
}

function size(path) {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.size;
  return readdirSync(path).reduce((sum, name) => sum + size(join(path, name)), 0);
}

function sample() {
  const soon = new Date(Date.now() + 40 * 86_400_000).toISOString();
  return [
    'LINKEDIN_CLIENT_ID=78abcdefghij12',
    'LINKEDIN_CLIENT_SECRET=WPL_AP1.sample.c2FtcGxl',
    'LINKEDIN_REFRESH_TOKEN=AQVsampleRefreshToken',
    'LINKEDIN_ACCESS_TOKEN=AQXsampleAccessToken',
    'LINKEDIN_AD_ACCOUNT_ID=512345678',
    `LINKEDIN_ACCESS_TOKEN_EXPIRES_AT=${soon}`,
    `LINKEDIN_REFRESH_TOKEN_EXPIRES_AT=${soon}`,
    '',
  ].join('\n');
}
