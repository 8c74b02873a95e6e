/** Which redirect URIs can be used, and which visits and pasted addresses are LinkedIn's answer to this sign-in. */

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { fault } from '../faults/fault.ts';
import type { Secret } from '../secret.ts';

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
  if (blockedPorts.has(Number(url.port))) {
    return `browsers refuse to open port ${url.port}; choose another, such as 27365`;
  }
  if (text.includes('?')) return 'it has a query, which LinkedIn strips off';
  if (text.includes('#')) return 'it has a fragment, which LinkedIn refuses';
  // LinkedIn compares character by character, so what is sent must be what was written.
  if (url.href !== text) return `its full form is ${url.href}`;
  return undefined;
}

/**
 * Ports that no browser opens, because other protocols than HTTP use them. Source: Fetch Standard, "port
 * blocking" (fetch.spec.whatwg.org/#port-blocking), read 2026-11.
 */
export const blockedPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
  103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
  512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
  995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
  6669, 6679, 6697, 10080,
]);

// --- visits ------------------------------------------------------------------------------------------

/** The authorization request that an answer must fit. */
export interface Expected {
  readonly redirectUri: string;
  readonly state: Secret;
}

export type VisitRequest = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** What keeps a query from being LinkedIn's answer to this sign-in. */
type ParameterError = keyof typeof complaints;

export type RejectionReason = NonNullable<ReturnType<typeof rejectionReason>> | ParameterError;

export type Visit =
  | { readonly kind: 'accepted'; readonly params: URLSearchParams }
  /** A favicon, a port scan, an old tab, a forged answer: it must change nothing. */
  | { readonly kind: 'rejected'; readonly why: RejectionReason };

export function readVisit(request: VisitRequest, { redirectUri, state }: Expected): Visit {
  const { url = '' } = request;
  const queryAt = url.indexOf('?');
  const path = queryAt < 0 ? url : url.slice(0, queryAt);
  const params = new URLSearchParams(queryAt < 0 ? '' : url.slice(queryAt));
  const why = rejectionReason(request, path, new URL(redirectUri)) ?? parameterError(params, state);
  return why === undefined ? { kind: 'accepted', params } : { kind: 'rejected', why };
}

/** Whether a browser asks for a page of ours whose path is a secret. */
export function isVisitTo(page: URL, request: VisitRequest): boolean {
  const { url = '' } = request;
  // Compared first, and by digest: how long it takes says nothing about the path.
  return isSameText(url, page.pathname) && rejectionReason(request, url, page) === undefined;
}

function rejectionReason({ method, headers }: VisitRequest, path: string, { port, pathname }: URL) {
  const hosts = loopbackHosts.map((host) => `${host}:${port}`);
  if (method !== 'GET') return 'method';
  // Another name in Host is DNS rebinding: a foreign page that made its own name lead here.
  if (!hosts.includes(headers.host ?? '')) return 'host';
  if (path !== pathname) return 'path';
  // A prefetch would use up the code before anybody sees a page.
  const purposes = [headers['sec-purpose'], headers['purpose'], headers['x-moz']];
  if (/prefetch|prerender/i.test(purposes.join())) return 'prefetch';
  if (headers.origin !== undefined && !hosts.some((host) => headers.origin === `http://${host}`)) {
    return 'origin';
  }
  // LinkedIn sends the whole tab here; an image, a frame or a script comes from some other page.
  // A script of the operator's own (curl, Node's fetch) sends no destination.
  return (headers['sec-fetch-dest'] ?? 'document') === 'document' ? undefined : 'embedded';
}

function parameterError(params: URLSearchParams, state: Secret): ParameterError | undefined {
  const names = [...params.keys()];
  if (new Set(names).size < names.length) return 'repeated';
  // State is checked before the outcome: until it matches, an `error` may be forged and must not end the wait.
  const given = params.get('state') ?? '';
  if (given.length < state.length) return 'state-incomplete';
  if (!isSameText(given, state.reveal())) return 'state-wrong';
  if (params.has('code') && params.has('error')) return 'code-and-error';
  const outcome = params.get('code') ?? params.get('error') ?? '';
  return outcome === '' ? 'outcome-missing' : undefined;
}

/** Takes the same time wherever the texts differ; hashing makes their lengths equal. */
function isSameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

// --- pasted addresses --------------------------------------------------------------------------------

export type Pasted =
  | { readonly kind: 'accepted'; readonly params: URLSearchParams }
  /** What is wrong with it and what to do, for the line under the question. */
  | { readonly kind: 'rejected'; readonly complaint: string };

export function readPasted(text: string, expected: Expected): Pasted {
  const read = candidates(text, expected.redirectUri).map((address) =>
    readAddress(address, expected),
  );
  // What fits the state of this sign-in is it; else the whole paste is what is complained of.
  return read.find(({ kind }) => kind === 'accepted') ?? read[0] ?? readAddress('', expected);
}

function readAddress(address: string, { redirectUri, state }: Expected): Pasted {
  const rejected = (complaint: string): Pasted => ({ kind: 'rejected', complaint });
  if (!URL.canParse(address)) {
    return rejected(
      `That is not an address. Copy the whole address bar of the tab you ended up on; it begins with ${redirectUri}`,
    );
  }
  const url = new URL(address);
  // The page that asks for consent, wherever it comes from, or any other page of LinkedIn's.
  if (url.searchParams.has('redirect_uri') || /(^|\.)linkedin\.com$/.test(url.hostname)) {
    return rejected(
      `That is LinkedIn's own page. Press Allow there, then paste the address you end up on; it begins with ${redirectUri}`,
    );
  }
  if (`${url.origin}${url.pathname}` !== redirectUri) {
    return rejected(
      `That address leads elsewhere. Copy the one of the tab you ended up on; it begins with ${redirectUri}`,
    );
  }
  const error = parameterError(url.searchParams, state);
  return error === undefined
    ? { kind: 'accepted', params: url.searchParams }
    : rejected(complaints[error]);
}

const complaints = {
  repeated:
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

/** At most so many words behind the address are left out. */
const mostWords = 40;

/**
 * The address without what copying adds (words round it, quotes, spaces, line breaks) and with what address
 * bars leave out; whole where only the query was copied. The first is the one with all that follows it.
 */
function candidates(text: string, redirectUri: string): readonly string[] {
  const { host } = new URL(redirectUri);
  const visible = text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '');
  const pattern = host.replace(/[.[\]]/g, '\\$&');
  const start = new RegExp(`http://${pattern}/|(?<![\\w/@.-])${pattern}/`);
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
