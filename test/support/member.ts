/** The person at the browser: follows redirects with cookies until a page is shown. */

import { get, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

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
