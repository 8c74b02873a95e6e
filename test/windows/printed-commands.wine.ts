/** Commands that are printed for cmd, given to cmd: the words arrive, and its own commands do what they say. */

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { commandLine } from '../../src/faults/command-line.ts';
import { type Command, shell } from '../../src/faults/fix.ts';
import {
  awkwardCommands,
  awkwardPaths,
  invocation,
  printedCommands,
} from '../support/printed-commands.ts';
import { startWindowsNode, windowsPath } from './windows-world.ts';

const { PECTUS_WINDOWS_NODE = '' } = process.env;
const node = windowsPath(PECTUS_WINDOWS_NODE);
const script = (name: string) => windowsPath(join(import.meta.dirname, name));

function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'pasted-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const linesOf = (path: string) =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The exit code of each. */
async function paste(texts: readonly string[], folder: string): Promise<readonly number[]> {
  const [list, results] = [join(folder, '.list'), join(folder, '.results')];
  writeFileSync(list, JSON.stringify(texts));
  const args = [script('run-commands.cjs'), windowsPath(list), windowsPath(results)];
  // Wine names files in the characters of the locale.
  const env = { LC_ALL: 'C.UTF-8', SHOWN_WORDS: windowsPath(join(folder, '.words')) };
  await startWindowsNode(args, { cwd: folder, env }).ended;
  return linesOf(results).map(({ status }) => status);
}

const asOne = { ...invocation, program: [node, script('show-words.cjs')], shell: 'cmd' as const };
const program = asOne.program;

/** With a program in its place that tells what arrives. */
function told(run: Command) {
  if ('program' in run) {
    const args = [...program.slice(1), run.program, ...run.args];
    return { text: commandLine(shell(node, ...args), asOne).text, args: args.slice(1), env: {} };
  }
  const { text, args, env = {} } = commandLine(run, asOne);
  return { text, args: args.slice(1), env };
}

it('words and variables arrive as they are', { timeout: 300_000 }, async () => {
  const folder = openFolder();
  const runs = [...printedCommands, ...awkwardCommands]
    .map(({ run }) => run)
    .filter((run) => !('set' in run || 'unset' in run || ('through' in run && run.through)))
    // These cmd has itself, under other names.
    .filter((run) => !('program' in run && /^(?:chmod|df|ls|mkdir|mv|ps|rm)$/.test(run.program)))
    .filter((run) => told(run).text.includes('"'));
  const expected = runs.map(told);
  await paste(
    expected.map(({ text }) => text),
    folder,
  );
  expect(linesOf(join(folder, '.words'))).toEqual(expected.map(({ args, env }) => ({ args, env })));
});

it('variables are set and taken away', { timeout: 120_000 }, async () => {
  const folder = openFolder();
  const set = commandLine({ set: { LINKEDIN_SCOPES: '50% & %PATH% "x" ^!' } }, asOne).text;
  const unset = commandLine({ unset: ['LINKEDIN_SCOPES', 'LINKEDIN_CLIENT_ID'] }, asOne).text;
  const look = commandLine(shell(node, program[1] ?? ''), asOne).text;
  await paste([`${set}& ${look}`, `${set}& ${unset}& ${look}`], folder);
  expect(linesOf(join(folder, '.words')).map(({ env }) => env)).toEqual([
    { LINKEDIN_SCOPES: '50% & %PATH% "x" ^!' },
    {},
  ]);
});

it('its own commands make, move, find and remove what they name', {
  timeout: 120_000,
}, async () => {
  const folder = openFolder();
  const at = (path: string) => join(folder, path);
  const text = (...words: readonly [string, ...string[]]) =>
    commandLine(shell(...words), asOne).text;
  for (const path of awkwardPaths.map((one) => one.replace('%PATH%', '50%'))) {
    const parts = dirname(path);
    await paste([text('mkdir', '-p', parts)], folder);
    expect(existsSync(at(parts)), path).toBe(true);
    writeFileSync(at(path), 'old');
    writeFileSync(at(`${path}.partial`), 'new');
    const [looked] = await paste([text('ls', '-ld', path), text('df', '-h', parts)], folder);
    expect(looked, path).toBe(0);
    await paste([text('mv', `${path}.partial`, path)], folder);
    expect(readFileSync(at(path), 'utf8'), path).toBe('new');
    await paste([text('rm', path), `echo y| ${text('rm', '-r', parts)}`], folder);
    expect(existsSync(at(parts)), path).toBe(false);
  }
});
