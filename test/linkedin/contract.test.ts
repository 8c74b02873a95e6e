/** LinkedIn's documented bodies against our schemas, so that the client is not only right about itself. */

import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { readVisit } from '../../src/consent/redirect.ts';
import {
  adAccount,
  adAccountsPage,
  adAccountUser,
  adAccountUsersPage,
  conversionRulesPage,
  cursorPage,
  introspectionReply,
  oauthErrorReply,
  pageRolesPage,
  restErrorReply,
  tokenReply,
} from '../../src/linkedin/wire.ts';
import { Secret } from '../../src/secret.ts';
import { ready, type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import { differences, fits } from '../support/likeness.ts';
import { type Fixture, fixtureNamed, fixtures, type Json } from '../support/linkedin-fixtures.ts';
import { replay } from '../support/replay.ts';

/** The schema that a body of this endpoint and status belongs to; undefined for what is not data. */
function schemaOf({ request, response }: Fixture): z.ZodType | undefined {
  const { pathname } = new URL(request.path, 'https://www.linkedin.com');
  if (pathname === '/oauth/v2/authorization' || pathname === '/oauth/v2/revoke') return undefined;
  if (response.status !== 200) {
    return pathname.startsWith('/oauth/') ? oauthErrorReply : restErrorReply;
  }
  if (pathname.startsWith('/rest/adAccountUsers/')) return adAccountUser;
  return successSchemas[pathname] ?? adAccount;
}

/** Of adAnalytics, whose rows are read without a schema. */
const rowsReply = cursorPage.pick({ elements: true });

const schemas: Readonly<Record<string, z.ZodType>> = {
  tokenReply,
  introspectionReply,
  oauthErrorReply,
  restErrorReply,
  adAccount,
  adAccountsPage,
  adAccountUser,
  adAccountUsersPage,
  conversionRulesPage,
  pageRolesPage,
  rowsReply,
};

const successSchemas: Readonly<Record<string, z.ZodType>> = {
  '/oauth/v2/accessToken': tokenReply,
  '/oauth/v2/introspectToken': introspectionReply,
  '/rest/adAccounts': adAccountsPage,
  '/rest/adAccountUsers': adAccountUsersPage,
  '/rest/adAnalytics': rowsReply,
  '/rest/conversions': conversionRulesPage,
  '/rest/organizationAcls': pageRolesPage,
};

describe('every body LinkedIn documents fits the schema it is read with', () => {
  for (const fixture of fixtures) {
    const schema = schemaOf(fixture);
    if (schema === undefined) continue;
    test(fixture.name, () => {
      expect(schema.safeParse(fixture.response.body).error).toBeUndefined();
    });
  }
});

describe('every field that a schema reads stands in a documented body', () => {
  for (const [name, schema] of Object.entries(schemas)) {
    test(name, () => {
      const read = pathsOf(z.toJSONSchema(schema));
      const bodies = fixtures.filter((fixture) => schemaOf(fixture) === schema);
      const documented = bodies.flatMap(({ response }) => pathsIn(response.body ?? ''));
      expect(read.filter((path) => !documented.includes(path))).toEqual([]);
    });
  }
});

test('every documented redirect is taken for the answer to the sign-in it ends', () => {
  const expected = { redirectUri: 'http://localhost:27365/callback', state: new Secret('qVnE3f') };
  const redirects = fixtures.flatMap(({ response }) => response.headers?.['location'] ?? []);
  const kinds = redirects.map((location) => {
    const url = location.replace('{redirectUri}', '/callback').replace('{state}', 'qVnE3f');
    const headers = { host: 'localhost:27365' };
    return readVisit({ method: 'GET', url, headers }, expected).kind;
  });
  expect(kinds).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});

/** The way to every field of a body: `elements.dateRange.start.year`. */
function pathsIn(body: Json, at: readonly string[] = []): readonly string[] {
  if (Array.isArray(body)) return body.flatMap((element) => pathsIn(element, at));
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const path = [...at, name];
    return [path.join('.'), ...pathsIn(value, path)];
  });
}

/** The same ways, out of a schema. */
function pathsOf(
  { properties = {}, items }: z.core.JSONSchema.BaseSchema,
  at: readonly string[] = [],
): readonly string[] {
  if (isSchema(items)) return pathsOf(items, at);
  return Object.entries(properties).flatMap(([name, value]) => {
    const path = [...at, name];
    return [path.join('.'), ...(isSchema(value) ? pathsOf(value, path) : [])];
  });
}

function isSchema(value: unknown): value is z.core.JSONSchema.BaseSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// --- the simulator -------------------------------------------------------------------------------

function withDisputed(disputed: Partial<Scenario['disputed']>): Scenario {
  return { ...ready, disputed: { ...ready.disputed, ...disputed } };
}

/** The scenario in which the simulator has to give this answer, where it is not `ready`. */
const stages: Readonly<Record<string, Scenario>> = {
  'authorization-cancelled': scenarios['consent-cancelled'],
  'authorization-not-signed-in': scenarios['login-cancelled'],
  'token-granted-with-token-type': withDisputed({ tokenType: true }),
  'token-granted-without-refresh-token': scenarios['no-refresh-token'],
  'token-refreshed': withDisputed({ refreshNamesScopes: true }),
  'token-refused-code-mismatch-documented': withDisputed({ codeMismatch: 'invalid_redirect_uri' }),
  'token-refused-secret-documented': withDisputed({ badSecret: 'invalid_client_id' }),
  'token-refused-code-mismatch-older': withDisputed({ tokenErrors: 'older' }),
  'token-refused-secret-older': withDisputed({ tokenErrors: 'older' }),
  'introspection-refused-secret-older': withDisputed({ tokenErrors: 'older' }),
  'token-refused-invalid-grant': withDisputed({ badRefreshToken: 'invalid_grant' }),
  'ad-analytics-empty': scenarios['one-account-no-activity'],
  'rest-401-restricted-member': scenarios['member-restricted'],
  'rest-401-fresh-token': scenarios['access-token-fresh'],
  'rest-401-empty-token-marketing': withDisputed({ emptyToken: 'marketing' }),
  'rest-403-access-denied': scenarios['reporting-denied'],
  'rest-403-account-not-listed': scenarios['app-not-mapped'],
  'page-roles-target': withDisputed({ pageKey: 'organizationTarget' }),
  'page-roles-empty-first-page': withDisputed({ emptyFirstPage: true }),
  'rest-429-day': scenarios['throttled-day'],
  'rest-429-minute': scenarios['throttled-minute'],
  'rest-429-analytics-volume': { ...ready, metricValuesPerFiveMinutes: 1 },
};

/** What the simulator never says: it takes another variant of the text, or has no such resource. */
const neverSimulated = new Set([
  'rest-401-first-version-body',
  'rest-401-without-code',
  'rest-401-unverified-token',
  'rest-403-access-denied-unversioned',
  'rest-403-no-permission-on-entity',
  'rest-404-no-such-entity',
  'rest-400-field-invalid',
  'rest-429-day-application',
  'rest-429-day-member',
  'rest-429-documented',
]);

describe('the simulator answers as LinkedIn is documented to', () => {
  for (const fixture of fixtures.filter(({ name }) => !neverSimulated.has(name))) {
    test(fixture.name, async () => {
      const { documented, answered } = await replay(fixture, stages[fixture.name] ?? ready);
      const { body = '' } = documented;
      expect([
        ...(answered.status === documented.status ? [] : [`status: ${answered.status}`]),
        ...headerDifferences(headersOf(fixture, documented), answered.headers),
        ...differences(body, answered.body),
      ]).toEqual([]);
    });
  }
});

/** What one REST answer is documented to carry, all of them carry. */
function headersOf({ request }: Fixture, { headers = {} }: Fixture['response']) {
  return request.path.startsWith('/rest/')
    ? { ...fixtureNamed('ad-account').response.headers, ...headers }
    : headers;
}

function headerDifferences(documented: Record<string, string>, answered: Headers): string[] {
  return Object.entries(documented).flatMap(([name, value]) => {
    const given = answered.get(name);
    if (given === null) return [`${name}: missing`];
    const same = name === 'location' ? sameRedirect(given, value) : fits(given, value);
    return same ? [] : [`${name}: ${given} instead of ${value}`];
  });
}

/** The order of the parameters is not documented; their encoding counts. */
function sameRedirect(given: string, documented: string): boolean {
  const parts = (location: string) => location.split(/[?&]/).sort();
  const [wanted, had] = [parts(documented), parts(given)];
  return wanted.length === had.length && wanted.every((part, at) => fits(had[at] ?? '', part));
}
