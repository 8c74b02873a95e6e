/** Evidence of credentials in full health, and what the checks say of evidence that differs from it. */

import type { Evidence, RestResults } from '../../src/checks/evidence.ts';
import { purposesFor } from '../../src/checks/purposes.ts';
import type { CheckId, Result } from '../../src/checks/verdict.ts';
import { runChecks } from '../../src/checks/verification.ts';
import { readCredentials } from '../../src/credentials/credentials.ts';
import type { EnvFile } from '../../src/credentials/env-file.ts';
import type { FaultCode, SetupError } from '../../src/faults/fault.ts';
import type { AdAccount } from '../../src/linkedin/ad-accounts.ts';
import type { DayTotals } from '../../src/linkedin/daily-totals.ts';
import type { Introspection } from '../../src/linkedin/oauth.ts';
import type { RestAnswer } from '../../src/linkedin/rest.ts';
import type { Refusal } from '../../src/linkedin/rest-errors.ts';
import { versionLife } from '../../src/linkedin/versions.ts';
import type { Values } from '../../src/variables.ts';

export const now = new Date('2026-11-22T10:00:00Z');
const scopes = ['r_ads', 'r_ads_reporting'];

export const found = <T>(value: T): Result<T> => ({ kind: 'found', value });
export const failed = (error: SetupError): Result<never> => ({ kind: 'failed', fault: error });
export const ok = <T>(value: T): Result<RestAnswer<T>> => found({ kind: 'ok', value });

export function refused(status: number, serviceErrorCode?: number): Result<RestAnswer<never>> {
  const refusal: Refusal = {
    status,
    serviceErrorCode,
    code: undefined,
    message: 'Not enough permissions to access: adAccounts.GET.20260901',
    requestId: 'AAYq5qVd',
  };
  return found({ kind: 'refused', refusal });
}

export const acme: AdAccount = {
  id: '512345678',
  name: 'Acme Europe',
  exactName: 'Acme Europe',
  currency: 'EUR',
  status: 'ACTIVE',
  type: 'BUSINESS',
  holds: [],
  test: false,
};
export const other: AdAccount = { ...acme, id: '509876543', name: 'Acme US' };
export const row: DayTotals = {
  day: '2026-11-20',
  impressions: 31_870,
  clicks: 412,
  leads: 9,
  spend: 1_204_380_000n,
};

const values: Values = {
  LINKEDIN_CLIENT_ID: '78abcdefghij12',
  LINKEDIN_CLIENT_SECRET: 'WPL_AP1.aB3dE5gH7jK9mN1p',
  LINKEDIN_REFRESH_TOKEN: 'AQVrefresh',
  LINKEDIN_ACCESS_TOKEN: 'AQXaccess',
  LINKEDIN_AD_ACCOUNT_ID: acme.id,
};
export const file: EnvFile = { path: '.env', values: {}, duplicates: [], mode: 0o600 };
export const loaded = {
  path: '.env',
  displayPath: '.env',
  file,
  values,
  origins: {},
  unusable: [],
  wrapped: [],
  shadowed: [],
  emptied: [],
  misspelt: [],
  credentials: readCredentials(values),
};

export function loadedWith(changed: Values): Evidence['loaded'] {
  const all = Object.entries({ ...values, ...changed }).filter(([, value]) => value !== '');
  const kept: Values = Object.fromEntries(all);
  return { ...loaded, values: kept, credentials: readCredentials(kept) };
}

const rest: RestResults = {
  visible: ok({ items: [acme, other], next: undefined }),
  account: ok(acme),
  role: ok({ accountId: acme.id, role: 'VIEWER' }),
  proofs: { reporting: ok([row]) },
};
export const active: Introspection = { active: true, status: 'active', scopes };
export const healthy: Evidence = {
  loaded,
  purposes: purposesFor(scopes),
  git: 'ignored',
  readers: 'you alone',
  now,
  version: versionLife('202609', now),
  rest,
  access: found({ ...active, expiresAt: new Date('2027-01-21T10:00:00Z') }),
  refresh: found({ ...active, expiresAt: new Date('2027-11-22T10:00:00Z') }),
};

export type Row = readonly [verdict: string, detail: string, code?: FaultCode];
export type Table = Readonly<Record<string, Row>>;

export function tableOf(evidence: Evidence): Table {
  const rows = runChecks(evidence).map(({ id, verdict, detail, code }): [string, Row] => [
    id,
    code === undefined ? [verdict, detail] : [verdict, detail, code],
  ]);
  return Object.fromEntries(rows);
}

/** In the order of the contract. */
export const checkIds: readonly CheckId[] = [
  'env-file',
  'credentials',
  'api-version',
  'access-token',
  'scopes',
  'refresh-token',
  'ad-account',
  'account-role',
  'reporting',
];

export const health: Table = {
  'env-file': ['pass', '.env, readable by you alone, ignored by git'],
  credentials: ['pass', 'all five set'],
  'api-version': ['pass', '202609, until 15 Sep 2027'],
  'access-token': ['pass', 'active, 60 days left'],
  scopes: ['pass', 'r_ads, r_ads_reporting'],
  'refresh-token': ['pass', '365 days left, until 22 Nov 2027'],
  'ad-account': ['pass', 'Acme Europe (512345678), EUR, active'],
  'account-role': ['pass', 'viewer'],
  reporting: ['pass', 'last 7 days: €1,204.38, 31,870 impressions, 412 clicks, 9 leads'],
};

/** The rows that are not those of health. */
export function differing(evidence: Evidence): Table {
  const rows = Object.entries(tableOf(evidence));
  return Object.fromEntries(
    rows.filter(([id, told]) => JSON.stringify(told) !== JSON.stringify(health[id])),
  );
}

export const withRest = (changed: Partial<RestResults>): Evidence => ({
  ...healthy,
  rest: { ...rest, ...changed },
});
const skipped = (title: string): Row => ['skip', `not asked: needs "${title}" first`];

/** The rows of checks that were not judged, because an earlier one failed. */
export function skippedAfter(title: string, ids: readonly string[]): Table {
  return Object.fromEntries(ids.map((id) => [id, skipped(title)]));
}
