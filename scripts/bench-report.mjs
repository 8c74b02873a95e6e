// A report as csv of 0.2 and of 1.8 million rows against programs that do the same job without its exactness:
// each downloads the same answers, parses the JSON and writes csv with floats. CPU time, because the wall time
// of several calls at once says nothing about the work. Aims: at most 1.7 times the loop in JavaScript, less
// than python3 and jq, at most 256 MB, and the same memory for both.
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
/** Days, and how often: the long one takes jq a minute. */
const ranges = [
  { days: 60, runs: 3 },
  { days: 540, runs: 1 },
];

const columns = [20, 12, 7, 10, 10, 10, 10, 9, 13];
const cells = (texts) =>
  texts
    .map((text, index) => (index === 0 ? text.padEnd(columns[0]) : text.padStart(columns[index])))
    .join('');

const linkedin = await serve();
try {
  writeFileSync(join(folder, '.env'), linkedin.env, { mode: 0o600 });
  console.log('CPU seconds of the fastest run');
  console.log(
    cells(['report', 'rows', 'calls', 'ours', 'loop', 'python3', 'jq', 'ratio', 'peak memory']),
  );
  for (const range of ranges) console.log(await measure(range));
  const missing = ['python3', 'jq', 'curl'].filter((program) => !isInstalled(program));
  if (missing.length > 0) console.log(`Not measured without ${missing.join(', ')}.`);
} finally {
  linkedin.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function measure({ days, runs }) {
  // The simulator makes its numbers at the first request for them; all runs shall find them made.
  linkedin.forget();
  runReport(days);
  const urls = await linkedin.answers();
  writeFileSync(join(folder, 'calls.json'), JSON.stringify({ urls, headers: linkedin.headers }));
  writeFileSync(join(folder, 'calls.curl'), curlConfig(urls));
  const competitors = { loop: naiveLoop, python3, jq };
  const ours = [];
  const theirs = { loop: [], python3: [], jq: [] };
  for (let run = 0; run < runs; run += 1) {
    ours.push(runReport(days));
    for (const [name, competitor] of Object.entries(competitors)) {
      const measured = competitor();
      if (measured !== undefined) theirs[name].push(measured);
    }
  }
  const cpu = least(ours);
  const loop = least(theirs.loop);
  return cells([
    `${campaigns} × ${days}`,
    ours[0].rows.toLocaleString('en'),
    String(urls.length),
    seconds(cpu),
    seconds(loop),
    seconds(least(theirs.python3)),
    seconds(least(theirs.jq)),
    (cpu / loop).toFixed(2),
    `${Math.round(Math.max(...ours.map(({ peak }) => peak)) / 1e6)} MB`,
  ]);
}

function least(measured) {
  return measured.length === 0 ? undefined : Math.min(...measured.map(({ cpu }) => cpu));
}

function seconds(value) {
  return value === undefined ? '–' : `${value.toFixed(1)} s`;
}

function isInstalled(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

// --- the programs ------------------------------------------------------------------------------------

function runReport(days) {
  const out = join(folder, 'rows.csv');
  const args = [bin, 'report', '--from', `${days}d`, '--format', 'csv'];
  const run = measured([process.execPath, ...args], out, linkedin.variables);
  return { ...run, rows: countLines(out) - 1 };
}

function countLines(path) {
  return Number(spawnSync('wc', ['-l', path], { encoding: 'utf8' }).stdout.trim().split(' ')[0]);
}

/** One answer after the other, all rows of one at once. */
function naiveLoop() {
  const code = join(folder, 'loop.mjs');
  writeFileSync(
    code,
    `import { readFileSync } from 'node:fs';
const { urls, headers } = JSON.parse(readFileSync('calls.json', 'utf8'));
console.log('date,campaign_id,spend,impressions,clicks,leads');
for (const url of urls) {
  const { elements } = JSON.parse(await (await fetch(url, { headers })).text());
  let text = '';
  for (const row of elements ?? []) {
    const { year, month, day } = row.dateRange?.start ?? {};
    const id = row.pivotValues?.[0]?.split(':').at(-1);
    const spend = Number(row.costInLocalCurrency ?? 0);
    text += year + '-' + month + '-' + day + ',' + id + ',' + spend + ',' + (row.impressions ?? 0) +
      ',' + (row.clicks ?? 0) + ',' + (row.oneClickLeads ?? 0) + '\\n';
  }
  process.stdout.write(text);
}
`,
  );
  return measured([process.execPath, code], join(folder, 'loop.csv'));
}

function python3() {
  if (!isInstalled('python3')) return undefined;
  const code = join(folder, 'rows.py');
  writeFileSync(
    code,
    `import csv, json, sys, urllib.request
calls = json.load(open('calls.json'))
out = csv.writer(sys.stdout)
out.writerow(['date', 'campaign_id', 'spend', 'impressions', 'clicks', 'leads'])
for url in calls['urls']:
    with urllib.request.urlopen(urllib.request.Request(url, headers=calls['headers'])) as answer:
        body = json.load(answer)
    for row in body.get('elements', []):
        if 'dateRange' not in row:
            continue
        start = row['dateRange']['start']
        out.writerow([
            '%d-%02d-%02d' % (start['year'], start['month'], start['day']),
            row['pivotValues'][0].rsplit(':', 1)[-1],
            float(row.get('costInLocalCurrency', 0)),
            row.get('impressions', 0), row.get('clicks', 0), row.get('oneClickLeads', 0),
        ])
`,
  );
  return measured(['python3', code], join(folder, 'python.csv'));
}

function jq() {
  if (!isInstalled('jq') || !isInstalled('curl')) return undefined;
  const filter =
    '.elements[]? | select(.dateRange) | [(.dateRange.start | "\\(.year)-\\(.month)-\\(.day)"), (.pivotValues[0] | split(":")[-1]), (.costInLocalCurrency // 0 | tonumber), .impressions // 0, .clicks // 0, .oneClickLeads // 0] | @csv';
  const pipe = `curl --silent --config calls.curl | jq --raw-output '${filter}'`;
  return measured(['sh', '-c', pipe], join(folder, 'jq.csv'));
}

function curlConfig(urls) {
  const headers = Object.entries(linkedin.headers).map(([name, value]) => `${name}: ${value}`);
  return [
    ...headers.map((header) => `header = "${header}"`),
    ...urls.map((url) => `url = "${url}"`),
    'globoff',
    '',
  ].join('\n');
}

/** Seconds of the processor for it and for what it starts, and the most bytes of memory. */
function measured(command, output, env = {}) {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-v', ...command], {
    cwd: folder,
    stdio: ['ignore', openSync(output, 'w'), 'pipe'],
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CI: 'true', ...env },
  });
  if (status !== 0) throw new Error(stderr);
  const number = (label) => Number(new RegExp(`${label}: ([\\d.]+)`).exec(stderr)?.[1]);
  return {
    cpu: number('User time \\(seconds\\)') + number('System time \\(seconds\\)'),
    peak: number('Maximum resident set size \\(kbytes\\)') * 1_024,
  };
}

// --- LinkedIn ----------------------------------------------------------------------------------------

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
