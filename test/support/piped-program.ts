/** The built program with pipes for a terminal, as a script or a container runs it. */

import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { root } from './build.ts';

export const bin = join(root, 'bin/pectus-linkedin.js');

export interface PipeOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What is on stdin before it ends. */
  readonly input?: string;
}

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly pid: number;
  /** Resolves with the match as soon as the pattern stands on stderr. */
  saidOnStderr(pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Outcome>;
}

/** Starts it; it is killed when the test ends, if it has not ended by then. */
export function startPiped(args: readonly string[], options: PipeOptions): Running {
  return start([bin, ...args], options);
}

/** A host of the library, in place of the program. */
export function startNode(module: string, options: PipeOptions): Running {
  return start(['--input-type=module', '-e', module], options);
}

function start(args: readonly string[], { cwd, env, input }: PipeOptions): Running {
  const child = spawn(process.execPath, args, { cwd, env });
  if (child.pid === undefined) throw new Error('it could not be started');
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  return {
    pid: child.pid,
    saidOnStderr: (pattern) => match(pattern, stderr, child.stderr),
    ended: new Promise((resolve) => {
      child.once('close', (exitCode) => {
        resolve({ exitCode, stdout: stdout(), stderr: stderr() });
      });
    }),
  };
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}

function match(pattern: RegExp, text: () => string, stream: Readable): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const found = pattern.exec(text());
      if (found !== null) resolve(found);
    };
    look();
    stream.on('data', look);
    stream.once('end', () => reject(new Error(`${pattern} was never said:\n${text()}`)));
  });
}
