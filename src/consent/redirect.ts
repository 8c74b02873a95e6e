/** Tells LinkedIn's answer from everything else that visits the listener or is pasted by hand. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { fault } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';
import { isBlockedByBrowsers } from './browser-ports.ts';

/** The second is for when somebody else holds the port of the first; the app lists both. */
export const defaultRedirectUris: readonly string[] = [
  'http://localhost:27365/callback',
  'http://localhost:28365/callback',
];

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Throws `redirect-uri-malformed`; `source` is the flag or the variable that it was read from. */
export function readRedirectUri(text: string, source?: string): URL {
  const why = reasonAgainst(text);
  if (why === undefined) return new URL(text);
  const better = repairedUri(text);
  throw fault('redirect-uri-malformed', {
    given: text.replace(/[\p{Cc}\p{Cf}]/gu, '').slice(0, 200),
    why,
    ...(source === undefined ? {} : { source }),
    ...(better === undefined ? {} : { better }),
  });
}

/** The address that was most likely meant; it need not be the one that the app lists. */
function repairedUri(text: string): string | undefined {
  const whole = /^[a-z]+:\/\//i.test(text) ? text.replace(/^https:/i, 'http:') : `http://${text}`;
  if (!URL.canParse(whole)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(whole);
  const better = `${protocol}//${hostname}:${port}${pathname}`;
  return reasonAgainst(better) === undefined ? better : undefined;
}

function reasonAgainst(text: string): string | undefined {
  if (!URL.canParse(text)) return 'it is not an address';
  const url = new URL(text);
  if (url.protocol !== 'http:') return 'it must begin with http://';
  if (url.username !== '' || url.password !== '') return 'it holds a user name or a password';
  if (!loopbackHosts.includes(url.hostname)) return 'its host must be localhost';
  // Port 80 parses to none: browsers leave it out, so the registered text would never be matched.
  if (url.port === '' || url.port === '0') return 'it needs a port, and not 80';
  if (isBlockedByBrowsers(Number(url.port))) {
    return `browsers refuse to open port ${url.port}; choose another, such as 27365`;
  }
  if (text.includes('?')) return 'it has a query, which LinkedIn strips off';
  if (text.includes('#')) return 'it has a fragment, which LinkedIn refuses';
  // LinkedIn compares character by character, so what is sent must be what was written.
  if (url.href !== text) return `written out it is ${url.href}`;
  return undefined;
}

/** What this sign-in waits for. */
export interface Expected {
  readonly redirectUri: string;
  readonly state: Secret;
}

export interface VisitRequest {
  readonly method: string | undefined;
  /** The request target as it stands in the request line. */
  readonly target: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** What keeps an address from being LinkedIn's answer to this sign-in. */
type Flaw = 'doubled' | 'state-incomplete' | 'state-wrong' | 'code-and-error' | 'outcome-missing';

export type RejectionReason =
  | 'method'
  | 'host'
  | 'path'
  | 'prefetch'
  | 'origin'
  | 'embedded'
  | Flaw;

export type Visit =
  | { readonly kind: 'answer'; readonly params: URLSearchParams }
  /** A favicon, a port scan, an old tab, a forged answer: it must change nothing. */
  | { readonly kind: 'stranger'; readonly why: RejectionReason };

export function readVisit(request: VisitRequest, expected: Expected): Visit {
  const target = request.target ?? '';
  const cut = target.indexOf('?');
  const path = cut < 0 ? target : target.slice(0, cut);
  const params = new URLSearchParams(cut < 0 ? '' : target.slice(cut));
  const redirectUri = new URL(expected.redirectUri);

  const { port, pathname } = redirectUri;
  const why =
    rejectionReason(
      { method: request.method, path, headers: request.headers },
      { port, pathname },
    ) ?? flawOf(params, expected.state);
  return why === undefined ? { kind: 'answer', params } : { kind: 'stranger', why };
}

/** Whether a browser asks for the page that sends it on to LinkedIn, whose path is a secret. */
export function isStart(request: VisitRequest, start: URL): boolean {
  const { method, target = '', headers } = request;
  const { port, pathname } = start;
  // Compared first, and by digest: how long it takes says nothing about the path.
  if (!sameText(target, pathname)) return false;
  return rejectionReason({ method, path: target, headers }, { port, pathname }) === undefined;
}

interface Envelope {
  readonly method: string | undefined;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

function rejectionReason(
  { method, path, headers }: Envelope,
  { port, pathname }: Pick<URL, 'port' | 'pathname'>,
): RejectionReason | undefined {
  const hosts = loopbackHosts.map((host) => `${host}:${port}`);
  if (method !== 'GET') return 'method';
  // Another name in Host is DNS rebinding: a foreign page that made its own name lead here.
  if (!hosts.includes(headers.host ?? '')) return 'host';
  if (path !== pathname) return 'path';
  // A browser that only looks ahead would burn the code before anybody sees a page.
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']];
  if (/prefetch|prerender/i.test(purposes.join())) return 'prefetch';
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`)) {
    return 'origin';
  }
  // LinkedIn sends the whole tab here; an image, a frame or a script is some other page's doing.
  // A script of the operator's own (curl, Node's fetch) sends no destination.
  return (headers['sec-fetch-dest'] ?? 'document') === 'document' ? undefined : 'embedded';
}

function flawOf(params: URLSearchParams, state: Secret): Flaw | undefined {
  const names = [...params.keys()];
  if (new Set(names).size < names.length) return 'doubled';
  // State comes before the outcome: until it matches, an "error" is hearsay and ends nothing.
  const given = params.get('state') ?? '';
  if (given.length < state.length) return 'state-incomplete';
  if (!sameText(given, state.reveal())) return 'state-wrong';
  if (params.has('code') && params.has('error')) return 'code-and-error';
  const outcome = params.get('code') ?? params.get('error') ?? '';
  return outcome === '' ? 'outcome-missing' : undefined;
}

/** Takes the same time wherever the texts differ; hashing makes their lengths equal. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

export interface RefusedPaste {
  readonly kind: 'refused';
  /** What is wrong with it and what to do, for the line under the question. */
  readonly complaint: string;
}

export type Pasted = { readonly kind: 'answer'; readonly params: URLSearchParams } | RefusedPaste;

export function readPasted(text: string, expected: Expected): Pasted {
  const read = candidates(text, expected.redirectUri).map((address) =>
    readAddress(address, expected),
  );
  // What fits the state of this sign-in is it; else the whole paste is what is complained of.
  return read.find(({ kind }) => kind === 'answer') ?? read[0] ?? readAddress('', expected);
}

function readAddress(address: string, { redirectUri, state }: Expected): Pasted {
  const refused = (complaint: string): Pasted => ({ kind: 'refused', complaint });
  if (!URL.canParse(address)) {
    return refused(
      `That is not an address. Copy the whole address bar of the tab you ended up on; it begins with ${redirectUri}`,
    );
  }
  const url = new URL(address);
  if (isBeforeConsent(url)) {
    return refused(
      `That is LinkedIn's own page. Press Allow there, then paste the address you end up on; it begins with ${redirectUri}`,
    );
  }
  if (`${url.origin}${url.pathname}` !== redirectUri) {
    return refused(
      `That address leads elsewhere. Copy the one of the tab you ended up on; it begins with ${redirectUri}`,
    );
  }
  const flaw = flawOf(url.searchParams, state);
  return flaw === undefined
    ? { kind: 'answer', params: url.searchParams }
    : refused(complaints[flaw]);
}

const complaints: Readonly<Record<Flaw, string>> = {
  doubled:
    'That address holds a part twice. Copy the whole address bar once more, and paste it once.',
  'state-incomplete':
    'That address is not whole: its state is missing or cut off. Copy the whole address bar, to the very end.',
  'state-wrong':
    'That address is from an older sign-in. Open the address above, and paste where that one ends.',
  'code-and-error':
    'That address holds both a code and an error. Open the address above once more, and paste where it ends.',
  'outcome-missing':
    'That address is not whole: it holds neither a code nor an error. Copy the whole address bar, to the very end.',
};

/** The last so many blanks may stand in front of other words. */
const mostWords = 40;

/**
 * The address without what copying adds (words round it, quotes, blanks, line breaks) and with what address
 * bars leave out; whole where only the query was copied. The first is the one with all that follows it.
 */
function candidates(text: string, redirectUri: string): readonly string[] {
  const { host } = new URL(redirectUri);
  const visible = text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  const start = new RegExp(`http://${literally(host)}/|(?<![\\w/@.-])${literally(host)}/`);
  const from = start.exec(visible)?.index ?? 0;
  const words = visible.slice(from).trim().split(/\s+/);
  const counts = Array.from({ length: Math.min(words.length, mostWords) }, (_, less) => less);
  return counts.map((less) => {
    const joined = words.slice(0, words.length - less).join('');
    const address = joined.replace(/^["'`<([“‘«]+/, '').replace(/["'`>)\]”’».,;]+$/, '');
    if (address.startsWith(`${host}/`)) return `http://${address}`;
    return /^\??(?:code|error|state)=/.test(address)
      ? `${redirectUri}?${address.replace(/^\?/, '')}`
      : address;
  });
}

function literally(text: string): string {
  return text.replace(/[.[\]]/g, '\\$&');
}

/** The page that asks for consent, wherever it comes from, or any other page of LinkedIn's. */
function isBeforeConsent(url: URL): boolean {
  return url.searchParams.has('redirect_uri') || /(^|\.)linkedin\.com$/.test(url.hostname);
}
