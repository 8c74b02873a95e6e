// A report of 0.2 and of 1.8 million rows against a bare loop that downloads and parses the same bytes and
// throws them away. Aims: at most 1.5 times as long, at most 150 MB, and the same for both.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname ?? '.', '..');
const bin = join(root, 'bin', 'pectus-linkedin.js');
const folder = mkdtempSync(join(tmpdir(), 'pectus-report-'));
const campaigns = Number(process.argv[2] ?? 4_950);
const ranges = [60, 540];
const pairs = 5;

console.log('report                      rows   calls     wall   bare loop   ratio   peak memory');
const linkedin = await serve();
try {
  writeFileSync(join(folder, '.env'), linkedin.env, { mode: 0o600 });
  for (const days of ranges) console.log(await measure(days));
} finally {
  linkedin.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure(days) {
  // The simulator makes its numbers at the first request for them; all runs shall find them made.
  linkedin.forget();
  runReport(days);
  const urls = await linkedin.answers();
  const ours = [];
  const bare = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    ours.push(runReport(days));
    bare.push(bareLoop(urls));
  }
  return line(days, urls.length, ours, bare);
}

/** The fastest run of each, and the most memory of any. */
function line(days, calls, ours, bare) {
  const [wall, bareWall] = [ours, bare].map((runs) => Math.min(...runs.map((run) => run.wall)));
  const peak = Math.max(...ours.map((run) => run.peak));
  return [
    `${campaigns} × ${days}`.padEnd(20),
    ours[0].rows.toLocaleString('en').padStart(12),
    String(calls).padStart(7),
    seconds(wall),
    seconds(bareWall).padStart(11),
    (wall / bareWall).toFixed(2).padStart(7),
    `${Math.round(peak / 1e6)} MB`.padStart(13),
  ].join(' ');
}

function seconds(milliseconds) {
  return `${(milliseconds / 1_000).toFixed(1)} s`.padStart(8);
}

function runReport(days) {
  const out = join(folder, 'rows.ndjson');
  const args = [bin, 'report', '--from', `${days}d`, '--format', 'ndjson'];
  const run = runProcess(args, linkedin.variables, openSync(out, 'w'));
  return { ...run, rows: countLines(out) };
}

function countLines(path) {
  return Number(spawnSync('wc', ['-l', path], { encoding: 'utf8' }).stdout.trim().split(' ')[0]);
}

/** The same requests, one after the other, read and parsed, and nothing kept: a process of its own, too. */
function bareLoop(urls) {
  const code = join(folder, 'bare.mjs');
  const list = join(folder, 'urls.json');
  writeFileSync(list, JSON.stringify({ urls, headers: linkedin.headers }));
  writeFileSync(
    code,
    `import { readFileSync } from 'node:fs';
const { urls, headers } = JSON.parse(readFileSync(${JSON.stringify(list)}, 'utf8'));
for (const url of urls) JSON.parse(await (await fetch(url, { headers })).text());
`,
  );
  return runProcess([code], {});
}

/** Milliseconds, and bytes. */
function runProcess(args, env, stdout = 'ignore') {
  const start = performance.now();
  const { stderr, status } = spawnSync('/usr/bin/time', ['-v', process.execPath, ...args], {
    cwd: folder,
    stdio: ['ignore', stdout, 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CI: 'true', ...env },
  });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(stderr);
  const peak = Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(stderr)?.[1]) * 1_024;
  return { wall, peak };
}

/** The simulator in a process of its own, with an account of so many campaigns that run every day. */
async function serve() {
  const code = join(folder, 'serve.mjs');
  writeFileSync(code, serverCode());
  const child = spawn(process.execPath, ['--max-old-space-size=8192', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  const { origin, env, token } = JSON.parse(first);
  return {
    env,
    headers: {
      Authorization: `Bearer ${token}`,
      'LinkedIn-Version': '202609',
      'X-Restli-Protocol-Version': '2.0.0',
    },
    variables: {
      PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
      PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
    },
    stop: () => child.kill(),
    forget: () => child.stdin.write('forget\n'),
    /** The addresses of all answers that it gave, in their order. */
    async answers() {
      child.stdin.write('answers\n');
      const [line] = await once(lines, 'line');
      return JSON.parse(line).map((path) => origin + path);
    },
  };
}

function serverCode() {
  return `
import { createSimulator, scenarios, serveSimulator } from ${JSON.stringify(join(root, 'dist', 'simulator.js'))};
const [first] = scenarios.ready.accounts;
const account = { ...first, campaigns: ${campaigns}, delivering: true };
const scenario = { ...scenarios.ready, accounts: [account], metricValuesPerFiveMinutes: 1e12 };
const simulator = createSimulator({ scenario, now: () => new Date() });
const made = new Map();
const json = { 'content-type': 'application/json' };
const fetch = async (request) => {
  if (request.method !== 'GET') return simulator.fetch(request);
  const { pathname, search } = new URL(request.url);
  const known = made.get(pathname + search);
  if (known) return new Response(known, { headers: json });
  const answer = await simulator.fetch(request);
  const text = await answer.text();
  if (answer.status === 200) made.set(pathname + search, text);
  return new Response(text, { status: answer.status, headers: answer.headers });
};
const { origin } = await serveSimulator({ fetch });
const { accessToken, refreshToken } = simulator.issueTokens();
const env = ['LINKEDIN_CLIENT_ID=' + simulator.app.clientId, 'LINKEDIN_CLIENT_SECRET=' + simulator.app.clientSecret,
  'LINKEDIN_ACCESS_TOKEN=' + accessToken, 'LINKEDIN_REFRESH_TOKEN=' + refreshToken,
  'LINKEDIN_AD_ACCOUNT_ID=' + account.id, ''].join('\\n');
console.log(JSON.stringify({ origin, env, token: accessToken }));
process.stdin.on('data', (order) => {
  if (String(order).startsWith('forget')) made.clear();
  else console.log(JSON.stringify([...made.keys()]));
});
`;
}
