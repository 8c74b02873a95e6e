/** The documents say what the program does: every name in one is in the other. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../src/cli/main.ts';
import { exportFormats } from '../src/credentials/export-formats.ts';
import * as errors from '../src/faults/fault.ts';
import { SetupError } from '../src/faults/fault.ts';
import { scenarios } from '../src/simulator/scenarios.ts';
import { serveSimulator } from '../src/simulator/serve.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { variableNames } from '../src/variables.ts';
import { buildWithDeclarations } from './support/build.ts';

const readme = readFileSync('README.md', 'utf8');

/** The cells of every table row whose first cell is one name in code. */
const rows = readme
  .split('\n')
  .map((line) => /^\| `([^`]+)` \|(.*)\|$/.exec(line))
  .flatMap((match) => (match ? [{ name: match[1] ?? '', cells: match[2] ?? '' }] : []));

async function help(...argv: string[]): Promise<string> {
  let text = '';
  const add = (more: string) => {
    text += more;
  };
  const open = () => {
    throw new Error('help needs no world');
  };
  await main([...argv, '--help'], open, { out: add, err: add, columns: 100 });
  return text;
}

const commands = (await help()).split('\nCommands:\n')[1]?.match(/^ {2}([a-z]+) /gm) ?? [];
const commandNames = commands.map((name) => name.trim()).filter((name) => name !== 'help');

describe('the README', () => {
  it.each(errors.faultCodes)('lists %s with its exit code', (code) => {
    const exit = new SetupError(code, { message: '', fix: [] }, {}).exit;
    expect(readme).toContain(`| \`${code}\` | ${exit} |`);
  });

  it('lists no code that does not exist', () => {
    const listed = rows.filter(({ cells }) => /^ \d \|/.test(cells)).map(({ name }) => name);
    expect(listed.toSorted()).toEqual([...errors.faultCodes].toSorted());
  });

  it.each(Object.values(errors.Exit))('explains exit %s', (exit) => {
    expect(readme).toMatch(new RegExp(`^\\| ${exit} \\|`, 'm'));
  });

  it.each(Object.entries(scenarios))('lists the scenario %s with its title', (name, { title }) => {
    expect(readme).toContain(`| \`${name}\` | ${title} |`);
  });

  it.each(Object.entries(exportFormats))('says how %s is consumed', (name, { consumed }) => {
    expect(readme).toContain(`| \`${name}\` | ${consumed} |`);
  });

  it.each(variableNames)('and .env.example name %s', (name) => {
    expect(readme).toContain(`\`${name}\``);
    expect(readFileSync('.env.example', 'utf8')).toContain(`${name}=`);
  });

  it('lists every command', () => {
    expect(commandNames.length).toBeGreaterThan(5);
    for (const name of commandNames)
      expect(rows.some((one) => one.name.split(' ')[0] === name)).toBe(true);
  });

  it.each(commandNames)('names every option of %s', async (name) => {
    const options = (await help(name)).match(/--[a-z-]+/g) ?? [];
    for (const option of options.filter((one) => !['--help', '--version'].includes(one))) {
      expect(readme).toContain(option);
    }
  });

  it('names every script, and no other', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const known = Object.keys(scripts).filter((name) => name !== 'prepare');
    const named = [...readme.matchAll(/`npm (?:run )?([a-z]+)`/g)].map((match) => match[1] ?? '');
    expect([...new Set(named)].filter((name) => name !== 'link').toSorted()).toEqual(
      known.toSorted(),
    );
  });

  it('draws the floors as they are', () => {
    const picture = /```\nbin\/[\s\S]*?```/.exec(readme)?.[0] ?? '';
    const places = [...picture.matchAll(/^ {2}([a-z]+\/|[a-z]+\.ts)/gm)].map(
      (match) => match[1] ?? '',
    );
    expect(places.length).toBeGreaterThan(8);
    for (const place of places) expect(existsSync(join('src', place)), place).toBe(true);
  });
});

describe("the README's code for host products", () => {
  const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  // Inside the package, so that its own name resolves as it does for a host.
  let folder = '';
  beforeAll(async () => {
    await buildWithDeclarations();
    folder = mkdtempSync(join('dist', 'readme-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('compiles under the strictest settings', () => {
    examples.forEach((code, index) => {
      writeFileSync(join(folder, `example-${index}.ts`), `${code}\nexport {};\n`);
    });
    const flags = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noUncheckedIndexedAccess',
    ];
    const target = ['--target', 'ES2023', '--module', 'NodeNext', '--types', 'node'];
    const files = examples.map((_, index) => join(folder, `example-${index}.ts`));
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const args = [tsc, ...flags, ...target, '--ignoreConfig', ...files];
    expect(examples).toHaveLength(2);
    execFileSync(process.execPath, args, { stdio: 'pipe', encoding: 'utf8' });
  });

  it('runs', async () => {
    const simulator = createSimulator({ now: () => new Date() });
    const server = await serveSimulator(simulator);
    const tokens = simulator.issueTokens();
    const lines = [
      `LINKEDIN_CLIENT_ID=${simulator.app.clientId}`,
      `LINKEDIN_CLIENT_SECRET=${simulator.app.clientSecret}`,
      `LINKEDIN_REFRESH_TOKEN=${tokens.refreshToken}`,
      `LINKEDIN_ACCESS_TOKEN=${tokens.accessToken}`,
      'LINKEDIN_AD_ACCOUNT_ID=512345678',
    ];
    writeFileSync(join(folder, '.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
    const host = examples.find((code) => code.includes('freshAccess')) ?? '';
    const { code } = await transform(host, { loader: 'ts' });
    writeFileSync(join(folder, 'host.mjs'), code);
    const printed = await runHost(folder, server.origin);
    await server.close();
    expect(printed).toBe("ad account 512345678 reads Acme Europe [ 'Authorization' ]\n");
  });
});

async function runHost(folder: string, origin: string): Promise<string> {
  const { execFile } = await import('node:child_process');
  const env = {
    PATH: process.env['PATH'],
    PECTUS_LINKEDIN_OAUTH_URL: `${origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${origin}/rest`,
  };
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, ['host.mjs'], { cwd: folder, env }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr));
    });
  });
}
