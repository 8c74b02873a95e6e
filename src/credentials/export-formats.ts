/** The credentials in the formats that other tools read. Pure; each entry says how its output is consumed. */

import { type Values, type VariableName, variableNames, variables } from '../variables.ts';

export interface Exported {
  /** Checked: each has a bare form that readers of `.env` files agree about. */
  readonly values: Values;
  /** First day of the history that a tool is told to read, YYYY-MM-DD. */
  readonly startDate: string;
  readonly apiVersion: string;
  /** What starts a program with the values in its environment, word by word, from any folder. */
  readonly command: readonly string[];
}

export interface ExportFormat {
  /** One sentence for help and README: what to do with the output. */
  readonly consumed: string;
  /** Without these the output would be of no use. */
  readonly needs: readonly VariableName[];
  readonly write: (exported: Exported) => string;
  /** It holds no value: it says what to start, and that gets them. */
  readonly startsServer?: true;
}

const { clientId, clientSecret, refreshToken, accessToken, adAccountId } = variables;
const app = [clientId, clientSecret];
const renewable = [...app, refreshToken];
const whole = [...renewable, adAccountId];
const envFile = (consumed: string) => ({ consumed, needs: app, write: envLines });
const secrets: readonly VariableName[] = [clientSecret, refreshToken, accessToken];

const userAgent = 'pectus-linkedin';

/** Names are permanent. */
export const exportFormats = {
  dotenv: envFile(
    'Any dotenv reader: `node --env-file=FILE`, python-dotenv, docker compose `env_file`.',
  ),
  docker: envFile(
    '`docker run --env-file FILE`; no quotes and no `export`, which Docker would keep or refuse.',
  ),
  json: {
    consumed: 'Anything that reads JSON: an object of our variable names.',
    needs: app,
    write: ({ values }) => json(Object.fromEntries(entries(values))),
  },
  shell: {
    consumed: '`. FILE` in sh, bash or zsh; every value is quoted.',
    needs: app,
    write: ({ values }) => lines(values, (name, value) => `export ${name}='${value}'`),
  },
  kubernetes: {
    // A plain apply would keep all of it a second time, in an annotation.
    consumed:
      '`kubectl create -f FILE`, later `replace`; then `envFrom: [{secretRef: {name: linkedin-ads}}]`.',
    needs: app,
    write: ({ values }) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: linkedin-ads\ntype: Opaque\nstringData:\n${lines(
        values,
        (name, value) => `  ${name}: ${quoted(value)}`,
      )}`,
  },
  github: envFile('`gh secret set --env-file FILE`; each line becomes an Actions secret.'),
  systemd: envFile('`EnvironmentFile=FILE` in the unit.'),
  airbyte: {
    consumed: 'The configuration of source-linkedin-ads (API, Terraform, PyAirbyte).',
    needs: whole,
    write: ({ values, startDate }) =>
      json({
        credentials: {
          // The odd capital is Airbyte's.
          auth_method: 'oAuth2.0',
          client_id: values[clientId],
          client_secret: values[clientSecret],
          refresh_token: values[refreshToken],
        },
        start_date: startDate,
        account_ids: [Number(values[adAccountId])],
        ad_analytics_reports: [],
      }),
  },
  singer: {
    consumed: '`tap-linkedin-ads --config FILE`; the tap rewrites the file, so leave it writable.',
    needs: [...whole, accessToken],
    write: ({ values, startDate }) =>
      json({
        client_id: values[clientId],
        client_secret: values[clientSecret],
        refresh_token: values[refreshToken],
        access_token: values[accessToken],
        user_agent: userAgent,
        // One comma-separated string, not a list.
        accounts: values[adAccountId],
        start_date: `${startDate}T00:00:00Z`,
      }),
  },
  meltano: {
    consumed: "Lines for the project's `.env`: settings of MeltanoLabs' tap-linkedin-ads.",
    needs: renewable,
    write: ({ values, startDate }) =>
      [
        `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_ID=${values[clientId]}`,
        `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_CLIENT_SECRET=${values[clientSecret]}`,
        `TAP_LINKEDIN_ADS_OAUTH_CREDENTIALS_REFRESH_TOKEN=${values[refreshToken]}`,
        `TAP_LINKEDIN_ADS_START_DATE=${startDate}T00:00:00Z`,
        `TAP_LINKEDIN_ADS_USER_AGENT=${userAgent}`,
        '',
      ].join('\n'),
  },
  owox: {
    consumed: 'The LinkedIn Ads connector of OWOX Data Marts, pasted as its configuration.',
    needs: whole,
    write: ({ values }) =>
      json({
        AuthType: {
          oauth2: {
            ClientId: values[clientId],
            ClientSecret: values[clientSecret],
            RefreshToken: values[refreshToken],
            AccessToken: values[accessToken],
          },
        },
        AccountURNs: values[adAccountId],
      }),
  },
  fivetran: {
    consumed:
      "The body of Fivetran's REST call that creates a `linkedin_ads` connection; add your `group_id`.",
    needs: whole,
    write: ({ values }) =>
      json({
        service: 'linkedin_ads',
        auth: {
          refresh_token: values[refreshToken],
          client_access: {
            client_id: values[clientId],
            client_secret: values[clientSecret],
          },
        },
        config: { sync_mode: 'SpecificAccounts', accounts: [values[adAccountId]] },
      }),
  },
  kestra: {
    consumed: "Lines for the server's environment; flows read each with `secret('<name>')`.",
    needs: app,
    write: ({ values }) => lines(values, (name, value) => `SECRET_${name}=${btoa(value)}`),
  },
  dlt: {
    consumed: '`.dlt/secrets.toml`, read as `dlt.secrets["sources.linkedin_ads"]`.',
    needs: whole,
    write: ({ values }) =>
      [
        '[sources.linkedin_ads]',
        `client_id = ${quoted(values[clientId])}`,
        `client_secret = ${quoted(values[clientSecret])}`,
        `refresh_token = ${quoted(values[refreshToken])}`,
        ...(values[accessToken] ? [`access_token = ${quoted(values[accessToken])}`] : []),
        `ad_account_id = ${quoted(values[adAccountId])}`,
        '',
      ].join('\n'),
  },
  ingestr: {
    consumed:
      '`ingestr ingest --source-uri "$(cat FILE)"`; it ends with the access token, after 60 days at most.',
    needs: [accessToken, adAccountId],
    write: ({ values }) =>
      `linkedinads://?access_token=${encodeURIComponent(values[accessToken] ?? '')}&account_ids=${values[adAccountId]}&time_granularity=daily\n`,
  },
  'linkedin-ads-cli': {
    consumed:
      '`~/.config/linkedin-ads/config.yaml`; it ends with the access token, after 60 days at most.',
    needs: [accessToken, adAccountId],
    write: ({ values, apiVersion }) =>
      `token: ${quoted(values[accessToken])}\ndefault_account: ${quoted(values[adAccountId])}\napi_version: ${quoted(apiVersion)}\n`,
  },
  postman: {
    consumed: 'Postman › Environments › Import.',
    needs: app,
    write: ({ values }) =>
      json({
        name: 'LinkedIn Ads',
        values: entries(values).map(([key, value]) => ({
          key,
          value,
          type: secrets.includes(key) ? 'secret' : 'default',
          enabled: true,
        })),
        _postman_variable_scope: 'environment',
      }),
  },
  mcp: {
    consumed:
      '`mcpServers` of Claude Desktop, Claude Code and Cursor; starts your server through `run`, and holds no secret.',
    ...server('mcpServers'),
  },
  vscode: {
    consumed: "The same as VS Code's `mcp.json` has it, under `servers`.",
    ...server('servers'),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;

export type ExportName = keyof typeof exportFormats;
export const exportNames = Object.keys(exportFormats) as readonly ExportName[];

/** An entry for an assistant's list of MCP servers; VS Code wants the `type`, the others do without. */
function server(list: string) {
  return {
    needs: [],
    startsServer: true,
    write: ({ command: [command, ...args] }: Exported) =>
      json({ [list]: { 'linkedin-ads': { type: 'stdio', command, args } } }),
  } as const;
}

function entries(values: Values): readonly (readonly [VariableName, string])[] {
  return variableNames.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [[name, value] as const];
  });
}

function lines(values: Values, line: (name: string, value: string) => string): string {
  return entries(values)
    .map(([name, value]) => `${line(name, value)}\n`)
    .join('');
}

function envLines({ values }: Exported): string {
  return lines(values, (name, value) => `${name}=${value}`);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** A JSON string is a YAML double-quoted scalar and a TOML basic string, too. */
function quoted(value = ''): string {
  return JSON.stringify(value);
}
