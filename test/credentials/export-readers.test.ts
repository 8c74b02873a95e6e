/** What `export` writes is what the programs read that it is meant for: the programs themselves are asked. */

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { ExportName } from '../../src/credentials/export-formats.ts';
import { parseVariable } from '../../src/credentials/variable-values.ts';
import { variables } from '../../src/variables.ts';
import { envText } from '../support/credentials.ts';
import {
  bash,
  dash,
  docker,
  node,
  pythonDotenv,
  pythonToml,
  pythonYaml,
  type Reader,
  systemd,
  testWith,
} from '../support/outside-readers.ts';
import { openTestWorld } from '../support/world.ts';

const secrets = [variables.clientId, variables.clientSecret, variables.accessToken];

/** Of the characters that LinkedIn's values are made of. */
const word = fc
  .string({
    unit: fc.constantFrom(...'azAZ059_.+/=%:,-'),
    minLength: 1,
    maxLength: 400,
  })
  // Some are what guides write in the place of a value, such as "..." and "%TOKEN%".
  .filter((text) => secrets.every((name) => parseVariable(name, text).kind === 'value'));

const credentials = fc.record({
  [variables.clientId]: word,
  [variables.clientSecret]: word,
  [variables.refreshToken]: word,
  [variables.accessToken]: word,
  [variables.adAccountId]: fc.constant('512345678'),
  [variables.accessExpiresAt]: fc.constant('2027-01-21T10:00:00Z'),
  [variables.refreshExpiresAt]: fc.constant('2027-11-22T10:00:00Z'),
  [variables.scopes]: fc.constant('r_ads,r_ads_reporting'),
  [variables.apiVersion]: fc.constant('202609'),
  [variables.rateLimit]: fc.constantFrom('5', '0.5', '1e3'),
});
type Values = Readonly<Record<string, string>>;

interface Target {
  readonly format: ExportName;
  readonly reader: Reader;
  /** What the reader finds; the values themselves when left out. */
  readonly found?: (values: Values) => unknown;
}

const targets: readonly Target[] = [
  { format: 'dotenv', reader: node },
  { format: 'dotenv', reader: pythonDotenv },
  { format: 'dotenv', reader: bash },
  { format: 'docker', reader: docker },
  { format: 'shell', reader: bash },
  { format: 'shell', reader: dash },
  { format: 'systemd', reader: systemd },
  // gh reads it with a dotenv library of its own; the same rules.
  { format: 'github', reader: pythonDotenv },
  { format: 'kestra', reader: docker, found: asKestraSecrets },
  // Meltano itself reads the project's .env with python-dotenv.
  { format: 'meltano', reader: pythonDotenv, found: asMeltanoSettings },
  { format: 'kubernetes', reader: pythonYaml, found: asSecret },
  { format: 'linkedin-ads-cli', reader: pythonYaml, found: asCliConfig },
  { format: 'dlt', reader: pythonToml, found: asDltSecrets },
];

function asKestraSecrets(values: Values) {
  const encoded = Object.entries(values).map(([name, value]) => [
    `SECRET_${name}`,
    Buffer.from(value).toString('base64'),
  ]);
  return Object.fromEntries(encoded);
}

function asMeltanoSettings(values: Values) {
  const credential = 'TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS';
  return {
    [`${credential}_CLIENT_ID`]: values[variables.clientId],
    [`${credential}_CLIENT_SECRET`]: values[variables.clientSecret],
    [`${credential}_REFRESH_TOKEN`]: values[variables.refreshToken],
    TAP_LINKEDIN_ADS_START_DATE: '2026-05-26T00:00:00Z',
    TAP_LINKEDIN_ADS_USER_AGENT: 'pectus-linkedin',
  };
}

function asSecret(values: Values) {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'linkedin-ads' },
    type: 'Opaque',
    stringData: values,
  };
}

function asCliConfig(values: Values) {
  return {
    token: values[variables.accessToken],
    default_account: '512345678',
    api_version: '202609',
  };
}

function asDltSecrets(values: Values) {
  return {
    sources: {
      linkedin_ads: {
        client_id: values[variables.clientId],
        client_secret: values[variables.clientSecret],
        refresh_token: values[variables.refreshToken],
        access_token: values[variables.accessToken],
        ad_account_id: '512345678',
      },
    },
  };
}

for (const { format, reader, found = (values: Values): unknown => values } of targets) {
  testWith(reader, `${reader.name} reads ${format} as it was meant`, async () => {
    const world = await openTestWorld({ startTime: '2026-11-22T10:00:00Z' });
    await fc.assert(
      fc.asyncProperty(credentials, async (values) => {
        await world.put(envText(values));
        // Credentials of another app are not written over.
        await rm(join(world.folder, 'exported'), { force: true });
        const args = ['export', '--format', format, '--output', 'exported'];
        expect(await world.run(args)).toMatchObject({ exitCode: 0, stdout: '' });
        expect(await reader.read(join(world.folder, 'exported'))).toEqual(found(values));
      }),
      { numRuns: 5 },
    );
  });
}
