/** What the terminal says while a sign-in is waited for. */

import type { Choice } from '../questions.ts';
import type { Browser, Terminal } from '../world.ts';

type BrowserMode = 'starting' | 'missing' | 'unwanted';

const beforeAddress: Readonly<Record<BrowserMode, string>> = {
  starting: '     Opening your browser. If no page of LinkedIn appears, open this address:',
  missing: '     There is no browser here. Open this address in one:',
  unwanted: '     Open this address in a browser:',
};

export interface Instructions {
  readonly address: URL;
  readonly browser: BrowserMode;
  /** Why none is started, where the system says. */
  readonly obstacle: string | undefined;
  /** The command that brings the listener's port to the operator's machine. */
  readonly tunnel: string | undefined;
  readonly timeoutSeconds: number;
  /** Why LinkedIn's answer cannot be listened for, as the system's error code. */
  readonly bindError: string | undefined;
}

/** Where no browser is started, a script may read the output, so the address is alone on its line. */
export function sayWhereToSignIn(instructions: Instructions, terminal: Terminal): void {
  const { address, browser, obstacle, tunnel, timeoutSeconds, bindError } = instructions;
  const copied = `       ${terminal.paint('copy', address.href)}`;
  const lines = [beforeAddress[browser], browser === 'starting' ? copied : address.href];
  if (browser === 'missing' && obstacle !== undefined) lines.unshift(`     ${obstacle}`);
  if (bindError !== undefined) {
    lines.push(
      `     This system does not let a program listen here (${bindError}). After Allow, the browser shows that it cannot connect: paste the address of that page right here.`,
    );
  } else if (tunnel !== undefined) {
    lines.push(
      '     Is the browser on another machine? Run this there first, and keep it running:',
      `       ${terminal.paint('copy', tunnel)}`,
    );
  }
  if (!terminal.interactive) {
    lines.push(`     Waiting for LinkedIn, ${timeoutSeconds} seconds at most.`);
  } else {
    if (bindError === undefined) {
      lines.push(
        tunnel === undefined
          ? '     On another machine? Paste the address you end up on right here.'
          : '     Or paste the address you end up on right here.',
      );
    }
    lines.push(
      '     Does LinkedIn say "The redirect_uri does not match"? Press r.',
      "     Have tokens from LinkedIn's token generator? Press t.",
      '',
    );
  }
  for (const line of lines) terminal.say(line);
}

export function browserDidNotStart(
  { obstacle }: Pick<Browser, 'obstacle'>,
  terminal: Terminal,
): void {
  const why = obstacle === undefined ? '' : ` ${obstacle}`;
  terminal.say(`     No browser could be started; the address above works in any.${why}`);
}

/** "Waiting for LinkedIn … 4:12 left (2 stray visits ignored)" */
export function waitingLine(
  millisecondsLeft: number,
  { rejectedVisits }: { rejectedVisits(): number },
  { unicode }: Terminal,
): string {
  const seconds = Math.max(0, Math.ceil(millisecondsLeft / 1000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  const count = rejectedVisits();
  const ignored =
    count === 0 ? '' : ` (${count} stray ${count === 1 ? 'visit' : 'visits'} ignored)`;
  return `Waiting for LinkedIn ${unicode ? '…' : '...'} ${left}${ignored}`;
}

export type LinkedInPage =
  | 'redirect-unregistered'
  | 'client-rejected'
  | 'app-disabled'
  | 'nothing-yet'
  | 'other';

/**
 * LinkedIn shows these refusals on a page of its own instead of sending anybody back.
 * Source: learn.microsoft.com/linkedin/shared/authentication/authorization-code-flow.
 */
export const linkedInPages: readonly Choice<LinkedInPage>[] = [
  {
    value: 'redirect-unregistered',
    label: 'The redirect_uri does not match the registered value',
  },
  { value: 'client-rejected', label: "Client_id doesn't match, or the client_id is unknown" },
  { value: 'app-disabled', label: 'The application is disabled' },
  { value: 'nothing-yet', label: 'Nothing yet, keep waiting' },
  { value: 'other', label: 'Something else, or nothing' },
];
