/** Exit 3: something must change at LinkedIn or in Campaign Manager. */

import { listed } from '../words.ts';
import { appeal, approvalPending, newApp } from './app-review.ts';
import {
  addProduct,
  apps,
  because,
  docs,
  Exit,
  entriesWith,
  type FaultText,
  fromConsent,
  giveAccess,
  linkedinHome,
  permitted,
  thenRunAgain,
  updateTool,
  useRedirect,
} from './entry.ts';
import { again, own, shell } from './fix.ts';

const entry = entriesWith(Exit.actionNeeded);

/** `serving` when the port was to be served on, not to be sent back to. */
function portTaken(f: { ports: readonly number[]; holder?: string; serving?: boolean }): FaultText {
  const holder = f.holder ?? 'another program';
  const ports = listed(f.ports.map(String), 'or');
  if (f.serving === true) {
    return [
      `Port ${ports} is taken: ${holder} is listening there.`,
      { say: 'Let the system choose one', run: own('simulate', { '--port': '0' }) },
    ];
  }
  const free = 'http://localhost:29365/callback';
  return [
    `LinkedIn sends you back to port ${ports} of this machine, but ${holder} is listening there.`,
    { say: 'Stop that program, then run it again', run: again() },
    useRedirect(`Or add ${free} under Auth › OAuth 2.0 settings, then use it`, free),
  ];
}

const excludedPorts = ['interface', 'ipv4', 'show', 'excludedportrange', 'protocol=tcp'];

/** Nobody holds the port; the system lets this program listen on none, or not on this one. */
function listeningRefused(f: { port: string; code: string; serving?: boolean }): FaultText {
  const allow = {
    say: 'Allow it to listen on 127.0.0.1: a sandbox or a container may forbid that.',
  };
  // So that Hyper-V, which Docker and WSL use, has ports; each start of Windows reserves others.
  const reserved =
    f.code === 'EACCES'
      ? [{ say: 'On Windows, see whether it is reserved', run: shell('netsh', ...excludedPorts) }]
      : [];
  if (f.serving === true) {
    const choose = { say: 'Let the system choose a port', run: own('simulate', { '--port': '0' }) };
    return [
      `LinkedIn cannot be simulated: the system does not let this program listen on ${f.port === '0' ? 'any port' : `port ${f.port}`} (${f.code}).`,
      ...(f.port === '0' ? [allow, thenRunAgain] : [...reserved, choose]),
    ];
  }
  return [
    `LinkedIn sends you back to port ${f.port} of this machine, but the system does not let this program listen there (${f.code}).`,
    allow,
    ...reserved,
    {
      say: 'Or run it in a terminal, where you can paste the address that the browser ends on',
      run: own('setup', { '--no-input': undefined }),
    },
  ];
}

export const actionFaults = {
  'approval-pending': entry(docs.access, approvalPending),
  'scope-missing': entry(
    docs.access,
    (f: {
      missing: readonly string[];
      granted: readonly string[];
      products?: readonly string[];
      /** Where nothing that is set asks for it. */
      isUnasked?: boolean;
    }) => [
      `The consent covers ${f.granted.length === 0 ? 'no scope at all' : `${listed(f.granted)} only`}; ${listed(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} missing.`,
      addProduct(f.products),
      {
        say: 'Sign in again, so that LinkedIn grants the missing scope',
        run:
          f.isUnasked === true
            ? own('setup', { '--from': 'consent', '--scope': f.missing.join(',') })
            : fromConsent,
      },
    ],
  ),
  // `shadowed` are variables of the environment that the file sets otherwise.
  'client-rejected': entry(
    docs.secrets,
    (f: { clientId: string; shadowed?: readonly string[] }) => [
      `LinkedIn does not accept this Client ID (${f.clientId.slice(0, 4)}…${f.clientId.slice(-2)}) with this Primary Client Secret.${
        f.shadowed === undefined
          ? ''
          : ` The environment sets a different ${listed(f.shadowed)}, which overrides the file.`
      }`,
      ...(f.shadowed === undefined
        ? []
        : [{ say: 'Remove it from the environment', run: { unset: f.shadowed } }]),
      { say: 'Choose your app, then the Auth tab, and copy both again', run: apps },
      { say: 'If the secret was replaced or deleted there, use the new one.' },
      { say: 'Enter both', run: own('setup', { '--from': 'keys' }) },
    ],
  ),
  'redirect-unregistered': entry(docs.consent, (f: { redirectUri: string }) => [
    `LinkedIn does not redirect to ${f.redirectUri}, because the app does not list it.`,
    { say: 'Choose your app, then Auth › OAuth 2.0 settings › pencil', run: apps },
    {
      say: `Add ${f.redirectUri} exactly as written, then Update: http, not https; localhost, not 127.0.0.1; the same port; no slash at the end.`,
    },
    { say: 'Then sign in', run: fromConsent },
  ]),
  'app-disabled': entry(docs.access, (_: Record<never, never>) => [
    'LinkedIn has disabled this app, so nobody can sign in to it.',
    { say: 'Ask LinkedIn why', run: appeal },
    { say: 'Or begin again with a new app', run: newApp },
  ]),
  'api-version-ended': entry(docs.versions, (f: { version: string; current: string }) => [
    `LinkedIn does not serve API version ${f.version}; every call with it is refused.`,
    ...(f.version === f.current
      ? [
          ...updateTool,
          {
            say: 'Until then, use a version that LinkedIn still serves, such as',
            run: again({}, { LINKEDIN_API_VERSION: monthBefore(f.version) }),
          },
        ]
      : [
          {
            say: `Remove LINKEDIN_API_VERSION (this tool then uses ${f.current}), or raise it`,
            run: again({}, { LINKEDIN_API_VERSION: f.current }),
          },
        ]),
  ]),
  'member-restricted': entry(docs.errors, (_: Record<never, never>) => [
    'LinkedIn has restricted the account of the person who signed in; their tokens are refused.',
    { say: 'Have them sign in and do what LinkedIn asks', run: linkedinHome },
    { say: 'Or sign in as someone else with a role on the ad account', run: fromConsent },
  ]),
  'port-taken': entry(docs.consent, portTaken),
  'listening-refused': entry(docs.consent, listeningRefused),
  'access-denied': entry(docs.errors, (f: { what: string; said: string }) => [
    `LinkedIn refuses ${f.what}${because(f.said)}.`,
    {
      say: 'If it is about the app, choose it, then Products. Advertising API must be under "Added products"',
      run: apps,
    },
    { say: `If it is about the person who signed in: in Campaign Manager, ${giveAccess}.` },
    thenRunAgain,
  ]),
  'revocation-refused': entry(
    docs.consent,
    (f: { tokens: readonly string[]; path: string | undefined }) => [
      `LinkedIn refused to revoke ${listed(f.tokens)}${f.path === undefined ? '' : `, which ${f.tokens.length === 1 ? 'is' : 'are'} no longer in ${f.path}`}. Until you remove the app at LinkedIn, anyone with a copy can still use ${f.tokens.length === 1 ? 'it' : 'them'}.`,
      { say: 'Sign in as the person who consented, and remove the app', run: permitted },
    ],
  ),
} as const;

/** YYYYMM; LinkedIn has no version of a December. */
function monthBefore(version: string): string {
  const [year, month] = [Number(version.slice(0, 4)), Number(version.slice(4, 6))];
  return month <= 1 ? `${year - 1}11` : String(year * 100 + month - 1);
}
