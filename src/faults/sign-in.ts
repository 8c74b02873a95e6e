/** Exit 4: no working token, and no way to mint one. */

import { listed } from '../words.ts';
import { apps, docs, Exit, entriesWith, fromConsent, renewDates } from './entry.ts';
import { own } from './fix.ts';

const entry = entriesWith(Exit.signInAgain);

function placeholderText(variables: readonly string[] = []): string {
  if (variables.length === 0) return '';
  return ` ${listed(variables)} ${variables.length === 1 ? 'holds only a placeholder' : 'hold only placeholders'}.`;
}

function misspeltText(
  misspelt: readonly { readonly name: string; readonly variable: string }[] = [],
): string {
  return misspelt.map(({ name, variable }) => ` ${name} is not read: write ${variable}.`).join('');
}

/** A redirect that is not LinkedIn's was never asked about there: its code was not used. */
const codeTexts = {
  said: 'LinkedIn rejected the authorization code: it was used before, is older than 30 minutes, or was given for another app or redirect address.',
  unsaid: 'LinkedIn rejected the authorization code.',
  absent: 'The redirect has no authorization code.',
  odd: 'The redirect is not one that LinkedIn sends: a parameter appears twice, or it belongs to another sign-in. It was not used.',
};

export type CodeFacts =
  | { readonly why?: keyof typeof codeTexts }
  /** Whom the redirect names in LinkedIn's place. */
  | { readonly issuer: string };

export const signInFaults = {
  // `oneOfSeveral` files that are asked about: the environment cannot stand for one of them.
  'env-file-missing': entry(undefined, (f: { path: string; oneOfSeveral?: true }) => [
    `There is no ${f.path}${f.oneOfSeveral ? '' : ', and no LINKEDIN_ variable is set in the environment'}.`,
    { say: 'Set it up', run: own('setup') },
  ]),
  'credentials-incomplete': entry(
    docs.consent,
    (f: {
      missing: readonly string[];
      placeholders?: readonly string[];
      misspelt?: readonly { readonly name: string; readonly variable: string }[];
      path: string;
    }) => [
      `${listed(f.missing)} ${f.missing.length === 1 ? 'is' : 'are'} not set in ${f.path} or in the environment.${placeholderText(f.placeholders)}${misspeltText(f.misspelt)}`,
      { say: 'Run this; it asks only for what is missing', run: own('setup') },
    ],
  ),
  'consent-declined': entry(docs.consent, (f: { reason: string }) => [
    `LinkedIn reports that ${f.reason}. Nothing was changed.`,
    { say: 'Sign in as the person whose ad account it is, and press Allow', run: fromConsent },
  ]),
  'consent-timeout': entry(docs.consent, (f: { seconds: number }) => [
    `Nobody came back from LinkedIn within ${f.seconds} seconds. Nothing was changed.`,
    { say: 'If LinkedIn showed an error page, it says what to change.' },
    { say: 'Sign in again, and press r to say what the page said', run: fromConsent },
  ]),
  'code-rejected': entry(docs.consent, (f: CodeFacts) => [
    'issuer' in f
      ? `The redirect names "${f.issuer}" as its issuer, not LinkedIn. It was not used.`
      : codeTexts[f.why ?? 'said'],
    { say: 'Sign in again', run: fromConsent },
  ]),
  'access-token-rejected': entry(
    docs.consent,
    // `swapped` when the two tokens stand in each other's place.
    (f: { why: string; renewable?: boolean; swapped?: boolean }) => [
      `LinkedIn refuses the access token: ${f.why}.${
        f.renewable === false ? ' There is no refresh token to mint a new one.' : ''
      }`,
      ...(f.swapped === true ? [{ say: 'Swap the two values' }] : []),
      { say: f.swapped === true ? 'Or sign in again' : 'Sign in again', run: fromConsent },
    ],
  ),
  'value-malformed': entry(
    docs.consent,
    // `date` for the end of a token, which a renewal writes.
    (f: { variable: string; place: string; why: string; date?: boolean }) => [
      `${f.variable} in ${f.place} cannot be used: ${f.why}.`,
      f.date === true ? renewDates : { say: 'Copy it again, or sign in again', run: fromConsent },
    ],
  ),
  'refresh-token-rejected': entry(docs.refresh, (f: { expired?: string }) => [
    f.expired === undefined
      ? 'LinkedIn refuses the refresh token: it was revoked, or the consent was withdrawn or replaced by one with other scopes.'
      : `The refresh token expired on ${f.expired}; it lasts 365 days from consent.`,
    { say: 'Sign in again', run: fromConsent },
  ]),
  'refresh-token-absent': entry(docs.refresh, (_: Record<never, never>) => [
    'LinkedIn gave no refresh token, so this sign-in ends after 60 days. It gives one only to apps with the Advertising API added and the Page verified.',
    {
      say: 'Choose your app: under Products, Advertising API must be under "Added products"; under Settings, the Page must be verified',
      run: apps,
    },
    { say: 'Then sign in again', run: fromConsent },
  ]),
} as const;
