/** The documents say what the program does: every name in one is in the other. */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transform } from 'rolldown/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleLine, examples } from '../src/cli/examples.ts';
import { main } from '../src/cli/main.ts';
import { describeProgram } from '../src/cli/program.ts';
import { exportFormats } from '../src/credentials/export-formats.ts';
import * as errors from '../src/faults/fault.ts';
import { SetupError } from '../src/faults/fault.ts';
import { scenarios } from '../src/simulator/scenarios.ts';
import { serveSimulator } from '../src/simulator/serve.ts';
import { createSimulator } from '../src/simulator/simulator.ts';
import { switches } from '../src/simulator/switches.ts';
import { variableNames } from '../src/variables.ts';
import { buildWithDeclarations } from './support/build.ts';

const documents = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md']
  .concat(readdirSync('docs').map((name) => `docs/${name}`))
  .map((path) => ({ path, text: readFileSync(path, 'utf8') }));
const textOf = (path: string) => documents.find((one) => one.path === path)?.text ?? '';
const readme = textOf('README.md');

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

const commandNames = (await describeProgram()).commands.map((command) => command.name());

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

  it('ends with what goes wrong', () => {
    expect(readme.trimEnd().split('\n').at(-1)).toMatch(/^\| `[a-z-]+` \| \d \|/);
  });
});

describe('the other documents', () => {
  it.each(Object.entries(scenarios))('list the scenario %s with its title', (name, { title }) => {
    expect(textOf('docs/rehearsal.md')).toContain(`| \`${name}\` | ${title} |`);
  });

  it.each(Object.entries(switches))('list the switch %s', (name, { values, source }) => {
    const answers = values.map((value) => `\`${value}\``).join(', ');
    const rows = textOf('docs/simulator.md').split('\n');
    const row = rows.find((line) => line.startsWith(`| \`${name}\` | ${answers} | `));
    expect(row).toMatch(/^\|[^|]*\|[^|]*\| [^|]{20,} \|/);
    expect(row?.endsWith(` | ${source} |`)).toBe(true);
  });

  it('say the line for completion in each shell as the help does', () => {
    const text = textOf('docs/shell.md').replaceAll('\\|', '|');
    for (const example of examples['completion'] ?? []) {
      expect(text).toContain(`\`${exampleLine(example)}\``);
    }
  });

  it.each(
    readdirSync('test/compatibility').filter((name) => /^(?!sign).*\.(mjs|py)$/.test(name)),
  )('list the program that test/compatibility/%s is about', (name) => {
    expect(textOf('docs/simulator.md')).toContain(`| \`${name.replace(/\.\w+$/, '')}\``);
  });

  it('name every script, and no other', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
    const known = Object.keys(scripts).filter((name) => name !== 'prepare');
    const table = textOf('CONTRIBUTING.md')
      .split('\n')
      .filter((line) => line.startsWith('| `npm'));
    const named = table.flatMap((line) => [...line.matchAll(/`npm (?:run )?([a-z]+)`/g)]);
    expect(named.map(([, name]) => name).toSorted()).toEqual(known.toSorted());
  });

  it('draw the folders and the files of src as they are', () => {
    const picture = /```\nbin\/[\s\S]*?```/.exec(textOf('docs/architecture.md'))?.[0] ?? '';
    const drawn = [...picture.matchAll(/(?<=^ {2}|^ {2}\S.*? )[a-z]+(?:\/|\.ts)(?= )/gm)].map(
      String,
    );
    const folders = readdirSync('src', { withFileTypes: true }).map((entry) =>
      entry.isDirectory() ? `${entry.name}/` : entry.name,
    );
    expect(drawn.filter((name) => !/^(request|fetch|formats)/.test(name)).toSorted()).toEqual(
      folders.toSorted(),
    );
  });

  it.each(documents)('name only files that are there: $path', ({ path, text }) => {
    const code = [...text.matchAll(/`((?:src|test|scripts|docs|bin|\.github)\/[\w./*-]+)`/g)];
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, to = '']) =>
      join(dirname(path), to),
    );
    for (const named of [...code.map(([, name = '']) => name), ...links]) {
      expect(existsSync(named.replace(/[^/]*\*.*/, '')), named).toBe(true);
    }
  });

  it('explain fewer than forty words, in the order of the alphabet', () => {
    const words = [...textOf('docs/glossary.md').matchAll(/^\| ([a-zA-Z ]+) \| /gm)]
      .map(([, word = '']) => word)
      .slice(1);
    expect(words.length).toBeGreaterThan(20);
    expect(words.length).toBeLessThan(40);
    expect(words).toEqual(words.toSorted((one, other) => one.localeCompare(other, 'en')));
  });

  it('trace a command in ten steps', () => {
    expect(textOf('docs/architecture.md').match(/^\d+\. /gm)).toHaveLength(10);
  });

  it('start the workflows with actions that are pinned to a commit', () => {
    const workflows = readdirSync('.github/workflows').map((name) =>
      readFileSync(join('.github/workflows', name), 'utf8'),
    );
    const used = workflows.flatMap((text) =>
      [...text.matchAll(/uses: (.*)/g)].map(([, action = '']) => action),
    );
    expect(used.length).toBeGreaterThan(4);
    for (const action of used)
      expect(action).toMatch(/^(\.\/.*|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });
});

describe("the documents' code for host products", () => {
  const examples = [readme, textOf('docs/rehearsal.md')].flatMap((text) =>
    [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1] ?? ''),
  );
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
    const { code } = await transform('example.ts', host);
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
