/** What `--json` prints: one object, which always says how the command ended. */

import type { ExitCode } from '../faults/fault.ts';
import type { Terminal } from '../world.ts';

export interface JsonAnswer {
  /** `ok`, `ready`, or the code of what went wrong. */
  readonly outcome: string;
  /** What the command ends with. */
  readonly exitCode: ExitCode;
}

export function printJson<A extends JsonAnswer>(
  answer: A,
  terminal: Pick<Terminal, 'result'>,
): void {
  terminal.result(JSON.stringify(answer, undefined, 2));
}
