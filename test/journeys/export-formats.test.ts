/** What `export` writes for each tool, as `export-formats.md` describes it. */

import { join } from 'node:path';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it, test } from 'vitest';
import { parse as parseYaml } from 'yaml';
import type { ExportName } from '../../src/credentials/export-formats.ts';
import { envText } from '../support/credentials.ts';
import { exported, holding, values } from '../support/exported.ts';

const id = values.LINKEDIN_CLIENT_ID;
const secret = values.LINKEDIN_CLIENT_SECRET;
const refresh = values.LINKEDIN_REFRESH_TOKEN;
const access = values.LINKEDIN_ACCESS_TOKEN;
const account = values.LINKEDIN_AD_ACCOUNT_ID;
/** Half a year before the day of the test. */
const start = '2026-05-26';
const bare = envText(values);

const starts = (list: string) => (folder: string) => ({
  [list]: {
    'linkedin-ads': {
      type: 'stdio',
      command: '/usr/bin/node',
      args: [
        '/usr/bin/pectus-linkedin',
        ...['run', '--no-input', '--file', join(folder, '.env'), '--', 'npx', 'ads-server'],
      ],
    },
  },
});

type Format = readonly [read: (text: string) => unknown, expected: unknown];
const verbatim = (text: string) => text;
const pairs = (text: string) => new Set(text.trim().split('\n'));

const formats: Readonly<Record<ExportName, Format>> = {
  dotenv: [pairs, pairs(bare)],
  docker: [pairs, pairs(bare)],
  github: [pairs, pairs(bare)],
  systemd: [pairs, pairs(bare)],
  shell: [pairs, pairs(bare.replace(/^(\w+)=(.*)$/gm, "export $1='$2'"))],
  json: [JSON.parse, values],
  kubernetes: [
    parseYaml,
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'linkedin-ads' },
      type: 'Opaque',
      stringData: values,
    },
  ],
  airbyte: [
    JSON.parse,
    {
      credentials: {
        auth_method: 'oAuth2.0',
        client_id: id,
        client_secret: secret,
        refresh_token: refresh,
      },
      start_date: start,
      account_ids: [512345678],
      ad_analytics_reports: [],
    },
  ],
  singer: [
    JSON.parse,
    {
      client_id: id,
      client_secret: secret,
      refresh_token: refresh,
      access_token: access,
      user_agent: 'pectus-linkedin',
      accounts: account,
      start_date: `${start}T00:00:00Z`,
    },
  ],
  meltano: [
    pairs,
    new Set([
      `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_ID=${id}`,
      `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_SECRET=${secret}`,
      `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_REFRESH_TOKEN=${refresh}`,
      `TAP_LINKEDIN_ADS_START_DATE=${start}T00:00:00Z`,
      'TAP_LINKEDIN_ADS_USER_AGENT=pectus-linkedin',
    ]),
  ],
  owox: [
    JSON.parse,
    {
      AuthType: {
        oauth2: {
          ClientId: id,
          ClientSecret: secret,
          RefreshToken: refresh,
          AccessToken: access,
        },
      },
      AccountURNs: account,
    },
  ],
  fivetran: [
    JSON.parse,
    {
      service: 'linkedin_ads',
      auth: { refresh_token: refresh, client_access: { client_id: id, client_secret: secret } },
      config: { sync_mode: 'SpecificAccounts', accounts: [account] },
    },
  ],
  kestra: [
    pairs,
    pairs(bare.replace(/^(\w+)=(.*)$/gm, (_, name, text) => `SECRET_${name}=${btoa(text)}`)),
  ],
  dlt: [
    parseToml,
    {
      sources: {
        linkedin_ads: {
          client_id: id,
          client_secret: secret,
          refresh_token: refresh,
          access_token: access,
          ad_account_id: account,
        },
      },
    },
  ],
  ingestr: [
    verbatim,
    `linkedinads://?access_token=${access}&account_ids=${account}&time_granularity=daily\n`,
  ],
  'linkedin-ads-cli': [
    parseYaml,
    { token: access, default_account: account, api_version: '202609' },
  ],
  postman: [
    JSON.parse,
    {
      name: 'LinkedIn Ads',
      values: Object.entries(values).map(([key, value]) => ({
        key,
        value,
        type: /SECRET|TOKEN/.test(key) ? 'secret' : 'default',
        enabled: true,
      })),
      _postman_variable_scope: 'environment',
    },
  ],
  mcp: [JSON.parse, starts('mcpServers')],
  vscode: [JSON.parse, starts('servers')],
};

describe('on stdout, and nothing else there', () => {
  it.each(Object.entries(formats))('%s', async (name, [read, expected]) => {
    const world = await holding();
    const run = await exported(world, '--format', name);

    expect(run).toMatchObject({ exitCode: 0, stderr: '', asked: [] });
    expect(read(run.stdout)).toEqual(
      typeof expected === 'function' ? expected(world.folder) : expected,
    );
    expect(await world.text()).toBe(bare);
    expect(await world.names()).toEqual(['.env']);
  });
});

test.each([
  'airbyte',
  'fivetran',
  'ingestr',
  'linkedin-ads-cli',
  'dlt',
])('an ad account that the .env names in another way is a number in %s', async (name) => {
  const urn = 'urn:li:sponsoredAccount:512345678';
  const written = await exported(await holding(), '--format', name);
  const world = await holding({ ...values, LINKEDIN_AD_ACCOUNT_ID: urn });
  const run = await exported(world, '--format', name);

  expect(run).toMatchObject({ exitCode: 0, stdout: written.stdout });
});
