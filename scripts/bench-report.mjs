// A report of 1.8 million rows against a bare loop that downloads and parses the same bytes and throws them away.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const root = resolve(import.meta.dirname ?? '.', '..');
const bin = join(root, 'bin', 'pectus-linkedin.js');
const folder = mkdtempSync(join(tmpdir(), 'pectus-report-'));
const days = Number(process.argv[2] ?? 365);

console.log('report                      rows   calls     wall   bare loop   ratio   peak memory');
for (const campaigns of [550, 4_950]) console.log(await measure(campaigns));
rmSync(folder, { recursive: true, force: true });

async function measure(campaigns) {
  const linkedin = await serve(campaigns);
  try {
    writeFileSync(join(folder, '.env'), linkedin.env, { mode: 0o600 });
    // The simulator makes its numbers at the first request for them; both runs shall find them made.
    runReport(linkedin);
    const ours = runReport(linkedin);
    const bare = await bareLoop(await linkedin.answers());
    const rows = ours.rows.toLocaleString('en');
    return `${`${campaigns} × ${days}`.padEnd(20)} ${rows.padStart(12)} ${String(bare.calls).padStart(7)} ${seconds(ours.wall)} ${seconds(bare.wall).padStart(11)} ${(ours.wall / bare.wall).toFixed(2).padStart(7)} ${`${Math.round(ours.peak / 1e6)} MB`.padStart(13)}`;
  } finally {
    linkedin.stop();
  }
}

function seconds(milliseconds) {
  return `${(milliseconds / 1_000).toFixed(1)} s`.padStart(8);
}

function runReport({ origin }) {
  const out = join(folder, 'rows.ndjson');
  const start = performance.now();
  const args = ['-v', process.execPath, bin, 'report', '--from', `${days}d`, '--format', 'ndjson'];
  const { stderr, status } = spawnSync('/usr/bin/time', args, {
    cwd: folder,
    stdio: ['ignore', openSync(out, 'w'), 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CI: 'true', ...variables(origin) },
  });
  const wall = performance.now() - start;
  if (status !== 0) throw new Error(stderr);
  const peak = Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(stderr)?.[1]) * 1_024;
  return { wall, peak, rows: countLines(out) };
}

function countLines(path) {
  return Number(spawnSync('wc', ['-l', path], { encoding: 'utf8' }).stdout.trim().split(' ')[0]);
}

/** The same requests, one after the other, read and parsed, and nothing kept. */
async function bareLoop({ urls, headers }) {
  const start = performance.now();
  for (const url of urls) JSON.parse(await (await fetch(url, { headers })).text());
  return { wall: performance.now() - start, calls: urls.length };
}

function variables(origin) {
  return {
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
}

/** The simulator in a process of its own, with an account of so many campaigns that run every day. */
async function serve(campaigns) {
  const code = join(folder, 'serve.mjs');
  writeFileSync(code, serverCode(campaigns));
  const child = spawn(process.execPath, ['--max-old-space-size=8192', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  const { origin, env, token } = JSON.parse(first);
  return {
    origin,
    env,
    stop: () => child.kill(),
    async answers() {
      child.stdin.write('log\n');
      const [line] = await once(lines, 'line');
      const urls = JSON.parse(line).map((query) => `${origin}/rest/adAnalytics?${query}`);
      return {
        urls,
        headers: {
          Authorization: `Bearer ${token}`,
          'LinkedIn-Version': '202609',
          'X-Restli-Protocol-Version': '2.0.0',
        },
      };
    },
  };
}

function serverCode(campaigns) {
  return `
import { createSimulator, scenarios, serveSimulator } from ${JSON.stringify(join(root, 'dist', 'simulator.js'))};
const [first] = scenarios.ready.accounts;
const account = { ...first, campaigns: ${campaigns}, delivering: true };
const scenario = { ...scenarios.ready, accounts: [account], metricValuesPerFiveMinutes: 1e12 };
const simulator = createSimulator({ scenario, now: () => new Date() });
const made = new Map();
const fetch = async (request) => {
  const url = new URL(request.url);
  if (!url.pathname.endsWith('/adAnalytics')) return simulator.fetch(request);
  const known = made.get(url.search);
  if (known) return new Response(known, { headers: { 'content-type': 'application/json' } });
  const answer = await simulator.fetch(request);
  const text = await answer.text();
  made.set(url.search, text);
  return new Response(text, { status: answer.status, headers: answer.headers });
};
const { origin } = await serveSimulator({ fetch });
const { accessToken, refreshToken } = simulator.issueTokens();
const env = ['LINKEDIN_CLIENT_ID=' + simulator.app.clientId, 'LINKEDIN_CLIENT_SECRET=' + simulator.app.clientSecret,
  'LINKEDIN_ACCESS_TOKEN=' + accessToken, 'LINKEDIN_REFRESH_TOKEN=' + refreshToken,
  'LINKEDIN_AD_ACCOUNT_ID=' + account.id, ''].join('\\n');
console.log(JSON.stringify({ origin, env, token: accessToken }));
process.stdin.on('data', () => console.log(JSON.stringify([...made.keys()].map((query) => query.slice(1)))));
`;
}
