/** Programs of other people that read the files which `export` writes: each says what it found in one. */

import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { onTestFinished, test } from 'vitest';

export interface Reader {
  readonly name: string;
  readonly present: boolean;
  /** What brings it to a machine; undefined where nothing does, or where it is not worth it. */
  readonly install?: string | undefined;
  readonly read: (path: string) => Promise<unknown>;
}

const run = promisify(execFile);

/** Our variables among those that the program found; every name has this in it. */
function ours(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(variables).filter(([name]) => name.includes('LINKEDIN')),
  );
}

/** With an environment of nothing but the search path. */
async function said(command: string, args: readonly string[], env = {}): Promise<string> {
  const { stdout, stderr } = await run(command, [...args], {
    env: { PATH: process.env['PATH'], ...env },
  });
  if (stderr !== '') throw new Error(`${command} complains: ${stderr}`);
  return stdout;
}

function works(command: string, ...args: string[]): boolean {
  return spawnSync(command, args).status === 0;
}

const environment = 'JSON.stringify(process.env)';

export const node: Reader = {
  name: 'Node',
  present: true,
  read: async (path) =>
    ours(JSON.parse(await said(process.execPath, [`--env-file=${path}`, '-p', environment]))),
};

function shell(name: string, ...flags: string[]): Reader {
  const script = 'set -a; . "$0"; exec "$1" -p "$2"';
  return {
    name,
    present: works(name, '-c', 'true'),
    install: `apt-get install ${name}`,
    read: async (path) =>
      ours(
        JSON.parse(await said(name, [...flags, '-c', script, path, process.execPath, environment])),
      ),
  };
}

/** Without its start-up files, which it reads when its stdin is a socket. */
export const bash = shell('bash', '--noprofile', '--norc');
export const dash = shell('dash');

function python(module: string, install: string, expression: string): Reader {
  const script = `import sys, json, ${module}\nprint(json.dumps(${expression}))`;
  // The system's own first: packages of the distribution are its, whatever else is on the path.
  const program =
    ['/usr/bin/python3', 'python3'].find((name) => works(name, '-c', `import ${module}`)) ?? '';
  return {
    name: `Python's ${module}`,
    present: program !== '',
    install,
    read: async (path) => JSON.parse(await said(program, ['-c', script, path])),
  };
}

export const pythonDotenv = python(
  'dotenv',
  'apt-get install python3-dotenv',
  'dotenv.dotenv_values(sys.argv[1])',
);
export const pythonYaml = python(
  'yaml',
  'apt-get install python3-yaml',
  'yaml.safe_load(open(sys.argv[1]))',
);
export const pythonToml = python(
  'tomllib',
  'apt-get install python3 (3.11 or newer)',
  'tomllib.load(open(sys.argv[1], "rb"))',
);

const generator = '/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator';

/** The part of systemd that runs without systemd: environment.d(5) has the parser of `EnvironmentFile=`. */
export const systemd: Reader = {
  name: 'systemd',
  present: existsSync(generator),
  install: process.platform === 'linux' ? 'apt-get install systemd' : undefined,
  async read(path) {
    const folder = await mkdtemp(join(tmpdir(), 'systemd-reader-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'environment.d'));
    await copyFile(path, join(folder, 'environment.d/50-linkedin.conf'));
    const lines = (await said(generator, [], { XDG_CONFIG_HOME: folder, HOME: folder })).split(
      '\n',
    );
    return ours(Object.fromEntries(lines.map(assignment)));
  },
};

function assignment(line: string): readonly [string, string] {
  const sign = line.indexOf('=');
  return [line.slice(0, sign), line.slice(sign + 1)];
}

/** Docker's client reads the file itself; the engine behind it is only told, and here it only listens. */
export const docker: Reader = {
  name: "Docker's client",
  present: works('docker', '--version'),
  async read(path) {
    let asked: { readonly Env?: readonly string[] } = {};
    const engine = createServer(async (request, response) => {
      const body = await text(request);
      if (request.url?.includes('/containers/create')) asked = JSON.parse(body);
      response.writeHead(request.method === 'POST' ? 201 : 200, { 'api-version': '1.41' });
      response.end(request.method === 'POST' ? '{"Id":"created","Warnings":[]}' : 'OK');
    });
    engine.listen(0, '127.0.0.1');
    await once(engine, 'listening');
    onTestFinished(() => void engine.close());
    const { port } = engine.address() as AddressInfo;
    const host = `tcp://127.0.0.1:${port}`;
    await said('docker', ['--host', host, 'create', '--env-file', path, 'image'], {
      HOME: tmpdir(),
    });
    return ours(Object.fromEntries((asked.Env ?? []).map(assignment)));
  },
};

/** Where the reader is absent the test is skipped with a word, but on CI it fails if the reader can be had. */
export function testWith(reader: Reader, name: string, body: () => Promise<void>): void {
  const { present, install } = reader;
  if (present) {
    test(name, body);
  } else if (process.env['CI'] && install !== undefined) {
    test(name, () => {
      throw new Error(`this machine has no ${reader.name}; install it: ${install}`);
    });
  } else {
    test.skip(`${name} (skipped: no ${reader.name} here)`, body);
  }
}
