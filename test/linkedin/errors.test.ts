/** LinkedIn's refusals, as its documents and live reports have them, and the fault that each becomes. */

import { describe, expect, it } from 'vitest';
import { type FaultCode, SetupError } from '../../src/faults/fault.ts';
import {
  assertOAuthReply,
  declinedFault,
  isClientRefusal,
  isOAuthRefusal,
  isTokenRefusal,
  type OAuthRequestKind,
  oauthFault,
} from '../../src/linkedin/oauth-errors.ts';
import { assertData, refusalInside, shapeFault } from '../../src/linkedin/reply-checks.ts';
import {
  accessDenied,
  answerOf,
  isExplained,
  listRefused,
  mayBePropagation,
  numbersRefused,
  type Refusal,
  readRefusal,
  tokenRefusalReason,
} from '../../src/linkedin/rest-errors.ts';
import type { Reply } from '../../src/linkedin/transport.ts';
import { Secret } from '../../src/secret.ts';
import { fixtureNamed } from '../support/linkedin-fixtures.ts';

const now = new Date('2026-11-22T10:15:30Z');

function replyOf(
  status: number,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const all = new Map(Object.entries(headers));
  return {
    status,
    text,
    json,
    headers: all,
    serverTime: undefined,
    requestId: all.get('x-li-uuid') ?? undefined,
  };
}

function documented(name: string): Reply {
  const { status, body, headers = {} } = fixtureNamed(name).response;
  return replyOf(status, JSON.stringify(body), headers);
}

function faultOf(judge: () => unknown): SetupError | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    if (error instanceof SetupError) return error;
    throw error;
  }
}

// --- OAuth ---------------------------------------------------------------------------------------

const oauthTable: readonly (readonly [string, OAuthRequestKind, FaultCode])[] = [
  ['token-refused-secret', 'code', 'client-rejected'],
  ['token-refused-secret', 'refresh', 'client-rejected'],
  ['token-refused-secret-documented', 'code', 'client-rejected'],
  ['token-refused-client-id-documented', 'refresh', 'client-rejected'],
  ['token-refused-code-verifier', 'code', 'client-rejected'],
  ['introspection-refused-secret', 'introspection', 'client-rejected'],
  ['token-refused-secret-older', 'code', 'client-rejected'],
  ['token-refused-secret-older', 'refresh', 'client-rejected'],
  ['introspection-refused-secret-older', 'introspection', 'client-rejected'],
  ['token-refused-code-unknown', 'code', 'code-rejected'],
  ['token-refused-code-mismatch-older', 'code', 'code-rejected'],
  ['token-refused-code-mismatch', 'code', 'code-rejected'],
  ['token-refused-code-mismatch-documented', 'code', 'code-rejected'],
  ['token-refused-refresh-token', 'refresh', 'refresh-token-rejected'],
  ['token-refused-invalid-grant', 'refresh', 'refresh-token-rejected'],
  ['token-refused-without-code', 'code', 'linkedin-unavailable'],
  ['token-refused-without-redirect-uri', 'code', 'linkedin-unavailable'],
  ['token-refused-without-refresh-token', 'refresh', 'linkedin-unavailable'],
];

describe('a refusal of an OAuth endpoint', () => {
  it.each(oauthTable)('%s of a %s is %s', (name, kind, code) => {
    const { status, json: body } = documented(name);
    expect(oauthFault({ status, body, kind, clientId: '78abcdefghij12' }).code).toBe(code);
  });

  const refresh = (error_description: unknown, status = 400) =>
    oauthFault({
      status,
      body: { error: 'invalid_request', error_description },
      kind: 'refresh',
      clientId: '78abcdefghij12',
    }).code;

  it.each([
    'The refresh token has expired',
    'The refresh_token is invalid',
    'The provided authorization grant is revoked',
    'Unable to retrieve access token: refresh token not found',
    'missing required parameters, includes an invalid parameter value, parameter more than once. : refresh_token',
  ])('of a refresh is about the token where it says so: %s', (words) => {
    expect(refresh(words)).toBe('refresh-token-rejected');
  });

  it('of a refresh is about the keys where it quotes the name of one', () => {
    expect(refresh('missing required parameters. : "client_secret".')).toBe('client-rejected');
  });

  it.each([
    'Unable to retrieve access token',
    'Unable to retrieve access token: too many token requests',
    'missing required parameters, includes an invalid parameter value, parameter more than once. : grant_type',
    'A required parameter "refresh_token" is missing',
    'The token service is under maintenance',
    null,
    42,
  ])('of a refresh is not about the token because it has the word in it: %s', (words) => {
    expect(refresh(words)).toBe('linkedin-unavailable');
  });

  it('carries what LinkedIn said, made safe, with its secrets taken out', () => {
    const token = new Secret('AQVtheRefreshTokenItself');
    const error = oauthFault({
      status: 400,
      body: {
        error: 'invalid_request',
        error_description: `\u001b[2JRefresh token &quot;${token.reveal()}&quot; is revoked\u202e ${'x'.repeat(400)}`,
      },
      kind: 'refresh',
      clientId: '78abcdefghij12',
      requestId: 'AAYq5qVd',
    });
    const { message = '', ...rest } = error.linkedin ?? {};
    expect(rest).toEqual({ status: 400, code: 'invalid_request', requestId: 'AAYq5qVd' });
    expect(message).toMatch(/^Refresh token "\[secret\]" is revoked x+…$/);
    expect(message).toHaveLength(300);
  });

  it('says what LinkedIn says, where nothing better is known', () => {
    const body = {
      error: 'invalid_request',
      error_description: 'A required parameter "code" is missing',
    };
    const error = oauthFault({ status: 400, body, kind: 'code', clientId: '78abcdefghij12' });
    expect(error.message).toBe(
      'LinkedIn is not answering as it should: it refuses the code with HTTP 400: A required parameter "code" is missing.',
    );
  });

  it('can be without any words', () => {
    const error = oauthFault({
      status: 400,
      body: [],
      kind: 'revocation',
      clientId: '78abcdefghij12',
    });
    expect(error.message).toBe(
      'LinkedIn is not answering as it should: it refuses the revocation with HTTP 400.',
    );
    expect(error.linkedin).toEqual({ status: 400 });
  });

  it.each([
    ['A required parameter "token" is missing', true],
    ['The token is invalid', true],
    ['The passed in client_id is invalid "abc"', false],
    ['missing required parameters : "client_secret".', false],
    ['The application is disabled', false],
    ['', false],
    ['It has another owner', true],
  ])('of an introspection with 400, %j, proves the keys: %s', (error_description, proves) => {
    const body = error_description === '' ? {} : { error: 'invalid_request', error_description };
    const refusal = { status: 400, body, kind: 'introspection', clientId: 'x' } as const;
    expect(isTokenRefusal(refusal)).toBe(proves);
  });

  it('of an introspection with 401 is about the keys, whatever it says', () => {
    const refusal = { status: 401, body: {}, kind: 'introspection', clientId: 'x' } as const;
    expect(isClientRefusal(refusal)).toBe(true);
    expect(isClientRefusal({ ...refusal, body: { error: 'odd' } })).toBe(true);
    expect(isClientRefusal({ ...refusal, status: 400 })).toBe(false);
    expect(isClientRefusal({ ...refusal, kind: 'code' })).toBe(false);
    expect(isClientRefusal(undefined)).toBe(false);
  });

  it.each<[number, object, boolean]>([
    [200, { error: 'invalid_token' }, true],
    [400, { error: 'invalid_grant' }, true],
    [400, { error: 'odd', error_description: 'The token is odd' }, true],
    [400, { error: 'odd' }, false],
    [403, { error: 'invalid_token' }, false],
    [404, { error: 'invalid_request' }, false],
    [400, { error: 'invalid_token', error_description: 'Unknown client' }, false],
  ])('of an introspection with %i and %j is about the token: %s', (status, body, about) => {
    const refusal = { status, body, kind: 'introspection', clientId: 'x' } as const;
    expect(isTokenRefusal(refusal)).toBe(about);
  });
});

const nothingAsked = { asked: [], needed: [] };

describe('a consent that ends without a code', () => {
  it.each<[string, string | undefined, string]>([
    ['user_cancelled_login', undefined, 'nobody signed in'],
    ['user_cancelled_authorize', 'The user cancelled', 'Cancel was pressed'],
    ['access_denied', undefined, 'Cancel was pressed'],
    ['invalid_request', undefined, 'the consent ended with "invalid_request"'],
    ['in\u202evalid', 'Say &quot;no&quot;\n', 'the consent ended with "invalid" (Say "no")'],
    ['x'.repeat(70), undefined, `the consent ended with "${'x'.repeat(59)}…"`],
  ])('for %j, %j, says why', (error, description, reason) => {
    expect(declinedFault(error, description, nothingAsked)).toMatchObject({
      code: 'consent-declined',
      message: `LinkedIn reports that ${reason}. Nothing was changed.`,
    });
  });

  it.each(['server_error', 'temporarily_unavailable'])('for %s is an outage', (error) => {
    expect(declinedFault(error, 'Please &amp; wait', nothingAsked)).toMatchObject({
      code: 'linkedin-unavailable',
      message: `LinkedIn is not answering as it should: the consent page ended with ${error}.`,
      linkedin: { code: error, message: 'Please & wait' },
    });
  });

  const needed = ['r_ads', 'r_ads_reporting'];
  const isPending = (scope: string) =>
    `LinkedIn does not yet let this app ask for ${scope}: the Advertising API (once called Marketing Developer Platform) is not approved.`;
  it.each<[string, string | undefined, readonly string[], string]>([
    [
      'unauthorized_scope_error',
      'Scope &quot;r_ads&quot; is not authorized for your application',
      needed,
      isPending('r_ads'),
    ],
    ['invalid_scope_error', undefined, needed, isPending('ad data')],
    [
      'invalid_scope',
      'Scope "rw_conversions" is not authorized for your application',
      [...needed, 'rw_conversions', 'openid'],
      'LinkedIn does not let this app ask for rw_conversions: the product that brings it, Conversions API, is not added to the app.',
    ],
    [
      'openid_insufficient_scope_error',
      undefined,
      [...needed, 'openid'],
      'LinkedIn refuses one of the requested scopes and does not say which. You can do without openid.',
    ],
    [
      'unauthorized_scope_error',
      'Scope "r_liteprofile" is not authorized for your application',
      [...needed, 'r_basicprofile'],
      'LinkedIn does not let this app ask for r_liteprofile: LinkedIn has retired it, or the product that brings it is not added to the app.',
    ],
  ])('for %s, %s, asking for %j, is about the app', (error, description, asked, message) => {
    const told = declinedFault(error, description, { asked, needed });
    expect(told).toMatchObject({ code: 'approval-pending', message, linkedin: { code: error } });
  });
});

describe('a refusal of a code', () => {
  const clear =
    'LinkedIn rejected the authorization code: it was used before, is older than 30 minutes, or was given for another app or redirect address.';
  const unclear = 'LinkedIn rejected the authorization code.';
  it.each([
    [{ error: 'invalid_grant' }, clear],
    [{ error: 'invalid_redirect_uri' }, clear],
    [{ error: 'invalid_request', error_description: 'authorization code not found' }, clear],
    [{ error: 'invalid_request', error_description: 'The Redirect URI does not match' }, clear],
    [{ error: 'invalid_request', error_description: 'missing or invalid. : code' }, clear],
    [{ error: 'invalid_request', error_description: 'missing or invalid. : redirect_uri' }, clear],
    [{ error: 'invalid_request', error_description: 'authorization code : no' }, unclear],
    [{ error: 'invalid_request', error_description: 'no' }, unclear],
    [{ message: 'authorization code expired' }, clear],
    ['authorization code expired', clear],
    [{}, unclear],
  ])('with %j: %s', (body, message) => {
    const told = oauthFault({ status: 400, body, kind: 'code', clientId: '78abcdefghij12' });
    expect(told).toMatchObject({ code: 'code-rejected', message, linkedin: { status: 400 } });
  });

  it('with 401 and no words is not about the keys, as any other request would be', () => {
    const refusal = { status: 401, body: {}, clientId: '78abcdefghij12' };
    expect(oauthFault({ ...refusal, kind: 'code' }).code).toBe('code-rejected');
    expect(oauthFault({ ...refusal, kind: 'refresh' }).code).toBe('client-rejected');
    expect(oauthFault({ ...refusal, kind: 'revocation' }).code).toBe('client-rejected');
    expect(oauthFault({ ...refusal, status: 400, kind: 'revocation' }).code).toBe(
      'linkedin-unavailable',
    );
    for (const body of [{ error: 'odd' }, { error_description: 'odd' }]) {
      expect(oauthFault({ ...refusal, body, kind: 'revocation' }).code).toBe(
        'linkedin-unavailable',
      );
    }
  });
});

describe('a refusal by an OAuth endpoint is told with what LinkedIn said', () => {
  const said = { error_description: 'This is not allowed. ' };
  it.each<[OAuthRequestKind, number, object, string, FaultCode]>([
    ['refresh', 401, { error: 'invalid_client' }, 'this Client ID (78ab…12)', 'client-rejected'],
    [
      'refresh',
      400,
      { error: 'invalid_grant' },
      'LinkedIn refuses the refresh token',
      'refresh-token-rejected',
    ],
    [
      'revocation',
      403,
      { error: 'odd' },
      'LinkedIn refuses the revocation: This is not allowed.',
      'access-denied',
    ],
    [
      'introspection',
      400,
      { error: 'invalid_grant' },
      'it refuses the introspection with HTTP 400: This is not allowed.',
      'linkedin-unavailable',
    ],
  ])('to a %s with %i and %j', (kind, status, error, message, code) => {
    const body = { ...error, ...said };
    const told = oauthFault({ status, body, kind, clientId: '78abcdefghij12', requestId: 'AAYq' });
    expect(told).toMatchObject({
      code,
      message: expect.stringContaining(message),
      linkedin: { status, message: 'This is not allowed', requestId: 'AAYq' },
    });
  });
});

describe('a reply of an OAuth endpoint', () => {
  it.each<[string, Reply]>([
    ['an empty 200, as revocation has it', replyOf(200, '')],
    ['a 200 with JSON', replyOf(200, '{"active":true}')],
    ['a refusal with JSON', documented('token-refused-secret')],
    ['a refusal without a body', replyOf(401, '')],
    ['a refusal with a list', replyOf(400, '[]')],
    ['a 200 of blanks', replyOf(200, ' \n')],
    ['a refusal inside a 200', replyOf(200, '{"status":401,"message":"no"}')],
  ])('that is %s may be judged', (_, reply) => {
    expect(() => assertOAuthReply(reply, now, 'revocation')).not.toThrow();
  });

  it.each<[Reply, FaultCode]>([
    [replyOf(500, '{}'), 'linkedin-unavailable'],
    [replyOf(502, '<html>'), 'linkedin-unavailable'],
    [replyOf(200, '<html>'), 'linkedin-unavailable'],
    [replyOf(401, '<html>'), 'linkedin-unavailable'],
    [replyOf(400, '{"error"'), 'linkedin-unavailable'],
    [replyOf(200, '[]'), 'linkedin-unavailable'],
    [replyOf(200, 'null'), 'linkedin-unavailable'],
    [replyOf(302, ''), 'linkedin-unavailable'],
    [documented('rest-429-minute'), 'throttled'],
    [documented('rest-429-day'), 'quota-exhausted'],
  ])('of another kind is %#: a fault at once', (reply, code) => {
    expect(faultOf(() => assertOAuthReply(reply, now, 'revocation'))?.code).toBe(code);
  });

  it.each<[Reply, FaultCode | undefined]>([
    [replyOf(200, ''), 'linkedin-unavailable'],
    [replyOf(400, ''), undefined],
    [replyOf(200, '{"status":429,"message":"no"}'), 'throttled'],
    [replyOf(200, '{"status":503,"message":"no"}'), 'linkedin-unavailable'],
  ])('that is no revocation needs a body where it grants: %#', (reply, code) => {
    expect(faultOf(() => assertOAuthReply(reply, now, 'refresh'))?.code).toBe(code);
  });

  it.each<[number, object, boolean]>([
    [200, { access_token: 'AQX' }, false],
    [199, {}, true],
    [299, {}, false],
    [300, {}, true],
    [400, {}, true],
    [200, { error: 'invalid_request' }, true],
    [200, { error: 7 }, false],
    [200, { error: null }, false],
    [200, { status: 401, message: 'no' }, true],
    [200, { status: 'active', message: 'no' }, false],
    [200, { status: 401 }, false],
  ])('of %i with %j refuses: %s', (status, json, refuses) => {
    expect(isOAuthRefusal({ status, json })).toBe(refuses);
  });
});

// --- REST ----------------------------------------------------------------------------------------

const read = (reply: Reply) => readRefusal(reply, '202609', now);

describe('a refusal of the REST API that only its context explains', () => {
  it.each([
    ['rest-401-invalid-token', 'it is not one of its access tokens', true],
    ['rest-401-empty-token', 'it is not one of its access tokens', true],
    ['rest-401-first-version-body', 'it is not one of its access tokens', true],
    ['rest-401-without-code', 'it is not one of its access tokens', true],
    ['rest-401-revoked-token', 'it was revoked', true],
    ['rest-401-fresh-token', 'it was revoked', true],
    ['rest-401-unverified-token', 'it was revoked', true],
    ['rest-401-expired-token', 'it has expired', false],
  ])('%s: %s; may be too young: %s', (name, reason, young) => {
    const told = read(documented(name));
    if (told === undefined) throw new Error('taken for a body');
    expect(tokenRefusalReason(told)).toBe(reason);
    expect(mayBePropagation(told)).toBe(young);
  });

  it.each([
    'rest-403-access-denied',
    'rest-403-no-permission-on-entity',
    'rest-404-not-found',
  ])('%s is handed on, and is not about the token', (name) => {
    const reply = documented(name);
    const told = read({ ...reply, requestId: 'AAYq5qVd' });
    const { code, serviceErrorCode, message } = reply.json as Record<string, unknown>;
    if (told === undefined) throw new Error('taken for a body');
    expect(told).toEqual({
      status: reply.status,
      code,
      serviceErrorCode,
      message,
      requestId: 'AAYq5qVd',
    });
    expect(mayBePropagation(told)).toBe(false);
  });

  const unknown = 'it is not one of its access tokens';
  it.each<[object, string]>([
    [{ serviceErrorCode: 65602 }, 'it has expired'],
    [{ code: 'EXPIRED_ACCESS_TOKEN' }, 'it has expired'],
    [{ message: 'The token has EXPIRED.' }, 'it has expired'],
    [{ serviceErrorCode: 65601, message: 'expired' }, 'it was revoked'],
    [{ code: 'REVOKED_ACCESS_TOKEN', message: 'expired' }, 'it was revoked'],
    [{ message: 'The token was Revoked' }, 'it was revoked'],
    [{ serviceErrorCode: 65600, message: 'expired' }, unknown],
    [{ code: 'INVALID_ACCESS_TOKEN', message: 'expired' }, unknown],
    [{ message: 'unexpired or irrevoked' }, unknown],
    [{}, 'it does not say why'],
  ])('401 with %j means of the token that %s', (body, reason) => {
    const told = read(replyOf(401, JSON.stringify({ status: 401, ...body })));
    if (told === undefined) throw new Error('taken for a body');
    expect(tokenRefusalReason(told)).toBe(reason);
    expect(mayBePropagation(told)).toBe(reason !== 'it has expired');
    expect(mayBePropagation({ ...told, status: 403 })).toBe(false);
  });

  it('shows nothing of a message that a terminal would obey', () => {
    const told = read(
      replyOf(403, JSON.stringify({ status: 403, message: '\u001b[2Jno\u202e\n' })),
    );
    expect(told).toMatchObject({ message: 'no' });
  });
});

describe('a refusal of the REST API that means the same everywhere', () => {
  it.each<[string, FaultCode]>([
    ['rest-426-version-ended', 'api-version-ended'],
    ['rest-401-restricted-member', 'member-restricted'],
    ['rest-400-version-missing', 'request-refused'],
    ['rest-400-param-invalid', 'request-refused'],
    ['rest-400-id-not-a-number', 'request-refused'],
    ['rest-429-minute', 'throttled'],
    ['rest-429-documented', 'throttled'],
    ['rest-429-analytics-volume', 'throttled'],
    ['rest-429-day', 'quota-exhausted'],
    ['rest-429-day-application', 'quota-exhausted'],
    ['rest-429-day-member', 'quota-exhausted'],
  ])('%s is %s', (name, code) => {
    expect(faultOf(() => read(documented(name)))?.code).toBe(code);
  });

  it('is told with the number of the request, for the support', () => {
    const reply = replyOf(426, '{"status":426}', { 'x-li-uuid': 'AAYq5qVd' });
    expect(faultOf(() => read(reply))).toMatchObject({
      code: 'api-version-ended',
      requestId: 'AAYq5qVd',
    });
  });

  it.each([
    [503, '{"status":503}', 'it answers with HTTP 503'],
    [408, '', 'it answers with HTTP 408'],
    [502, '<html>', 'it answers with HTTP 502'],
    [200, '', 'its answer is empty (HTTP 200)'],
    [200, '{"elements":[{"id"', 'its answer is cut off or damaged (HTTP 200)'],
    [200, '"text"', 'its answer is cut off or damaged (HTTP 200)'],
    [204, '', 'it answers with HTTP 204'],
    [999, '', 'it answers with HTTP 999, as it does to what it takes for a robot'],
    [600, '{}', 'it answers with HTTP 600'],
    [199, '<html>', 'it answers with HTTP 199'],
    [500, '<html>', 'it answers with HTTP 500'],
    [512, '<html>', 'it answers with HTTP 512'],
    [299, '{}', 'it answers with HTTP 299'],
    [200, ' \n', 'its answer is empty (HTTP 200)'],
    [200, 'text', 'its answer is cut off or damaged (HTTP 200)'],
    [403, ' {"a', 'its answer is cut off or damaged (HTTP 403)'],
    [403, '["a', 'its answer is cut off or damaged (HTTP 403)'],
    [403, '"a', 'its answer is cut off or damaged (HTTP 403)'],
    [403, '{"status":4', 'its answer is cut off or damaged (HTTP 403)'],
  ])('%i with %j: %s', (status, text, what) => {
    const reply = replyOf(status, text);
    expect(faultOf(() => read(reply) ?? assertData(reply))?.message).toBe(
      `LinkedIn is not answering as it should: ${what}.`,
    );
  });
});

describe('what LinkedIn said', () => {
  const saidIn = (text: string, headers: Readonly<Record<string, string>> = {}) =>
    faultOf(() => read(replyOf(400, text, headers)))?.linkedin;

  it.each<[object | string, object]>([
    [
      { message: 'No', requestId: 'R1', errorCode: 7 },
      { code: '7', message: 'No', requestId: 'R1' },
    ],
    [{ code: 'ODD', serviceErrorCode: 100, errorCode: 7 }, { code: 'ODD' }],
    [{ serviceErrorCode: 100, errorCode: 7 }, { code: '100' }],
    [{ serviceErrorCode: 0 }, { code: '0' }],
    [{ code: '', message: '', requestId: '' }, {}],
    ['Not for you', { message: 'Not for you' }],
    [
      { message: 'm'.repeat(400), code: 'c'.repeat(70), requestId: 'r'.repeat(90) },
      {
        message: `${'m'.repeat(299)}…`,
        code: `${'c'.repeat(59)}…`,
        requestId: `${'r'.repeat(79)}…`,
      },
    ],
    [
      { code: 'a\u202eb', requestId: 'a\u202eb' },
      { code: 'ab', requestId: 'ab' },
    ],
    [{}, {}],
    [['No'], {}],
  ])('in %j is kept with the fault', (body, kept) => {
    expect(saidIn(JSON.stringify(body))).toEqual({ status: 400, ...kept });
  });

  it('has the number of the request from the header where both have one', () => {
    expect(saidIn('{"requestId":"R1"}', { 'x-li-uuid': 'R2' })).toMatchObject({ requestId: 'R2' });
  });

  it('is the status and the number alone where the body is damaged', () => {
    const headers = { 'x-li-uuid': 'R2' };
    expect(saidIn('{"message":"No"', headers)).toEqual({ status: 400, requestId: 'R2' });
  });

  it('has no status where the answer came by a redirect', () => {
    expect(declinedFault('access_denied', undefined, nothingAsked).linkedin).toStrictEqual({
      code: 'access_denied',
    });
  });

  it('is a whole sentence when it is a text', () => {
    expect(faultOf(() => read(replyOf(400, '"Not for you."')))?.message).toBe(
      'LinkedIn refuses the request with HTTP 400: Not for you.',
    );
  });
});

describe('a refusal inside a 200', () => {
  it.each<[object, number | undefined]>([
    [{ status: 399, message: 'no' }, undefined],
    [{ status: 400, message: 'no' }, 400],
    [{ status: 599, message: 'no' }, 599],
    [{ status: 600, message: 'no' }, undefined],
    [{ status: 404, code: 'NOT_FOUND' }, 404],
    [{ status: 404, serviceErrorCode: 100 }, 404],
    [{ status: 404, errorCode: 0 }, 404],
    [{ status: 404 }, undefined],
    [{ message: 'no' }, undefined],
    [[{ status: 404, message: 'no' }], undefined],
  ])('%j has the status %j', (json, status) => {
    expect(refusalInside({ json })).toBe(status);
  });
});

describe('what is not LinkedIn is never told as its refusal', () => {
  it.each<[number, string, Readonly<Record<string, string>>, string]>([
    [200, ' <!doctype html>', {}, 'a web page came in its place (HTTP 200)'],
    [401, '<html>', {}, 'a web page came in its place (HTTP 401)'],
    [403, '<html>', {}, 'a web page came in its place (HTTP 403)'],
    [404, '<html>', {}, 'a web page came in its place (HTTP 404)'],
    [426, '<html>', {}, 'a web page came in its place (HTTP 426)'],
    [429, '<html>', {}, 'a web page came in its place (HTTP 429)'],
    [403, 'Blocked by policy', {}, 'a text came in its place (HTTP 403)'],
    [403, ' \nBlocked', {}, 'a text came in its place (HTTP 403)'],
    [408, '<html>', {}, 'a web page came in its place (HTTP 408)'],
    [302, '{}', {}, 'a redirect came in its place (HTTP 302)'],
    [300, '{}', {}, 'a redirect came in its place (HTTP 300)'],
    [399, '{}', { location: '/login' }, 'a redirect came in its place (HTTP 399)'],
    [
      302,
      '',
      { location: `https://${'a.'.repeat(50)}test/` },
      `a redirect to ${'a.'.repeat(39)}a… came in its place (HTTP 302)`,
    ],
    [
      307,
      '',
      { location: 'http://login.example.com/?u=1' },
      'a redirect to login.example.com came in its place (HTTP 307)',
    ],
    [407, '{}', {}, 'a proxy asks for a user name and a password (HTTP 407)'],
    [511, '<html>', {}, 'this network asks for a sign-in first (HTTP 511)'],
  ])('%i with %j %j', (status, text, headers, what) => {
    const reply = replyOf(status, text, headers);
    const error = faultOf(() => read(reply) ?? assertData(reply));
    expect(error).toMatchObject({
      code: 'linkedin-unavailable',
      message: `LinkedIn's answer did not arrive: ${what}.`,
      linkedin: undefined,
    });
  });
});

describe('a refusal without words of its own is as its status says', () => {
  it.each([[''], [' \n'], ['[]'], ['"no"'], ['{}'], ['null']])('with %j', (text) => {
    for (const status of [401, 403, 404]) {
      expect(read(replyOf(status, text))).toMatchObject({ status, code: undefined });
    }
    expect(faultOf(() => read(replyOf(426, text)))?.code).toBe('api-version-ended');
    expect(faultOf(() => read(replyOf(400, text)))?.code).toBe('request-refused');
  });

  it('as an expired token may be, in words alone', () => {
    const told = read(
      replyOf(401, '{"status":"401","message":"Expired access token","code":null}'),
    );
    if (told === undefined) throw new Error('taken for a body');
    expect(tokenRefusalReason(told)).toBe('it has expired');
    expect(mayBePropagation(told)).toBe(false);
  });

  it.each([
    '{"status":401,"message":"Member is restricted"}',
    '{"status":401,"serviceErrorCode":65608,"message":"no"}',
    '{"status":401,"errorCode":65608,"message":"no"}',
    '{"status":401,"code":"RESTRICTED_MEMBER","message":"no"}',
    '{"status":401,"message":"This Member is Restricted."}',
  ])('as a restricted member may be: %s', (text) => {
    expect(faultOf(() => read(replyOf(401, text)))?.code).toBe('member-restricted');
  });

  it.each([
    '{"status":401,"message":"The member is restricted_no"}',
    '{"status":401,"message":"A nonmember is restricted"}',
    '{"status":401,"serviceErrorCode":65600,"message":"no"}',
  ])('not as a restricted member: %s', (text) => {
    expect(read(replyOf(401, text))).toMatchObject({ status: 401 });
  });

  it('of a version that has ended may have another status', () => {
    const body = '{"status":400,"code":"NONEXISTENT_VERSION","message":"no"}';
    expect(faultOf(() => read(replyOf(400, body)))).toMatchObject({
      code: 'api-version-ended',
      message: expect.stringContaining('202609'),
      linkedin: { status: 400, code: 'NONEXISTENT_VERSION', message: 'no' },
    });
  });

  it('with a number of the first API has that number', () => {
    const body = '{"status":403,"errorCode":7,"message":"no"}';
    expect(read(replyOf(403, body))).toMatchObject({ status: 403, serviceErrorCode: 7 });
  });

  it('with 0 as the number of its error has none', () => {
    const body = '{"status":403,"errorCode":0,"message":"Not enough permissions"}';
    expect(read(replyOf(403, body))).toMatchObject({ status: 403, serviceErrorCode: undefined });
  });

  it('whatever status it came with', () => {
    const body = '{"status":401,"serviceErrorCode":"65602","message":"has expired"}';
    expect(read(replyOf(200, body))).toMatchObject({ status: 401, serviceErrorCode: 65602 });
    expect(read(replyOf(200, '{"status":"ACTIVE","id":1}'))).toBeUndefined();
    expect(faultOf(() => read(replyOf(200, '{"status":429,"message":"no"}')))?.code).toBe(
      'throttled',
    );
    expect(faultOf(() => read(replyOf(200, '{"status":503,"message":"no"}')))?.code).toBe(
      'linkedin-unavailable',
    );
  });
});

describe('a refusal with 403', () => {
  const plain: Refusal = {
    status: 403,
    code: 'ACCESS_DENIED',
    serviceErrorCode: 100,
    message: 'Not enough permissions to access: adAccounts.GET',
    requestId: 'AAYq5qVd',
  };
  const said = "Organization's owner has blocked the app";

  it.each<[Partial<Refusal>, boolean]>([
    [{}, false],
    [{ code: undefined }, false],
    [{ serviceErrorCode: undefined }, false],
    [{ code: undefined, serviceErrorCode: undefined }, false],
    [{ code: undefined, serviceErrorCode: undefined, message: '' }, false],
    [{ code: undefined, serviceErrorCode: undefined, message: said }, true],
    [{ code: undefined, serviceErrorCode: undefined, message: `a ${plain.message}` }, true],
    [{ code: undefined, serviceErrorCode: 101 }, true],
    [{ code: 'MEMBER_BLOCKED' }, true],
    [{ code: 'MEMBER_BLOCKED', serviceErrorCode: undefined }, true],
    [{ code: 'MEMBER_BLOCKED', status: 404 }, false],
  ])('with %j says more than that permissions are missing: %s', (changes, explained) => {
    expect(isExplained({ ...plain, ...changes })).toBe(explained);
  });

  const explained: Refusal = { ...plain, code: 'MEMBER_BLOCKED', message: said };
  const list = (refusal: Refusal) => listRefused(refusal, 'the ad accounts');
  const numbers = (refusal: Refusal) => numbersRefused(refusal, 'ad account 5');
  it.each<[string, (refusal: Refusal) => SetupError, Refusal, FaultCode, string]>([
    ['a list', list, plain, 'approval-pending', 'is not approved.'],
    ['a list', list, explained, 'access-denied', `LinkedIn refuses the ad accounts: ${said}.`],
    [
      'the roles',
      (refusal) => accessDenied(refusal, 'the roles'),
      explained,
      'access-denied',
      `LinkedIn refuses the roles: ${said}.`,
    ],
    [
      'numbers',
      numbers,
      plain,
      'reporting-denied',
      'LinkedIn refuses the numbers of ad account 5, although the scope is granted',
    ],
    [
      'numbers',
      numbers,
      explained,
      'reporting-denied',
      `LinkedIn refuses the numbers of ad account 5: ${said}.`,
    ],
  ])('of %s is told with what LinkedIn said', (_, tell, refusal, code, message) => {
    expect(tell(refusal)).toMatchObject({
      code,
      message: expect.stringContaining(message),
      linkedin: answerOf(refusal),
    });
  });

  it.each<[Partial<Refusal>, string | undefined]>([
    [{}, 'ACCESS_DENIED'],
    [{ code: undefined }, '100'],
    [{ code: undefined, serviceErrorCode: undefined }, undefined],
  ])('with %j has the code %s', (changes, code) => {
    expect(answerOf({ ...plain, ...changes })).toEqual({
      status: 403,
      ...(code !== undefined && { code }),
      message: plain.message,
      requestId: 'AAYq5qVd',
    });
  });
});

describe('a request that LinkedIn refuses as it stands', () => {
  const details = (...inputErrors: readonly object[]) =>
    JSON.stringify({
      status: 400,
      message: 'Invalid param. Please see errorDetails for more information.',
      errorDetails: { inputErrors },
    });
  const input = { inputPath: { fieldPath: 'dateRange' } };

  it.each([
    [400, '{}', ''],
    [414, '{"status":414,"message":"URI Too Long"}', ': URI Too Long'],
    [400, '{"status":400,"message":"no such field..."}', ': no such field'],
    [400, '{"message":"no <field>"}', ': no <field>'],
    [
      400,
      '{"message":"Please see errorDetails for more information.","errorDetails":{"inputErrors":[{"code":"X"}]}}',
      ': X',
    ],
    [400, '{"status":400,"message":"Too many entities. "}', ': Too many entities'],
    [400, details(), ': Invalid param'],
    [
      400,
      details({ code: 'X', description: 'Too long.', input }),
      ': Invalid param; dateRange: Too long',
    ],
    [400, details({ code: 'FIELD_INVALID', input }), ': Invalid param; dateRange: FIELD_INVALID'],
    [400, details({ code: 'X' }, { code: 'X' }, { code: 'Y' }), ': Invalid param; X; Y'],
    [400, details({ input: { inputPath: {} } }, { input: {} }), ': Invalid param'],
    [
      400,
      '{"message":"No.  Please see errorDetails for more information","errorDetails":{}}',
      ': No',
    ],
    [
      400,
      JSON.stringify({ errorDetails: { inputErrors: [{ description: 'a\u001b[2Jb' }] } }),
      ': ab',
    ],
    [400, JSON.stringify({ message: 'x'.repeat(400) }), `: ${'x'.repeat(199)}…`],
  ])('%i with %j is told in its words: "%s"', (status, text, words) => {
    const error = faultOf(() => read(replyOf(status, text, { 'x-li-uuid': 'AAYq5qVd' })));
    expect(error).toMatchObject({ code: 'request-refused', exit: 2, requestId: 'AAYq5qVd' });
    expect(error?.message).toBe(`LinkedIn refuses the request with HTTP ${status}${words}.`);
  });
});

describe('a throttle', () => {
  it.each([
    [{}, 'In 5 minutes, run it again', undefined],
    [{ 'retry-after': '90' }, 'In 90 seconds, run it again', 90_000],
    [{ 'retry-after': '1e20' }, 'In 24 hours, run it again', 86_400_000],
    [{ 'retry-after': 'Sun, 22 Nov 2026 10:25:30 GMT' }, 'In 10 minutes, run it again', 600_000],
  ])('with %j says when to come back', (headers, step, retryAfter) => {
    const error = faultOf(() => read(replyOf(429, '{}', headers)));
    expect(error).toMatchObject({ fix: [{ say: step }], retryAfter });
  });

  it('of the day says how long it is until midnight UTC', () => {
    const error = faultOf(() => read(documented('rest-429-day')));
    expect(error?.message).toContain('in 13 h 45 min');
  });
});

it('a body of the right status and the wrong shape names what it lacks, once', () => {
  const reply = replyOf(200, '{}', { 'x-li-uuid': 'AAYq5qVd' });
  const error = shapeFault('adAccounts', ['elements.currency', 'elements.currency', 'name'], reply);
  expect(error).toMatchObject({
    code: 'linkedin-unavailable',
    requestId: 'AAYq5qVd',
    message:
      'LinkedIn is not answering as it should: its adAccounts answer lacks elements.currency, name.',
  });
});
