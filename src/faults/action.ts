/** Exit 3: something must change at LinkedIn or in Campaign Manager. */

import { listed } from '../words.ts';
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
import { again, own } from './fix.ts';

const entry = entriesWith(Exit.actionNeeded);

const mail =
  'the e-mail that begins "Welcome! Jumpstart your development with LinkedIn Advertising API"';

export interface ExtraFacts {
  /** Scopes beyond the minimum that LinkedIn refused or may have; the product that brings each, where it is known. */
  readonly extras: readonly { readonly scope: string; readonly product: string | undefined }[];
  /** False where LinkedIn does not say which. */
  readonly isCertain: boolean;
  /** Where they are remembered, if nobody asked for them in this run. */
  readonly remembered?: { readonly variable: string; readonly path: string };
  /** The scopes to ask for instead, where that has to be said. */
  readonly instead?: readonly string[];
}

/** The app has what ad numbers need, and not what a scope beyond that needs. */
function extrasRefused({ extras, isCertain, remembered, instead }: ExtraFacts): FaultText {
  const [is, them] = extras.length === 1 ? ['is', 'it'] : ['are', 'them'];
  const scopes = listed(extras.map(({ scope }) => scope));
  const products = [...new Set(extras.flatMap(({ product }) => product ?? []))];
  const why =
    products.length === 0
      ? `LinkedIn has retired ${them}, or the product that brings ${them} is not added to the app`
      : `the product that brings ${them}, ${listed(products)}, is not added to the app`;
  const refusal = isCertain
    ? `LinkedIn does not let this app ask for ${scopes}: ${why}.`
    : `LinkedIn refuses one of the requested scopes and does not say which. You can do without ${scopes}.`;
  const place =
    remembered === undefined ? '' : ` ${remembered.variable} in ${remembered.path} names ${them}.`;
  const wanted =
    products.length === 0 ? 'see whether one is missing' : `request ${listed(products)}`;
  const env = remembered && instead && { [remembered.variable]: instead.join(',') };
  const without = own('setup', { '--from': 'consent', '--scope': undefined }, env);
  return [
    refusal + place,
    { say: `If ${scopes} ${is} needed, choose your app, then Products, and ${wanted}`, run: apps },
    { say: `Or continue without ${them}`, run: without },
  ];
}

/** Ways to be without the product: just asked for, not approved; or without an extra scope's product. */
function approvalPending(
  f:
    | {
        refused?: string | undefined;
        waiting?: boolean;
        /** Of the app, where they are not the Advertising API. */
        products?: readonly string[];
      }
    | ExtraFacts,
): FaultText {
  if ('extras' in f) return extrasRefused(f);
  const { products = ['Advertising API'] } = f;
  const isAdvertising = products.includes('Advertising API');
  const wait = isAdvertising ? mail : "LinkedIn's e-mail";
  if (f.waiting === true) {
    return [
      "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
      { say: `Wait for ${wait}.` },
      { say: 'Then continue', run: own('setup') },
    ];
  }
  const former = isAdvertising ? ' (once called Marketing Developer Platform)' : '';
  return [
    `LinkedIn does not yet let this app ask for ${f.refused ?? 'ad data'}: the ${listed(products)}${former} is not approved.`,
    addProduct(products),
    {
      say: `Not there: choose Request access. Requested already: wait for ${wait}.`,
    },
    { say: 'Then continue', run: own('setup') },
  ];
}

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

/** Nobody holds the port; the system lets this program listen on none, or not on this one. */
function listeningRefused(f: { port: string; code: string; serving?: boolean }): FaultText {
  const allow = {
    say: 'Allow it to listen on 127.0.0.1: a sandbox or a container may forbid that, or the port may be reserved.',
  };
  if (f.serving === true) {
    const choose = { say: 'Let the system choose a port', run: own('simulate', { '--port': '0' }) };
    return [
      `LinkedIn cannot be simulated: the system does not let this program listen on ${f.port === '0' ? 'any port' : `port ${f.port}`} (${f.code}).`,
      ...(f.port === '0' ? [allow, thenRunAgain] : [choose]),
    ];
  }
  return [
    `LinkedIn sends you back to port ${f.port} of this machine, but the system does not let this program listen there (${f.code}).`,
    allow,
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
