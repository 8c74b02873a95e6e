/** The published declarations explain themselves: every member has a comment, and every example runs as it stands. */

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'rolldown/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SetupError } from '../src/faults/fault.ts';
import { createSimulator, serveSimulator } from '../src/simulator/index.ts';
import { buildWithDeclarations, root } from './support/build.ts';
import { lineOf, nameOf, type Source, sourceOf } from './support/sources.ts';

const run = promisify(execFile);
const doors = ['index', 'simulator'] as const;
const declarations: Record<string, Source> = {};
/** Inside the package, so that its own name resolves as it does for a host. */
let folder: string;

beforeAll(async () => {
  await buildWithDeclarations();
  folder = await mkdtemp(join(root, 'dist/examples-'));
  for (const door of doors) {
    const text = await readFile(join(root, `dist/${door}.d.ts`), 'utf8');
    declarations[door] = sourceOf(`${door}.d.ts`, text);
  }
}, 240_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const declared = (door: string): Source => {
  const source = declarations[door];
  if (source === undefined) throw new Error(`${door} was not read`);
  return source;
};

const members = ['TSPropertySignature', 'TSMethodSignature', 'PropertyDefinition'];

describe.each(doors)('the declarations of %s', (door) => {
  it('need no other file and no other package', () => {
    expect(declared(door).imports).toEqual([]);
    expect(declared(door).text).not.toMatch(/\/\/\/ *<reference|\bimport\(/);
  });

  it('document every export and every member', () => {
    const source = declared(door);
    const { nodes, text } = source;
    expect(nodes.filter(({ type }) => members.includes(type)).length).toBeGreaterThan(40);
    // The values of a constant are told in its own comment.
    const constants = nodes.filter(({ type }) => type === 'VariableDeclaration');
    const bare = nodes
      .filter(({ type }) => members.includes(type) || type === 'ExportNamedDeclaration')
      .filter((node) => node['declaration'] !== null)
      .filter(({ start }) => !constants.some((one) => start > one.start && start < one.end))
      .filter(({ start }) => !text.slice(0, start).trimEnd().endsWith('*/'))
      // `type` in `type Narrowed = Fault & { code: C }` and TypeScript's own mark of a private field.
      .filter((node) => !isPrivate(node['key']) && !isNarrowing(source, node.start));
    expect(
      bare.map((node) => `${door}.d.ts:${lineOf(source, node)} ${nameOf(node['key']) ?? ''}`),
    ).toEqual([]);
  });
});

const isPrivate = (key: unknown) =>
  typeof key === 'object' && key !== null && 'type' in key && key.type === 'PrivateIdentifier';

/** What a type guard says of a member that is documented already. */
function isNarrowing({ nodes }: Source, at: number): boolean {
  return nodes.some(({ type, start, end }) => type === 'TSTypePredicate' && start < at && at < end);
}

it('docs/api.md is what the declarations say', async () => {
  const { stderr } = await run(process.execPath, ['scripts/api-reference.mjs', '--check'], {
    cwd: root,
  });
  expect(stderr).toBe('');
});

it('the codes that a comment names are codes', () => {
  const named = [...declared('index').text.matchAll(/@throws([\s\S]*?)(?=@|\*\/)/g)]
    .flatMap(([, text = '']) => [...text.matchAll(/`([a-z]+(?:-[a-z]+)+)`/g)])
    .map(([, code = '']) => code);
  expect(named.length).toBeGreaterThan(15);
  for (const code of named) {
    const make = () => new SetupError(code as never, { message: '', fix: [] }, {});
    expect(make, code).not.toThrow();
  }
});

describe('the examples in the declarations', () => {
  const examplesOf = (door: string) =>
    [...declared(door).text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) =>
      code.replace(/^ *\* ?/gm, ''),
    );

  it('are there for each of the four functions', () => {
    const all = examplesOf('index').join('\n');
    for (const name of ['load', 'freshAccess', 'verify', 'report']) {
      expect(all).toContain(`import { ${name} } from 'pectus-linkedin'`);
    }
  });

  it('compile and run as they stand', { timeout: 120_000 }, async () => {
    const examples = doors.flatMap(examplesOf);
    expect(examples.length).toBeGreaterThan(5);
    const names = examples.map((_, index) => `example-${index}`);
    await Promise.all(
      examples.map((code, index) => writeFile(join(folder, `${names[index]}.ts`), code)),
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const strict = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--ignoreConfig'];
    const target = ['--target', 'ES2023', '--module', 'NodeNext', '--types', 'node'];
    const files = names.map((name) => join(folder, `${name}.ts`));
    await run(process.execPath, [tsc, ...strict, ...target, ...files], { cwd: root });
    expect(await outputs(examples, names)).toEqual([
      expect.stringMatching(/^\[ 'Authorization' \] 20\d\d\n$/),
      'signed in\n',
      expect.stringMatching(/^ad account 512345678, sign in again on 20[\d-]+T[\d:.]+Z\n$/),
      expect.stringMatching(/^Acme Europe: [\d.]+ EUR\n$/),
      expect.stringMatching(/^reads Acme Europe\n\[\n {2}'env-file: (pass|warn)',/),
      "200 [ 'BILLING_HOLD' ]\n",
      '',
    ]);
  });
});

/** What each example prints, in a folder with working credentials and a simulated LinkedIn. */
async function outputs(examples: readonly string[], names: readonly string[]): Promise<string[]> {
  const simulator = createSimulator({ now: () => new Date() });
  const server = await serveSimulator(simulator);
  const { accessToken, refreshToken } = simulator.issueTokens();
  const lines = [
    `LINKEDIN_CLIENT_ID=${simulator.app.clientId}`,
    `LINKEDIN_CLIENT_SECRET=${simulator.app.clientSecret}`,
    `LINKEDIN_REFRESH_TOKEN=${refreshToken}`,
    `LINKEDIN_ACCESS_TOKEN=${accessToken}`,
    'LINKEDIN_AD_ACCOUNT_ID=512345678',
  ];
  await writeFile(join(folder, '.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
  const env = {
    PATH: process.env['PATH'],
    PECTUS_LINKEDIN_OAUTH_URL: `${server.origin}/oauth/v2`,
    PECTUS_LINKEDIN_API_URL: `${server.origin}/rest`,
  };
  const printed: string[] = [];
  try {
    for (const [index, example] of examples.entries()) {
      const { code } = await transform('example.ts', example);
      await writeFile(join(folder, `${names[index]}.mjs`), code);
      const { stdout } = await run(process.execPath, [`${names[index]}.mjs`], { cwd: folder, env });
      printed.push(stdout);
    }
  } finally {
    await server.close();
  }
  return printed;
}
