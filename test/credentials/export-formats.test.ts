/** What `export` writes, target by target: the shape that the target reads, and every value unharmed. */

import { parse as parseDotenv } from 'dotenv';
import fc from 'fast-check';
import { parse as parseToml } from 'smol-toml';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import * as z from 'zod';
import {
  type ExportName,
  exportFormats,
  exportNames,
} from '../../src/credentials/export-formats.ts';
import { parseVariable } from '../../src/credentials/variable-values.ts';
import { variableNames, variables } from '../../src/variables.ts';
import { readAsDocker } from '../support/docker-env-file.ts';
import { exported, holding, serverOf, values } from '../support/exported.ts';

type Values = Readonly<Record<string, string>>;

interface Target {
  /** As the target would; throws for what the target would refuse. */
  readonly read: (text: string) => unknown;
  /** What it must find. */
  readonly means: (values: Values) => unknown;
}

const around = { startDate: '2026-05-26', apiVersion: '202609', command: ['node', 'x', 'run'] };
const started = { type: 'stdio', command: 'node', args: ['x', 'run'] };
const { startDate } = around;

/** Which read the account as a number, or as digits. */
const namingAccounts = ['airbyte', 'singer', 'owox', 'fivetran', 'dlt', 'ingestr'] as const;

const text = z.string().min(1);
const app = { client_id: text, client_secret: text };

function pick(values: Values, names: Readonly<Record<string, string>>): Values {
  const found = Object.entries(names).map(([name, variable]) => [name, values[variable]]);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

const keys = { client_id: variables.clientId, client_secret: variables.clientSecret };
const tokens = { refresh_token: variables.refreshToken, access_token: variables.accessToken };

function json(schema: z.ZodType): (written: string) => unknown {
  return (written) => schema.parse(JSON.parse(written));
}

const whole = (values: Values) => values;
const variableLines: Target = { read: readAsDocker, means: whole };

/** The shapes are those of the tools' own sources or manuals. */
const targets: Readonly<Record<ExportName, Target>> = {
  dotenv: { read: parseDotenv, means: whole },
  docker: variableLines,
  systemd: variableLines,
  github: { read: parseDotenv, means: whole },
  json: { read: json(z.record(z.string(), text)), means: whole },
  shell: { read: readQuotedExports, means: whole },
  kubernetes: {
    read: parseYaml,
    means: (values) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'linkedin-ads' },
      type: 'Opaque',
      stringData: values,
    }),
  },
  // The connector's specification, in its source.
  airbyte: {
    read: json(
      z.strictObject({
        credentials: z.strictObject({
          auth_method: z.literal('oAuth2.0'),
          ...app,
          refresh_token: text,
        }),
        start_date: z.iso.date(),
        account_ids: z.array(z.int()).min(1),
        ad_analytics_reports: z.array(z.never()),
      }),
    ),
    means: (values) => ({
      credentials: {
        auth_method: 'oAuth2.0',
        ...pick(values, { ...keys, refresh_token: variables.refreshToken }),
      },
      start_date: startDate,
      account_ids: [Number(values[variables.adAccountId])],
      ad_analytics_reports: [],
    }),
  },
  // REQUIRED_CONFIG_KEYS of singer-io/tap-linkedin-ads, and how its source reads them.
  singer: {
    read: json(
      z.strictObject({
        ...app,
        refresh_token: text,
        access_token: text,
        user_agent: text,
        accounts: z.string().regex(/^\d+(,\d+)*$/),
        start_date: z.iso.datetime(),
      }),
    ),
    means: (values) => ({
      ...pick(values, { ...keys, ...tokens, accounts: variables.adAccountId }),
      user_agent: 'pectus-linkedin',
      start_date: `${startDate}T00:00:00Z`,
    }),
  },
  // `oauth_credentials` of MeltanoLabs/tap-linkedin-ads is an object; Meltano joins names with underscores.
  meltano: {
    read: parseDotenv,
    means: (values) => ({
      TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_ID: values[variables.clientId],
      TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_SECRET: values[variables.clientSecret],
      TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_REFRESH_TOKEN: values[variables.refreshToken],
      TAP_LINKEDIN_ADS_START_DATE: `${startDate}T00:00:00Z`,
      TAP_LINKEDIN_ADS_USER_AGENT: 'pectus-linkedin',
    }),
  },
  // OWOX's connector in its source: ids are split at commas, and what is no number becomes NaN.
  owox: {
    read: json(
      z.strictObject({
        AuthType: z.strictObject({
          oauth2: z.strictObject({
            ClientId: text,
            ClientSecret: text,
            RefreshToken: text,
            AccessToken: text.optional(),
          }),
        }),
        AccountURNs: z.string().regex(/^\d+$/),
      }),
    ),
    means: (values) => ({
      AuthType: {
        oauth2: pick(values, {
          ClientId: variables.clientId,
          ClientSecret: variables.clientSecret,
          RefreshToken: variables.refreshToken,
          AccessToken: variables.accessToken,
        }),
      },
      AccountURNs: values[variables.adAccountId],
    }),
  },
  // Fivetran's REST manual: create a connection.
  fivetran: {
    read: json(
      z.strictObject({
        service: z.literal('linkedin_ads'),
        auth: z.strictObject({ refresh_token: text, client_access: z.strictObject(app) }),
        config: z.strictObject({
          sync_mode: z.literal('SpecificAccounts'),
          accounts: z.array(text).min(1),
        }),
      }),
    ),
    means: (values) => ({
      service: 'linkedin_ads',
      auth: { refresh_token: values[variables.refreshToken], client_access: pick(values, keys) },
      config: { sync_mode: 'SpecificAccounts', accounts: [values[variables.adAccountId]] },
    }),
  },
  // Kestra's manual: SECRET_ and base64.
  kestra: {
    read: (written) => {
      const lines = Object.entries(readAsDocker(written));
      return Object.fromEntries(lines.map(([name, value]) => [name, atob(value)]));
    },
    means: (values) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`SECRET_${name}`, value])),
  },
  dlt: {
    read: parseToml,
    means: (values) => ({
      sources: {
        linkedin_ads: pick(values, { ...keys, ...tokens, ad_account_id: variables.adAccountId }),
      },
    }),
  },
  // ingestr's manual: a URI whose parameters are decoded as a query.
  ingestr: {
    read: (written) => {
      const { protocol, searchParams } = new URL(written);
      return { protocol, ...Object.fromEntries(searchParams) };
    },
    means: (values) => ({
      protocol: 'linkedinads:',
      access_token: values[variables.accessToken],
      account_ids: values[variables.adAccountId],
      time_granularity: 'daily',
    }),
  },
  // Its source: ~/.config/linkedin-ads/config.yaml.
  'linkedin-ads-cli': {
    read: parseYaml,
    means: (values) => ({
      token: values[variables.accessToken],
      default_account: values[variables.adAccountId],
      api_version: '202609',
    }),
  },
  // What Postman itself exports.
  postman: {
    read: (written) => {
      const shape = z.strictObject({
        name: text,
        values: z.array(
          z.strictObject({
            key: text,
            value: text,
            type: z.enum(['default', 'secret']),
            enabled: z.literal(true),
          }),
        ),
        _postman_variable_scope: z.literal('environment'),
      });
      const { values } = shape.parse(JSON.parse(written));
      return Object.fromEntries(values.map(({ key, value }) => [key, value]));
    },
    means: whole,
  },
  mcp: serverEntry('mcpServers'),
  vscode: serverEntry('servers'),
};

/** modelcontextprotocol.io, and VS Code's reference of its configuration. */
function serverEntry(list: string): Target {
  const server = z.strictObject({ type: z.literal('stdio'), command: text, args: z.array(text) });
  const shape = z.strictObject({ [list]: z.strictObject({ 'linkedin-ads': server }) });
  return { read: json(shape), means: () => ({ [list]: { 'linkedin-ads': started } }) };
}

/** Lines that a shell reads without looking into the quotes: POSIX, 2.2.2. */
function readQuotedExports(written: string): Values {
  const lines = written.split('\n').filter((line) => line !== '');
  const pairs = lines.map((line) => /^export (\w+)='([^']*)'$/.exec(line)?.slice(1) ?? [line]);
  return Object.fromEntries(pairs);
}

const secrets = [variables.clientId, variables.clientSecret, variables.accessToken];

/** Of the characters that LinkedIn's values are made of; tokens have some 400 of them. */
const word = fc
  .string({
    unit: fc.constantFrom(...'azAZ059_.+/=%:,-'),
    minLength: 1,
    maxLength: 400,
  })
  // Some are what guides write in the place of a value, such as "..." and "%TOKEN%".
  .filter((text) => secrets.every((name) => parseVariable(name, text).kind === 'value'));
const digits = fc.integer({ min: 1, max: 999_999_999_999_999 }).map(String);

/** These variables, and any of the others. */
function valuesWith(needs: readonly string[]): fc.Arbitrary<Values> {
  const others = variableNames.filter((name) => !needs.includes(name));
  const value = (name: string) => [name, name === variables.adAccountId ? digits : word] as const;
  return fc
    .subarray(others)
    .chain((some) => fc.record(Object.fromEntries([...needs, ...some].map(value))));
}

it.each(exportNames)('%s is read as it was meant, whatever the values are', (name) => {
  const { needs, write } = exportFormats[name];
  const { read, means } = targets[name];
  fc.assert(
    fc.property(valuesWith(needs), (values) => {
      const exported = { values, ...around };
      expect(read(write(exported))).toEqual(means(values));
    }),
  );
});

it('postman gets one environment, in which what is secret is hidden', () => {
  const written = exportFormats.postman.write({ values, ...around });
  const { name, values: entries } = JSON.parse(written);
  const types = entries.map(({ key, type }: { key: string; type: string }) => [key, type]);
  expect([name, types]).toEqual([
    'LinkedIn Ads',
    [
      [variables.clientId, 'default'],
      [variables.clientSecret, 'secret'],
      [variables.refreshToken, 'secret'],
      [variables.accessToken, 'secret'],
      [variables.adAccountId, 'default'],
    ],
  ]);
});

it.each(exportNames)('%s ends with a line break', (name) => {
  expect(exportFormats[name].write({ values, ...around })).toMatch(/[^\n]\n$/);
});

describe('export', () => {
  it.each(
    exportNames,
  )('hands to %s no blanks that were copied along with a value', async (name) => {
    const padded = Object.entries(values).map(([variable, value]) => [variable, ` ${value}\n`]);
    const world = await holding();
    const argv = ['export', '--format', name, ...serverOf(name)];
    const { stdout } = await world.run(argv);
    const env = Object.fromEntries(padded);
    expect(await world.run(argv, { env })).toMatchObject({ stdout });
  });

  it.each(namingAccounts)('hands to %s no ad account that is none', async (name) => {
    const world = await holding({ ...values, LINKEDIN_AD_ACCOUNT_ID: 'Acme-Europe' });
    const run = await exported(world, '--format', name);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderrAsOneLine).toContain('(account-id-malformed, exit 2)');
  });
});

it('is read by rules of Docker that keep quotes and blanks, and abort at export', () => {
  expect(readAsDocker('# A=1\n\n  B="2" \nC=\n')).toEqual({ B: '"2" ', C: '' });
  expect(() => readAsDocker('export A=1\n')).toThrow("variable 'export A' contains whitespaces");
  expect(() => readAsDocker('=1\n')).toThrow("no variable name on line '=1'");
});
