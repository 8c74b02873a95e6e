/** What the manual pages, and in part the help, say beside the commands: exit codes, environment and files. */

import { Exit } from '../faults/fault.ts';
import { variables } from '../variables.ts';

type Row = readonly [name: string, says: string];

/** Few and permanent. */
export const exitCodes: readonly Row[] = [
  [String(Exit.ok), 'done, ready'],
  [String(Exit.bug), 'a bug of this program'],
  [String(Exit.usage), 'wrong flags or values, or a file that cannot be used'],
  [String(Exit.actionNeeded), 'something must change at LinkedIn or in Campaign Manager'],
  [String(Exit.signInAgain), 'no working token: sign in again with setup'],
  [String(Exit.tryLater), 'network, throttling, LinkedIn down: try later'],
  [String(Exit.expiring), 'works today, but not for the days of --within'],
  [String(Exit.cancelled), 'stopped by Ctrl-C'],
];

/** Where a command ends with more than that. */
export const moreExitCodes: Readonly<Record<string, readonly Row[]>> = {
  run: [
    ['126', 'the command may not be run'],
    ['127', 'the command was not found'],
    ['any', 'else the exit status of the command; 128 and its number where a signal ended it'],
  ],
};

/** A variable of the environment wins over the file. */
export const environment: readonly Row[] = [
  [variables.clientId, "the app's Client ID"],
  [variables.clientSecret, "the app's Primary Client Secret"],
  [variables.refreshToken, 'mints access tokens for 365 days from consent'],
  [variables.accessToken, 'opens the API for 60 days, renewed by itself'],
  [variables.adAccountId, 'digits of the ad account'],
  [variables.accessExpiresAt, 'end of the access token, ISO 8601'],
  [variables.refreshExpiresAt, 'when somebody has to sign in again, ISO 8601'],
  [variables.scopes, 'what was consented, with commas'],
  [variables.memberUrn, 'who consented'],
  [variables.apiVersion, 'the API version to ask, such as 202609'],
  [variables.rateLimit, 'calls per second at most'],
  [variables.redirectUri, 'where LinkedIn sends the browser back to'],
  ['BROWSER', 'what opens pages: commands separated by colons, %s stands for the address'],
  ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'the proxy, and for whom there is none'],
  ['NODE_EXTRA_CA_CERTS', 'a file of further certificates to trust'],
  ['NO_COLOR, FORCE_COLOR, TERM, CI', 'whether there is colour, and a terminal that can do more'],
  [
    'PECTUS_LINKEDIN_OAUTH_URL, PECTUS_LINKEDIN_API_URL',
    'where a simulated LinkedIn is; https or this machine only',
  ],
];

export const files: readonly Row[] = [
  ['.env', 'the credentials, readable by you alone; --file names another'],
  ['.env.lock', 'the lock beside it, while something is written'],
  ['.env.rehearsal', 'what a rehearsal writes in its place'],
  ['linkedin-renewal.ics', 'the calendar file of remind'],
];
