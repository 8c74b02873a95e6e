/** Exit 3: something must change at LinkedIn or in Campaign Manager. */

import { apps, docs, Exit, entry, type FaultText, listed, manager, updateTool } from './entry.ts';
import { again, open, own } from './fix.ts';

const mail =
  'the e-mail that begins "Welcome! Jumpstart your development with LinkedIn Advertising API"';

export interface PendingFacts {
  /** The scope that LinkedIn refused, where it says. */
  readonly refused?: string;
  /** Whether it is one of the scopes beyond the minimum. */
  readonly extra?: boolean;
  readonly waiting?: boolean;
}

/** Three ways to be without the product: just asked for, not approved, or an extra scope's product. */
function approvalPending(f: PendingFacts): FaultText {
  if (f.waiting === true) {
    return {
      message: "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
      fix: [{ say: `Wait for ${mail}.` }, { say: 'Then go on', run: own('setup') }],
    };
  }
  if (f.extra === true) {
    return {
      message: `LinkedIn does not let this app ask for ${f.refused}: the product that this scope belongs to is not added to it.`,
      fix: [
        { say: 'Choose your app, then Products, and request the product', run: apps },
        { say: `Or leave out ${f.refused}`, run: own('setup', { '--scope': undefined }) },
      ],
    };
  }
  return {
    message: `LinkedIn does not yet let this app ask for ${f.refused ?? 'ad data'}: the Advertising API (once called Marketing Developer Platform) is not approved.`,
    fix: [
      {
        say: 'Choose your app, then Products. Advertising API must be under "Added products"',
        run: apps,
      },
      { say: `Not there: choose Request access. Requested already: wait for ${mail}.` },
      { say: 'Then go on', run: own('setup') },
    ],
  };
}

const giveAccess =
  'somebody with the account manager role adds that person under Account settings › Manage access. Viewer is enough.';

export interface AccountFacts {
  readonly accountId: string;
  /** Left out when the list could not be had. */
  readonly visible?: readonly string[];
}

function accountNotVisible(f: AccountFacts): FaultText {
  const signIn = { say: 'Then sign in', run: own('setup', { '--from': 'consent' }) };
  if (f.visible?.length === 0) {
    return {
      message: 'The person who signed in cannot see any ad account.',
      fix: [
        { say: 'Wrong person? The right one sees it here', run: manager },
        { say: `Right person? In Campaign Manager, ${giveAccess}` },
        signIn,
      ],
    };
  }
  const others = f.visible === undefined ? '' : ` Visible are ${listed(f.visible)}.`;
  return {
    message: `The person who signed in cannot see ad account ${f.accountId}.${others}`,
    fix: [
      {
        say: 'Wrong person? Sign in as the one who sees it',
        run: own('setup', { '--from': 'consent' }),
      },
      { say: `Right person? In Campaign Manager, ${giveAccess}` },
      { say: 'Wrong ad account? Choose another one', run: own('setup', { '--from': 'account' }) },
    ],
  };
}

export interface PortFacts {
  readonly ports: readonly number[];
  readonly holder?: string;
  /** When the port was to be served on, not to be sent back to. */
  readonly serving?: boolean;
}

function portTaken(f: PortFacts): FaultText {
  const held = f.holder === undefined ? 'another program listens' : `${f.holder} listens`;
  const ports = listed(f.ports.map(String)).replace(' and ', ' or ');
  if (f.serving === true) {
    return {
      message: `Nothing can be served on port ${ports}: ${held} there.`,
      fix: [{ say: 'Let the system choose one', run: own('simulate', { '--port': '0' }) }],
    };
  }
  const free = 'http://localhost:29365/callback';
  return {
    message: `LinkedIn sends you back to port ${ports} of this machine, but ${held} there.`,
    fix: [
      { say: 'End that program, then run it again', run: again() },
      {
        say: `Or add ${free} under Auth › OAuth 2.0 settings, then use it`,
        run: own('setup', { '--redirect-uri': free }),
      },
    ],
  };
}

export interface ListeningFacts {
  readonly port: string;
  /** The system's error code. */
  readonly code: string;
  readonly serving?: boolean;
}

/** Nobody holds the port; the system lets this program listen on none, or not on this one. */
function listeningRefused(f: ListeningFacts): FaultText {
  const allow = {
    say: 'Allow it to listen on 127.0.0.1: a sandbox, a container or the port itself may be restricted.',
  };
  if (f.serving === true) {
    const choose = { say: 'Let the system choose a port', run: own('simulate', { '--port': '0' }) };
    return {
      message: `LinkedIn cannot be simulated: the system does not let this program listen on ${f.port === '0' ? 'any port' : `port ${f.port}`} (${f.code}).`,
      fix: f.port === '0' ? [allow, { say: 'Then run it again', run: again() }] : [choose],
    };
  }
  return {
    message: `LinkedIn sends you back to port ${f.port} of this machine, but the system does not let this program listen there (${f.code}).`,
    fix: [
      allow,
      {
        say: 'Or run it in a terminal: there the address that the browser ends on can be pasted',
        run: own('setup', { '--no-input': undefined }),
      },
    ],
  };
}

export const actionFaults = {
  'approval-pending': entry(Exit.actionNeeded, docs.access, approvalPending),
  'scope-missing': entry(
    Exit.actionNeeded,
    docs.access,
    (f: { missing: readonly string[]; granted: readonly string[] }) => ({
      message: `The consent covers ${f.granted.length === 0 ? 'no scope at all' : `${listed(f.granted)} only`}; ${listed(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} missing, so ad numbers cannot be read.`,
      fix: [
        {
          say: 'Choose your app, then Products. Advertising API must be under "Added products"',
          run: apps,
        },
        {
          say: 'Sign in again, so that LinkedIn grants the missing scope',
          run: own('setup', { '--from': 'consent' }),
        },
      ],
    }),
  ),
  'client-rejected': entry(Exit.actionNeeded, docs.secrets, (f: { clientId: string }) => ({
    message: `LinkedIn does not accept this Client ID (${f.clientId.slice(0, 4)}…${f.clientId.slice(-2)}) with this Primary Client Secret.`,
    fix: [
      { say: 'Choose your app, then the Auth tab, and copy both again', run: apps },
      { say: 'If the secret was replaced or deleted there, the new one counts.' },
      { say: 'Enter both', run: own('setup', { '--from': 'keys' }) },
    ],
  })),
  'redirect-unregistered': entry(Exit.actionNeeded, docs.consent, (f: { redirectUri: string }) => ({
    message: `LinkedIn does not send people back to ${f.redirectUri}, because the app does not list it.`,
    fix: [
      { say: 'Choose your app, then Auth › OAuth 2.0 settings › pencil', run: apps },
      {
        say: `Add ${f.redirectUri} exactly so, then Update: http, not https; localhost, not 127.0.0.1; the same port; no slash at the end.`,
      },
      { say: 'Then sign in', run: own('setup', { '--from': 'consent' }) },
    ],
  })),
  'account-not-visible': entry(Exit.actionNeeded, docs.roles, accountNotVisible),
  'account-role-missing': entry(Exit.actionNeeded, docs.roles, (f: { account: string }) => ({
    message: `The person who signed in has no role on ${f.account}, so LinkedIn answers with empty reports.`,
    fix: [
      {
        say: 'In Campaign Manager, somebody with the account manager role adds them under Account settings › Manage access. Viewer is enough.',
      },
      { say: 'Then run it again', run: again() },
    ],
  })),
  'reporting-denied': entry(Exit.actionNeeded, docs.reporting, (f: { account: string }) => ({
    message: `LinkedIn refuses the numbers of ${f.account}, although the scope is granted and the account is visible: the app's Advertising API product does not cover reporting.`,
    fix: [
      {
        say: 'Choose your app, then Products. Advertising API must be under "Added products", not only requested',
        run: apps,
      },
      {
        say: 'If it is there, sign in again, so that the approval counts',
        run: own('setup', { '--from': 'consent' }),
      },
    ],
  })),
  'api-version-ended': entry(
    Exit.actionNeeded,
    docs.versions,
    (f: { version: string; current: string }) => ({
      message: `LinkedIn does not serve API version ${f.version} (any more); every call with it is refused.`,
      fix:
        f.version === f.current
          ? [
              ...updateTool,
              {
                say: 'Until then, name a version that LinkedIn still serves, such as this one',
                run: again({}, { LINKEDIN_API_VERSION: monthBefore(f.version) }),
              },
            ]
          : [
              {
                say: `Remove LINKEDIN_API_VERSION (this tool then uses ${f.current}), or raise it`,
                run: again({}, { LINKEDIN_API_VERSION: f.current }),
              },
            ],
    }),
  ),
  'member-restricted': entry(Exit.actionNeeded, docs.errors, (_: Record<never, never>) => ({
    message:
      'LinkedIn has restricted the account of the person who signed in; their tokens are refused.',
    fix: [
      {
        say: 'They sign in and follow what LinkedIn asks there',
        run: open('https://www.linkedin.com'),
      },
      {
        say: 'Or somebody else with a role on the ad account signs in',
        run: own('setup', { '--from': 'consent' }),
      },
    ],
  })),
  'port-taken': entry(Exit.actionNeeded, docs.consent, portTaken),
  'listening-refused': entry(Exit.actionNeeded, docs.consent, listeningRefused),
} as const;

/** YYYYMM; LinkedIn has no version of a December. */
function monthBefore(version: string): string {
  const [year, month] = [Number(version.slice(0, 4)), Number(version.slice(4, 6))];
  return month <= 1 ? `${year - 1}11` : String(year * 100 + month - 1);
}
