/** Every fault in every way in which it can be told. */

import { type FaultCode, fault, faultCodes } from '../../src/faults/fault.ts';
import { again, own } from '../../src/faults/fix.ts';

type Samples = { readonly [C in FaultCode]: readonly Parameters<typeof fault<C>>[1][] };

const samples: Samples = {
  'account-id-malformed': [
    { given: 'Acme Europe', why: 'it looks like a name, and LinkedIn wants the number' },
  ],
  'redirect-uri-malformed': [
    { given: 'https://localhost:1/cb', why: 'it must begin with http://' },
    {
      given: 'http://localhost:8000',
      why: 'its full form is http://localhost:8000/',
      source: 'LINKEDIN_REDIRECT_URI in .env',
      better: 'http://localhost:8000/',
    },
  ],
  'keys-malformed': [{ variable: 'LINKEDIN_CLIENT_ID', why: 'a Client ID has no spaces' }],
  'value-unresolved': [
    { variables: ['LINKEDIN_CLIENT_ID'], place: 'the environment', resolver: 'AWS' },
    {
      variables: ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET'],
      place: '.env',
      resolver: '1Password',
      through: { words: ['op', 'run', '--env-file', '.env', '--'] },
    },
  ],
  'value-malformed': [
    {
      variable: 'LINKEDIN_ACCESS_TOKEN',
      place: '.env',
      why: 'it contains a character that does not belong there: a space',
    },
    {
      variable: 'LINKEDIN_REFRESH_TOKEN_EXPIRES_AT',
      place: 'the environment',
      why: 'it is not a date',
      date: true,
    },
  ],
  'setting-malformed': [
    {
      variable: 'LINKEDIN_API_VERSION',
      given: 'latest',
      expected: 'a year and a month',
      example: '202609',
    },
  ],
  'input-needed': [
    {
      question: 'Client ID',
      answeredBy: [{ say: 'Put LINKEDIN_CLIENT_ID into the .env, then run', run: own('setup') }],
    },
    { question: 'Client ID', answeredBy: [] },
  ],
  'date-malformed': [
    {
      complaint: '--from 2026-02-30 is not a valid date',
      flags: { '--from': '2026-11-21' },
    },
  ],
  'option-malformed': [
    { option: 'granularity', given: '"weekly"', expected: 'daily, monthly or yearly' },
  ],
  'metric-unknown': [
    { given: 'leads2', nearest: 'leads', others: [] },
    { given: 'likess', nearest: 'likes', others: ['shares'] },
    { given: 'roas', others: ['shares'] },
    { given: 'roas', others: [] },
  ],
  'reach-too-long': [
    { metric: 'approximateMemberReach', days: 92, metrics: ['approximateMemberReach', 'shares'] },
  ],
  'campaign-unknown': [
    { campaigns: ['1'], account: 'Acme Europe' },
    { campaigns: ['1', '2', '3'], account: 'Acme Europe' },
  ],
  'request-refused': [
    { status: 400, said: '' },
    { status: 400, said: 'Wrong value; dateRange: no such day' },
  ],
  'env-value-unwritable': [
    { key: 'LINKEDIN_CLIENT_SECRET', why: 'it contains a space or a line break' },
  ],
  'recording-unreadable': [{ path: 'linkedin.csv', why: 'it is no recording of this tool' }],
  'env-file-unreadable': [{ path: '.env', why: 'permission denied' }],
  'env-file-unwritable': [{ path: '.env', why: 'the disk is full' }],
  'env-lock-unusable': [
    { path: '.env.lock', what: 'a named pipe' },
    { path: '.env.lock', what: 'a folder' },
  ],
  'env-file-busy': [
    { path: '.env', holder: 'process 4711', since: '26 Nov 2026, 11:20 (10:20 UTC)', pid: 4711 },
    {
      path: '.env',
      holder: 'process 4711 on web-1',
      since: '26 Nov 2026, 11:20 (10:20 UTC)',
      pid: undefined,
    },
  ],
  'output-unwritable': [
    { path: 'linkedin.csv', why: 'the disk is full' },
    {
      path: 'ads.csv',
      why: 'it already exists',
      fix: [{ say: 'Replace it', run: again({ '--force': true }) }],
    },
  ],
  'approval-pending': [
    {},
    { refused: 'r_ads' },
    { extras: [{ scope: 'rw_conversions', product: 'Conversions API' }], isCertain: true },
    {
      extras: [{ scope: 'r_liteprofile', product: undefined }],
      isCertain: true,
      remembered: { variable: 'LINKEDIN_SCOPES', path: '.env' },
      instead: ['r_ads', 'r_ads_reporting'],
    },
    {
      extras: [
        { scope: 'openid', product: 'Sign In with LinkedIn using OpenID Connect' },
        { scope: 'profile', product: 'Sign In with LinkedIn using OpenID Connect' },
      ],
      isCertain: false,
    },
    { review: 'waiting' },
    { review: 'denied' },
    { review: 'no-button' },
    { review: 'approved' },
    { review: 'waiting', products: ['Conversions API'] },
    { review: 'denied', products: ['Advertising API', 'Conversions API'] },
  ],
  'scope-missing': [
    { missing: ['r_ads_reporting'], granted: ['r_ads'], isUnasked: true },
    { missing: ['r_ads_reporting'], granted: ['r_ads'] },
    { missing: ['r_ads', 'r_ads_reporting'], granted: [] },
  ],
  'client-rejected': [
    { clientId: '78abcdefghij12' },
    { clientId: '78abcdefghij12', shadowed: ['LINKEDIN_CLIENT_SECRET'] },
  ],
  'app-disabled': [{}],
  'redirect-unregistered': [{ redirectUri: 'http://localhost:27365/callback' }],
  'account-not-visible': [
    { accountId: '512345678', visible: ['Acme US (509876543)', 'Acme (old) (501112223)'] },
    { accountId: '512345678', visible: [] },
  ],
  'account-not-mapped': [
    { accounts: ['512345678'] },
    { accounts: ['512345678', '509876543'] },
    { accounts: [] },
  ],
  'account-role-missing': [
    { account: 'Acme Europe (512345678)' },
    { account: 'Acme Europe (512345678)', role: 'viewer', needed: 'creative manager' },
  ],
  'page-role-missing': [{}],
  'reporting-denied': [
    { account: 'Acme Europe (512345678)' },
    { account: 'Acme Europe (512345678)', said: 'Not for this person.' },
  ],
  'access-denied': [
    { what: 'the names of the campaigns', said: 'Not enough permissions' },
    { what: 'the list of roles', said: '' },
  ],
  'revocation-refused': [
    { tokens: ['the refresh token', 'the access token'], path: '.env' },
    { tokens: ['the access token'], path: undefined },
  ],
  'api-version-ended': [
    { version: '202511', current: '202609' },
    { version: '202609', current: '202609' },
  ],
  'member-restricted': [{}],
  'listening-refused': [
    { port: '27365', code: 'EPERM' },
    { port: '0', code: 'EPERM', serving: true },
    { port: '80', code: 'EACCES', serving: true },
  ],
  'port-taken': [{ ports: [27365, 28365] }, { ports: [27365], holder: 'node (process 4711)' }],
  'env-file-missing': [{ path: '.env' }],
  'credentials-incomplete': [
    { missing: ['LINKEDIN_CLIENT_SECRET'], path: '.env' },
    {
      missing: ['LINKEDIN_CLIENT_ID', 'LINKEDIN_CLIENT_SECRET', 'LINKEDIN_AD_ACCOUNT_ID'],
      path: '.env',
    },
  ],
  'consent-declined': [{ reason: 'Cancel was pressed' }],
  'consent-timeout': [{ seconds: 300 }],
  'code-rejected': [
    {},
    { why: 'unsaid' },
    { why: 'absent' },
    { why: 'odd' },
    { issuer: 'https://example.com' },
  ],
  'access-token-rejected': [
    { why: 'it was revoked' },
    { why: 'it has expired', renewable: false },
    { why: 'it is a refresh token', swapped: true },
  ],
  'refresh-token-rejected': [{}, { expired: '22 Nov 2027' }],
  'refresh-token-absent': [{}],
  'resources-exhausted': [{ what: 'too many files are open' }],
  'network-unreachable': [
    { host: 'api.linkedin.com', why: 'the connection was refused' },
    { host: 'api.linkedin.com', why: 'the proxy refused', proxy: 'proxy.example.com:8080' },
  ],
  'tls-untrusted': [
    {
      host: 'api.linkedin.com',
      why: 'unknown-issuer',
      code: 'SELF_SIGNED_CERT_IN_CHAIN',
      now: '1970-01-01T00:00:00.000Z',
    },
  ],
  'linkedin-unavailable': [
    { what: 'it answers with HTTP 502' },
    { what: 'a web page came in its place (HTTP 403)', isForeign: true },
  ],
  'access-token-pending': [{}],
  throttled: [{ wait: 'In five minutes' }, { wait: 'In 90 seconds' }],
  'quota-exhausted': [{ until: 'in 13 h 45 min' }],
};

export const faultSamples = faultCodes.flatMap((code) =>
  samples[code].map((facts) => fault(code, facts as never)),
);
