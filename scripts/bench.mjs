// What a person or a fleet waits for, beside what nothing at all costs: start-up against `node -e 0` and against a floor
// written by hand, `verify` against a script that sends the same requests, other tools of the kind that are installed
// here, the size. Markdown on stdout; with --json <file>, the figures as well.
//
//   npm run bench -- [pairs] [--json <file>]
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
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
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { cleanEnv, compared, machine, markdownTable, peakMemory, timed } from './bench-measure.mjs';

const options = { json: { type: 'string' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const pairs = Number(positionals[0] ?? 21);
const root = resolve(import.meta.dirname ?? '.', '..');
const bin = join(root, 'bin', 'pectus-linkedin.js');
const folder = mkdtempSync(join(tmpdir(), 'pectus-bench-'));
const where = { cwd: folder };
const bare = ['node', '-e', '0'];
const figures = { machine: machine(), pairs };

const linkedin = await serve();
try {
  console.log(`${figures.machine}; medians of ${pairs} pairs\n`);
  writeFileSync(join(folder, '.env'), linkedin.env, { mode: 0o600 });
  startUp();
  verify();
  peers();
  size();
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify(figures, undefined, 2)}\n`);
} finally {
  linkedin.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** The floors read one file and write three lines, as CommonJS or as an ES module: less cannot be done. */
function startUp() {
  const work = `readFileSync('.env', 'utf8');\nfor (const line of ['a', 'b', 'c']) writeSync(1, line + '\\n');\n`;
  writeFileSync(
    join(folder, 'floor.cjs'),
    `const { readFileSync, writeSync } = require('node:fs');\n${work}`,
  );
  writeFileSync(
    join(folder, 'floor.mjs'),
    `import { readFileSync, writeSync } from 'node:fs';\n${work}`,
  );
  writeFileSync(
    join(folder, 'host.mjs'),
    `await import(${JSON.stringify(join(root, 'dist', 'index.js'))});\n`,
  );
  const [commonJs, module] = ['floor.cjs', 'floor.mjs'].map((name) => measure(['node', name]));
  const own = (...words) => ['node', bin, ...words];
  const rows = [
    ['`--version`', own('--version'), commonJs],
    ['`--help`', own('--help'), commonJs],
    ['`verify --help`', own('verify', '--help'), commonJs],
    ['`status`', own('status'), commonJs],
    ['`token`', own('token'), commonJs],
    ['`export`', own('export', '--format', 'json'), commonJs],
    ['importing the library', ['node', 'host.mjs'], module],
  ].map(([name, command, floor]) => ({ name, ...measure(command), floor: floor.ratio }));
  figures.startUp = rows;
  const cells = ({ name, wall, cpu, ratio, cpuRatio, floor }) => [
    ...[name, ms(wall), ms(cpu), times(ratio), times(cpuRatio), times(floor)],
  ];
  const head = ['start-up', 'wall', 'CPU', 'of `node -e 0`', 'CPU of it', 'floor'];
  console.log(`${markdownTable(head, rows.map(cells))}\n`);
}

function measure(command) {
  return compared(bare, command, where, pairs);
}

/** Every answer comes from a buffer after 100 ms; the script sends the same requests at once, over Node's own HTTP. */
function verify() {
  const reached = { ...where, env: linkedin.variables };
  const command = ['node', bin, 'verify'];
  timed(command, reached);
  writeFileSync(join(folder, 'requests.mjs'), linkedin.script());
  const few = Math.max(3, Math.ceil(pairs / 3));
  const figure = compared(['node', 'requests.mjs'], command, reached, few);
  const peak = peakMemory(command, reached);
  const script = peakMemory(['node', 'requests.mjs'], reached);
  figures.verify = { ...figure, peak, script };
  const head = [
    '`verify`, answers after 100 ms',
    'wall',
    'CPU',
    'of the script',
    'CPU of it',
    'peak memory',
    "the script's",
  ];
  const { wall, cpu, ratio, cpuRatio } = figure;
  const memory = (megabytes) => (megabytes === undefined ? '–' : `${megabytes} MB`);
  const row = ['', ms(wall), ms(cpu), times(ratio), times(cpuRatio), memory(peak), memory(script)];
  console.log(`${markdownTable(head, [row])}\n`);
}

/** Tools that also keep credentials or set up access, where they happen to be installed. */
function peers() {
  const known = [
    'gh',
    'rclone',
    'dotenvx',
    'wrangler',
    'sentry-wizard',
    'clasp',
    'aws',
    'gcloud',
    'vercel',
    'netlify',
  ];
  const installed = known.filter(
    (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined,
  );
  const own = ['node', bin, '--version'];
  const rows = installed.map((name) => ({
    name,
    ...compared(own, [name, '--version'], where, pairs),
  }));
  figures.peers = rows;
  if (rows.length === 0) {
    console.log(`No other tool to compare with is installed (looked for ${known.join(', ')}).\n`);
    return;
  }
  const cells = rows.map(({ name, wall, ratio }) => [
    `\`${name} --version\``,
    ms(wall),
    times(ratio),
  ]);
  console.log(`${markdownTable(['others', 'wall', 'of ours'], cells)}\n`);
}

/** As a stranger gets it: packed, then installed into an empty folder. */
function size() {
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const [{ filename, size: packed }] = JSON.parse(execFileSync('npm', pack, { cwd: root }));
  const home = join(folder, 'installed');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const install = ['install', '--offline', '--no-audit', join(folder, filename)];
  execFileSync('npm', install, { cwd: home, stdio: 'ignore' });
  const modules = join(home, 'node_modules');
  const packages = readdirSync(modules).filter((name) => !name.startsWith('.')).length;
  figures.size = { packages, packed, installed: bytesBelow(modules) };
  const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;
  const row = [String(packages), megabytes(packed), megabytes(figures.size.installed)];
  console.log(markdownTable(['packages', 'packed', 'installed'], [row]));
}

function bytesBelow(path) {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesBelow(join(path, name)), 0);
}

function ms(milliseconds) {
  return `${Math.round(milliseconds)} ms`;
}

function times(ratio) {
  return `${ratio.toFixed(2)} ×`;
}

// --- LinkedIn ----------------------------------------------------------------------------------------

/** A process of its own. What the simulator answered once is answered from a buffer, 100 ms after it was asked. */
async function serve() {
  const code = join(folder, 'serve.mjs');
  writeFileSync(code, serverCode());
  const child = spawn(process.execPath, [code], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: cleanEnv,
  });
  const lines = createInterface({ input: child.stdout });
  const [first] = await once(lines, 'line');
  const { origin, env } = JSON.parse(first);
  return {
    env,
    variables: {
      PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
      PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
    },
    stop: () => child.kill(),
    /** Sends what was sent by now, all at once, and reads the answers. */
    script: () =>
      requestsScript(JSON.parse(readFileSync(join(folder, 'requests.json'), 'utf8')), origin),
  };
}

function requestsScript(requests, origin) {
  return `import { request } from 'node:http';
const requests = ${JSON.stringify(requests)};
const answers = requests.map(({ path, method, headers, body }) => new Promise((resolve, reject) => {
  const sent = request(${JSON.stringify(origin)} + path, { method, headers }, (answer) => {
    let text = '';
    answer.setEncoding('utf8').on('data', (piece) => { text += piece; }).on('end', () => resolve(JSON.parse(text)));
  });
  sent.on('error', reject).end(body);
}));
for (const answer of await Promise.all(answers)) console.log(Object.keys(answer).join(' '));
`;
}

function serverCode() {
  return `
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { createSimulator, scenarios } from ${JSON.stringify(join(root, 'dist', 'simulator.js'))};
const simulator = createSimulator({ scenario: scenarios.ready, now: () => new Date() });
const made = new Map();
const requests = [];
const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const body = Buffer.concat(pieces).toString();
  const { url: path, method } = request;
  const key = [method, path, body].join(' ');
  if (!made.has(key)) {
    const { host, connection, ...headers } = request.headers;
    requests.push({ path, method, headers, body });
    writeFileSync(${JSON.stringify(join(folder, 'requests.json'))}, JSON.stringify(requests));
    const init = { method, headers, ...(method === 'POST' && { body }) };
    const answer = await simulator.fetch(new Request('http://' + host + path, init));
    const head = Object.fromEntries(answer.headers);
    made.set(key, { status: answer.status, head, text: Buffer.from(await answer.arrayBuffer()) });
  } else await wait(100);
  const { status, head, text } = made.get(key);
  response.writeHead(status, { ...head, 'content-length': text.length, date: new Date().toUTCString() }).end(text);
});
server.listen(0, '127.0.0.1', () => {
  const { accessToken, refreshToken } = simulator.issueTokens();
  const soon = new Date(Date.now() + 40 * 86_400_000).toISOString();
  const env = ['LINKEDIN_CLIENT_ID=' + simulator.app.clientId, 'LINKEDIN_CLIENT_SECRET=' + simulator.app.clientSecret,
    'LINKEDIN_ACCESS_TOKEN=' + accessToken, 'LINKEDIN_REFRESH_TOKEN=' + refreshToken,
    'LINKEDIN_AD_ACCOUNT_ID=' + scenarios.ready.accounts[0].id, 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT=' + soon,
    'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT=' + soon, 'LINKEDIN_SCOPES=r_ads r_ads_reporting', ''].join('\\n');
  console.log(JSON.stringify({ origin: 'http://127.0.0.1:' + server.address().port, env }));
});
`;
}
