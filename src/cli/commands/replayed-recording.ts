/** `simulate --replay`: a recording of `verify` in the place of a scenario. */

import { describeFileError } from '../../credentials/file-errors.ts';
import { fault } from '../../faults/fault.ts';
import { parseRecording } from '../../recording/recording.ts';
import { createReplay } from '../../recording/replay.ts';
import type { World } from '../../world.ts';

/** Throws `recording-unreadable`. */
export async function replayedRecording(path: string, { files, machine, clock }: World) {
  const shown = machine.displayPath(path);
  const refusal = (why: string, cause?: unknown) =>
    fault('recording-unreadable', { path: shown || '--replay ""', why }, { cause });
  const content = await files.read(path).catch((error: unknown) => {
    throw refusal(describeFileError(error), error);
  });
  if (content === undefined) throw refusal('there is no such file');
  const recording = parseRecording(Buffer.from(content).toString());
  if (recording === undefined) throw refusal('it is no recording of this tool');
  const { fetch, variables } = createReplay(recording, clock.now());
  const { tool, recordedAt } = recording;
  return { fetch, variables, title: `a recording of ${tool}, ${recordedAt.slice(0, 10)}` };
}
