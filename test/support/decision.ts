/** Presses a button on the served consent page and follows the redirect, as a browser does that has been nowhere before. */

import { redirectOf } from './browsers.ts';
import type { Fetch } from './exchange.ts';
import { type Page, visit } from './member.ts';

const web: Fetch = (request) => fetch(request, { redirect: 'manual' });

/** Resolves with the page on which it ends. */
export async function decide(address: URL, decision: 'allow' | 'cancel'): Promise<Page> {
  return await visit((await redirectOf(address, decision, web)) ?? address);
}

/** The address on which the tab would end, where nobody listens: for pasting. */
export async function addressAfterAllow(address: URL): Promise<URL> {
  const back = await redirectOf(address, 'allow', web);
  if (back === undefined) throw new Error('LinkedIn sends nobody back');
  return back;
}
