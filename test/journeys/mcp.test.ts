/** `export --format mcp`: an assistant's entry that starts a server with the credentials, and holds none. */

import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { buildOnce } from '../support/build.ts';
import { envText } from '../support/credentials.ts';
import { exported, holding, values } from '../support/exported.ts';
import { openProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { openTestWorld } from '../support/world.ts';

const mcp = ['--format', 'mcp', '--as', 'API_TOKEN=LINKEDIN_ACCESS_TOKEN'];

describe('the entry', () => {
  it('holds the names and the server, and no value', async () => {
    const run = await exported(await holding(), ...mcp, '--as', 'ACCOUNT=LINKEDIN_AD_ACCOUNT_ID');
    const { args } = JSON.parse(run.stdout).mcpServers['linkedin-ads'];
    const names = ['API_TOKEN=LINKEDIN_ACCESS_TOKEN', 'ACCOUNT=LINKEDIN_AD_ACCOUNT_ID'];
    expect(args.slice(-7)).toEqual(['--as', names[0], '--as', names[1], '--', 'npx', 'ads-server']);
    for (const value of Object.values(values)) expect(run.stdout).not.toContain(value);
  });

  it('may be shown on a screen', async () => {
    const files = { '.env': envText(values) };
    const world = await openTestWorld({ setting: 'memory', files });
    const terminal = { resultIsShown: true };
    const run = await world.run(['export', ...mcp, '--', 'server'], { terminal });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(run.stdout)).toHaveProperty('mcpServers');
  });

  it('leaves the flags of the server alone', async () => {
    const world = await holding();
    const server = ['uvx', 'server', '--format', 'json', '--', '--yes'];
    const run = await world.run(['export', ...mcp, '--', ...server]);
    expect(JSON.parse(run.stdout).mcpServers['linkedin-ads'].args.slice(-6)).toEqual(server);
  });
});

describe('is refused with exit 2', () => {
  it.each([
    [['--format', 'mcp'], 'mcp starts a server, and there is no command that does.'],
    [['--format', 'vscode', '--', ''], 'vscode starts a server'],
    [['--format', 'json', '--', 'server'], 'json starts nothing'],
    [['--format', 'json', '--as', 'TOKEN=LINKEDIN_ACCESS_TOKEN'], 'json starts nothing'],
    [['--format', 'mcp', '--as', 'PATH=LINKEDIN_SCOPES', '--', 'server'], 'cannot set PATH'],
  ])('%j', async (flags, words) => {
    const run = await (await holding()).run(['export', ...flags]);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain(words);
  });
});

describe('as a process', () => {
  beforeAll(buildOnce);

  // What assistants do: no shell, a folder of their own, hardly any environment.
  test('what the entry names starts the server with fresh credentials', async () => {
    const world = await openProcessWorld({ env: storedCredentials({ daysAgo: 61 }) });
    const print = 'JSON.stringify([process.env.API_TOKEN, process.argv.slice(1)])';
    const server = [process.execPath, '-p', print, '--', 'own word'];
    const entry = await world.run(['export', ...mcp, '--', ...server]);
    const { command, args } = JSON.parse(entry.stdout).mcpServers['linkedin-ads'];
    const { HOME: _, ...env } = world.environment;
    const child = spawn(command, args, {
      cwd: tmpdir(),
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const said = JSON.parse(await text(child.stdout));
    const { LINKEDIN_ACCESS_TOKEN: token } = await world.values();
    expect(said).toEqual([token, ['own word']]);
  });
});
