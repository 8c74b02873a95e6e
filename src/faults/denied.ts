/** Exit 3: what LinkedIn refuses in words of its own. */

import { listed } from '../words.ts';
import {
  apps,
  because,
  docs,
  Exit,
  entriesWith,
  type FaultText,
  fromConsent,
  giveAccess,
  permitted,
  thenRunAgain,
} from './entry.ts';

const entry = entriesWith(Exit.actionNeeded);

/** Where the account is seen and the scope is there. */
function numbersRefused(f: { account: string; said?: string }): FaultText {
  const product = {
    say: 'Choose your app, then Products. Advertising API must be under "Added products", not only requested',
    run: apps,
  };
  if (f.said !== undefined) {
    return {
      message: `LinkedIn refuses the numbers of ${f.account}${because(f.said)}.`,
      fix: [product, { say: `In Campaign Manager, ${giveAccess}.` }, thenRunAgain],
    };
  }
  return {
    message: `LinkedIn refuses the numbers of ${f.account}, although the scope is granted and the account is visible: the app's Advertising API product does not cover reporting.`,
    fix: [
      product,
      { say: 'If it is there, sign in again, so that the approval takes effect', run: fromConsent },
    ],
  };
}

export const deniedFaults = {
  'reporting-denied': entry(docs.reporting, numbersRefused),
  'access-denied': entry(docs.errors, (f: { what: string; said: string }) => ({
    message: `LinkedIn refuses ${f.what}${because(f.said)}.`,
    fix: [
      {
        say: 'If it is about the app, choose it, then Products. Advertising API must be under "Added products"',
        run: apps,
      },
      { say: `If it is about the person who signed in: in Campaign Manager, ${giveAccess}.` },
      thenRunAgain,
    ],
  })),
  'revocation-refused': entry(
    docs.consent,
    (f: { tokens: readonly string[]; path: string | undefined }) => ({
      message: `LinkedIn refused to revoke ${listed(f.tokens)}${f.path === undefined ? '' : `, which ${f.tokens.length === 1 ? 'is' : 'are'} no longer in ${f.path}`}. Until you remove the app at LinkedIn, anyone with a copy can still use ${f.tokens.length === 1 ? 'it' : 'them'}.`,
      fix: [{ say: 'Sign in as the person who consented, and remove the app', run: permitted }],
    }),
  ),
} as const;
