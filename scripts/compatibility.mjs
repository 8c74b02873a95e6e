// Lets libraries and readers by others work against the simulated LinkedIn that is published, each in a process of its
// own. `-- openid` runs those whose name has it in it.
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(fileURLToPath(import.meta.url), '../..');
const { createSimulator, scenarios, serveSimulator } = await import(
  new URL('../dist/simulator.js', import.meta.url).href
);
const run = promisify(execFile);
const [part = ''] = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), 'pectus-compatibility-'));
const results = [];
try {
  cpSync(join(root, 'test/compatibility'), folder, { recursive: true });
  // Beside the repository, so that none of its own packages is found.
  const install = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const shell = process.platform === 'win32';
  execFileSync('npm', install, { cwd: folder, shell, stdio: ['ignore', 'ignore', 'inherit'] });
  const programs = readdirSync(folder)
    .filter((name) => /\.(mjs|py)$/.test(name) && !name.startsWith('sign'))
    .filter((name) => name.includes(part));
  for (const program of programs) results.push(await play(program));
} finally {
  rmSync(folder, { recursive: true });
}
const failed = results.filter((passed) => !passed).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || results.length === 0 ? 1 : 0;

async function play(program) {
  const redirectUri = 'http://localhost:3000/auth/callback/linkedin';
  const scenario = scenarios['openid-connect'];
  const app = { ...scenario.app, redirectUris: [redirectUri] };
  const simulator = createSimulator({ scenario: { ...scenario, app }, now: () => new Date() });
  const { origin, close } = await serveSimulator(simulator);
  const { accessToken } = simulator.issueTokens();
  const env = {
    ...process.env,
    ORIGIN: origin,
    REDIRECT_URI: redirectUri,
    LINKEDIN_CLIENT_ID: app.clientId,
    LINKEDIN_CLIENT_SECRET: app.clientSecret,
    LINKEDIN_ACCESS_TOKEN: accessToken,
    // Plain HTTP is for this machine alone, and LinkedIn joins the scopes of its replies with commas.
    OAUTHLIB_INSECURE_TRANSPORT: '1',
    OAUTHLIB_RELAX_TOKEN_SCOPE: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
  const command = program.endsWith('.py') ? '/usr/bin/python3' : process.execPath;
  const options = { cwd: folder, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
  const problem = await run(command, [program], options).then(
    () => undefined,
    (error) => error.stderr || error.message,
  );
  await close();
  const calls = simulator.log.length;
  console.log(`${problem === undefined ? '✓' : '✗'} ${program} (${calls} calls)`);
  if (problem !== undefined) {
    console.log(problem);
    for (const { method, path, query, status } of simulator.log)
      console.log(`    ${status} ${method} ${path}?${query}`);
  }
  return problem === undefined;
}
