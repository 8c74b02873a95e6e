/** The names of the environment variables: our contract with the host product. */

/** The one list of names; nowhere else is a `LINKEDIN_` string written. */
export const variables = {
  clientId: 'LINKEDIN_CLIENT_ID',
  clientSecret: 'LINKEDIN_CLIENT_SECRET',
  refreshToken: 'LINKEDIN_REFRESH_TOKEN',
  accessToken: 'LINKEDIN_ACCESS_TOKEN',
  adAccountId: 'LINKEDIN_AD_ACCOUNT_ID',
  accessExpiresAt: 'LINKEDIN_ACCESS_TOKEN_EXPIRES_AT',
  refreshExpiresAt: 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
  scopes: 'LINKEDIN_SCOPES',
  memberUrn: 'LINKEDIN_MEMBER_URN',
  apiVersion: 'LINKEDIN_API_VERSION',
  rateLimit: 'LINKEDIN_RATE_LIMIT_RPS',
  redirectUri: 'LINKEDIN_REDIRECT_URI',
} as const;
export type VariableName = (typeof variables)[keyof typeof variables];

export const variableNames: readonly VariableName[] = Object.values(variables);

export const contractNames: readonly VariableName[] = [
  variables.clientId,
  variables.clientSecret,
  variables.refreshToken,
  variables.accessToken,
  variables.adAccountId,
];

/** Ours taken out: half an old set would be worse than none. */
export function withoutOurVariables<V>(env: Readonly<Record<string, V>>): Record<string, V> {
  const ours: readonly string[] = variableNames;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.includes(name)));
}

export type Values = Readonly<Partial<Record<VariableName, string>>>;
