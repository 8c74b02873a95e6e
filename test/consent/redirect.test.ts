/** Redirect addresses, visits and pasted lines: what is believed, and what is not. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultRedirectUris,
  isVisitTo,
  readPasted,
  readRedirectUri,
  readVisit,
  type VisitRequest,
} from '../../src/consent/redirect.ts';
import { SetupError } from '../../src/faults/fault.ts';
import { Secret } from '../../src/secret.ts';
import { fixLines } from '../support/fix-lines.ts';

const redirectUri = 'http://localhost:27365/callback';
const stateText = 'q7Vd0C1mZ0xJ8r6yTn5wKb2LsEoHgUaPfXiM3vRtYcA';
const expected = { redirectUri, state: new Secret(stateText) };

describe('readRedirectUri', () => {
  it.each([
    ...defaultRedirectUris,
    'http://127.0.0.1:3000/oauth',
    'http://[::1]:8080/a/b',
    'http://localhost:3000/',
  ])('accepts %s', (text) => {
    expect(readRedirectUri(text).href).toBe(text);
  });

  it.each([
    ['', 'it is not an address'],
    ['localhost:27365/callback', 'it must begin with http://'],
    ['https://localhost:27365/callback', 'it must begin with http://'],
    ['http://me:secret@localhost:27365/callback', 'it holds a user name or a password'],
    ['http://0.0.0.0:27365/callback', 'its host must be localhost'],
    ['http://example.com:27365/callback', 'its host must be localhost'],
    ['http://localhost.example.com:27365/callback', 'its host must be localhost'],
    ['http://localhost/callback', 'it needs a port, and not 80'],
    ['http://localhost:80/callback', 'it needs a port, and not 80'],
    ['http://localhost:0/callback', 'it needs a port, and not 80'],
    [
      'http://localhost:6000/callback',
      'browsers refuse to open port 6000; choose another, such as 27365',
    ],
    [
      'http://127.0.0.1:10080/callback',
      'browsers refuse to open port 10080; choose another, such as 27365',
    ],
    ['http://[::1]:22/', 'browsers refuse to open port 22; choose another, such as 27365'],
    ['http://localhost:27365/callback?', 'it has a query, which LinkedIn strips off'],
    ['http://localhost:27365/callback?a=b', 'it has a query, which LinkedIn strips off'],
    ['http://localhost:27365/callback#', 'it has a fragment, which LinkedIn refuses'],
    ['http://localhost:27365', 'its full form is http://localhost:27365/'],
    ['HTTP://LOCALHOST:27365/callback', 'its full form is http://localhost:27365/callback'],
    ['http://localhost:27365/a/../callback', 'its full form is http://localhost:27365/callback'],
    [' http://localhost:27365/callback', 'its full form is http://localhost:27365/callback'],
    ['http://2130706433:27365/callback', 'its full form is http://127.0.0.1:27365/callback'],
  ])('refuses "%s": %s', (text, why) => {
    expect(() => readRedirectUri(text)).toThrow(
      expect.objectContaining({
        code: 'redirect-uri-malformed',
        message: `"${text}" cannot be the redirect address: ${why}.`,
      }),
    );
  });
});

describe('what was most likely meant', () => {
  it.each([
    ['localhost:27365/callback', 'http://localhost:27365/callback'],
    ['127.0.0.1:3000/oauth', 'http://127.0.0.1:3000/oauth'],
    ['https://localhost:27365/callback', 'http://localhost:27365/callback'],
    ['HTTPS://LOCALHOST:27365/callback', 'http://localhost:27365/callback'],
    ['http://localhost:27365/callback?next=https://x', 'http://localhost:27365/callback'],
    ['localhost:27365/callback?next=http://x', 'http://localhost:27365/callback'],
    ['http://localhost:27365/https:?', 'http://localhost:27365/https:'],
    ['http://me:secret@localhost:27365/callback', 'http://localhost:27365/callback'],
    ['http://localhost:27365', 'http://localhost:27365/'],
    ['', undefined],
    ['http://localhost/callback', undefined],
    ['http://example.com:27365/callback?', undefined],
    ['ftp://localhost:27365/callback', undefined],
    ['https://', undefined],
  ])('by "%s" is %s', (text, better) => {
    expect(fixesFor(text)).toEqual([
      ...(better === undefined
        ? []
        : [`If the app lists this one: pectus-linkedin setup --redirect-uri ${better}`]),
      'Use an address of this machine with a port, such as: pectus-linkedin setup --redirect-uri http://localhost:27365/callback',
    ]);
  });

  it('is told with where it came from, and without what a screen acts on', () => {
    const text = `http://\u001b[2J\u202e${'x'.repeat(300)}`;
    expect(() => readRedirectUri(text, 'LINKEDIN_REDIRECT_URI')).toThrow(
      expect.objectContaining({
        message: `"http://[2J${'x'.repeat(190)}" cannot be the redirect address: it is not an address. It comes from LINKEDIN_REDIRECT_URI.`,
      }),
    );
  });

  function fixesFor(text: string): readonly string[] {
    try {
      readRedirectUri(text);
    } catch (error) {
      if (error instanceof SetupError) return fixLines(error.fix);
    }
    throw new Error(`${text} is taken`);
  }
});

describe('the page that sends the browser on', () => {
  const page = new URL('http://localhost:27365/start-AAAAAAAAAAAAAAAAAAAAAA');
  const headers = { host: 'localhost:27365' };

  it.each<[string, VisitRequest, boolean]>([
    ['asked for', { method: 'GET', url: page.pathname, headers }, true],
    ['asked for with a query', { method: 'GET', url: `${page.pathname}?a=b`, headers }, false],
    ['another one', { method: 'GET', url: '/start-BBBBBBBBBBBBBBBBBBBBBB', headers }, false],
    ['asked for by HEAD', { method: 'HEAD', url: page.pathname, headers }, false],
    ['asked for without a target', { method: 'GET', url: undefined, headers }, false],
  ])('%s', (_, request, expected) => {
    expect(isVisitTo(page, request)).toBe(expected);
  });
});

describe('readVisit', () => {
  const trueVisit: VisitRequest = {
    method: 'GET',
    url: `/callback?code=AQT0&state=${stateText}`,
    headers: { host: 'localhost:27365' },
  };

  const targets: Readonly<Record<string, string>> = {
    'a code': `/callback?code=AQT0&state=${stateText}`,
    'state first': `/callback?state=${stateText}&code=AQT0`,
    'an error': `/callback?error=user_cancelled_login&error_description=a+b&state=${stateText}`,
    'an issuer too': `/callback?code=AQT0&state=${stateText}&iss=https%3A%2F%2Fwww.linkedin.com%2Foauth`,
  };
  it.each(Object.entries(targets))('an answer with %s is the answer', (_, url) => {
    const params = new URLSearchParams(url.slice('/callback?'.length));
    expect(readVisit({ ...trueVisit, url }, expected)).toEqual({ kind: 'accepted', params });
  });

  const goodHeaders: Readonly<Record<string, VisitRequest['headers']>> = {
    'IPv4 in Host': { host: '127.0.0.1:27365' },
    'IPv6 in Host': { host: '[::1]:27365' },
    'what Chromium sends after a redirect': {
      host: 'localhost:27365',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
      'sec-fetch-user': '?1',
    },
    "what Node's fetch sends": { host: 'localhost:27365', 'sec-fetch-mode': 'cors' },
    'its own Origin': { host: 'localhost:27365', origin: 'http://localhost:27365' },
    'the Origin of its other name': { host: 'localhost:27365', origin: 'http://127.0.0.1:27365' },
    'a purpose that is no prefetch': { host: 'localhost:27365', purpose: 'preview' },
  };
  it.each(Object.entries(goodHeaders))('a visit with %s is the answer', (_, headers) => {
    expect(readVisit({ ...trueVisit, headers }, expected).kind).toBe('accepted');
  });

  it.each([
    undefined,
    'HEAD',
    'POST',
    'PUT',
    'OPTIONS',
    'get',
  ])('the method %s is rejected', (method) => {
    expect(readVisit({ ...trueVisit, method }, expected)).toEqual({
      kind: 'rejected',
      why: 'method',
    });
  });

  it.each([
    undefined,
    '',
    'localhost',
    'localhost:27366',
    'evil.example:27365',
    'localhost.evil.example:27365',
    '127.0.0.2:27365',
  ])('the Host "%s" is rejected', (host) => {
    const headers = host === undefined ? {} : { host };
    expect(readVisit({ ...trueVisit, headers }, expected)).toEqual({
      kind: 'rejected',
      why: 'host',
    });
  });

  const query = `?code=AQT0&state=${stateText}`;
  it.each([
    undefined,
    '',
    '*',
    '/',
    '/favicon.ico',
    `/callback/${query}`,
    `/Callback${query}`,
    `//callback${query}`,
    `/./callback${query}`,
    `/%63allback${query}`,
    `/callback#${query}`,
    `http://localhost:27365/callback${query}`,
    `//localhost:27365/callback${query}`,
  ])('the target %s is rejected', (url) => {
    expect(readVisit({ ...trueVisit, url }, expected)).toEqual({
      kind: 'rejected',
      why: 'path',
    });
  });

  const badHeaders: readonly (readonly [string, VisitRequest['headers'], string])[] = [
    ['Sec-Purpose: prefetch', { 'sec-purpose': 'prefetch' }, 'prefetch'],
    ['Sec-Purpose: prefetch;prerender', { 'sec-purpose': 'prefetch;prerender' }, 'prefetch'],
    ['Sec-Purpose: prerender', { 'sec-purpose': 'prerender' }, 'prefetch'],
    ['Sec-Purpose: Prefetch', { 'sec-purpose': 'Prefetch' }, 'prefetch'],
    ['the Origin of another scheme', { origin: 'https://localhost:27365' }, 'origin'],
    ['Purpose: prefetch', { purpose: 'prefetch' }, 'prefetch'],
    ['X-Moz: prefetch', { 'x-moz': 'prefetch' }, 'prefetch'],
    ['a foreign Origin', { origin: 'https://evil.example' }, 'origin'],
    ['the Origin null', { origin: 'null' }, 'origin'],
    ['the Origin of another port', { origin: 'http://localhost:3000' }, 'origin'],
    ['an image as destination', { 'sec-fetch-dest': 'image' }, 'embedded'],
    ['a frame as destination', { 'sec-fetch-dest': 'iframe' }, 'embedded'],
    ['the fetch of a page', { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }, 'embedded'],
  ];
  it.each(badHeaders)('%s is rejected', (_, header, why) => {
    const headers = { ...trueVisit.headers, ...header };
    expect(readVisit({ ...trueVisit, headers }, expected)).toEqual({ kind: 'rejected', why });
  });

  const old = stateText.replace('q7', 'z9');
  it.each([
    ['', 'state-incomplete'],
    ['?', 'state-incomplete'],
    ['?code=AQT0', 'state-incomplete'],
    ['?code=AQT0&state=', 'state-incomplete'],
    ['?error=user_cancelled_authorize', 'state-incomplete'],
    [`?code=AQT0&state=${old}`, 'state-wrong'],
    [`?error=user_cancelled_authorize&state=${old}`, 'state-wrong'],
    [`?code=AQT0&state=${stateText.toLowerCase()}`, 'state-wrong'],
    [`?code=AQT0&state=${stateText.slice(0, -1)}`, 'state-incomplete'],
    [`?code=AQT0&state=${stateText}x`, 'state-wrong'],
    [`?code=AQT0&state=${stateText}&state=${stateText}`, 'repeated'],
    [`?code=AQT0&code=AQT1&state=${stateText}`, 'repeated'],
    [`?error=a&error=b&state=${stateText}`, 'repeated'],
    [`?code=AQT0&error=server_error&state=${stateText}`, 'code-and-error'],
    [`?code=&error=server_error&state=${stateText}`, 'code-and-error'],
    [`?state=${stateText}`, 'outcome-missing'],
    [`?code=&state=${stateText}`, 'outcome-missing'],
  ])('the query %s is rejected', (badQuery, why) => {
    const url = `/callback${badQuery}`;
    expect(readVisit({ ...trueVisit, url }, expected)).toEqual({ kind: 'rejected', why });
  });

  it('never throws, and lets nothing in that does not know the state', () => {
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom('/callback', '?', '&', '=', 'code', 'error', 'state', '%', '#', '//', 'AQT0'),
    );
    const header = fc.option(
      fc.oneof(fc.string(), fc.constantFrom('localhost:27365', 'prefetch')),
      {
        nil: undefined,
      },
    );
    const request = fc.record({
      method: fc.constantFrom('GET', 'GET', 'HEAD', 'POST', undefined),
      url: fc.array(piece).map((pieces) => `/callback?${pieces.join('')}`),
      headers: fc.record({ host: header, origin: header, 'sec-purpose': header }),
    });
    fc.assert(
      fc.property(request, (visit) => {
        const headers = Object.fromEntries(
          Object.entries(visit.headers).filter(([, value]) => value !== undefined),
        );
        return readVisit({ ...visit, headers }, expected).kind === 'rejected';
      }),
      { numRuns: 2000 },
    );
  });

  it('lets in the true answer alone, whatever else is changed about it', () => {
    const change = fc.oneof(
      fc.string({ minLength: 1 }).map((more) => ({ state: `${stateText}${more}` })),
      fc.nat({ max: stateText.length - 1 }).map((at) => ({ state: stateText.slice(0, at) })),
      fc
        .string()
        .filter((host) => !/^(localhost|127\.0\.0\.1|\[::1\]):27365$/.test(host))
        .map((host) => ({ host })),
      fc
        .string({ minLength: 1 })
        .map((more) => ({ path: `/callback${encodeURIComponent(`/${more}`)}` })),
      fc
        .constantFrom('HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE')
        .map((method) => ({ method })),
    );
    const visit = (over: { state?: string; host?: string; path?: string; method?: string }) => {
      const query = new URLSearchParams({ code: 'AQT0', state: over.state ?? stateText });
      const url = `${over.path ?? '/callback'}?${query}`;
      const headers = { host: over.host ?? 'localhost:27365' };
      return readVisit({ method: over.method ?? 'GET', url, headers }, expected).kind;
    };
    expect(visit({})).toBe('accepted');
    fc.assert(fc.property(change, (over) => visit(over) === 'rejected'));
  });
});

describe('readPasted', () => {
  const whole = `${redirectUri}?code=AQT0&state=${stateText}`;
  const params = new URLSearchParams({ code: 'AQT0', state: stateText });

  it.each([
    whole,
    `  ${whole}\r\n`,
    `"${whole}"`,
    `'${whole}'`,
    `<${whole}>`,
    `"${whole}" `,
    `${whole.slice(0, 60)}\n   ${whole.slice(60)}`,
    whole.slice('http://'.length),
    `${whole}#_=_`,
    `?code=AQT0&state=${stateText}`,
    `code=AQT0&state=${stateText}`,
    `I ended up on ${whole} and nothing happened.`,
    `It says (${whole}).`,
    `Address: ${whole.slice('http://'.length)}`,
    `\u200b${whole}\u00a0`,
    `${whole.slice(0, 60)}\n${whole.slice(60)}\nand nothing else`,
    `${whole} ${'word '.repeat(39)}`,
    `\ufeff${whole.slice(0, 30)}\u00ad${whole.slice(30)}\u2060`,
    `«${whole}»`,
    `\u201c${whole}\u201d`,
    `[\`${whole}\`],`,
    `mail me@localhost:27365/inbox or ${whole}`,
    `see http://other.example/localhost:27365/x and ${whole.slice('http://'.length)}`,
  ])('takes %j', (text) => {
    expect(readPasted(text, expected)).toEqual({ kind: 'accepted', params });
  });

  it('takes a refusal of LinkedIn too', () => {
    const text = `${redirectUri}?error=user_cancelled_login&state=${stateText}`;
    expect(readPasted(text, expected)).toEqual({
      kind: 'accepted',
      params: new URLSearchParams({ error: 'user_cancelled_login', state: stateText }),
    });
  });

  const notAnAddress = `That is not an address. Copy the whole address bar of the tab you ended up on; it begins with ${redirectUri}`;
  const linkedInsOwn = `That is LinkedIn's own page. Press Allow there, then paste the address you end up on; it begins with ${redirectUri}`;
  const elsewhere = `That address leads elsewhere. Copy the one of the tab you ended up on; it begins with ${redirectUri}`;
  const stateIncomplete =
    'That address is not whole: its state is missing or cut off. Copy the whole address bar, to the very end.';
  const stateWrong =
    'That address is from an older sign-in. Open the address above, and paste where that one ends.';
  const doubled =
    'That address holds a part twice. Copy the whole address bar once more, and paste it once.';
  const codeAndError =
    'That address holds both a code and an error. Open the address above once more, and paste where it ends.';
  const outcomeMissing =
    'That address is not whole: it holds neither a code nor an error. Copy the whole address bar, to the very end.';

  const refusals: readonly (readonly [string, string])[] = [
    ['', notAnAddress],
    ['AQT0', notAnAddress],
    ['yes', notAnAddress],
    [`?code=AQT0`, stateIncomplete],
    [`error=user_cancelled_login`, stateIncomplete],
    [`state=${stateText}`, outcomeMissing],
    [`scope=r_ads`, notAnAddress],
    [`the code=AQT0`, notAnAddress],
    [`${whole} ${'word '.repeat(40)}`, stateWrong],
    ['https://linkedin.com/feed', linkedInsOwn],
    ['https://notlinkedin.com/feed', elsewhere],
    ['https://www.linkedin.com.evil.example/feed', elsewhere],
    [
      `https://www.linkedin.com/oauth/v2/authorization?response_type=code&state=${stateText}`,
      linkedInsOwn,
    ],
    ['https://www.linkedin.com/checkpoint/lg/login', linkedInsOwn],
    [
      `http://127.0.0.1:4000/oauth/v2/authorization?redirect_uri=${encodeURIComponent(redirectUri)}`,
      linkedInsOwn,
    ],
    [whole.replace('27365', '28365'), elsewhere],
    [whole.replace('localhost', '127.0.0.1'), elsewhere],
    [whole.replace('/callback', '/callback/'), elsewhere],
    [whole.replace('http:', 'https:'), elsewhere],
    ['mailto:me@example.com', elsewhere],
    [redirectUri, stateIncomplete],
    [`${redirectUri}?code=AQT0`, stateIncomplete],
    [whole.slice(0, -5), stateIncomplete],
    [whole.replace('q7', 'z9'), stateWrong],
    [whole + whole, doubled],
    [`${whole}&code=AQT1`, doubled],
    [`${whole}&state=${stateText}`, doubled],
    [`${redirectUri}?error=a&error=b&state=${stateText}`, doubled],
    [`${whole}&error=server_error`, codeAndError],
    [`${redirectUri}?state=${stateText}`, outcomeMissing],
  ];
  it.each(refusals)('refuses %s', (text, complaint) => {
    expect(readPasted(text, expected)).toEqual({ kind: 'rejected', complaint });
  });
});
