/** The lines and scripts that docs/fleet.md and deploy/ give out, run as they stand: what they hand over, and to whom. */

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json, text } from 'node:stream/consumers';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { scenarios } from '../../src/simulator/scenarios.ts';
import { buildOnce, root } from '../support/build.ts';
import { envText } from '../support/credentials.ts';
import { testWith } from '../support/outside-readers.ts';
import { bin, type Outcome } from '../support/piped-program.ts';
import { openProcessWorld, type ProcessWorld } from '../support/process.ts';
import { storedCredentials } from '../support/stored-credentials.ts';
import { describeWith, posix } from '../support/systems.ts';

beforeAll(buildOnce);

type Values = Readonly<Record<string, string | undefined>>;

const searchPath = process.env['PATH'] ?? '';

async function bash(script: string, env: Values, cwd: string): Promise<Outcome> {
  const child = spawn('bash', ['-eo', 'pipefail', '-c', script], {
    cwd,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { exitCode: await ended, stdout, stderr };
}

/** A folder for the search path, with programs that are shell scripts. */
function programs(scripts: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'programs-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, script] of Object.entries(scripts)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const own = `exec "${process.execPath}" "${bin}" "$@"`;

// --- secret managers ---------------------------------------------------------------------------------

/** Keeps what it was called with, and what it was handed: by its stdin, or by a file that is its stdin. */
const standIn = `printf '%s\\n' "$*" > called
case " $* " in *=/dev/stdin*|*" /dev/stdin "*|*file:///dev/stdin*) cat /dev/stdin ;; *) cat ;; esac > handed`;

const managers = ['vault', 'aws', 'gcloud', 'az', 'op', 'doppler', 'infisical', 'gh', 'kubectl'];
const document = readFileSync('docs/fleet.md', 'utf8');
const lines = [
  ...document.matchAll(/(?:^|`)(pectus-linkedin export --format \w+ \\?\| [^`\n]+)/gm),
].map(([, line = '']) => line.replaceAll('\\|', '|'));

describe('the lines for secret managers', () => {
  it('are there for each', () => {
    const named = new Set(lines.map((line) => /\| (\w+)/.exec(line)?.[1]));
    expect([...named].toSorted()).toEqual(managers.toSorted());
  });
});

describeWith(posix)('each line', () => {
  it.each([...new Set(lines)])('%s', async (line) => {
    const values = storedCredentials();
    const world = await openProcessWorld({ env: values });
    const path = programs({
      'pectus-linkedin': own,
      ...Object.fromEntries(managers.map((name) => [name, standIn])),
    });
    const env = { ...world.environment, PATH: `${path}:${searchPath}` };
    const outcome = await bash(line, env, world.folder);

    expect(outcome).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    const called = readFileSync(join(world.folder, 'called'), 'utf8');
    const handed = readFileSync(join(world.folder, 'handed'), 'utf8');
    for (const value of Object.values(values)) {
      expect(handed).toContain(value);
      expect(called).not.toContain(value);
    }
  });
});

/** On loopback, in the place of what a client speaks to. */
async function serve(
  answer: (method: string, path: string, body: unknown) => unknown,
): Promise<string> {
  const server = createServer(async (request, response) => {
    const { method = '', url = '' } = request;
    const body = method === 'GET' ? undefined : await json(request);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer(method, url.split('?')[0] ?? '', body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const works = (name: string, ...args: readonly string[]) =>
  posix.isMet && spawnSync(name, args, { stdio: 'ignore' }).status === 0;

const aws = { name: 'AWS CLI', present: works('aws', '--version'), read: async () => undefined };

testWith(aws, "the AWS CLI's own line hands the values over", async () => {
  const values = storedCredentials();
  const world = await openProcessWorld({ env: values });
  let received: { readonly SecretString?: string } = {};
  const origin = await serve((_, __, body) => {
    received = body as typeof received;
    return {};
  });
  const env = {
    ...process.env,
    PATH: `${programs({ 'pectus-linkedin': own })}:${searchPath}`,
    AWS_ENDPOINT_URL: origin,
    AWS_ACCESS_KEY_ID: 'nobody',
    AWS_SECRET_ACCESS_KEY: 'nothing',
    AWS_DEFAULT_REGION: 'eu-central-1',
  };
  const line = lines.find((one) => one.includes('aws secretsmanager create-secret')) ?? '';
  expect(await bash(line, env, world.folder)).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(received.SecretString ?? '')).toEqual(values);
});

const kubectl = {
  name: 'kubectl',
  present: works('kubectl', 'version', '--client'),
  read: async () => undefined,
};

/** As far as a client asks before it acts: which kinds there are, and the one Secret. */
function serveKubernetes(seen: (method: string, path: string, body: unknown) => void) {
  const kinds: Readonly<Record<string, readonly string[]>> = {
    '/api/v1': ['Secret', 'ServiceAccount'],
    '/apis/batch/v1': ['CronJob'],
    '/apis/rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
  };
  const versionOf = (path: string) => path.replace(/^\/apis?\//, '');
  const groups = Object.keys(kinds)
    .filter((path) => path.startsWith('/apis/'))
    .map((path) => {
      const [name = '', version = ''] = versionOf(path).split('/');
      const preferredVersion = { groupVersion: `${name}/${version}`, version };
      return { name, versions: [preferredVersion], preferredVersion };
    });
  return serve((method, path, body) => {
    if (path === '/api') return { kind: 'APIVersions', versions: ['v1'] };
    if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups };
    if (kinds[path] !== undefined) {
      const verbs = ['create', 'get', 'patch'];
      const resources = kinds[path].map((kind) => {
        return { name: `${kind.toLowerCase()}s`, namespaced: true, kind, verbs };
      });
      return { kind: 'APIResourceList', groupVersion: versionOf(path), resources };
    }
    if (path.includes('secrets')) seen(method, path, body);
    return { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'linkedin-ads' }, data: {} };
  });
}

testWith(kubectl, 'kubectl reads every object of deploy/kubernetes.yaml', async () => {
  const origin = await serveKubernetes(() => {});
  const env = { PATH: searchPath, HOME: tmpdir(), KUBECONFIG: '/dev/null' };
  const flags = `--server=${origin} --dry-run=client --validate=false --output=name`;
  const outcome = await bash(`kubectl create ${flags} -f deploy/kubernetes.yaml`, env, root);
  expect(outcome.stdout.trim().split('\n')).toEqual([
    'cronjob.batch/linkedin-ads-verify',
    'cronjob.batch/linkedin-ads-renew',
    'serviceaccount/linkedin-ads-renew',
    'role.rbac.authorization.k8s.io/linkedin-ads-renew',
    'rolebinding.rbac.authorization.k8s.io/linkedin-ads-renew',
  ]);
});

testWith(kubectl, 'kubectl patches the Secret with what the CronJob exports', async () => {
  const values = storedCredentials();
  const world = await openProcessWorld({ env: values });
  const file = join(world.folder, 'secret.yaml');
  await world.run(['export', '--format', 'kubernetes', '--output', file]);
  const asked: string[] = [];
  let patch: { readonly stringData?: unknown } = {};
  const origin = await serveKubernetes((method, path, body) => {
    asked.push(`${method} ${path}`);
    if (method === 'PATCH') patch = body as typeof patch;
  });
  const { spec } = readFileSync('deploy/kubernetes.yaml', 'utf8')
    .split('\n---\n')
    .map((one) => parse(one))
    .find(({ metadata }) => metadata.name === 'linkedin-ads-renew').spec.jobTemplate.spec.template;
  const [{ command, args }] = spec.containers;
  const words = [...command, ...args].map((one: string) => one.replace('/work', world.folder));
  const env = { PATH: searchPath, HOME: world.folder, KUBECONFIG: '/dev/null' };
  const outcome = await bash(`${words.join(' ')} --server=${origin}`, env, world.folder);

  expect(outcome).toMatchObject({ exitCode: 0 });
  // What the Role allows, of the one Secret that it names.
  const path = '/api/v1/namespaces/default/secrets/linkedin-ads';
  expect(asked).toEqual([`GET ${path}`, `PATCH ${path}`]);
  expect(patch.stringData).toEqual(values);
});

// --- GitHub --------------------------------------------------------------------------------------------

const { jobs } = parse(readFileSync('deploy/github-workflow.yml', 'utf8'));
const verifyStep = jobs.verify.steps.find(({ id }: { id?: string }) => id === 'verify');
const [issueStep] = jobs.issue.steps;

/** The script of the step, with the variables that it names and nothing else of ours. */
async function verifyOnGitHub(world: ProcessWorld, values: Values, changes: Values = {}) {
  mkdirSync(join(world.folder, 'runner'));
  const cwd = join(world.folder, 'runner');
  symlinkSync(join(root, 'bin'), join(cwd, 'bin'));
  const named = Object.keys(verifyStep.env);
  const ofStep = Object.fromEntries(named.map((name) => [name, values[name] ?? '']));
  const output = join(cwd, 'output');
  const env = {
    ...world.environment,
    PATH: searchPath,
    ...ofStep,
    GITHUB_OUTPUT: output,
    ...changes,
  };
  const outcome = await bash(verifyStep.run, env, cwd);
  return { ...outcome, output: readFileSync(output, 'utf8'), cwd };
}

describeWith(posix)('the GitHub workflow', () => {
  it.each([
    ['ready', {}, 0, 'exit=0\noutcome=ready\n'],
    ['a sign-in that ends within 30 days', { daysAgo: 340 }, 0, /^exit=6\noutcome=\S+\n$/],
    ['a sign-in that is over', { daysAgo: 366 }, 0, 'exit=4\noutcome=refresh-token-rejected\n'],
  ])('says %s', async (_, signIn, exitCode, output) => {
    const values = storedCredentials(signIn);
    const world = await openProcessWorld();
    const outcome = await verifyOnGitHub(world, values);
    expect(outcome).toMatchObject({ exitCode, stderr: '' });
    expect(outcome.output).toMatch(output);
    for (const value of Object.values(values)) expect(outcome.stdout).not.toContain(value);
  });

  it('fails where something has to change at LinkedIn', async () => {
    const world = await openProcessWorld({ scenario: scenarios['account-not-visible'] });
    const outcome = await verifyOnGitHub(world, storedCredentials());
    expect(outcome).toMatchObject({ exitCode: 3, output: 'exit=3\noutcome=account-not-visible\n' });
  });

  it('only warns where LinkedIn cannot be asked', async () => {
    const world = await openProcessWorld({ scenario: scenarios.unavailable });
    const outcome = await verifyOnGitHub(world, storedCredentials());
    expect(outcome).toMatchObject({ exitCode: 0, output: expect.stringContaining('exit=5') });
    expect(outcome.stdout).toContain('::warning::');
  });

  it.each([
    ['0', 1],
    ['1', 0],
  ])('opens an issue when %s are open: %i', async (open, created) => {
    const { folder, environment } = await openProcessWorld();
    const gh = `if [ "$2" = list ]; then echo ${open}; else printf '%s\\n' "$@" > created; fi`;
    const env = {
      ...environment,
      PATH: `${programs({ gh })}:${searchPath}`,
      OUTCOME: 'refresh-token-expiring',
      WHEN: 'within 30 days',
    };
    expect(await bash(issueStep.run, env, folder)).toMatchObject({ exitCode: 0, stderr: '' });
    const written = readdirSync(folder).filter((name) => name === 'created');
    expect(written).toHaveLength(created);
    if (created === 0) return;
    const said = readFileSync(join(folder, 'created'), 'utf8');
    expect(said).toContain(
      '`verify --within 30` says `refresh-token-expiring`: sign in within 30 days.',
    );
    expect(said).toMatch(/^1\. Run/m);
  });
});

it('no example has a value that looks like a secret', () => {
  expect(document).not.toMatch(/AQ[VX]|WPL_/);
  expect(envText(storedCredentials())).toMatch(/AQ[VX]/);
});
