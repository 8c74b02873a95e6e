/**
 * Products of the portal's Products tab, and the scopes that each brings.
 * Source: learn.microsoft.com/linkedin/marketing/increasing-access, marketing/conversions/getting-access.
 */

export const scopesOfProducts = {
  'Advertising API':
    'r_ads rw_ads r_ads_reporting r_basicprofile r_organization_social w_organization_social ' +
    'r_organization_admin rw_organization_admin w_member_social r_1st_connections_size',
  'Conversions API': 'r_ads rw_conversions r_liteprofile',
  'Sign In with LinkedIn using OpenID Connect': 'openid profile email',
  'Community Management API':
    'r_basicprofile r_organization_social w_organization_social r_organization_admin ' +
    'rw_organization_admin w_member_social r_1st_connections_size r_organization_followers ' +
    'r_organization_social_feed w_organization_social_feed w_member_social_feed ' +
    'r_member_postAnalytics r_member_profileAnalytics',
} as const;
export type Product = keyof typeof scopesOfProducts;

export const productNames = Object.keys(scopesOfProducts) as readonly Product[];

export function scopesOf(product: Product): readonly string[] {
  return scopesOfProducts[product].split(' ');
}

/** The one that an app has alone or not at all (seen in 2026 by three projects). */
const alone: Product = 'Community Management API';

/** Whether an app that has these may ask for this one, too. */
export function isCompatible(product: Product, others: readonly Product[]): boolean {
  return product === alone ? others.length === 0 : !others.includes(alone);
}
