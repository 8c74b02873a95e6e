/** `verify --record`: what the run asked LinkedIn and what came back, as a file that can be sent to somebody. */

import type { Verified } from '../../checks/verification.ts';
import { accountIdOf } from '../../credentials/credentials.ts';
import { readersText } from '../../credentials/env-file.ts';
import type { LoadedCredentials } from '../../credentials/load.ts';
import { outputGuard, writeOutput } from '../../credentials/output-file.ts';
import { Exit, type ExitCode, SetupError } from '../../faults/fault.ts';
import { again } from '../../faults/fix.ts';
import { createRecorder } from '../../recording/recorder.ts';
import { parseRecording, recordingText } from '../../recording/recording.ts';
import { faultReport } from '../../screen/fix-text.ts';
import { done, faultText, paragraph, verbatim } from '../../screen/layout.ts';
import { variables } from '../../variables.ts';
import { bugs } from '../../version.ts';
import { counted } from '../../words.ts';
import type { Exchange, Terminal, World } from '../../world.ts';
import type { JsonAnswer } from '../json-answer.ts';

interface RecordingOptions {
  readonly record: string;
  readonly envFile: string;
  readonly force: boolean;
}

export interface VerifyRecording {
  readonly exchange: Exchange;
  /** Writes the file; `verified` is left out where the run did not come to a verdict. */
  finish(verified?: Verified): Promise<FinishedRecording>;
}

export interface FinishedRecording {
  /** What the verdict ends with stands; one that would be 0 does not hide that there is no file. */
  exitCode(verdict: ExitCode): ExitCode;
  /** What it adds to the object of `--json`. */
  answer(verdict: JsonAnswer): object;
  say(): void;
}

/** Nothing is asked that could not be written down. Throws `output-unwritable`. */
export async function openVerifyRecording(
  { record: path, envFile, force }: RecordingOptions,
  loaded: LoadedCredentials,
  world: World,
): Promise<VerifyRecording> {
  const { terminal, files } = world;
  const run = again({ '--record': 'recording.json', '--force': false });
  const another = { say: 'Name another file', run };
  // An earlier one gives way: what to do about a verdict is this very command.
  const mayReplace = (content: string) => parseRecording(content) !== undefined;
  const place = { path, flag: '--record', envFile, force };
  const output = { ...place, isPrivate: true, mayReplace, another };
  await outputGuard(output, world).assertFree(path);
  const { values, credentials } = loaded;
  // As the calls have it.
  const account = accountIdOf(credentials);
  const used = { ...values, ...(account && { [variables.adAccountId]: account }) };
  const recorder = createRecorder(used, world);
  return {
    exchange: recorder.exchange,
    async finish(verified) {
      const recording = recorder.recording({ asked: 'verify', verdict: verdictOf(verified) });
      if (recording.exchanges.length === 0) return nothingAsked(terminal);
      try {
        const shown = await writeOutput(output, recordingText(recording), world);
        const readers = readersText(await files.readers(path));
        return written({ path: shown, calls: recording.exchanges.length }, readers, terminal);
      } catch (error) {
        if (error instanceof SetupError) return unwritten(error, terminal);
        throw error;
      }
    },
  };
}

interface Written {
  readonly path: string;
  readonly calls: number;
}

function written(recording: Written, readers: string, terminal: Terminal): FinishedRecording {
  const { path, calls } = recording;
  const words = [
    `It holds ${counted(calls, 'call')} of this run to LinkedIn, with the answers.`,
    "Keys, tokens, names, e-mail addresses, ids and amounts in it are made up; LinkedIn's own sentences are not.",
    'Read it before you send it to anybody. Where LinkedIn is not as this tool thinks, attach it here:',
  ];
  return {
    exitCode: (verdict) => verdict,
    answer: () => ({ recording }),
    say() {
      terminal.say(`\n${done(`${path} (${readers})`, terminal)}`);
      terminal.say(paragraph(words.join(' '), terminal));
      terminal.say(verbatim(bugs, terminal));
    },
  };
}

function nothingAsked(terminal: Terminal): FinishedRecording {
  const words = 'LinkedIn was not asked anything, so there is no recording.';
  return {
    exitCode: (verdict) => verdict,
    answer: () => ({}),
    say: () => terminal.say(`\n${paragraph(words, terminal)}`),
  };
}

function unwritten(fault: SetupError, terminal: Terminal): FinishedRecording {
  const { code: outcome, exit } = fault;
  const error = faultReport(fault, terminal);
  return {
    exitCode: (verdict) => (verdict === Exit.ok ? exit : verdict),
    answer: ({ exitCode }) => ({
      recording: { error },
      ...(exitCode === Exit.ok && { outcome, exitCode: exit, error }),
    }),
    say: () => terminal.say(faultText(fault, terminal)),
  };
}

/** Without the details, which name people and accounts. */
function verdictOf(verified: Verified | undefined) {
  if (verified === undefined) return undefined;
  const { outcome, exitCode, checks } = verified.report;
  const judged = checks.map(({ id, verdict, code }) => ({ id, verdict, ...(code && { code }) }));
  return { outcome, exitCode, checks: judged };
}
