/** Credentials of the simulated app, as an `.env` holds them; and an `.env` with its tokens told by what they are. */

import { parse } from 'dotenv';
import { readToken } from '../../src/simulator/tokens.ts';
import type { TestWorld } from './world.ts';

export type Described = Readonly<Record<string, string>>;

/** What each variable says; of a token, its kind and when it was minted. */
export function describe(text: string | undefined): Described | undefined {
  if (text === undefined) return undefined;
  const values = Object.entries(parse(text));
  return Object.fromEntries(values.map(([name, value]) => [name, tokenWords(value) ?? value]));
}

function tokenWords(text: string): string | undefined {
  const token = readToken(text);
  return token && `${token.kind} token of ${at(token.createdAt)}`;
}

function at(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString().replace('.000Z', 'Z');
}

/** The keys of the simulated app. */
export const appKeys = {
  LINKEDIN_CLIENT_ID: '78simulator000',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.simulated0PrimarySecret.c2ltdWxhdG9y==',
};

export interface Grant {
  readonly scopes?: readonly string[] | undefined;
  readonly account?: string | undefined;
}

/** What a whole sign-in at this moment leaves in the `.env`. */
export function minted(
  world: Pick<TestWorld, 'simulator'>,
  { scopes = ['r_ads', 'r_ads_reporting'], account = '512345678' }: Grant = {},
): Record<string, string> {
  const { accessToken, refreshToken } = world.simulator().issueTokens(scopes);
  return {
    ...appKeys,
    ...(refreshToken === undefined ? {} : { LINKEDIN_REFRESH_TOKEN: refreshToken }),
    LINKEDIN_ACCESS_TOKEN: accessToken,
    LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: endOf(accessToken),
    ...(refreshToken === undefined
      ? {}
      : { LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: endOf(refreshToken) }),
    LINKEDIN_SCOPES: scopes.join(','),
    LINKEDIN_AD_ACCOUNT_ID: account,
  };
}

function endOf(token: string): string {
  return at(readToken(token)?.expiresAt ?? 0);
}

export function envText(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
