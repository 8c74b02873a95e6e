/** The words on the terminal while a sign-in is waited for. */

import type { Choice, Terminal } from '../world.ts';

export interface Invitation {
  readonly address: URL;
  /** Whether a browser is being started, cannot be, or was not wanted. */
  readonly browser: 'starting' | 'missing' | 'unwanted';
  /** The command that brings the listener's port to the operator's machine. */
  readonly tunnel: string | undefined;
  readonly timeoutSeconds: number;
  /** Why LinkedIn's answer cannot be listened for, as the system's error code. */
  readonly refusal: string | undefined;
}

const beforeAddress: Readonly<Record<Invitation['browser'], string>> = {
  starting: '     Opening your browser. If no page of LinkedIn appears, open this address:',
  missing: '     There is no browser here. Open this address in one:',
  unwanted: '     Open this address in a browser:',
};

/** Where no browser starts here a script may be the reader, so the address stands bare on its line. */
export function invite(invitation: Invitation, terminal: Terminal): void {
  const { address, browser, tunnel, refusal } = invitation;
  terminal.say(beforeAddress[browser]);
  terminal.say(
    browser === 'starting' ? `       ${terminal.paint('copy', address.href)}` : address.href,
  );
  if (refusal !== undefined) {
    terminal.say(
      `     This system does not let a program listen here (${refusal}). After Allow, the browser shows that it cannot connect: paste the address of that page right here.`,
    );
  } else if (tunnel !== undefined) {
    terminal.say(
      '     Is the browser on another machine? Run this there first, and keep it running:',
    );
    terminal.say(`       ${terminal.paint('copy', tunnel)}`);
  }
  if (!terminal.interactive) {
    terminal.say(`     Waiting for LinkedIn, ${invitation.timeoutSeconds} seconds at most.`);
    return;
  }
  if (refusal === undefined) {
    terminal.say(
      tunnel === undefined
        ? '     On another machine? Paste the address you end up on right here.'
        : '     Or paste the address you end up on right here.',
    );
  }
  terminal.say('     Does LinkedIn say "The redirect_uri does not match"? Press r.');
  terminal.say("     Have tokens from LinkedIn's token generator? Press t.");
  terminal.say('');
}

export function browserDidNotStart(terminal: Terminal): void {
  terminal.say('     No browser could be started; the address above works in any.');
}

/** "Waiting for LinkedIn … 4:12 left (2 stray visits ignored)" */
export function waitingLine(
  waiting: { readonly milliseconds: number; readonly strangers: number },
  terminal: Terminal,
): string {
  const seconds = Math.max(0, Math.ceil(waiting.milliseconds / 1000));
  const left = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} left`;
  const dots = terminal.unicode ? '…' : '...';
  return `Waiting for LinkedIn ${dots} ${left}${strayVisits(waiting.strangers)}`;
}

function strayVisits(count: number): string {
  if (count === 0) return '';
  return ` (${count} stray ${count === 1 ? 'visit' : 'visits'} ignored)`;
}

export type LinkedInPage = 'redirect-unregistered' | 'client-rejected' | 'nothing-yet' | 'other';

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
  { value: 'nothing-yet', label: 'Nothing yet, keep waiting' },
  { value: 'other', label: 'Something else, or nothing' },
];
