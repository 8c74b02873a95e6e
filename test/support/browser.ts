/** Browsers without a screen: one reads LinkedIn's consent page, presses a button and follows the redirect for real. */

import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Browser } from '../../src/world.ts';
import type { TestClock } from './clock.ts';
import type { Fetch } from './exchange.ts';

export type BrowserKind =
  /** The person presses this button on the consent page. */
  | 'allows'
  | 'cancels'
  /** Pages open, and nobody does anything there. */
  | 'idle'
  /** It does not start, although it should. */
  | 'broken'
  | 'missing'
  /** Opening it fails the test. */
  | 'zero';

export interface TestBrowser {
  readonly browser: Browser;
  readonly opened: readonly URL[];
  /** Resolves once every page that was opened so far is shown. */
  pageShown(): Promise<unknown>;
  /** Goes to the consent page, as the browser does when it is opened there. */
  signIn(address: URL, decision: 'allow' | 'cancel'): void;
  /** Where each sign-in ended, once all have. */
  lastPages(): Promise<readonly Page[]>;
  assertUntouched(): void;
}

interface Place {
  readonly linkedin: Fetch;
  readonly clock: Pick<TestClock, 'freezeUntil'>;
}

export function openTestBrowser(kind: BrowserKind, place: Place): TestBrowser {
  const opened: URL[] = [];
  const visits: Promise<Page>[] = [];
  const pages: Promise<URL>[] = [];

  function signIn(address: URL, decision: 'allow' | 'cancel'): void {
    const visited = decide(address, decision, place.linkedin);
    place.clock.freezeUntil(visited);
    visits.push(visited);
  }

  return {
    browser: {
      available: kind !== 'missing',
      async open(page) {
        const followed = followStartPage(page);
        place.clock.freezeUntil(followed);
        pages.push(followed);
        const url = await followed;
        opened.push(url);
        const decision = decisions[kind];
        if (decision !== undefined && isConsent(url)) signIn(url, decision);
        return kind !== 'broken';
      },
    },
    opened,
    pageShown: () => Promise.all(pages),
    signIn,
    async lastPages() {
      const ends = await Promise.allSettled(visits);
      return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    },
    assertUntouched() {
      if (['zero', 'missing'].includes(kind) && opened.length > 0)
        throw new Error(`a browser was opened at ${opened[0]?.href}`);
    },
  };
}

const decisions: Readonly<Partial<Record<BrowserKind, 'allow' | 'cancel'>>> = {
  allows: 'allow',
  cancels: 'cancel',
};

export function isConsent(url: URL): boolean {
  return url.pathname === '/oauth/v2/authorization';
}

/** Presses a button on the consent page and follows the redirect. Resolves with the page on which it ends. */
export async function decide(
  address: URL,
  decision: 'allow' | 'cancel',
  linkedin: Fetch = web,
): Promise<Page> {
  const answer = await answerTo(address, decision, linkedin);
  const back = backFrom(answer);
  if (back !== undefined) return await visit(back);
  return { url: address, status: answer.status, text: await answer.text() };
}

/** Where LinkedIn sends the browser after the decision; undefined when it stays on a page of its own. */
export async function redirectOf(
  address: URL,
  decision: 'allow' | 'cancel',
  linkedin: Fetch,
): Promise<URL | undefined> {
  return backFrom(await answerTo(address, decision, linkedin));
}

/** At once, or from a page that stands for a moment. */
function backFrom({ headers }: Response): URL | undefined {
  const back = headers.get('location') ?? /url=(.*)$/.exec(headers.get('refresh') ?? '')?.[1];
  return back === undefined ? undefined : new URL(back);
}

/** LinkedIn redirects without asking when it has the consent already, and when it refuses. */
async function answerTo(address: URL, decision: 'allow' | 'cancel', linkedin: Fetch) {
  const page = await linkedin(new Request(address));
  if (page.status !== 200) return page;
  const body = new URLSearchParams({ decision });
  return await linkedin(new Request(address, { method: 'POST', body }));
}

// --- at a served LinkedIn -------------------------------------------------------------------------------

/** The network. */
export const web: Fetch = (request) => fetch(request, { redirect: 'manual' });

/** The address on which the tab would end, where nobody listens: for pasting. */
export async function addressAfterAllow(address: URL): Promise<URL> {
  const back = await redirectOf(address, 'allow', web);
  if (back === undefined) throw new Error('LinkedIn sends nobody back');
  return back;
}

// --- tabs ---------------------------------------------------------------------------------------------

/** The same address for any other page, and for one that was opened before. */
export async function followStartPage(url: URL): Promise<URL> {
  if (!url.pathname.startsWith('/start-')) return url;
  try {
    const { headers } = await fetch(url, { redirect: 'manual' });
    return new URL(headers.get('location') ?? url);
  } catch {
    // The sign-in is over, and nobody listens.
    return url;
  }
}

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** Opens the address in a browser that has been nowhere before. */
export async function visit(address: URL): Promise<Page> {
  const cookies = new Map<string, string>();
  for (let url = address, hops = 0; hops < 10; hops += 1) {
    const response = await navigate(url, cookies);
    for (const line of response.headers['set-cookie'] ?? []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const page = { url, status: response.statusCode ?? 0, text: await text(response) };
    if (response.headers.location === undefined) return page;
    url = new URL(response.headers.location, url);
  }
  throw new Error(`redirected in circles from ${address.origin}${address.pathname}`);
}

/** Not the platform's `fetch`, which says of itself that it is a script and no tab. */
function navigate(url: URL, cookies: ReadonlyMap<string, string>): Promise<IncomingMessage> {
  const headers = {
    cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    'sec-fetch-mode': 'navigate',
    'sec-fetch-dest': 'document',
  };
  return new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, resolve).on('error', reject);
  });
}
