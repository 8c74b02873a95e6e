/** Crashes as bad as they can be: the error quotes the request, with every secret in it. */

import type { Exchange } from '../../src/world.ts';

/** Quotes of a request, as a library may put them into its error. */
export const quotes: Readonly<Record<string, (request: string) => Error>> = {
  whole: (request) => new Error(`could not send ${request}`),
  'cut in the middle of a secret': (request) =>
    new Error(
      `could not send ${request.replace(/(AQ[A-Z]|WPL_AP1)[^&\s]{16}[^&\s]+/g, (secret) => secret.slice(0, 30))}…`,
    ),
  'nested in its cause': (request) =>
    new Error('could not send', { cause: new TypeError(`request: ${request}`) }),
};

/** Of the requests that fit the errand, none can be sent. */
export function crashing(
  exchange: Exchange,
  errand: RegExp,
  quote: (request: string) => Error,
): Exchange {
  return async (request) => {
    const { method, url, headers = {}, body = '' } = request;
    const text = `${method} ${url} ${JSON.stringify(Object.entries(headers))} ${body}`;
    if (errand.test(text)) throw quote(text);
    return await exchange(request);
  };
}
