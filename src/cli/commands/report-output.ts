/** Where a report goes: to stdout, or into a file that has its name only when it is whole. */

import { basename, dirname, join } from 'node:path';
import { describeFileError } from '../../credentials/file-errors.ts';
import { outputGuard } from '../../credentials/output-file.ts';
import { type Fix, fault, platformCode } from '../../faults/fault.ts';
import { shell } from '../../faults/fix.ts';
import type { World } from '../../world.ts';
import { onStdout, type ReportOptions } from './report-command.ts';

/** Its functions throw `output-unwritable`, and `write` EPIPE when the reader of stdout has gone. */
export type ReportOutput = Awaited<ReturnType<typeof openReportOutput>>;

type OutputWorld = Pick<World, 'files' | 'machine' | 'terminal'>;

/** Nothing is pulled that could not be written. Throws `output-unwritable`. */
export async function openReportOutput(options: ReportOptions, world: OutputWorld) {
  const { output } = options;
  if (output !== undefined) return await fileOutput(output, options, world);
  const rethrow = (error: unknown): never => {
    const facts = { path: 'stdout', why: describeFileError(error), fix: [another(options)] };
    throw fault('output-unwritable', facts, { cause: error });
  };
  return {
    write: (text: string) => world.terminal.write(text).catch(rethrow),
    finish: async () => undefined,
    discard: async () => {},
  };
}

async function fileOutput(path: string, options: ReportOptions, world: OutputWorld) {
  const { files, machine } = world;
  const shown = (name: string) => machine.displayPath(name) || name;
  const { envFile, force } = options;
  const redirected = { say: `Redirect stdout to ${path} instead`, run: onStdout(options) };
  const place = { path, envFile, force, another: another(options), redirected };
  const { assertFree, refusal, rethrow } = outputGuard(place, world);
  await assertFree(path);
  const partial = await partialOf(path, files).catch(rethrow);
  await assertFree(partial, ', left from a report that was not finished');
  await files.removeLeftovers(path).catch(rethrow);
  const draft = await files.openTemporary(path).catch(rethrow);
  const as = force ? undefined : 'new';

  /** What was pulled is kept, whoever has taken the name or holds its file open. */
  async function keepBeside(error: unknown): Promise<never> {
    const isTaken = platformCode(error) === 'EEXIST';
    const why = isTaken ? 'another program has made it meanwhile' : describeFileError(error);
    await draft.rename(partial, as).catch(rethrow);
    const replace = { say: 'Replace it', run: shell('mv', shown(partial), shown(path)) };
    throw refusal(path, `${why}; the whole report is ${shown(partial)}`, replace);
  }
  return {
    write: (text: string) => draft.write(text).catch(rethrow),
    /** Gives the file its name, which ends in `.partial` where the report has gaps; the name as it is shown. */
    async finish(isWhole: boolean) {
      const name = isWhole ? path : partial;
      // Links may have been laid while it was pulled.
      if (force) await assertFree(name);
      await draft.rename(name, as).catch(isWhole ? keepBeside : rethrow);
      if (isWhole && force) await files.remove(partial).catch(rethrow);
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

function another(options: ReportOptions): Fix {
  return { say: 'Name another place; without --output it is stdout', run: onStdout(options) };
}
