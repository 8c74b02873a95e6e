/** What of a recording is replaced, and by what. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, RecordedExchange } from '../../src/recording/recording.ts';
import { type Content, redacted } from '../../src/recording/redaction.ts';
import { leaksIn } from '../support/leaks.ts';

interface Sent {
  readonly path?: string;
  readonly query?: string;
  readonly form?: Readonly<Record<string, string>>;
  readonly requestHeaders?: Readonly<Record<string, string>>;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
  readonly text?: string;
}

function exchange(sent: Sent): RecordedExchange {
  const { path = '/rest/adAccounts', query, form, requestHeaders = {}, ...answer } = sent;
  const request = { method: 'GET' as const, path, headers: requestHeaders };
  return {
    at: 0,
    took: 1,
    request: { ...request, ...(query && { query }), ...(form && { form: { ...form } }) },
    response: { status: 200, headers: {}, ...answer } as never,
  };
}

const contentOf = (...sent: readonly Sent[]): Content => ({
  variables: {},
  exchanges: sent.map(exchange),
});

const bodyOf = (body: Json, status = 200) =>
  redacted(contentOf({ body, status })).exchanges[0]?.response?.body;

// --- single parts ----------------------------------------------------------------------------------------

describe('of an answer', () => {
  const account = {
    id: 512345678,
    name: 'Acme Europe GmbH',
    currency: 'EUR',
    status: 'ACTIVE',
    servingStatuses: ['RUNNABLE', 'BILLING_HOLD'],
    test: false,
    reference: 'urn:li:organization:2414183',
    changeAuditStamps: { created: { actor: 'urn:li:person:K1RwyVNukt', time: 1449768717000 } },
  };

  it('the words of LinkedIn stay, and names, ids and times do not', () => {
    expect(bodyOf(account)).toEqual({
      id: 900000001,
      name: 'Xxxx Xxxxxx XxxA',
      currency: 'EUR',
      status: 'ACTIVE',
      servingStatuses: ['RUNNABLE', 'BILLING_HOLD'],
      test: false,
      reference: 'urn:li:organization:9000001',
      changeAuditStamps: { created: { actor: 'urn:li:person:Xx0Xx0Xx0A', time: 9000000000001 } },
    });
  });

  it('one id is the same in a number, a text, a URN, an address and a sentence', () => {
    const { exchanges } = redacted(
      contentOf(
        { status: 403, body: { message: 'No role on account 512345678.' } },
        {
          path: '/rest/adAccounts/512345678',
          query: 'q=accounts&accounts=List(urn%3Ali%3AsponsoredAccount%3A512345678)&count=500',
          body: { id: 512345678, account: 'urn:li:sponsoredAccount:512345678', other: '512345678' },
        },
      ),
    );
    expect(exchanges).toMatchObject([
      { response: { body: { message: 'No role on account 900000001.' } } },
      {
        request: {
          path: '/rest/adAccounts/900000001',
          query: 'q=accounts&accounts=List(urn%3Ali%3AsponsoredAccount%3A900000001)&count=500',
        },
        response: {
          body: {
            id: 900000001,
            account: 'urn:li:sponsoredAccount:900000001',
            other: '900000001',
          },
        },
      },
    ]);
  });

  it('amounts keep their digits, and none stays none', () => {
    const row = {
      costInLocalCurrency: '539.700000000000192784',
      costInUsd: '0.0',
      impressions: 3214,
      clicks: 0,
      oneClickLeads: '0E-18',
      dateRange: { start: { year: 2026, month: 11, day: 20 } },
    };
    expect(bodyOf({ elements: [row], paging: { start: 0, count: 10, total: 1 } })).toEqual({
      elements: [
        {
          ...row,
          costInLocalCurrency: '900.000000000000000001',
          impressions: 9001,
        },
      ],
      paging: { start: 0, count: 10, total: 1 },
    });
  });

  it('tokens keep their opening, alphabet and padding, and what is said about them', () => {
    const grant = {
      access_token: `AQX${'aB3-_'.repeat(70)}`,
      refresh_token: `AQV${'q7'.repeat(150)}==`,
      expires_in: 5183999,
      refresh_token_expires_in: 31536000,
      scope: 'r_ads,r_ads_reporting',
    };
    const body = bodyOf(grant) as typeof grant;
    expect(body).toMatchObject({
      expires_in: 5183999,
      refresh_token_expires_in: 31536000,
      scope: 'r_ads,r_ads_reporting',
    });
    expect(body.access_token).toMatch(/^AQX(Xx0_-)+Xx1_-$/);
    expect(body.refresh_token).toMatch(/^AQV(x0)+x1==$/);
    expect(body.access_token).toHaveLength(353);
    expect(body.refresh_token).toHaveLength(305);
  });

  it.each([
    ['Not enough permissions to access: adAnalytics.FINDER-analytics.20260901'],
    ['Requested version 20251101 is not active'],
    ["Key value 'LI' must be of type 'java.lang.Long'"],
    ['Resource level throttle APPLICATION_AND_MEMBER DAY limit is reached. 45 million values'],
    ['A required parameter "redirect_uri" is missing'],
    ['Scope &quot;r_liteprofile&quot; is not authorized for your application'],
  ])('the sentence stays: %s', (message) => {
    const body = { message, status: 400, serviceErrorCode: 65600, code: 'ACCESS_DENIED' };
    expect(bodyOf(body, 400)).toEqual(body);
  });

  it('a sentence loses the names that stand elsewhere, mail addresses, tokens and ids', () => {
    const message =
      'ACME GmbH (jo@acme.example) is no admin of urn:li:organization:2414183 with AQXb3dE5fG7hI9jK1l, nor of 123456.';
    const { exchanges } = redacted(
      contentOf({ status: 403, body: { message } }, { body: { name: 'Acme GmbH' } }),
    );
    expect(exchanges[0]?.response?.body).toEqual({
      message:
        'XXXX XxxA (xx@xxxx.xxxxxxa) is no admin of urn:li:organization:9000001 with AQXXx0Xx0Xx0Xx0Xx1, nor of 900001.',
    });
  });

  it('what looks like a word of LinkedIn’s and is not in its place does not stay', () => {
    expect(bodyOf({ headline: 'ACME', note: 'jo@acme.example', message: 'Hi Jo' })).toEqual({
      headline: 'XXXA',
      note: 'xx@xxxx.xxxxxxa',
      message: 'Xx Xa',
    });
  });

  it('a field of words out of a list keeps what can be one', () => {
    const words = { status: 'BILLING_HOLD', auth_type: '3L', token_type: 'Bearer', error: 'a_b' };
    expect(bodyOf(words)).toEqual(words);
    expect(bodyOf({ type: 'Acme', role: 'Jo Acme', state: '512345678' })).toEqual({
      type: 'Xxxa',
      role: 'Xx Xxxa',
      state: '900000001',
    });
  });

  it('ids that name fields are replaced, too', () => {
    expect(bodyOf({ results: { 512345678: { id: 512345678 }, 'urn:li:person:ab': {} } })).toEqual({
      results: { 900000001: { id: 900000001 }, 'urn:li:person:xa': {} },
    });
  });

  it('a page keeps its tags', () => {
    const text = '<html><h1 class="big">Blocked for jo@acme.example</h1></html>\n';
    expect(redacted(contentOf({ text })).exchanges[0]?.response?.text).toBe(
      '<html><h1 xxxxx="xxx">Xxxxxxx xxx xx@xxxx.xxxxxxx</h1></html>\n',
    );
  });

  it('headers keep their names, and the technical ones their values', () => {
    const headers = {
      'content-type': 'application/json',
      date: 'Sun, 22 Nov 2026 12:00:00 GMT',
      'x-li-fabric': 'prod-lva1',
      'x-li-uuid': 'AAYGx1J2bQ3kL4mN5oP6qA==',
      'set-cookie': 'lidc="b=VB42:s=V"; Domain=.linkedin.com',
    };
    const [first] = redacted(contentOf({ headers })).exchanges;
    expect(first?.response?.headers).toMatchObject({
      'content-type': 'application/json',
      date: 'Sun, 22 Nov 2026 12:00:00 GMT',
      'x-li-fabric': 'prod-lva1',
      'x-li-uuid': 'Xx0Xx0Xx0Xx0Xx0Xx0Xx0A==',
    });
    expect(first?.response?.headers['set-cookie']).toMatch(/^xxxx="x=XX00:x=X"; X/);
  });
});

describe('of a request', () => {
  it('its form and its token are the same as in the answer', () => {
    const form = {
      grant_type: 'refresh_token',
      refresh_token: 'AQVabc123',
      client_id: '78abcdefgh1234',
      client_secret: 'WPL_AP1.aB3dE5fG7hI9jK==',
    };
    const { exchanges } = redacted(
      contentOf(
        { path: '/oauth/v2/accessToken', form, body: { refresh_token: 'AQVabc123' } },
        { requestHeaders: { Authorization: 'Bearer AQVabc123', 'LinkedIn-Version': '202609' } },
      ),
    );
    expect(exchanges).toMatchObject([
      {
        request: {
          form: {
            grant_type: 'refresh_token',
            refresh_token: 'AQVx0x0x1',
            client_id: 'x0x0x0x0x0x0x1',
            client_secret: 'WPL_AP1.Xx0Xx0Xx0Xx0Xa==',
          },
        },
        response: { body: { refresh_token: 'AQVx0x0x1' } },
      },
      {
        request: {
          headers: { Authorization: 'Bearer AQVx0x0x1', 'LinkedIn-Version': '202609' },
        },
      },
    ]);
  });

  it('its query keeps what was asked', () => {
    const query =
      'q=analytics&pivot=ACCOUNT&dateRange=(start:(year:2026,month:11,day:16))&fields=impressions,costInUsd&pageToken=DgG%3D&search=(name:Acme)';
    expect(redacted(contentOf({ query })).exchanges[0]?.request.query).toBe(
      'q=analytics&pivot=ACCOUNT&dateRange=(start:(year:2026,month:11,day:16))&fields=impressions,costInUsd&pageToken=XxA%3D&search=(xxxx%3AXxxa)',
    );
  });
});

// --- whatever comes --------------------------------------------------------------------------------------

const letters = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWYZ'];
const word = fc.string({ unit: fc.constantFrom(...letters), minLength: 6, maxLength: 12 });
const alphanumeric = fc.constantFrom(...letters, ...'123456789');
const token = fc
  .tuple(fc.constantFrom('AQX', 'AQV', 'WPL_AP1.', ''), fc.constantFrom('', '=', '=='))
  .chain(([opening, padding]) =>
    fc
      .string({ unit: alphanumeric, minLength: 24, maxLength: 80 })
      .map((middle) => `${opening}${middle}7b${padding}`),
  );
const id = fc.integer({ min: 100_001_000, max: 899_999_999 });
const privates = fc.record({
  secrets: fc.uniqueArray(token, { minLength: 4, maxLength: 4 }),
  names: fc.uniqueArray(
    fc.tuple(word, word).map((parts) => parts.join(' ')),
    {
      minLength: 3,
      maxLength: 3,
    },
  ),
  ids: fc.uniqueArray(id, { minLength: 3, maxLength: 3 }),
});
type Privates = typeof privates extends fc.Arbitrary<infer T> ? T : never;

/** Some field, known or not, with something private in it, as deep as it likes. */
function bodies({ secrets, names, ids }: Privates): fc.Arbitrary<Json> {
  const field = fc.constantFrom(
    ...['id', 'name', 'code', 'status', 'type', 'message', 'scope', 'access_token', 'user', 'href'],
    ...['description', 'currency', 'error_description', 'nextPageToken', 'whatever', 'pivotValues'],
    ...secrets,
    ...ids.map((one) => `urn:li:sponsoredAccount:${one}`),
  );
  const inText = fc.constantFrom(...secrets, ...names, ...ids.map(String));
  const leaf: fc.Arbitrary<Json> = fc.oneof(
    inText,
    fc.constantFrom(...ids),
    inText.map((value) => `urn:li:person:${value.replace(/\W/g, '')}`),
    inText.map((value) => `/rest/adAccounts/${encodeURIComponent(value)}?q=search`),
    fc.boolean(),
    fc.constant(null),
    fc.integer().map((thousandths) => thousandths / 1000),
    fc.string(),
  );
  return fc.letrec<{ body: Json }>((tie) => ({
    body: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('body'), { maxLength: 3 }),
      fc.dictionary(field, tie('body'), { maxKeys: 4 }) as fc.Arbitrary<Json>,
    ),
  })).body;
}

const recordings = privates.chain((known) => {
  const { secrets, names, ids } = known;
  const [, , account = 0] = ids;
  const value = fc.constantFrom(...secrets, ...names, ...ids.map(String));
  const parameter = fc.constantFrom('client_id', 'token', 'code', 'grant_type', 'other');
  const sent = fc.record({
    path: value.map((one) => `/rest/adAccounts/${encodeURIComponent(one)}`),
    query: fc
      .tuple(fc.constantFrom('q', 'search', 'pageToken', 'accounts', 'count'), value)
      .map(
        ([name, one]) =>
          `${name}=${encodeURIComponent(one)}&accounts=List(urn%3Ali%3Ax%3A${account})`,
      ),
    form: fc.dictionary(parameter, value),
    requestHeaders: fc.dictionary(fc.constantFrom('Authorization', 'X-Other'), value),
    headers: fc.dictionary(fc.constantFrom('x-li-uuid', 'set-cookie', 'server', 'x-new'), value),
    status: fc.constantFrom(200, 400, 403),
    body: bodies(known),
    text: value.map((one) => `<p title="${one}">${one}</p>`),
  });
  return fc.record({
    known: fc.constant(known),
    sent: fc.array(sent, { minLength: 1, maxLength: 3 }),
  });
});

/** Every name in a field of its own, as LinkedIn answers somewhere. */
function recordingOf({ known: { secrets, names, ids }, sent }: { known: Privates; sent: Sent[] }) {
  const [clientSecret = '', accessToken = '', ...tokens] = secrets;
  const listed = {
    body: { elements: names.map((name) => ({ name, ids })), metadata: { tokens } },
  };
  const { exchanges } = contentOf(...sent, listed);
  const given = { LINKEDIN_CLIENT_SECRET: clientSecret, LINKEDIN_ACCESS_TOKEN: accessToken };
  return { variables: given, exchanges };
}

function shapeOf(json: unknown): unknown {
  if (Array.isArray(json)) return json.map(shapeOf);
  if (typeof json === 'object' && json !== null) return Object.values(json).map(shapeOf);
  return typeof json;
}

describe('whatever is recorded', () => {
  it('no key, token, name or id of it is left', () => {
    fc.assert(
      fc.property(recordings, (one) => {
        const text = JSON.stringify(redacted(recordingOf(one)));
        const { secrets, names, ids } = one.known;
        expect(leaksIn(text, secrets)).toEqual([]);
        expect([...names, ...ids.map(String)].filter((value) => text.includes(value))).toEqual([]);
      }),
    );
  });

  it('its shape is left, and a second time changes nothing', () => {
    fc.assert(
      fc.property(recordings, (one) => {
        const content = recordingOf(one);
        const once = redacted(content);
        expect(shapeOf(once)).toEqual(shapeOf(content));
        expect(redacted(once)).toEqual(once);
      }),
    );
  });

  it('which value a stand-in has does not depend on the values', () => {
    fc.assert(
      fc.property(fc.uniqueArray(token, { minLength: 2 }), (tokens) => {
        const shape = (text: string) => text.replace(/\w/g, '');
        fc.pre(new Set(tokens.map((one) => one.length + shape(one))).size === tokens.length);
        const of = (values: readonly string[]) =>
          redacted({ variables: {}, exchanges: [exchange({ body: { token: [...values] } })] });
        const values = (content: Content) =>
          (content.exchanges[0]?.response?.body as { token: string[] }).token;
        expect(values(of(tokens)).toSorted()).toEqual(values(of(tokens.toReversed())).toSorted());
      }),
    );
  });
});
