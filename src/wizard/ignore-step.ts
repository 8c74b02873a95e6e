/** Before secrets are written into a repository: git is to ignore the file, if the operator agrees. */

import { fileErrorText } from '../credentials/file-errors.ts';
import { findIgnoreFile, ignoreLine, withIgnoreLine } from '../credentials/ignore-rule.ts';
import { done, indent, paragraph, verbatim } from '../screen/layout.ts';
import type { World } from '../world.ts';
import type { Context } from './planner.ts';

export async function offerToIgnore({ request, world }: Context): Promise<void> {
  const { machine, terminal, prompts, files } = world;
  const { envFile } = request;
  // A rehearsal's holds no secret, and the line for the real one covers it.
  if (envFile.endsWith('.rehearsal')) return;
  if ((await machine.gitStatus(envFile)) !== 'not-ignored') return;
  const shown = machine.displayPath(envFile);
  const line = ignoreLine(await files.realPath(envFile));
  const { path, text } = await findIgnoreFile(envFile, world);
  const place = machine.displayPath(path);
  const saysLine = `git does not ignore ${shown}. Add this line to ${place}:`;
  if (!terminal.interactive || text === undefined) {
    terminal.say(`${paragraph(saysLine, terminal)}\n${verbatim(line, terminal)}`);
    return;
  }
  const isWanted = await prompts.confirm({
    id: 'ignore-file',
    message: `git does not ignore ${shown}, so its secrets could be committed. Add ${line} to ${place}?`,
    preset: true,
  });
  if (!isWanted) return;
  const failure = await addLine(path, withIgnoreLine(text, line), world);
  // Another rule may take it out again.
  const isIgnored = (await machine.gitStatus(envFile)) === 'ignored';
  if (isIgnored) terminal.say(done(`git ignores ${shown} now.`, terminal));
  else if (failure === undefined) {
    const other = `git still does not ignore ${shown}: another rule takes it out again.`;
    terminal.say(paragraph(other, terminal, indent));
  } else {
    const why = `${place} cannot be written: ${failure}. ${saysLine}`;
    terminal.say(`${paragraph(why, terminal)}\n${verbatim(line, terminal)}`);
  }
}

/** Whole or not at all; why not, in plain words. */
async function addLine(path: string, text: string, { files }: World): Promise<string | undefined> {
  try {
    const draft = await files.openTemporary(path);
    try {
      await draft.write(text);
      await draft.rename(path);
    } catch (error) {
      await draft.discard();
      throw error;
    }
    return undefined;
  } catch (error) {
    const why = fileErrorText(error);
    if (why === undefined) throw error;
    return why;
  }
}
