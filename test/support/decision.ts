/** Presses a button on LinkedIn's consent page, in a browser that has been nowhere before. */

import { type Page, visit } from './member.ts';

/** Resolves with the page that the redirect ends on. */
export async function decide(address: URL, decision: 'allow' | 'cancel'): Promise<Page> {
  const page = await visit(address);
  // LinkedIn may have redirected without asking.
  if (!page.url.pathname.endsWith('/authorization')) return page;
  const body = new URLSearchParams({ decision });
  const answer = await fetch(address, { method: 'POST', body, redirect: 'manual' });
  const back = answer.headers.get('location');
  if (back === null) throw new Error(`no redirect after ${decision}: ${await answer.text()}`);
  return await visit(new URL(back));
}
