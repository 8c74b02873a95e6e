/** The package as it is published: a host with nothing but its tarball compiles against both doors, and runs them. */

import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildWithDeclarations, root } from './support/build.ts';

const run = promisify(execFile);
const npm = { shell: process.platform === 'win32' };

interface PackedPackage {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

/** Outside of this repository, so that nothing of it can be found. */
let host: string;
let packed: PackedPackage;

beforeAll(async () => {
  await buildWithDeclarations();
  host = await mkdtemp(join(tmpdir(), 'pectus-host-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', host];
  const { stdout } = await run('npm', pack, { ...npm, cwd: root });
  [packed] = JSON.parse(stdout);
  await writeFile(join(host, 'package.json'), '{ "private": true, "type": "module" }\n');
  await writeFile(join(host, 'host.ts'), hostCode);
  const install = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  await run('npm', [...install, `./${packed.filename}`], { ...npm, cwd: host });
}, 240_000);
afterAll(() => rm(host, { recursive: true, force: true }));

const hostCode = `
import { Exit, SetupError, type Verification, freshAccess, isFault, load, report, verify } from 'pectus-linkedin';
import { type Scenario, createSimulator, scenarioNames, scenarios, serveSimulator } from 'pectus-linkedin/simulator';

export async function spend(): Promise<bigint> {
  const { batches } = await report({ from: '7d', by: 'campaign', signal: AbortSignal.timeout(1000) });
  let micros = 0n;
  for await (const rows of batches) for (const row of rows) micros += row.spend;
  return micros;
}
export const outcome = async (): Promise<Verification['outcome']> => (await verify()).outcome;
export const token = async (): Promise<string> => (await freshAccess()).accessToken.reveal();
export const account = async (): Promise<string | undefined> => (await load()).adAccountId;
export const isOver = (error: unknown) => isFault(error, 'refresh-token-rejected') && error.exit === Exit.signInAgain;
export const slow: Scenario = { ...scenarios.ready, latencyMs: 3000 };
export const simulator = createSimulator({ scenario: slow, now: () => new Date() });
export const served = () => serveSimulator(simulator);
export const names: readonly string[] = scenarioNames;
export const isFaultClass = (error: unknown) => error instanceof SetupError;
`;

/** A LinkedIn of the host's own, every part of it written out but what sources disagree about. */
const ownScenario = `
import { type Scenario, type SimulatedAccount, type Switches, createSimulator, scenarios, serveSimulator, switches } from 'pectus-linkedin/simulator';

const account: SimulatedAccount = {
  id: 123456789, name: 'Own', currency: 'SEK', status: 'ACTIVE', servingStatuses: ['RUNNABLE'], type: 'ENTERPRISE',
  test: false, role: 'VIEWER', campaigns: 2, delivering: true, inactiveShare: 0,
};
const scenario: Scenario = {
  title: 'One account in kronor.',
  app: {
    name: 'Own', clientId: '78own', clientSecret: 's', acceptedSecrets: ['s'], getsRefreshTokens: false,
    redirectUris: ['http://localhost:9000/oauth'], scopes: ['r_ads', 'r_ads_reporting'],
  },
  member: { name: 'Kim', urn: 'urn:li:person:kim', restricted: false },
  consent: { member: 'asked', skippedWhenRepeated: false },
  tokens: { accessSeconds: 60, refreshSeconds: 600, propagationSeconds: 0, earlierAccess: 'active', earlierRefresh: 'active' },
  apiVersions: { '202609': '2027-09-15' },
  accounts: [account],
  developmentTier: { hides: 'lists', mapped: [123456789] },
  pages: [],
  ghostAccounts: [],
  deniedResources: [],
  metricValuesPerFiveMinutes: 1000,
  latencyMs: 0,
  disputed: { ...scenarios.ready.disputed, tokenType: true },
};
export const names: readonly (keyof Switches)[] = Object.keys(switches) as (keyof Switches)[];

const simulator = createSimulator({ scenario, now: () => new Date('2026-11-26') });
const { accessToken } = simulator.issueTokens();
const { origin, close } = await serveSimulator(simulator);
const headers = { authorization: \`Bearer \${accessToken}\`, 'linkedin-version': '202609', 'x-restli-protocol-version': '2.0.0' };
const answer = await fetch(\`\${origin}/rest/adAccounts?q=search&fields=id,currency\`, { headers });
console.log(JSON.stringify(await answer.json()));
await close();
`;

it('has the program, the doors, their declarations and the licences, and nothing that only the build needs', () => {
  const paths = packed.files.map(({ path }) => path);
  const ends = ['LICENSE', 'README.md', 'CHANGELOG.md', 'bin/pectus-linkedin.js'];
  const program = ['entry', 'run', 'start'].map((name) => `dist/program/${name}.cjs`);
  const doors = ['index', 'simulator'].flatMap((door) => [`dist/${door}.js`, `dist/${door}.d.ts`]);
  expect(paths).toEqual(
    expect.arrayContaining([...ends, ...program, ...doors, 'dist/THIRD-PARTY-LICENSES.txt']),
  );
  expect(
    paths.filter((path) => /^(dist\/(api|types|\.)|src|test|scripts)|\.cache$/.test(path)),
  ).toEqual([]);
});

describe.each([
  ['node16', 'node16'],
  ['nodenext', 'nodenext'],
  ['esnext', 'bundler'],
])('a strict host with --module %s --moduleResolution %s', (module, moduleResolution) => {
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const resolution = ['--module', module, '--moduleResolution', moduleResolution];
  const common = ['--noEmit', '--skipLibCheck', 'false', '--target', 'ES2023'];

  it.each([
    ["the platform's types from TypeScript's own library", '.', []],
    ['those of @types/node', 'with-node', ['--lib', 'ES2023', '--types', 'node']],
  ])('compiles with %s', async (_, folder, library) => {
    const cwd = join(host, folder);
    if (folder !== '.') await installTypes(cwd);
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const args = [tsc, ...common, ...strict, ...resolution, ...library, 'host.ts'];
    await run(process.execPath, args, { cwd }).catch((error: { stdout: string }) => {
      throw new Error(error.stdout);
    });
  });
});

/** The same host, with the declarations that this repository has of Node. */
async function installTypes(cwd: string): Promise<void> {
  const copy = (from: string, path: string) =>
    cp(join(from, path), join(cwd, path), { recursive: true });
  await Promise.all([
    ...['host.ts', 'package.json', 'node_modules/pectus-linkedin'].map((path) => copy(host, path)),
    ...['node_modules/@types/node', 'node_modules/undici-types'].map((path) => copy(root, path)),
  ]);
}

it('lets a host play a LinkedIn of its own, in strict TypeScript', async () => {
  await writeFile(join(host, 'own.ts'), ownScenario);
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const args = [tsc, '--skipLibCheck', 'false', '--target', 'ES2023', '--module', 'nodenext'];
  await run(process.execPath, [...args, ...strict, '--outDir', 'own', 'own.ts'], {
    cwd: host,
  }).catch((error: { stdout: string }) => {
    throw new Error(error.stdout);
  });
  const { stdout } = await run(process.execPath, [join('own', 'own.js')], { cwd: host });
  expect(JSON.parse(stdout)).toEqual({
    elements: [{ id: 123456789, currency: 'SEK' }],
    metadata: {},
  });
});

it('runs with nothing installed beside it', async () => {
  const code = `const doors = [await import('pectus-linkedin'), await import('pectus-linkedin/simulator')];
    console.log(JSON.stringify(doors.map((door) => Object.keys(door).sort())));`;
  const args = ['--input-type=module', '--eval', code];
  const { stdout } = await run(process.execPath, args, { cwd: host });
  expect(JSON.parse(stdout)).toEqual([
    ['Exit', 'Secret', 'SetupError', 'freshAccess', 'isFault', 'load', 'report', 'verify'],
    ['createSimulator', 'scenarioNames', 'scenarios', 'serveSimulator', 'switches'],
  ]);
});
