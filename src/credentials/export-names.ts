/** The names of the export targets, apart from the formats, so that help loads none of them. */

export const exportNames = [
  'dotenv',
  'docker',
  'json',
  'shell',
  'kubernetes',
  'github',
  'systemd',
  'airbyte',
  'singer',
  'meltano',
  'owox',
  'fivetran',
  'kestra',
  'dlt',
  'ingestr',
  'linkedin-ads-cli',
  'postman',
] as const;
export type ExportName = (typeof exportNames)[number];
