/** What may stand in the file and in the environment. */

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import {
  accounts,
  type Command,
  exportJson,
  readers,
  refresh,
  report,
  revoke,
  run,
  setup,
  setupAgain,
  status,
  token,
  verify,
} from './commands.ts';
import type { Expected, Fault } from './fault.ts';
import { addFlags, isoIn, type Place, setLine } from './place.ts';

const area = 'values';

type Values = Readonly<Record<string, string | ((old: string) => string)>>;

/** Replaces values in the file as they stand there. */
function inFile({ envFile, secrets, known }: Place, values: Values): void {
  const old = readFileSync(envFile, 'utf8');
  let text = old;
  for (const [name, value] of Object.entries(values)) {
    const [, before = ''] = new RegExp(`^${name}=(.*)$`, 'm').exec(old) ?? [];
    const now = typeof value === 'string' ? value : value(before);
    text = setLine(text, name, now);
    known.add(now);
    if (/TOKEN$|SECRET$/.test(name) && !isReference(now) && now.length > 30) secrets.add(now);
  }
  writeFileSync(envFile, text);
}

/** Where a value is to be found is no secret. */
const isReference = (value: string) => /^'?(\$|op:|vault:)/.test(value);

interface Odd {
  readonly values: Values;
  readonly expected: Expected | ((command: Command) => Expected);
  readonly commands?: readonly Command[];
}

const someToken = [verify, report, token, run, refresh, status, exportJson, revoke];
const usable: Expected = { exits: [0] };
/** Renewed where it can be, told where not. */
const renewed: Expected = { exits: [0, 2, 3, 4] };

const oddTokens: Readonly<Record<string, Odd>> = {
  'access token with a zero-width space': {
    values: { LINKEDIN_ACCESS_TOKEN: (old) => `${old.slice(0, 50)}\u200b${old.slice(50)}` },
    expected: renewed,
    commands: someToken,
  },
  'access token cut with …': {
    values: { LINKEDIN_ACCESS_TOKEN: (old) => `${old.slice(0, 50)}…` },
    expected: renewed,
    commands: someToken,
  },
  'access token with a no-break space': {
    values: { LINKEDIN_ACCESS_TOKEN: (old) => `${old}\u00a0` },
    expected: renewed,
    commands: someToken,
  },
  'access token with a bell': {
    values: { LINKEDIN_ACCESS_TOKEN: (old) => `${old}\u0007` },
    expected: renewed,
    commands: someToken,
  },
  'access token with Bearer before it': {
    values: { LINKEDIN_ACCESS_TOKEN: (old) => `"Bearer ${old}"` },
    expected: renewed,
    commands: someToken,
  },
  'refresh token with a zero-width space': {
    values: { LINKEDIN_REFRESH_TOKEN: (old) => `${old.slice(0, 50)}\u200b${old.slice(50)}` },
    expected: renewed,
    commands: someToken,
  },
  'tokens swapped': {
    values: { LINKEDIN_REFRESH_TOKEN: 'AQXswapped', LINKEDIN_ACCESS_TOKEN: 'AQVswapped' },
    expected: { exits: [0, 2, 3, 4] },
    commands: someToken,
  },
  'access token of 100 kB': {
    values: { LINKEDIN_ACCESS_TOKEN: 'A'.repeat(100_000) },
    expected: { exits: [0, 2, 3, 4, 5] },
    commands: someToken,
  },
  'all values in literal quotes': {
    values: Object.fromEntries(
      ['CLIENT_ID', 'CLIENT_SECRET', 'REFRESH_TOKEN', 'ACCESS_TOKEN', 'AD_ACCOUNT_ID'].map(
        (name) => [`LINKEDIN_${name}`, (old: string) => `'"${old}"'`],
      ),
    ),
    expected: { exits: [0, 2], neverSays: /client-rejected/ },
  },
  'client secret with a blank inside': {
    values: { LINKEDIN_CLIENT_SECRET: '"WPL_AP1.abc def.ghi=="' },
    expected: { exits: [0, 2, 3, 4] },
  },
};

const references = Object.entries({
  dotenvx: 'encrypted:BDqDBibm4wsYqMpCjTQ6BsDHmMadg9K3dAt+Z9HPMfLEIRVz50hmLXPXRuDBXaJi',
  '1Password': 'op://vault/linkedin/client-secret',
  'a shell variable': ['$', '{LINKEDIN_SECRET_ELSEWHERE}'].join(''),
  'a command': '$(pass show linkedin)',
  vault: 'vault:secret/data/linkedin#client_secret',
  'a GitHub expression': ['$', '{{ secrets.LINKEDIN_CLIENT_SECRET }}'].join(''),
  'a placeholder': '<your client secret>',
  changeme: 'changeme',
}).map(
  ([name, value]): Fault => ({
    area,
    name: `client secret is a reference: ${name}`,
    commands: [verify, refresh, setup, status],
    arrange: (place) =>
      inFile(place, {
        LINKEDIN_CLIENT_SECRET: value.includes('{{') || value.includes('(') ? `'${value}'` : value,
      }),
    expected: (command) =>
      command === status
        ? { exits: [0, 2, 3, 4] }
        : { exits: [2, 3, 4], neverSays: /client-rejected/, file: 'unchanged' },
  }),
);

const date = (
  value: string,
  expected: Odd['expected'],
  commands: readonly Command[] = [status, verify, token],
): Odd => ({
  values: { LINKEDIN_REFRESH_TOKEN_EXPIRES_AT: value },
  expected,
  commands,
});
const never0 = (command: Command): Expected =>
  command === status ? { exits: [2, 4, 6] } : { exits: [0, 4, 6] };
const epoch = Math.floor(Date.now() / 1000);

const oddDates: Readonly<Record<string, Odd>> = {
  'date in epoch seconds, in 10 days': date(String(epoch + 10 * 86_400), (command) =>
    command === status ? { exits: [6] } : usable,
  ),
  'date in epoch milliseconds, in 10 days': date(String((epoch + 10 * 86_400) * 1000), (command) =>
    command === status ? { exits: [6] } : usable,
  ),
  'date in epoch seconds, past': date(String(epoch - 86_400), (command) =>
    command === status ? { exits: [4] } : { exits: [0, 4] },
  ),
  'date that cannot be': date('2027-02-30T00:00:00Z', never0),
  'date in words': date('next year', never0),
  'date with another zone': date(isoIn(10).replace('Z', '+02:00'), (command) =>
    command === status ? { exits: [6] } : usable,
  ),
  'date without a zone': date(isoIn(10).replace('Z', ''), (command) =>
    command === status ? { exits: [2, 4, 6] } : usable,
  ),
  'day alone': date(isoIn(10).slice(0, 10), (command) =>
    command === status ? { exits: [6] } : usable,
  ),
  'date of year 9999': date('9999-12-31T23:59:59Z', { exits: [0, 2, 4, 6] }),
  'date of year 0': date('0000-00-00T00:00:00Z', never0),
  'date empty': date('', { exits: [0, 4, 6] }),
  'date with control characters': date("'2027\u009b31m\u202e'", never0),
  'access date that cannot be read': {
    values: { LINKEDIN_ACCESS_TOKEN_EXPIRES_AT: 'soon' },
    expected: { exits: [0, 4, 6] },
    commands: [status, verify, token, run],
  },
};

const oddSettings: Readonly<Record<string, Odd>> = {
  'scopes that LinkedIn has retired': {
    values: { LINKEDIN_SCOPES: 'r_ads,r_ads_reporting,r_liteprofile' },
    expected: { exits: [0, 3, 4], neverSays: /leave out --scope/i },
    commands: [setupAgain, verify],
  },
  'scopes empty': {
    values: { LINKEDIN_SCOPES: '' },
    expected: { exits: [0] },
    commands: [setupAgain, verify, status],
  },
  'scopes with blanks and quotes': {
    values: { LINKEDIN_SCOPES: '"r_ads r_ads_reporting"' },
    expected: { exits: [0] },
    commands: [setupAgain, verify, status],
  },
  'account in words': {
    values: { LINKEDIN_AD_ACCOUNT_ID: 'Acme' },
    expected: { exits: [2] },
    commands: [verify, report],
  },
  'account of another person': {
    values: { LINKEDIN_AD_ACCOUNT_ID: '999999999' },
    expected: { exits: [3] },
    commands: [verify, report],
  },
  'account as URN': {
    values: { LINKEDIN_AD_ACCOUNT_ID: 'urn:li:sponsoredAccount:512345678' },
    expected: { exits: [0, 2] },
    commands: [verify, report],
  },
  'account with digits of another script': {
    values: { LINKEDIN_AD_ACCOUNT_ID: '٥١٢٣٤٥٦٧٨' },
    expected: { exits: [2] },
    commands: [verify, report],
  },
  'API version that has ended': {
    values: { LINKEDIN_API_VERSION: '202401' },
    expected: { exits: [3], neverSays: /npm install/ },
    commands: [verify, report],
  },
  'API version that is none': {
    values: { LINKEDIN_API_VERSION: 'latest' },
    expected: { exits: [2] },
    commands: [verify, report],
  },
  'API version near its end': {
    values: { LINKEDIN_API_VERSION: '202601' },
    expected: { exits: [0], neverSays: /npm install|[Uu]pdate this tool/ },
    commands: [verify],
  },
  'rate of 1e-10': {
    values: { LINKEDIN_RATE_LIMIT_RPS: '1e-10' },
    expected: { exits: [0, 2], within: 60 },
    commands: [verify, report],
  },
  'rate of 0': {
    values: { LINKEDIN_RATE_LIMIT_RPS: '0' },
    expected: { exits: [0, 2], within: 60 },
    commands: [verify, report],
  },
  'rate of -1': {
    values: { LINKEDIN_RATE_LIMIT_RPS: '-1' },
    expected: { exits: [0, 2], within: 60 },
    commands: [verify, report],
  },
  'rate of Infinity': {
    values: { LINKEDIN_RATE_LIMIT_RPS: 'Infinity' },
    expected: { exits: [0, 2], within: 60 },
    commands: [verify, report],
  },
  'rate of 1e308': {
    values: { LINKEDIN_RATE_LIMIT_RPS: '1e308' },
    expected: { exits: [0, 2], within: 60 },
    commands: [verify, report],
  },
  'bases in the file': {
    values: {
      PECTUS_LINKEDIN_OAUTH_URL: 'http://127.0.0.1:1/oauth/v2',
      PECTUS_LINKEDIN_API_URL: 'https://evil.invalid/rest',
    },
    expected: { exits: [0] },
    commands: readers,
  },
};

const redirects = Object.entries({
  'without a path': 'http://localhost:8000',
  'on a port that browsers refuse': 'http://localhost:6000/callback',
  'on another host': 'http://example.com:8000/callback',
  'https on this machine': 'https://localhost:8000/callback',
  'with a fragment': "'http://localhost:8000/callback#x'",
  'with a query': 'http://localhost:8000/callback?x=1',
  'with port 0': 'http://localhost:0/callback',
  'with port 99999': 'http://localhost:99999/callback',
  'with a user': 'http://me@localhost:8000/callback',
  'with control characters': "'http://localhost:8000/\u009b31m\u202ecallback'",
  javascript: 'javascript:alert(1)',
  empty: '',
}).map(
  ([name, value]): Fault => ({
    area,
    name: `LINKEDIN_REDIRECT_URI ${name}`,
    commands: [setup],
    arrange: (place) => {
      const { args } = place.start;
      args.splice(args.indexOf('--redirect-uri'), 4);
      addFlags(place, '--timeout', '2');
      place.start.terminal = name.includes('control');
      inFile(place, { LINKEDIN_REDIRECT_URI: value });
    },
    expected: ['empty', 'with a query'].includes(name)
      ? { exits: [2, 4] }
      : {
          exits: [2],
          codes: ['redirect-uri-malformed', 'setting-malformed'],
          says: /LINKEDIN_REDIRECT_URI/,
        },
  }),
);

const fromFile = Object.entries({ ...oddTokens, ...oddDates, ...oddSettings }).map(
  ([name, { values, expected, commands = [verify, token, refresh, status] }]): Fault => ({
    area,
    name,
    commands,
    arrange: (place) => inFile(place, values),
    expected,
  }),
);

/** In the environment, which wins over the file. */
const shadowing: readonly Fault[] = [
  {
    area,
    name: 'access token empty in the environment',
    commands: [verify, status, token, report, run],
    arrange: ({ start, allowed }) => {
      allowed.add('not-renewed');
      start.env['LINKEDIN_ACCESS_TOKEN'] = '';
    },
    expected: (command) => ({
      exits: [0, 4],
      // The host would read an empty string, so it has to be named.
      ...([verify, status].includes(command) && { says: /environment/i }),
    }),
  },
  {
    area,
    name: 'another secret in the environment',
    commands: [verify, status, refresh],
    arrange: ({ start, secrets }) => {
      const secret = 'WPL_AP1.anotherSecretInTheEnvironment.d3Jvbmc=';
      secrets.add(secret);
      start.env['LINKEDIN_CLIENT_SECRET'] = secret;
    },
    expected: { exits: [0, 3, 4], says: /environment/i },
  },
  {
    area,
    name: 'everything from the environment, no file',
    commands: [verify, status, report, accounts, token, run, refresh, exportJson],
    arrange: ({ start, envFile, allowed }) => {
      for (const [, name = '', value] of readFileSync(envFile, 'utf8').matchAll(
        /^(LINKEDIN_\w+)=(.*)$/gm,
      )) {
        start.env[name] = value;
      }
      allowed.add('not-saved');
      rmSync(envFile);
    },
    // A new token would have no place: the file that is to be created has to be named.
    expected: (command) => ({ exits: [command === refresh ? 2 : 0], file: 'unchanged' }),
  },
];

export const valueFaults: readonly Fault[] = [
  ...fromFile,
  ...references,
  ...redirects,
  ...shadowing,
];
