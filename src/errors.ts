/** Every foreseen failure: its permanent code, its words, its fix and its exit code. */

export const Exit = {
  ok: 0,
  bug: 1,
  usage: 2,
  actionNeeded: 3,
  signInAgain: 4,
  tryLater: 5,
  expiring: 6,
  cancelled: 130,
} as const;
export type ExitCode = (typeof Exit)[keyof typeof Exit];

interface Told {
  /** What happened and why, in one or two sentences. */
  readonly message: string;
  /** Things to do, in order; the last one is a command or a click. */
  readonly fix: readonly string[];
}

interface Entry<Facts> {
  readonly exit: ExitCode;
  readonly docs: string;
  readonly tell: (facts: Facts) => Told;
}

/** Lets each entry say which facts it needs, while the catalogue keeps the exact codes. */
function entry<Facts>(exit: ExitCode, docs: string, tell: (facts: Facts) => Told): Entry<Facts> {
  return { exit, docs, tell };
}

const learn = 'https://learn.microsoft.com/en-us/linkedin';
const docs = {
  consent: `${learn}/shared/authentication/authorization-code-flow`,
  refresh: `${learn}/shared/authentication/programmatic-refresh-tokens`,
  secrets: `${learn}/shared/authentication/application-secret-management`,
  access: `${learn}/marketing/increasing-access`,
  accounts: `${learn}/marketing/integrations/ads/account-structure/create-and-manage-accounts`,
  roles: `${learn}/marketing/integrations/ads/account-structure/create-and-manage-account-users`,
  reporting: `${learn}/marketing/integrations/ads-reporting/ads-reporting`,
  versions: `${learn}/marketing/integrations/migrations`,
  limits: `${learn}/shared/api-guide/concepts/rate-limits`,
  errors: `${learn}/shared/api-guide/concepts/error-handling`,
  status: 'https://www.linkedin-apistatus.com',
  dotenv: 'https://www.dotenv.org/docs',
  proxy: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
} as const;

const apps = 'https://www.linkedin.com/developers/apps';
const setup = 'pectus-linkedin setup';
const verify = 'pectus-linkedin verify';

const listed = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;

/** Three ways to be without the product: just asked for, not approved, or an extra scope's product. */
function approvalPending(f: { refused?: string; extra?: boolean; waiting?: boolean }): Told {
  const mail =
    'the e-mail that begins "Welcome! Jumpstart your development with LinkedIn Advertising API"';
  if (f.waiting === true) {
    return {
      message: "Waiting for LinkedIn's review. Nothing is wrong: LinkedIn has to act.",
      fix: [`Wait for ${mail}.`, `Then run: ${setup}`],
    };
  }
  if (f.extra === true) {
    return {
      message: `LinkedIn does not let this app ask for ${f.refused}: the product that this scope belongs to is not added to it.`,
      fix: [
        `Open ${apps}, choose your app, then Products, and request the product.`,
        `Or ask without it, by leaving out --scope ${f.refused}: ${setup}`,
      ],
    };
  }
  return {
    message: `LinkedIn does not yet let this app ask for ${f.refused ?? 'ad data'}: the Advertising API (once called Marketing Developer Platform) is not approved.`,
    fix: [
      `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products".`,
      `Not there: choose Request access. Requested already: wait for ${mail}.`,
      `Then run: ${setup}`,
    ],
  };
}

/** Codes are permanent: people search for them, scripts match on them. */
const catalogue = {
  // --- exit 2: wrong flags or values -----------------------------------------------------------
  'account-id-malformed': entry(Exit.usage, docs.accounts, (f: { given: string; why: string }) => ({
    message: `"${f.given}" is not an ad account id: ${f.why}.`,
    fix: [
      'Open https://www.linkedin.com/campaignmanager/accounts; the id is the number under the account name.',
      'Run: pectus-linkedin setup --ad-account <that number>',
    ],
  })),
  'redirect-uri-malformed': entry(
    Exit.usage,
    docs.consent,
    (f: { given: string; why: string }) => ({
      message: `"${f.given}" cannot be the redirect address: ${f.why}.`,
      fix: [
        'Choose an address of this machine with a port, such as http://localhost:27365/callback.',
        'Run: pectus-linkedin setup --redirect-uri http://localhost:27365/callback',
      ],
    }),
  ),
  'keys-malformed': entry(Exit.usage, docs.secrets, (f: { variable: string; why: string }) => ({
    message: `${f.variable} cannot be right: ${f.why}.`,
    fix: [
      `Open ${apps}, choose your app, then the Auth tab: both keys are under Application credentials.`,
      `Put the right value into ${f.variable}, then run: ${setup}`,
    ],
  })),
  'setting-malformed': entry(
    Exit.usage,
    docs.dotenv,
    (f: { variable: string; given: string; expected: string; example: string }) => ({
      message: `${f.variable} is "${f.given}", but it must be ${f.expected}.`,
      fix: [`Run: export ${f.variable}=${f.example}`],
    }),
  ),
  'input-needed': entry(
    Exit.usage,
    docs.dotenv,
    (f: { question: string; answeredBy: readonly string[] }) => ({
      message: `This needs an answer and nobody can be asked here: ${f.question}`,
      fix: [...f.answeredBy, `Or run it in a terminal: ${setup}`],
    }),
  ),
  'env-value-unwritable': entry(Exit.usage, docs.dotenv, (f: { key: string; why: string }) => ({
    message: `${f.key} was not written: ${f.why}. The file is as it was.`,
    fix: [`Copy the value again, without quotes, blanks or line breaks, then run: ${setup}`],
  })),
  'env-file-unreadable': entry(Exit.usage, docs.dotenv, (f: { path: string; why: string }) => ({
    message: `${f.path} cannot be read: ${f.why}.`,
    fix: [
      `See what is there: ls -ld ${f.path}`,
      `Make it a file that you may read, or name another: ${verify} --env-file <path>`,
    ],
  })),
  'env-file-unwritable': entry(Exit.usage, docs.dotenv, (f: { path: string; why: string }) => ({
    message: `${f.path} cannot be written: ${f.why}. It is as it was.`,
    fix: [
      `See what is there: ls -ld ${f.path}`,
      `Make it writable for you, or name another: ${setup} --env-file <path>`,
    ],
  })),

  'output-unwritable': entry(Exit.usage, docs.dotenv, (f: { path: string; why: string }) => ({
    message: `${f.path} cannot be written: ${f.why}.`,
    fix: [`See what is there: ls -ld ${f.path}`, 'Name another place with: --output <file>'],
  })),

  // --- exit 3: something must change at LinkedIn or in Campaign Manager --------------------------
  'approval-pending': entry(
    Exit.actionNeeded,
    docs.access,
    (f: { refused?: string; extra?: boolean; waiting?: boolean }) => approvalPending(f),
  ),
  'scope-missing': entry(
    Exit.actionNeeded,
    docs.access,
    (f: { missing: readonly string[]; granted: readonly string[] }) => ({
      message: `The consent covers ${f.granted.length === 0 ? 'no scope at all' : `${listed(f.granted)} only`}; ${listed(f.missing)} is missing, so ad numbers cannot be read.`,
      fix: [
        `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products".`,
        `Sign in again, so that LinkedIn grants the missing scope: ${setup} --from consent`,
      ],
    }),
  ),
  'client-rejected': entry(Exit.actionNeeded, docs.secrets, (f: { clientId: string }) => ({
    message: `LinkedIn does not accept this Client ID (${f.clientId}) with this Primary Client Secret.`,
    fix: [
      `Open ${apps}, choose your app, then the Auth tab, and copy both again.`,
      'If the secret was replaced or deleted there, the new one counts.',
      `Run: ${setup} --from keys`,
    ],
  })),
  'redirect-unregistered': entry(Exit.actionNeeded, docs.consent, (f: { redirectUri: string }) => ({
    message: `LinkedIn does not send people back to ${f.redirectUri}, because the app does not list it.`,
    fix: [
      `Open ${apps}, choose your app, then Auth › OAuth 2.0 settings › pencil.`,
      `Add ${f.redirectUri} exactly so, then Update: http, not https; localhost, not 127.0.0.1; the same port; no slash at the end.`,
      `Run: ${setup} --from consent`,
    ],
  })),
  'account-not-visible': entry(
    Exit.actionNeeded,
    docs.roles,
    (f: { accountId: string; visible: readonly string[] }) => ({
      message:
        f.visible.length === 0
          ? 'The person who signed in cannot see any ad account.'
          : `The person who signed in cannot see ad account ${f.accountId}. Visible are ${listed(f.visible)}.`,
      fix: [
        'Wrong account id? The right one is the number under the account name in https://www.linkedin.com/campaignmanager/accounts.',
        'Right id? In Campaign Manager, somebody with the account manager role adds that person under Account settings › Manage access. Viewer is enough.',
        `Another account, or another person: ${setup} --from ${f.visible.length === 0 ? 'consent' : 'account'}`,
      ],
    }),
  ),
  'account-role-missing': entry(Exit.actionNeeded, docs.roles, (f: { account: string }) => ({
    message: `The person who signed in has no role on ${f.account}, so LinkedIn answers with empty reports.`,
    fix: [
      'In Campaign Manager, somebody with the account manager role adds them under Account settings › Manage access. Viewer is enough.',
      `Then run: ${verify}`,
    ],
  })),
  'reporting-denied': entry(Exit.actionNeeded, docs.reporting, (f: { account: string }) => ({
    message: `LinkedIn refuses the numbers of ${f.account}, although the scope is granted and the account is visible: the app's Advertising API product does not cover reporting.`,
    fix: [
      `Open ${apps}, choose your app, then Products. Advertising API must be under "Added products", not only requested.`,
      `If it is there, sign in again, so that the approval counts: ${setup} --from consent`,
    ],
  })),
  'api-version-ended': entry(
    Exit.actionNeeded,
    docs.versions,
    (f: { version: string; current: string }) => ({
      message: `LinkedIn has ended API version ${f.version}; every call with it is refused.`,
      fix: [
        f.version === f.current
          ? 'Update this tool, which brings a current version: npm install pectus-linkedin@latest'
          : `Remove LINKEDIN_API_VERSION (this tool then uses ${f.current}), or set a living one: export LINKEDIN_API_VERSION=${f.current}`,
        `Then run: ${verify}`,
      ],
    }),
  ),
  'member-restricted': entry(Exit.actionNeeded, docs.errors, (_: Record<never, never>) => ({
    message:
      'LinkedIn has restricted the account of the person who signed in; their tokens are refused.',
    fix: [
      'They sign in at https://www.linkedin.com and follow what LinkedIn asks there.',
      `Or somebody else with a role on the ad account signs in: ${setup} --from consent`,
    ],
  })),
  'port-taken': entry(
    Exit.actionNeeded,
    docs.consent,
    (f: { ports: readonly number[]; holder?: string }) => ({
      message: `LinkedIn sends you back to port ${listed(f.ports.map(String)).replace(' and ', ' or ')} of this machine, but ${
        f.holder === undefined ? 'another program listens there' : `${f.holder} listens there`
      }.`,
      fix: [
        `End that program, then run: ${setup}`,
        'Or register an address with a free port under Auth › OAuth 2.0 settings, then run: pectus-linkedin setup --redirect-uri http://localhost:<port>/callback',
      ],
    }),
  ),

  // --- exit 4: sign in again ---------------------------------------------------------------------
  'env-file-missing': entry(Exit.signInAgain, docs.dotenv, (f: { path: string }) => ({
    message: `There is no ${f.path}, and no LINKEDIN_ variable is set in the environment.`,
    fix: [`Run: ${setup}`],
  })),
  'credentials-incomplete': entry(
    Exit.signInAgain,
    docs.consent,
    (f: { missing: readonly string[]; path: string }) => ({
      message: `${listed(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} not set in ${f.path} nor in the environment.`,
      fix: [`Run, and it asks only for what is missing: ${setup}`],
    }),
  ),
  'consent-declined': entry(Exit.signInAgain, docs.consent, (f: { reason: string }) => ({
    message: `LinkedIn reports that ${f.reason}. Nothing was changed.`,
    fix: [
      'Sign in as the person whose ad account it is, and press Allow.',
      `Run: ${setup} --from consent`,
    ],
  })),
  'consent-timeout': entry(Exit.signInAgain, docs.consent, (f: { seconds: number }) => ({
    message: `LinkedIn did not send anybody back within ${f.seconds} seconds. Nothing was changed.`,
    fix: [
      'If LinkedIn showed an error page, its sentence says what to change; setup asks for it.',
      `Run: ${setup} --from consent`,
    ],
  })),
  'code-rejected': entry(Exit.signInAgain, docs.consent, (_: Record<never, never>) => ({
    message:
      'LinkedIn did not take the authorization code: it was used before, is older than 30 minutes, or was given for another app or redirect address.',
    fix: [`Sign in once more: ${setup} --from consent`],
  })),
  'access-token-rejected': entry(
    Exit.signInAgain,
    docs.consent,
    (f: { why: string; renewable?: boolean }) => ({
      message: `LinkedIn refuses the access token: ${f.why}.${
        f.renewable === false ? ' There is no refresh token to mint a new one.' : ''
      }`,
      fix: [`Sign in again: ${setup} --from consent`],
    }),
  ),
  'refresh-token-rejected': entry(Exit.signInAgain, docs.refresh, (f: { expired?: string }) => ({
    message:
      f.expired === undefined
        ? 'LinkedIn refuses the refresh token: it was revoked, or the consent was withdrawn or replaced by one with other scopes.'
        : `The refresh token expired on ${f.expired}; it lives 365 days from consent.`,
    fix: [`Sign in again: ${setup} --from consent`],
  })),
  'refresh-token-absent': entry(Exit.signInAgain, docs.refresh, (_: Record<never, never>) => ({
    message:
      'LinkedIn gave no refresh token, so this sign-in ends after 60 days. It gives one only to apps with the Advertising API added and the Page verified.',
    fix: [
      `Open ${apps}, choose your app: under Products, Advertising API must be under "Added products"; under Settings, the Page must be verified.`,
      `Then sign in again: ${setup} --from consent`,
    ],
  })),

  // --- exit 5: try later -------------------------------------------------------------------------
  'network-unreachable': entry(
    Exit.tryLater,
    docs.status,
    (f: { host: string; why: string; proxy?: string }) => ({
      message: `${f.host} cannot be reached${f.proxy === undefined ? '' : ` through the proxy ${f.proxy}`}: ${f.why}.`,
      fix:
        f.proxy === undefined
          ? [
              'Behind a company proxy, name it first: export HTTPS_PROXY=http://proxy.example.com:8080',
              `See whether the address answers: curl -I https://${f.host}`,
            ]
          : [
              'The proxy comes from HTTPS_PROXY or HTTP_PROXY; ask whoever runs it whether it lets this address through.',
              `See whether it answers: curl -I https://${f.host}`,
            ],
    }),
  ),
  'tls-untrusted': entry(Exit.tryLater, docs.proxy, (f: { host: string; why: string }) => ({
    message: `The certificate shown for ${f.host} is not trusted (${f.why}). A company network that inspects traffic does that.`,
    fix: [
      "Ask your IT department for the network's root certificate as a PEM file.",
      `Then run: NODE_EXTRA_CA_CERTS=/path/to/root.pem ${verify}`,
    ],
  })),
  'linkedin-unavailable': entry(Exit.tryLater, docs.status, (f: { what: string }) => ({
    message: `LinkedIn is not answering as it should: ${f.what}.`,
    fix: [
      'See https://www.linkedin-apistatus.com for a known outage.',
      `In a few minutes, run: ${verify}`,
    ],
  })),
  throttled: entry(Exit.tryLater, docs.limits, (f: { wait: string }) => ({
    message: 'LinkedIn is throttling this app: too many calls in a short time.',
    fix: [`${f.wait}, run: ${verify}`],
  })),
  'quota-exhausted': entry(Exit.tryLater, docs.limits, (f: { until: string }) => ({
    message: `This app has used up LinkedIn's calls for today; the count starts again at midnight UTC, ${f.until}.`,
    fix: [
      `What uses them up is shown at ${apps}, your app, Analytics tab.`,
      `After midnight UTC, run: ${verify}`,
    ],
  })),
} as const;

export type FaultCode = keyof typeof catalogue;
type Facts<C extends FaultCode> = Parameters<(typeof catalogue)[C]['tell']>[0];

export const faultCodes = Object.keys(catalogue) as readonly FaultCode[];

export interface FaultOrigin {
  readonly cause?: unknown;
  /** LinkedIn's `x-li-uuid` of the refused request, for its support. */
  readonly requestId?: string | undefined;
}

/** A foreseen failure. Callers branch on `code`; there is no hierarchy. */
export class SetupError extends Error {
  readonly code: FaultCode;
  readonly exit: ExitCode;
  readonly fix: readonly string[];
  readonly docs: string;
  readonly requestId: string | undefined;

  constructor(code: FaultCode, told: Told, origin: FaultOrigin) {
    super(told.message, { cause: origin.cause });
    this.name = 'SetupError';
    this.code = code;
    this.exit = catalogue[code].exit;
    this.fix = told.fix;
    this.docs = catalogue[code].docs;
    this.requestId = origin.requestId;
  }
}

/** `throw fault('redirect-unregistered', { redirectUri })`: the facts are checked per code. */
export function fault<C extends FaultCode>(
  code: C,
  facts: Facts<C>,
  origin: FaultOrigin = {},
): SetupError {
  const tell = catalogue[code].tell as (facts: Facts<C>) => Told;
  return new SetupError(code, tell(facts), origin);
}

export function isFault<C extends FaultCode>(
  error: unknown,
  ...codes: readonly C[]
): error is SetupError & { readonly code: C } {
  return error instanceof SetupError && (codes as readonly string[]).includes(error.code);
}

/** The error code of the operating system or of undici (`EACCES`, `UND_ERR_…`), wherever it is nested. */
export function platformCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError && at.errors.length > 0) return platformCode(at.errors[0]);
  }
  return undefined;
}
