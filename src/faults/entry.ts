/** What an entry of the fault catalogue is made of, and the words that several of them share. */

import { listed } from '../words.ts';
import { again, type Fix, open, own, shell } from './fix.ts';

/**
 * The exit codes of every command, few and permanent.
 *
 * - `ok`: done, ready.
 * - `bug`: not foreseen; a bug of this tool.
 * - `usage`: wrong flags, options or values, or a file that cannot be used. Mend the call.
 * - `actionNeeded`: something must change at LinkedIn or in Campaign Manager. Tell a person.
 * - `signInAgain`: no working token and no way to mint one. A person runs `setup`.
 * - `tryLater`: the network, throttling, LinkedIn itself.
 * - `expiring`: works today, and ends within the days that were asked about. Tell a person in time.
 * - `cancelled`: stopped by Ctrl-C.
 */
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
/** One of the numbers of `Exit`. */
export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** What happened and why, in one or two sentences; then what to do, in order: the last has a command or a page. */
export type FaultText = readonly [message: string, ...fix: readonly Fix[]];

export interface Entry<Facts> {
  readonly exit: ExitCode;
  /** Left out where there is nothing to read about it: a disk, a name. */
  readonly docs: string | undefined;
  readonly describe: (facts: Facts) => FaultText;
}

/** Makes the entries of one exit code: each says which facts it needs, and the catalogue keeps the exact codes. */
export function entriesWith(exit: ExitCode) {
  return <Facts>(
    docs: string | undefined,
    describe: (facts: Facts) => FaultText,
  ): Entry<Facts> => ({ exit, docs, describe });
}

const learn = 'https://learn.microsoft.com/en-us/linkedin';
export const docs = {
  consent: `${learn}/shared/authentication/authorization-code-flow`,
  refresh: `${learn}/shared/authentication/programmatic-refresh-tokens`,
  secrets: `${learn}/shared/authentication/application-secret-management`,
  access: `${learn}/marketing/increasing-access`,
  accounts: `${learn}/marketing/integrations/ads/account-structure/create-and-manage-accounts`,
  roles: `${learn}/marketing/integrations/ads/account-structure/create-and-manage-account-users`,
  tiers: `${learn}/marketing/integrations/ads/getting-started`,
  pages: `${learn}/marketing/community-management/organizations/organization-access-control-by-role`,
  reporting: `${learn}/marketing/integrations/ads-reporting/ads-reporting`,
  versions: `${learn}/marketing/integrations/migrations`,
  limits: `${learn}/shared/api-guide/concepts/rate-limits`,
  errors: `${learn}/shared/api-guide/concepts/error-handling`,
  status: 'https://www.linkedin-apistatus.com',
  certificates: 'https://nodejs.org/api/cli.html#node_extra_ca_certsfile',
} as const;

export const apps = open('https://www.linkedin.com/developers/apps');
export const linkedinHome = open('https://www.linkedin.com');
export const manager = open('https://www.linkedin.com/campaignmanager/accounts');
/** Where a person sees the apps that act for them, and removes them. */
export const permitted = open('https://www.linkedin.com/psettings/permitted-services');

export const thenRunAgain: Fix = { say: 'Then run it again', run: again() };
export const fromConsent = own('setup', { '--from': 'consent' });
export const signInAgain: Fix = { say: 'Sign in again', run: own('setup') };
export const renewDates: Fix = {
  say: 'Renew the access token, which writes both dates',
  run: own('refresh'),
};
/** The product by which LinkedIn lets an app read ads. */
const advertising = ['Advertising API'];

export function addProduct(products: readonly string[] = advertising): Fix {
  const say = `Choose your app, then Products. ${listed(products)} must be under "Added products"`;
  return { say, run: apps };
}

export function useRedirect(say: string, uri: string): Fix {
  return { say, run: own('setup', { '--redirect-uri': uri }) };
}

/** From the clone, never from a registry: the package's name there is free for anybody to take. */
export const updateTool: readonly Fix[] = [
  { say: 'Update this tool in its clone', run: shell('git', 'pull') },
  { say: 'Then install it there', run: shell('npm', 'ci') },
];

/** Goes on from "In Campaign Manager,". */
export const giveAccess =
  'have an account manager add that person, at least as a viewer, under Account settings › Manage access';

/** LinkedIn's own sentence, behind a colon, where it has one. */
export const because = (said = '') => (said === '' ? '' : `: ${said.replace(/[.\s]+$/, '')}`);
