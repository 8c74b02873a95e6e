/** A sign-in as a process of its own: says on stdout where it listens and how it ended. */

import { setTimeout as sleep } from 'node:timers/promises';
import { askConsent } from '../../src/consent/consent.ts';
import { Cancelled } from '../../src/world.ts';
import { quietMachine } from '../support/machine.ts';
import { quietTerminal } from '../support/terminal.ts';

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const nobody = () => Promise.reject(new Error('there is nobody to ask'));

try {
  const consent = await askConsent(
    {
      redirectUris: process.argv.slice(2),
      timeoutSeconds: 60,
      openBrowser: false,
      clientId: '78abcdefghij12',
      address: (redirectUri, state) => {
        tell({ redirectUri, state: state.reveal() });
        return new URL('https://www.linkedin.com/oauth/v2/authorization');
      },
      pasteTokens: async () => undefined,
      settle: async () => ({
        value: undefined,
        page: {
          clientId: '78abcdefghij12',
          scopes: ['r_ads'],
          accessUntil: new Date('2027-01-21T10:00:00Z'),
          next: 'Go back to your terminal.',
        },
      }),
    },
    {
      terminal: quietTerminal,
      prompts: {
        text: nobody,
        secret: nobody,
        confirm: nobody,
        choose: nobody,
        pause: nobody,
        textWhileWaiting: nobody,
      },
      browser: { available: false, open: async () => false },
      clock: {
        now: () => new Date(),
        sleep: (milliseconds, signal) => sleep(milliseconds, undefined, signal && { signal }),
      },
      machine: quietMachine,
      signal: interrupted.signal,
    },
  );
  tell({ ended: consent.kind });
} catch (error) {
  tell({ ended: error instanceof Cancelled ? 'cancelled' : String(error) });
}
