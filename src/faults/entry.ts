/** What an entry of the fault catalogue is made of, and the words that several of them share. */

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

export interface Told {
  /** What happened and why, in one or two sentences. */
  readonly message: string;
  /** Things to do, in order; the last one is a command or a click. */
  readonly fix: readonly string[];
}

export interface Entry<Facts> {
  readonly exit: ExitCode;
  /** Left out where there is nothing to read about it: a disk, a name. */
  readonly docs: string | undefined;
  readonly tell: (facts: Facts) => Told;
}

/** Lets each entry say which facts it needs, while the catalogue keeps the exact codes. */
export function entry<Facts>(
  exit: ExitCode,
  docs: string | undefined,
  tell: (facts: Facts) => Told,
): Entry<Facts> {
  return { exit, docs, tell };
}

const learn = 'https://learn.microsoft.com/en-us/linkedin';
export const docs = {
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

export const apps = 'https://www.linkedin.com/developers/apps';
export const setup = 'pectus-linkedin setup';
export const verify = 'pectus-linkedin verify';

export const listed = (items: readonly string[]) =>
  items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
