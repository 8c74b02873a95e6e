/**
 * What of a recording is private, and is replaced before anything is written. Whatever is not known to be a
 * technical word or number is; LinkedIn's own sentences stay, without what is private in them.
 */

import { variables } from '../variables.ts';
import type { Json, RecordedExchange, RecordedRequest, Recording } from './recording.ts';
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
  const standIns = createStandIns();
  const redact = createRedaction(standIns);
  // What is private in a sentence may stand in a field further down.
  redact(content);
  return redact(content);
}

function createRedaction(standIns: StandIns) {
  const rules = createRules(standIns);
  return ({ variables: given, exchanges }: Content): Content => ({
    variables: rules.fields(given, rules.variable),
    exchanges: exchanges.map((exchange) => redactedExchange(exchange, rules)),
  });
}

function redactedExchange(exchange: RecordedExchange, rules: Rules): RecordedExchange {
  const { request, response } = exchange;
  if (response === undefined) return { ...exchange, request: redactedRequest(request, rules) };
  const { headers, body, text } = response;
  return {
    ...exchange,
    request: redactedRequest(request, rules),
    response: {
      ...response,
      headers: rules.fields(headers, rules.header),
      ...(body !== undefined && { body: rules.json(body, '', isRefusal(response)) as typeof body }),
      ...(text !== undefined && { text: rules.page(text) }),
    },
  };
}

function redactedRequest(request: RecordedRequest, rules: Rules): RecordedRequest {
  const { path, query, headers, form } = request;
  return {
    ...request,
    path: rules.path(path),
    ...(query !== undefined && { query: rules.query(query) }),
    headers: rules.fields(headers, rules.header),
    ...(form && { form: rules.fields(form, rules.parameterOfForm) }),
  };
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

function isTechnical(value: string): boolean {
  return /^[A-Za-z][\w./[\]-]{0,80}$/.test(value) && !looksPrivate(value);
}

/** With what LinkedIn separates them by. */
const scopeParts = /([\s,+]+|%20|%2C)/;
const scope = /^(?:(?:r|w|rw)_\w{1,50}|openid|profile|email)$/;

/** Like an id, a key or a token, wherever it stands. */
function looksPrivate(value: string): boolean {
  return /\d{5}/.test(value) || value.split(/[,:()]/).some(isOpaque);
}

// --- what becomes of each part ---------------------------------------------------------------------------

type Rules = ReturnType<typeof createRules>;
type Texts = Readonly<Record<string, string>>;

function createRules(standIns: StandIns) {
  const { of } = standIns;

  function unknown(value: string): string {
    if (isUrns(value)) return urnStandIn(value, of);
    if (/^-?\d*\.?\d+(?:E[+-]?\d+)?$/i.test(value)) return of(value, 'digits');
    return of(value, isOpaque(value) ? 'opaque' : 'text');
  }

  function scopes(value: string): string {
    const isKept = (part: string) =>
      scopeParts.test(part) || (scope.test(part) && !looksPrivate(part));
    return value
      .split(scopeParts)
      .map((part) => (isKept(part) ? part : unknown(part)))
      .join('');
  }

  function text(name: string, value: string): string {
    if (name === 'scope' || name === variables.scopes) return scopes(value);
    if (name === 'href') return address(value);
    if (technicalFields.has(name) && isTechnical(value) && !standIns.isSecret(value)) return value;
    return secrets.has(name) ? of(value, 'opaque') : unknown(value);
  }

  function number(name: string, value: number): number {
    if (tokenTimes.has(name) || (smallNumbers.has(name) && value < 1_000_000)) return value;
    // More digits than a number holds would come back as others.
    const exact = String(Number(value.toPrecision(15)));
    return Number(of(exact, 'digits'));
  }

  function json(value: Json, name: string, refusal: boolean): Json {
    if (typeof value === 'number') return number(name, value);
    if (typeof value === 'string') {
      return refusal && sentences.has(name) ? standIns.in(value) : text(name, value);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map((one) => json(one, name, refusal));
    const entries = Object.entries(value).map(([key, one]) => [
      field(key),
      json(one, key, refusal),
    ]);
    return Object.fromEntries(entries);
  }

  /** Where elements stand by their ids, the name of a field is one. */
  function field(name: string): string {
    return /^[$A-Za-z][\w.$-]*$/.test(name) && !looksPrivate(name) ? name : unknown(name);
  }

  function parameter(part: string): string {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(part) ?? [];
    if (parameters.has(name) && /^[\w,:()]*$/.test(value) && !looksPrivate(value)) return part;
    if (isUrns(value)) return `${name}=${urnStandIn(value, of)}`;
    const plain = decoded(value);
    const standIn = secrets.has(name) ? of(plain, 'opaque') : unknown(plain);
    return `${field(name)}=${encodeURIComponent(standIn)}`;
  }

  const query = (whole: string) => whole.split('&').map(parameter).join('&');

  function path(whole: string): string {
    const segment = (part: string) => {
      if (part === '' || isTechnical(part)) return part;
      const inner = part.replace(/(?:account|user):(?=urn)/g, '');
      return isUrns(inner) ? urnStandIn(part, of) : unknown(part);
    };
    return whole.split('/').map(segment).join('/');
  }

  function address(whole: string): string {
    const [place = '', ...rest] = whole.split('?');
    return [path(place), ...rest.map(query)].join('?');
  }

  return {
    json,
    text,
    path,
    query,
    fields: (given: Texts, redact: (name: string, value: string) => string) =>
      Object.fromEntries(
        Object.entries(given).map(([name, value]) => [field(name), redact(name, value)]),
      ),
    header(name: string, value: string): string {
      const lower = name.toLowerCase();
      const [, scheme = '', rest = value] = /^(Bearer +)?(.*)$/is.exec(value) ?? [];
      if (headers.has(lower)) return standIns.in(value);
      return scheme + (secrets.has(lower) ? of(rest, 'opaque') : unknown(rest));
    },
    /** Where `code` is a secret, and not the word of a refusal. */
    parameterOfForm(name: string, value: string): string {
      if (name === 'grant_type' && isTechnical(value)) return value;
      return secrets.has(name) ? of(value, 'opaque') : unknown(value);
    },
    variable(name: string, value: string): string {
      return plainVariables.has(name) ? value : text(name, value);
    },
    /** Of a page the tags stay, and of other texts what is neither letter nor digit. */
    page: (whole: string) =>
      whole.replace(/(<[/!]?[a-z][a-z\d]*)|([^<]+|<)/gi, (part, tag) =>
        tag === undefined ? shapeOf(part) : part,
      ),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
