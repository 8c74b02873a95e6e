/** OAuth scopes as LinkedIn writes them: space-separated in a request, comma-separated in replies. */

/** The words for the consent step and the browser page; a scope without words stands for itself. */
export const scopeWords: Readonly<Record<string, string>> = {
  r_ads: 'see ad accounts',
  r_ads_reporting: 'see their numbers',
  rw_ads: 'manage ad accounts',
  r_basicprofile: 'see your name and headline',
  r_organization_social: "read your Page's posts",
  w_organization_social: "write your Page's posts",
  r_organization_admin: "see your Page's numbers",
  rw_organization_admin: 'manage your Page',
  w_member_social: 'post in your name',
  r_marketing_leadgen_automation: 'read Lead Gen Form answers',
  rw_conversions: 'manage conversions',
};

/** As the Products tab names them (increasing-access page, "Scopes"). */
const scopesOfProducts = {
  'Advertising API':
    'r_ads rw_ads r_ads_reporting r_basicprofile r_organization_social w_organization_social ' +
    'r_organization_admin rw_organization_admin r_1st_connections_size',
  'Share on LinkedIn': 'w_member_social',
  'Lead Sync API': 'r_marketing_leadgen_automation',
  'Conversions API': 'rw_conversions',
  Audiences: 'rw_dmp_segments',
  'Community Management API':
    'r_organization_followers r_organization_social_feed w_organization_social_feed ' +
    'w_member_social_feed r_member_postAnalytics r_member_profileAnalytics',
  'Events Management API': 'r_events rw_events',
  'Sign In with LinkedIn using OpenID Connect': 'openid profile email',
};

/** The product of an app that brings a scope, where it is known. */
export const products: ReadonlyMap<string, string> = new Map(
  Object.entries(scopesOfProducts).flatMap(([product, scopes]) =>
    scopes.split(' ').map((scope) => [scope, product] as const),
  ),
);

const spellings = new Map([...products.keys()].map((scope) => [scope.toLowerCase(), scope]));

/**
 * LinkedIn's documents say spaces, its replies have commas, both of them escaped at times; in a file there
 * may be quotes and brackets, too. All but a few of LinkedIn's names are in small letters.
 */
export function parseScopes(text: string): readonly string[] {
  const plain = text.replace(/%(?:25)*([0-9a-f]{2})/gi, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  const names = plain.toLowerCase().match(/[a-z][\w.:/-]*/g) ?? [];
  return [...new Set(names.map((name) => spellings.get(name) ?? name))];
}

/** Those of the scopes asked for that LinkedIn's words name; one of another name where it names only that. */
export function scopesNamed(words: string, asked: readonly string[]): readonly string[] {
  const spelled = new Set<string>(words.match(/[A-Za-z0-9_]+/g));
  const named = asked.filter((scope) => spelled.has(scope));
  if (named.length > 0) return named;
  const other = /\bscopes?\b\W+([A-Za-z][\w.:-]*)/i.exec(words)?.[1];
  return other === undefined || !/[_"']/.test(words) ? [] : [other];
}

export function missingScopes(
  wanted: readonly string[],
  granted: readonly string[],
): readonly string[] {
  // rw_ads contains r_ads (increasing-access page, "Scopes").
  const has = (scope: string) =>
    granted.includes(scope) || (scope === 'r_ads' && granted.includes('rw_ads'));
  return wanted.filter((scope) => !has(scope));
}

/** Asking for another set ends the member's earlier tokens of this app, so sets are compared whole. */
export function sameScopes(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((scope) => other.includes(scope));
}

/** The scopes of a sign-in: asking for one that the app lacks fails the whole consent. */
export interface AskedScopes {
  readonly asked: readonly string[];
  /** Those without which the sign-in is of no use. */
  readonly needed: readonly string[];
}

/**
 * Of the scopes asked for, those without which a consent may come: the named ones, or all that are not
 * needed where none is named. Empty where the app lacks what it needs.
 */
export function refusedExtras(
  named: readonly string[],
  { asked, needed }: AskedScopes,
): readonly string[] {
  if (named.some((scope) => needed.includes(scope))) return [];
  return named.length > 0 ? named : asked.filter((scope) => !needed.includes(scope));
}

/** The products that bring the scopes, each once; `r_ads` comes with whatever brings the others. */
export function productsOf(scopes: readonly string[]): readonly string[] {
  const others = scopes.filter((scope) => scope !== 'r_ads');
  const own = others.length === 0 ? scopes : others;
  return [...new Set(own.flatMap((scope) => products.get(scope) ?? []))];
}

/** Whether a token with these scopes is shown ad accounts. */
export function opensAdAccounts(scopes: readonly string[]): boolean {
  return scopes.includes('r_ads') || scopes.includes('rw_ads');
}
