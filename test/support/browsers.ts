/** Browsers without a screen: one reads LinkedIn's consent page, presses a button and follows the redirect for real. */

import type { Browser } from '../../src/world.ts';
import type { TestClock } from './clock.ts';
import type { Fetch } from './exchange.ts';
import { type Page, visit } from './member.ts';
import { followStartPage } from './start-page.ts';

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
  looked(): Promise<unknown>;
  /** Goes to the consent page, as the browser does when it is opened there. */
  signIn(address: URL, decision: 'allow' | 'cancel'): void;
  /** Where each sign-in ended, once all have. */
  lastPages(): Promise<readonly Page[]>;
  assertUntouched(): void;
}

interface Place {
  readonly linkedin: Fetch;
  readonly clock: Pick<TestClock, 'holdFor'>;
}

export function openTestBrowser(kind: BrowserKind, place: Place): TestBrowser {
  const opened: URL[] = [];
  const visits: Promise<Page>[] = [];
  const pages: Promise<URL>[] = [];

  function signIn(address: URL, decision: 'allow' | 'cancel'): void {
    const visited = decide(address, decision, place.linkedin);
    place.clock.holdFor(visited);
    visits.push(visited);
  }

  return {
    browser: {
      available: kind !== 'missing',
      async open(page) {
        const followed = followStartPage(page);
        place.clock.holdFor(followed);
        pages.push(followed);
        const url = await followed;
        opened.push(url);
        const decision = decisions[kind];
        if (decision !== undefined && isConsent(url)) signIn(url, decision);
        return kind !== 'broken';
      },
    },
    opened,
    looked: () => Promise.all(pages),
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

/** Where LinkedIn sends the browser after the decision; undefined when it stays on a page of its own. */
export async function redirectOf(
  address: URL,
  decision: 'allow' | 'cancel',
  linkedin: Fetch,
): Promise<URL | undefined> {
  const back = (await answerTo(address, decision, linkedin)).headers.get('location');
  return back === null ? undefined : new URL(back);
}

async function decide(address: URL, decision: 'allow' | 'cancel', linkedin: Fetch): Promise<Page> {
  const answer = await answerTo(address, decision, linkedin);
  const back = answer.headers.get('location');
  if (back !== null) return await visit(new URL(back));
  return { url: address, status: answer.status, text: await answer.text() };
}

/** LinkedIn redirects without asking when it has the consent already, and when it refuses. */
async function answerTo(address: URL, decision: 'allow' | 'cancel', linkedin: Fetch) {
  const page = await linkedin(new Request(address));
  if (page.status !== 200) return page;
  const body = new URLSearchParams({ decision });
  return await linkedin(new Request(address, { method: 'POST', body }));
}
