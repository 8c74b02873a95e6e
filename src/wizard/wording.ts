/** What the wizard says at each step; buttons and tabs are named as LinkedIn labels them. */

import { minimumScopes, purposeOf } from '../linkedin/scopes.ts';
import { indent, labelled, paragraph } from '../screen/layout.ts';
import type { Terminal } from '../world.ts';

type Screen = (terminal: Terminal) => string;

const text =
  (words: string, at = indent): Screen =>
  (terminal) =>
    paragraph(words, terminal, at);

/** A list's line; what wraps stands under its text. */
const bullet =
  (words: string): Screen =>
  (terminal) =>
    paragraph(words, terminal, '      ').replace(/^ {6}/, '    · ');

/** Several pieces below one another. */
function screen(...pieces: readonly Screen[]): Screen {
  return (terminal) => pieces.map((piece) => piece(terminal)).join('\n');
}

const field =
  (label: string, words: string): Screen =>
  (terminal) =>
    labelled(label, words, terminal, `${indent}  `);

const gap: Screen = () => '';

const verbatim =
  (...lines: readonly string[]): Screen =>
  (terminal) =>
    lines.map((line) => `${indent}  ${terminal.paint('copy', line)}`).join('\n');

export const welcome = screen(
  text(
    "LinkedIn gives ad data only to an app that it has reviewed. Setting one up takes about ten minutes of yours, then from a day to three weeks of LinkedIn's. You can stop at any point; run setup again and it goes on from there.",
    '  ',
  ),
  gap,
  text('At hand?', '  '),
  bullet('a LinkedIn login that can open Campaign Manager'),
  bullet("somebody who is super admin of your company's LinkedIn Page"),
  bullet('a square logo, 100 px or more'),
  bullet('the address of your privacy policy'),
  bullet('a business e-mail address (LinkedIn turns free ones down)'),
);

export function createApp(): Screen {
  return screen(
    field('App name', 'Pectus Marketing  (any name without "LinkedIn" in it)'),
    field('LinkedIn Page', "your company's Page; this cannot be changed later"),
    field('Privacy policy', "your policy's address"),
    field('App logo', 'your logo'),
    gap,
    text('Tick the terms, then Create app.'),
  );
}

export const verifyPage = text(
  'Settings tab › Verify › Generate URL. Send that address to a super admin of the Page; they open it and confirm. It is valid for 30 days.',
);

export const requestProduct = screen(
  text(
    'Products tab › Advertising API › Request access. It was called Marketing Developer Platform until 2023; guides still call it that.',
  ),
  text(
    'No Request access there? The super admin has not confirmed the Page yet: wait for that (Ctrl-C stops here, setup goes on later).',
  ),
);

/** What LinkedIn's form asks for, in the sentence that describes the least. */
export function useCase(company: string): string {
  const who = company === '' ? 'We read' : `${company} reads`;
  const whose = company === '' ? 'our' : 'its';
  return `${who} the performance of ${whose} own ad account: spend, impressions, clicks and leads per campaign and day, for internal reporting. No third-party data, no member profiles, no campaign changes.`;
}

export function useCaseScreen(company: string): Screen {
  return screen(text('When the form asks what for, this describes it:'), (terminal) =>
    terminal.paint('copy', paragraph(useCase(company), terminal, `${indent}  `)),
  );
}

export function registerRedirect(redirectUris: readonly string[]): Screen {
  const count = redirectUris.length === 1 ? 'this' : 'both';
  return screen(
    text(`Auth tab › OAuth 2.0 settings › pencil › add ${count}, then Update:`),
    gap,
    verbatim(...redirectUris),
    gap,
    text(exactly(redirectUris)),
  );
}

/** The four usual mistakes, for the addresses that are to be registered. */
function exactly(redirectUris: readonly string[]): string {
  const { hostname, port } = new URL(redirectUris[0] ?? '');
  const other = hostname === 'localhost' ? '127.0.0.1' : 'localhost';
  const ports = redirectUris.length === 1 ? `port ${port}` : 'each with its own port';
  return `Exactly so: http, not https; ${hostname}, not ${other}; ${ports}; no slash at the end.`;
}

export const copyKeys = text('Auth tab › Application credentials');

export function askingFor(scopes: readonly string[]): Screen {
  const words = scopes.map((scope) => {
    const purpose = purposeOf(scope);
    return purpose === undefined ? scope : `${scope} (${purpose})`;
  });
  return screen(
    text('Sign in as the person whose ad account it is, and press Allow.'),
    text(`Asking for: ${words.join(' · ')}`),
  );
}

export const changedScopes = text(
  'LinkedIn ends the tokens that this app gave you before, wherever they are used, because you ask for another set of scopes this time.',
);

export const tokenGenerator = screen(
  text(
    `Choose your app, tick ${minimumScopes.join(' and ')}, Request access token, Allow. Then copy both tokens here; it does not matter which is which.`,
  ),
);
