// How long a command waits for LinkedIn: waves of requests that depend on each other, wall time and CPU time.
// A server answers from buffers, each request after 0.3 s, and numbers after 5 s more per 15,000 rows. Needs dist/.
// `node scripts/bench-waves.mjs report` measures the rows with that word; a second argument is another program.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const [wanted = '', program = resolve(import.meta.dirname, '..', 'bin', 'pectus-linkedin.js')] =
  process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'pectus-waves-'));
const mostRows = 15_000;
const answerAfter = 300;
const perRow = 5_000 / mostRows;

const commands = [
  { name: 'verify, 1,200 accounts', accounts: 1_200, args: ['verify'] },
  { name: 'verify, 10,000 accounts', accounts: 10_000, args: ['verify'] },
  { name: 'accounts, 10,000', accounts: 10_000, args: ['accounts'] },
  { name: 'report, 40 × 365', campaigns: 40, args: ['report', '--from', '365d'] },
  { name: 'report, 500 × 30', campaigns: 500, args: ['report', '--from', '30d'] },
  { name: 'report, 500 × 365', campaigns: 500, args: ['report', '--from', '365d'] },
  { name: 'report, 4,000 × 90', campaigns: 4_000, args: ['report', '--from', '90d'] },
];

let world = { accounts: 1, campaigns: 1 };
let log = [];

function print(cells) {
  console.log(
    cells[0].padEnd(26) +
      cells
        .slice(1)
        .map((text) => text.padStart(12))
        .join(''),
  );
}

async function measure({ name, args, accounts = 1, campaigns = 1 }) {
  world = { accounts, campaigns };
  log = [];
  for (let day = 0; day < 366; day += 1) rowsOf(startOfToday - day * dayLength, campaigns);
  for (const element of [accountElement, userElement]) listOf(0, accounts, element, {});
  // The account that is asked about is the last one of the list.
  writeFileSync(join(folder, '.env'), envFor(accountAt(accounts - 1)), { mode: 0o600 });
  const format = args[0] === 'report' ? ['--format', 'csv'] : [];
  const start = performance.now();
  const { rows, cpu, peak } = await run([...args, ...format]);
  const wall = (performance.now() - start) / 1_000;
  print([
    name,
    String(wavesIn(log)),
    String(log.length),
    rows.toLocaleString('en'),
    `${wall.toFixed(1)} s`,
    `${cpu.toFixed(2)} s`,
    `${Math.round(peak / 1e6)} MB`,
  ]);
}

/** The longest chain of requests of which each began after the one before it had ended. */
function wavesIn(requests) {
  let [waves, end] = [0, Number.NEGATIVE_INFINITY];
  for (const request of requests.toSorted((one, other) => one.end - other.end)) {
    if (request.begin < end) continue;
    waves += 1;
    end = request.end;
  }
  return waves;
}

async function run(args) {
  const base = `http://127.0.0.1:${server.address().port}`;
  const measures = join(folder, 'measures');
  const time = ['-f', '%U %S %M', '-o', measures, process.execPath, program];
  const child = spawn('/usr/bin/time', [...time, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      CI: 'true',
      PECTUS_LINKEDIN_OAUTH_URL: `${base}/oauth/v2`,
      PECTUS_LINKEDIN_API_URL: `${base}/rest`,
    },
  });
  let [lines, said] = [0, ''];
  child.stdout.on('data', (bytes) => {
    for (const byte of bytes) if (byte === 0x0a) lines += 1;
  });
  child.stderr.on('data', (bytes) => {
    said += bytes;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`exit code ${status}: ${said}`);
  const [user, system, peak] = readFileSync(measures, 'utf8').trim().split(' ').map(Number);
  return { rows: lines, cpu: user + system, peak: peak * 1_024 };
}

// --- LinkedIn ----------------------------------------------------------------------------------------

const inAYear = Date.now() + 31_536_000_000;
const member = 'urn:li:person:K1RwyVNukt';
const accountAt = (index) => 512_345_678 + index;

function envFor(account) {
  return `LINKEDIN_CLIENT_ID=78benchmark000
LINKEDIN_CLIENT_SECRET=WPL_AP1.benchmark0Secret.YmVuY2g==
LINKEDIN_ACCESS_TOKEN=AQX${'a'.repeat(350)}
LINKEDIN_ACCESS_TOKEN_EXPIRES_AT=${new Date(Date.now() + 5_000_000_000).toISOString()}
LINKEDIN_REFRESH_TOKEN=AQV${'b'.repeat(350)}
LINKEDIN_REFRESH_TOKEN_EXPIRES_AT=${new Date(inAYear).toISOString()}
LINKEDIN_SCOPES=r_ads,r_ads_reporting
LINKEDIN_AD_ACCOUNT_ID=${account}
`;
}

async function answer(request, response) {
  const begin = performance.now();
  let body = '';
  for await (const part of request) body += part;
  const { pathname, search } = new URL(request.url, 'http://localhost');
  const { bytes, rows = 0, status = 200 } = bodyFor(pathname, search || `?${body}`);
  await sleep(answerAfter + rows * perRow - (performance.now() - begin));
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(bytes);
  log.push({ begin, end: performance.now() });
}

function bodyFor(path, query) {
  const number = (name, usual) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(query)?.[1] ?? usual);
  if (path.endsWith('/introspectToken')) return json(introspection());
  if (path.endsWith('/adAnalytics')) return analytics(query);
  if (path.endsWith('/adCampaigns') || path.endsWith('/adCampaignGroups')) {
    const element = path.endsWith('/adCampaigns') ? campaignElement : groupElement;
    const count = path.endsWith('/adCampaigns') ? world.campaigns : 2;
    return cursorPage(count, element, number);
  }
  const index = Number(/(?:adAccounts\/|sponsoredAccount%3A)(\d+)/.exec(path)?.[1]) - accountAt(0);
  if (!Number.isNaN(index)) {
    if (index >= world.accounts)
      return { ...json({ status: 404, message: 'Not Found' }), status: 404 };
    return json(path.includes('/adAccountUsers/') ? userElement(index) : accountElement(index));
  }
  if (path.endsWith('/adAccounts')) return cursorPage(world.accounts, accountElement, number);
  const [start, count] = [number('start', 0), number('count', 10)];
  const paging = { start, count, links: [], total: world.accounts };
  return listOf(start, Math.min(start + count, world.accounts), userElement, { paging });
}

const json = (value) => ({ bytes: Buffer.from(JSON.stringify(value)) });
const elementsOf = (from, to, element) =>
  Array.from({ length: Math.max(0, to - from) }, (_, at) => element(from + at));

/** Texts of elements, made once, so that the time for a page is that of the client. */
const texts = new Map();

function listOf(from, to, element, around) {
  const known = texts.get(element) ?? [];
  texts.set(element, known);
  for (let index = known.length; index < to; index += 1) known.push(JSON.stringify(element(index)));
  const rest = JSON.stringify(around).slice(1);
  return { bytes: Buffer.from(`{"elements":[${known.slice(from, to).join(',')}],${rest}`) };
}

function cursorPage(count, element, number) {
  const from = number('pageToken', 0);
  const to = Math.min(from + number('pageSize', 100), count);
  const metadata = to < count ? { nextPageToken: String(to) } : {};
  return listOf(from, to, element, { metadata });
}

function introspection() {
  const seconds = Math.floor(Date.now() / 1_000);
  return {
    active: true,
    client_id: '78benchmark000',
    authorized_at: seconds - 86_400,
    created_at: seconds - 86_400,
    status: 'active',
    expires_at: Math.floor(inAYear / 1_000),
    scope: 'r_ads,r_ads_reporting',
    auth_type: '3L',
  };
}

const stamps = {
  created: { actor: 'urn:li:unknown:0', time: 1_500_331_577_000 },
  lastModified: { actor: 'urn:li:unknown:0', time: 1_505_328_748_000 },
};

const accountElement = (index) => ({
  test: false,
  servingStatuses: ['RUNNABLE'],
  type: 'BUSINESS',
  version: { versionTag: '10' },
  reference: 'urn:li:organization:2414183',
  changeAuditStamps: stamps,
  name: `Account ${index}`,
  currency: 'EUR',
  id: accountAt(index),
  status: 'ACTIVE',
});

const userElement = (index) => ({
  account: `urn:li:sponsoredAccount:${accountAt(index)}`,
  changeAuditStamps: stamps,
  role: 'VIEWER',
  user: member,
  version: { versionTag: '89' },
});

const campaignElement = (index) => ({
  id: 400_000_000 + index,
  name: `Campaign ${index}`,
  status: 'ACTIVE',
  campaignGroup: `urn:li:sponsoredCampaignGroup:${(index % 2) + 1}`,
  changeAuditStamps: stamps,
});

const groupElement = (index) => ({ id: index + 1, name: `Group ${index + 1}`, status: 'ACTIVE' });

// --- numbers -----------------------------------------------------------------------------------------

const dayLength = 86_400_000;
const startOfToday = Math.floor(Date.now() / dayLength) * dayLength;
const days = new Map();

/** Every campaign runs every day. */
function analytics(query) {
  const [from, to] = [...query.matchAll(/year:(\d+),month:(\d+),day:(\d+)/g)].map(
    ([, year, month, day]) => Date.UTC(year, month - 1, day),
  );
  const isWhole = query.includes('timeGranularity=ALL');
  const count = query.includes('pivot=ACCOUNT') ? 1 : world.campaigns;
  const last = isWhole ? from : to;
  const parts = [];
  let rows = 0;
  for (let day = from; day <= last && rows < mostRows; day += dayLength) {
    const some = Math.min(count, mostRows - rows);
    parts.push(rowsOf(day, some));
    rows += some;
  }
  const text = `{"paging":{"start":0,"count":10,"links":[]},"elements":[${parts.join(',')}]}`;
  return { bytes: Buffer.from(text), rows };
}

function rowsOf(time, count) {
  const key = `${time} ${count}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const date = new Date(time);
  const day = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
  const rows = elementsOf(0, count, (index) => ({
    impressions: 3_214 + index,
    clicks: 41,
    costInLocalCurrency: `${539 + index}.700000000000192784`,
    oneClickLeads: 3,
    dateRange: { start: day, end: day },
    pivotValues: [`urn:li:sponsoredCampaign:${400_000_000 + index}`],
  }));
  const text = JSON.stringify(rows).slice(1, -1);
  days.set(key, text);
  return text;
}

// --- all of them -------------------------------------------------------------------------------------

const server = createServer(answer).listen(0, '127.0.0.1');
await once(server, 'listening');
try {
  print(['command', 'waves', 'requests', 'rows', 'wall', 'CPU', 'peak memory']);
  for (const command of commands) if (command.name.includes(wanted)) await measure(command);
} finally {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
}
