/** Writes down what goes through an exchange; what was written down is redacted before anybody sees it. */

import { type Endpoints, readEndpoints } from '../linkedin/endpoints.ts';
import { networkCode } from '../linkedin/network-faults.ts';
import type { Values } from '../variables.ts';
import { bugs, version } from '../version.ts';
import type { Exchange, HttpRequest, HttpResponse, World } from '../world.ts';
import type {
  RecordedExchange,
  RecordedRequest,
  RecordedResponse,
  Recording,
} from './recording.ts';
import { redacted } from './redaction.ts';

export interface Recorder {
  readonly exchange: Exchange;
  /** Of what has come so far. */
  recording(facts: Pick<Recording, 'asked' | 'verdict'>): Recording;
}

type Outside = Pick<World, 'exchange' | 'clock' | 'env'>;

/** Throws `setting-malformed`. `values` are the credentials that are used. */
export function createRecorder(values: Values, { exchange, clock, env }: Outside): Recorder {
  const endpoints = readEndpoints(env);
  const start = clock.now();
  const sinceStart = () => clock.now().getTime() - start.getTime();
  const exchanges: (RecordedExchange | undefined)[] = [];
  return {
    async exchange(request) {
      const at = sinceStart();
      // In the order of the requests, whichever is answered first.
      const place = exchanges.push(undefined) - 1;
      const write = (outcome: Pick<RecordedExchange, 'response' | 'failure'>) => {
        const took = sinceStart() - at;
        exchanges[place] = { at, took, request: requestOf(request, endpoints), ...outcome };
      };
      try {
        const response = await exchange(request);
        write({ response: responseOf(response) });
        return response;
      } catch (error) {
        write({ failure: networkCode(error) ?? 'unknown' });
        throw error;
      }
    },
    recording: ({ asked, verdict }) => ({
      recording: 1,
      note: `Keys, tokens, names, addresses, ids and amounts are made up, the same one for the same thing. Read this before you send it: ${bugs}`,
      tool: `pectus-linkedin ${version}`,
      recordedAt: start.toISOString(),
      asked,
      askedLinkedIn: isLinkedIn(endpoints),
      ...(verdict && { verdict }),
      ...redacted({
        variables: definedOf(values),
        exchanges: exchanges.filter((one) => one !== undefined),
      }),
    }),
  };
}

function definedOf(values: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function isLinkedIn({ oauth, api }: Endpoints): boolean {
  return [oauth, api].every((base) => /^https:\/\/(?:www|api)\.linkedin\.com\//.test(base));
}

function requestOf(request: HttpRequest, endpoints: Endpoints): RecordedRequest {
  const { method, url, headers = {}, body = '' } = request;
  const [place = '', query = ''] = pathOf(url, endpoints).split(/\?(.*)/s);
  const isOAuth = place.startsWith('/oauth/');
  const asked = isOAuth ? query : [query, body].filter(Boolean).join('&');
  return {
    method,
    path: place,
    ...(asked !== '' && { query: asked }),
    headers: { ...headers },
    ...(isOAuth && body !== '' && { form: Object.fromEntries(new URLSearchParams(body)) }),
  };
}

/** Where the address is another one, it is nobody's business. */
function pathOf(url: string, { oauth, api }: Endpoints): string {
  if (url.startsWith(`${oauth}/`)) return `/oauth/v2${url.slice(oauth.length)}`;
  if (url.startsWith(`${api}/`)) return `/rest${url.slice(api.length)}`;
  return '/';
}

const decoder = new TextDecoder();

function responseOf({ status, headers, body }: HttpResponse): RecordedResponse {
  const text = decoder.decode(body);
  const head = { status, headers: Object.fromEntries(headers) };
  if (text === '') return head;
  try {
    return { ...head, body: JSON.parse(text) };
  } catch {
    return { ...head, text };
  }
}
