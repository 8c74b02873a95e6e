/** Where a report goes: to stdout, or into a file that has its name only when it is whole. */

import { basename, dirname, join } from 'node:path';
import { fileTrouble } from '../credentials/file-trouble.ts';
import { type Fix, fault, platformCode, type SetupError } from '../errors.ts';
import { again, shell } from '../faults/fix.ts';
import type { World } from '../world.ts';
import { onStdout, type ReportOptions } from './report-command.ts';

export interface Place {
  /** Throws `output-unwritable`, and EPIPE when the reader of stdout has gone. */
  write(text: string): Promise<void>;
  /** Gives the file its name, which ends in `.partial` where the report has gaps; the name as it is shown. */
  finish(isWhole: boolean): Promise<string | undefined>;
  discard(): Promise<void>;
}

type PlaceWorld = Pick<World, 'files' | 'machine' | 'terminal'>;

/** Nothing is pulled that could not be written. Throws `output-unwritable`. */
export async function openPlace(options: ReportOptions, world: PlaceWorld): Promise<Place> {
  const { output } = options;
  if (output === undefined) return stdoutPlace(options, world);
  return await filePlace(output, options, world);
}

function stdoutPlace(options: ReportOptions, { terminal }: PlaceWorld): Place {
  const fix = another(options);
  const trouble = troubleWith('stdout', (why) => ({ why, fix }), options);
  return {
    write: (text) => terminal.write(text).catch(trouble),
    finish: async () => undefined,
    discard: async () => {},
  };
}

async function filePlace(
  output: string,
  options: ReportOptions,
  { files, machine }: PlaceWorld,
): Promise<Place> {
  const shown = (name: string) => machine.shown(name) || name;
  const trouble = troubleWith(shown(output), (why) => ({ why }), options);
  if (output === '') {
    throw refusal('--output ""', { why: 'it names no file', fix: another(options) }, options);
  }
  const partial = await partialOf(output, files).catch(trouble);
  for (const name of [output, partial]) {
    const obstacle = await obstacleAt(name, options, files).catch(trouble);
    if (obstacle !== undefined) throw refusal(shown(name), obstacle, options);
  }
  const draft = await files.draft(output).catch(trouble);
  const as = options.force ? undefined : 'new';

  /** Somebody was quicker: the name is theirs, and what was pulled is kept all the same. */
  async function keepBeside(): Promise<never> {
    await draft.finish(partial, as).catch(trouble);
    const why = `another program has made it meanwhile; the whole report is ${shown(partial)}`;
    const fix = { say: 'Replace it', run: shell('mv', shown(partial), shown(output)) };
    throw refusal(shown(output), { why, fix }, options);
  }
  return {
    write: (text) => draft.write(text).catch(trouble),
    async finish(isWhole) {
      const name = isWhole ? output : partial;
      await draft.finish(name, as).catch((error: unknown) => {
        return isWhole && platformCode(error) === 'EEXIST' ? keepBeside() : trouble(error);
      });
      if (isWhole && options.force) await files.remove(partial).catch(trouble);
      return shown(name);
    },
    discard: () => draft.discard(),
  };
}

/** Beside the file that a symlink leads to, as the draft is: a rename cannot leave its disk. */
async function partialOf(output: string, files: World['files']): Promise<string> {
  const real = await files.realPath(output);
  const isLink = real !== join(await files.realPath(dirname(output)), basename(output));
  return `${isLink ? real : output}.partial`;
}

// --- what is in the way ------------------------------------------------------------------------------

interface Obstacle {
  readonly why: string;
  /** Where there is something better to do than to look and to name another file. */
  readonly fix?: Fix;
}

async function obstacleAt(
  name: string,
  options: ReportOptions,
  files: World['files'],
): Promise<Obstacle | undefined> {
  const real = await files.realPath(name);
  // Where its folder is missing, the output cannot be the file.
  const envFile = await files.realPath(options.envFile).catch(() => undefined);
  if (real === envFile) return { why: 'it holds the credentials', fix: another(options) };
  if (envFile !== undefined && real.startsWith(`${envFile}.lock`)) {
    return { why: 'it is the lock of the credentials', fix: another(options) };
  }
  const facts = await files.inspect(name);
  if (facts === undefined) return undefined;
  if (facts.kind === 'folder') return { why: 'it is a folder' };
  if (facts.kind === 'other') {
    const fix = { say: `Redirect stdout to ${name} instead`, run: onStdout(options) };
    return { why: 'it is no file', fix };
  }
  // Root passes every check, and a rename asks nobody but the folder.
  if (facts.mode !== undefined && (facts.mode & 0o222) === 0) return { why: 'it is read-only' };
  if (options.force) return undefined;
  const fix = { say: 'Replace it', run: again({ '--force': true }) };
  const left = name === options.output ? '' : ', left from a report that was not finished';
  return { why: `it is there already${left}`, fix };
}

function refusal(
  path: string,
  { why, fix }: Obstacle,
  options: ReportOptions,
  cause?: unknown,
): SetupError {
  const looks = [lookAt(path, platformCode(cause)), another(options)];
  return fault(
    'output-unwritable',
    { path, why, fix: fix === undefined ? looks : [fix] },
    { cause },
  );
}

/** What helps to see, or to mend, why it cannot be written. */
function lookAt(path: string, code: string | undefined): Fix {
  if (code === 'ENOENT')
    return { say: 'Make its folder', run: shell('mkdir', '-p', dirname(path)) };
  if (code === 'ENOSPC') {
    return { say: 'See how full it is', run: shell('df', '-h', dirname(path)) };
  }
  return { say: 'See what is there', run: shell('ls', '-ld', path) };
}

function troubleWith(
  path: string,
  obstacleOf: (why: string) => Obstacle,
  options: ReportOptions,
): (error: unknown) => never {
  return (error) => {
    const why = fileTrouble(error);
    if (why === undefined) throw error;
    throw refusal(path, obstacleOf(why), options, error);
  };
}

function another(options: ReportOptions): Fix {
  return { say: 'Or name another place; without --output it is stdout', run: onStdout(options) };
}
