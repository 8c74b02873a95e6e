// Writes V8's code cache of the bundle for this Node, as it is after the commands that start most often have run
// against a simulated LinkedIn. Run by the build; a Node of another version compiles the bundle as if there were none.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './bundle.mjs';

const program = join(root, 'dist', 'program');
const require = createRequire(import.meta.url);
const { codeCaches, load } = require(join(program, 'entry.cjs'));
const { createSimulator, scenarios, serveSimulator } = await import('../dist/simulator.js');

const folder = mkdtempSync(join(tmpdir(), 'pectus-code-cache-'));
process.chdir(folder);
const simulator = createSimulator({ scenario: scenarios.ready, now: () => new Date() });
const server = await serveSimulator(simulator);
const { accessToken, refreshToken } = simulator.issueTokens();
const soon = new Date(Date.now() + 40 * 86_400_000).toISOString();
const values = {
  LINKEDIN_CLIENT_ID: simulator.app.clientId,
  LINKEDIN_CLIENT_SECRET: simulator.app.clientSecret,
  LINKEDIN_ACCESS_TOKEN: accessToken,
  LINKEDIN_REFRESH_TOKEN: refreshToken,
  LINKEDIN_AD_ACCOUNT_ID: scenarios.ready.accounts[0].id,
  LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: soon,
  LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: soon,
};
const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
writeFileSync('.env', lines.join(''), { mode: 0o600 });
process.env.PECTUS_LINKEDIN_OAUTH_URL = `${server.origin}/oauth/v2`;
process.env.PECTUS_LINKEDIN_API_URL = `${server.origin}/rest`;
const { runCommand } = load('./run.cjs', program);
for (const words of ['status', 'token --json', 'export --format json', 'verify']) {
  const exitCode = await runCommand(words.split(' '));
  if (exitCode > 0) throw new Error(`${words} ended with ${exitCode}`);
}
// Not run: it changes a flag of V8, which then takes no cache that was made before.
for (const name of ['report', 'wizard', 'delimited']) load(`./${name}.cjs`, program);
for (const [path, cache] of codeCaches()) writeFileSync(path, cache);
rmSync(folder, { recursive: true });
process.exit();
