/**
 * What of a recording is private, and is replaced before anything is written. Whatever is not known to be a
 * technical word or number is; LinkedIn's own sentences stay, without what is private in them.
 */

import { variables } from '../variables.ts';
import type { Json, RecordedRequest, RecordedResponse, Recording } from './recording.ts';
import {
  createStandIns,
  isOpaque,
  isUrns,
  type StandIns,
  shapeOf,
  urnStandIn,
} from './stand-ins.ts';

export type Content = Pick<Recording, 'variables' | 'exchanges'>;

/** The same with stand-ins; once more, it stays as it is. */
export function redacted(content: Content): Content {
  const redaction = new Redaction();
  // What is private in a sentence may stand in a field further down.
  redaction.content(content);
  return redaction.content(content);
}

/** Its sentences are LinkedIn's own. */
function isRefusal({ status, body }: { readonly status: number; readonly body?: unknown }) {
  const within = typeof body === 'object' && body !== null ? body : {};
  const inner = 'status' in within && typeof within.status === 'number' ? within.status : 0;
  return status >= 400 || inner >= 400 || 'error' in within;
}

// --- what stays ------------------------------------------------------------------------------------------

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Their values are words out of LinkedIn's lists. */
const technicalFields = set(
  'status code error errorDetailType fieldPath role state type auth_type token_type grant_type ' +
    'currency currencyCode servingStatuses conversionMethod rel',
);
const mixedFields = set('error errorDetailType fieldPath token_type auth_type');
const sentences = set('message error_description description detail details');
/** Counts and codes below a million, and times of tokens. */
const smallNumbers = set(
  'status code serviceErrorCode errorCode start count total year month day expires_in ' +
    'refresh_token_expires_in',
);
const tokenTimes = set('expires_in refresh_token_expires_in created_at authorized_at expires_at');
const secrets = set(
  'access_token refresh_token id_token token client_id client_secret code nextPageToken pageToken ' +
    `requestId x-li-uuid x-li-request-id authorization ${variables.clientId} ` +
    `${variables.clientSecret} ${variables.accessToken} ${variables.refreshToken}`,
);
const parameters = set(
  'q pivot timeGranularity dateRange fields count start pageSize role state sortOrder',
);
const headers = set(
  'accept content-type user-agent linkedin-version x-restli-protocol-version x-http-method-override ' +
    'date retry-after cache-control connection content-encoding content-length transfer-encoding vary ' +
    'server x-li-fabric x-li-source-fabric x-li-pop x-li-proto',
);
const plainVariables = set(
  `${variables.accessExpiresAt} ${variables.refreshExpiresAt} ${variables.apiVersion} ${variables.rateLimit}`,
);

/** A word out of a list, or a place in a body: `BILLING_HOLD`, `invalid_request`, `3L`, `application/json`. */
function isTechnical(value: string): boolean {
  return /^(?=.*[A-Za-z])\w[\w./[\]-]{0,80}$/.test(value) && !looksPrivate(value);
}

/** Those of LinkedIn's lists have no capital among small letters, as a name has. */
function isOfList(name: string, value: string): boolean {
  const isAnyCase = mixedFields.has(name) || !/[A-Z].*[a-z]|[a-z].*[A-Z]/.test(value);
  return technicalFields.has(name) && isAnyCase && isTechnical(value);
}

/** With what LinkedIn separates them by. */
const scopeParts = /([\s,+]+|%20|%2C)/;
const scope = /^(?:(?:r|w|rw)_\w{1,50}|openid|profile|email)$/;

/** Like an id, a key or a token, wherever it stands. */
function looksPrivate(value: string): boolean {
  return /\d{5}/.test(value) || value.split(/[,:()]/).some(isOpaque);
}

// --- what becomes of each part ---------------------------------------------------------------------------

type Texts = Readonly<Record<string, string>>;

class Redaction {
  readonly #standIns: StandIns = createStandIns();

  content({ variables: given, exchanges }: Content): Content {
    return {
      variables: this.#fields(given, (name, value) => this.#variable(name, value)),
      exchanges: exchanges.map((exchange) => {
        const request = this.#request(exchange.request);
        const { response } = exchange;
        return { ...exchange, request, ...(response && { response: this.#response(response) }) };
      }),
    };
  }

  #request(request: RecordedRequest): RecordedRequest {
    const { path, query, headers: given, form } = request;
    return {
      ...request,
      path: this.#path(path),
      ...(query !== undefined && { query: this.#query(query) }),
      headers: this.#fields(given, (name, value) => this.#header(name, value)),
      ...(form && { form: this.#fields(form, (name, value) => this.#formParameter(name, value)) }),
    };
  }

  #response(response: RecordedResponse): RecordedResponse {
    const { headers: given, body, text } = response;
    const json = body === undefined ? undefined : this.#json(body, '', isRefusal(response));
    return {
      ...response,
      headers: this.#fields(given, (name, value) => this.#header(name, value)),
      ...(json !== undefined && { body: json as RecordedResponse['body'] }),
      ...(text !== undefined && { text: pageShape(text) }),
    };
  }

  #fields(given: Texts, redact: (name: string, value: string) => string): Record<string, string> {
    const entries = Object.entries(given);
    return Object.fromEntries(
      entries.map(([name, value]) => [this.#field(name), redact(name, value)]),
    );
  }

  /** Where elements stand by their ids, the name of a field is one. */
  #field(name: string): string {
    const isPlain = /^[$A-Za-z][\w.$-]*$/.test(name) && !looksPrivate(name);
    return isPlain ? name : this.#unknown(name);
  }

  #unknown(value: string): string {
    const { of } = this.#standIns;
    if (isUrns(value)) return urnStandIn(value, of);
    if (/^-?\d*\.?\d+(?:E[+-]?\d+)?$/i.test(value)) return of(value, 'digits');
    return of(value, isOpaque(value) ? 'opaque' : 'text');
  }

  /** Of a field that is never a technical word. */
  #private(name: string, value: string): string {
    return secrets.has(name) ? this.#standIns.of(value, 'opaque') : this.#unknown(value);
  }

  #text(name: string, value: string): string {
    if (name === 'scope' || name === variables.scopes) return this.#scopes(value);
    if (name === 'href') return this.#address(value);
    const isKept = isOfList(name, value) && !this.#standIns.isSecret(value);
    return isKept ? value : this.#private(name, value);
  }

  #scopes(value: string): string {
    const isKept = (part: string) =>
      scopeParts.test(part) || (scope.test(part) && !looksPrivate(part));
    const parts = value.split(scopeParts);
    return parts.map((part) => (isKept(part) ? part : this.#unknown(part))).join('');
  }

  #number(name: string, value: number): number {
    if (tokenTimes.has(name) || (smallNumbers.has(name) && value < 1_000_000)) return value;
    // More digits than a number holds would come back as others.
    const exact = String(Number(value.toPrecision(15)));
    return Number(this.#standIns.of(exact, 'digits'));
  }

  #json(value: Json, name: string, refusal: boolean): Json {
    if (typeof value === 'number') return this.#number(name, value);
    if (typeof value === 'string') {
      const isSentence = refusal && sentences.has(name);
      return isSentence ? this.#standIns.in(value) : this.#text(name, value);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => this.#json(one, name, refusal));
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, one]) => [this.#field(key), this.#json(one, key, refusal)]),
    );
  }

  #path(whole: string): string {
    const segment = (part: string) => {
      if (part === '' || isTechnical(part)) return part;
      // The key of one entry: `(account:urn…,user:urn…)`.
      const isKey = isUrns(part.replace(/(?:account|user):(?=urn)/g, ''));
      return isKey ? urnStandIn(part, this.#standIns.of) : this.#unknown(part);
    };
    return whole.split('/').map(segment).join('/');
  }

  #query(whole: string): string {
    const parts = whole.split('&');
    return parts.map((part) => this.#parameter(part)).join('&');
  }

  #parameter(part: string): string {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    const isPlain = /^[\w,:()]*$/.test(value) && !looksPrivate(value);
    if (parameters.has(name) && isPlain) return part;
    if (isUrns(value)) return `${this.#field(name)}=${urnStandIn(value, this.#standIns.of)}`;
    const standIn = this.#private(name, decoded(value));
    return `${this.#field(name)}=${encodeURIComponent(standIn)}`;
  }

  #address(whole: string): string {
    const [place = '', ...rest] = whole.split('?');
    return [this.#path(place), ...rest.map((query) => this.#query(query))].join('?');
  }

  #header(name: string, value: string): string {
    const lower = name.toLowerCase();
    if (headers.has(lower)) return this.#standIns.in(value);
    const [, scheme = '', rest = ''] = /^(Bearer +)?(.*)$/is.exec(value) ?? [];
    return scheme + this.#private(lower, rest);
  }

  /** Its `code` is a secret, and not the word of a refusal. */
  #formParameter(name: string, value: string): string {
    return name === 'grant_type' && isTechnical(value) ? value : this.#private(name, value);
  }

  #variable(name: string, value: string): string {
    return plainVariables.has(name) ? value : this.#text(name, value);
  }
}

/** Of a page the tags stay, and of every text what is neither letter nor digit. */
function pageShape(text: string): string {
  return text.replace(/(<[/!]?[a-z][a-z\d]*)|([^<]+|<)/gi, (part, tag) =>
    tag === undefined ? shapeOf(part) : part,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
