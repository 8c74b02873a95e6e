/** What the terminal says while a sign-in is waited for, in each situation. */

import { describe, expect, it } from 'vitest';
import {
  browserDidNotStart,
  type Instructions,
  linkedInPages,
  sayWhereToSignIn,
  waitingLine,
} from '../../src/consent/wording.ts';
import { quietTerminal } from '../support/terminal.ts';

function said(changes: Partial<Instructions>, interactive = true): readonly string[] {
  const lines: string[] = [];
  const instructions: Instructions = {
    address: new URL('https://www.linkedin.com/oauth/v2/authorization?state=x'),
    browser: 'starting',
    obstacle: undefined,
    tunnel: undefined,
    timeoutSeconds: 300,
    bindError: undefined,
    ...changes,
  };
  sayWhereToSignIn(instructions, {
    ...quietTerminal,
    interactive,
    paint: (role, text) => `<${role}>${text}`,
    say: (text) => void lines.push(text),
  });
  return lines;
}

const address = 'https://www.linkedin.com/oauth/v2/authorization?state=x';
const keys = [
  '     Does LinkedIn say "The redirect_uri does not match"? Press r.',
  "     Have tokens from LinkedIn's token generator? Press t.",
  '',
];

describe('where to sign in', () => {
  it.each<[string, Partial<Instructions>, readonly string[]]>([
    [
      'with a browser',
      {},
      [
        '     Opening your browser. If no page of LinkedIn appears, open this address:',
        `       <copy>${address}`,
        '     On another machine? Paste the address you end up on right here.',
      ],
    ],
    [
      'without a browser, behind a tunnel',
      { browser: 'missing', tunnel: 'ssh -L 27365:localhost:27365 ada@198.51.100.7' },
      [
        '     There is no browser here. Open this address in one:',
        address,
        '     Is the browser on another machine? Run this there first, and keep it running:',
        '       <copy>ssh -L 27365:localhost:27365 ada@198.51.100.7',
        '     Or paste the address you end up on right here.',
      ],
    ],
    [
      'where nobody can listen, which no tunnel mends',
      { browser: 'unwanted', bindError: 'EPERM', tunnel: 'ssh' },
      [
        '     Open this address in a browser:',
        address,
        '     This system does not let a program listen here (EPERM). After Allow, the browser shows that it cannot connect: paste the address of that page right here.',
      ],
    ],
  ])('%s', (_, changes, lines) => {
    expect(said(changes)).toEqual([...lines, ...keys]);
  });

  it('with nobody at the terminal', () => {
    expect(said({ browser: 'unwanted', tunnel: 'ssh' }, false)).toEqual([
      '     Open this address in a browser:',
      address,
      '     Is the browser on another machine? Run this there first, and keep it running:',
      '       <copy>ssh',
      '     Waiting for LinkedIn, 300 seconds at most.',
    ]);
  });

  it('when no browser starts', () => {
    const lines: string[] = [];
    const terminal = { ...quietTerminal, say: (text: string) => void lines.push(text) };
    browserDidNotStart({}, terminal);
    browserDidNotStart({ obstacle: 'Nobody is here.' }, terminal);
    expect(lines).toEqual([
      '     No browser could be started; the address above works in any.',
      '     No browser could be started; the address above works in any. Nobody is here.',
    ]);
  });
});

it.each([
  [300_000, 0, true, 'Waiting for LinkedIn … 5:00 left'],
  [299_001, 0, true, 'Waiting for LinkedIn … 5:00 left'],
  [61_000, 1, true, 'Waiting for LinkedIn … 1:01 left (1 stray visit ignored)'],
  [59_000, 2, true, 'Waiting for LinkedIn … 0:59 left (2 stray visits ignored)'],
  [-1_500, 0, false, 'Waiting for LinkedIn ... 0:00 left'],
])('%i ms before the end, after %i stray visits', (left, count, unicode, line) => {
  expect(waitingLine(left, { rejectedVisits: () => count }, { ...quietTerminal, unicode })).toBe(
    line,
  );
});

it('the pages of LinkedIn that are asked about', () => {
  expect(linkedInPages).toEqual([
    {
      value: 'redirect-unregistered',
      label: 'The redirect_uri does not match the registered value',
    },
    { value: 'client-rejected', label: "Client_id doesn't match, or the client_id is unknown" },
    { value: 'app-disabled', label: 'The application is disabled' },
    { value: 'nothing-yet', label: 'Nothing yet, keep waiting' },
    { value: 'other', label: 'Something else, or nothing' },
  ]);
});
