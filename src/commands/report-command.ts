/** What `report` is asked for on the command line, and the command line that asks for it again. */

import { extname } from 'node:path';
import type { Asking } from '../reporting/asking.ts';
import { type ReportFormat, reportFormats } from '../reporting/writer.ts';
import type { CommonOptions } from './options.ts';

export interface ReportOptions extends CommonOptions, Omit<Asking, 'campaignIds'> {
  readonly campaign: readonly string[];
  /** When left out, as the output's name ends, or a table. */
  readonly format?: ReportFormat | undefined;
  /** Stdout when left out. */
  readonly output?: string | undefined;
  /** Replaces the output that is there. */
  readonly force: boolean;
}

export function formatOf({ json, format, output = '' }: ReportOptions): ReportFormat {
  if (json) return 'json';
  const ending = extname(output).slice(1).toLowerCase();
  return format ?? reportFormats.find((one) => one === ending) ?? 'table';
}

export function askingOf(options: ReportOptions): Asking {
  const { from, to, granularity, by, leads, usd, metrics, campaign } = options;
  const campaignIds = campaign.length === 0 ? undefined : campaign;
  return { from, to, granularity, by, leads, usd, metrics, campaignIds };
}

/** Rows and nothing else: what is to be said about them has no place among them. */
export function isBare(format: ReportFormat): boolean {
  return format === 'csv' || format === 'ndjson';
}

export const program = 'pectus-linkedin report';

/** Without the flags that say what is said anyway. */
export function commandOf(options: ReportOptions): string {
  const { metrics = [], campaign } = options;
  const valued: readonly (readonly [flag: string, value: string | undefined])[] = [
    ['--from', options.from],
    ['--to', options.to],
    ['--granularity', unless('daily', options.granularity)],
    ['--by', unless('campaign', options.by)],
    ['--metrics', unless('', metrics.join(','))],
    ...campaign.map((id) => ['--campaign', id] as const),
    ['--leads', unless('form', options.leads)],
    ['--format', unless('table', formatOf(options))],
    ['--file', unless('.env', options.envFile)],
    ['--output', options.output],
  ];
  const plain: readonly (readonly [flag: string, given: boolean | undefined])[] = [
    ['--usd', options.usd],
    ['--force', options.force],
  ];
  return [
    program,
    ...valued.flatMap(([flag, value]) => (value === undefined ? [] : [flag, quoted(value)])),
    ...plain.flatMap(([flag, given]) => (given === true ? [flag] : [])),
  ].join(' ');
}

function unless(usual: string, value: string | undefined): string | undefined {
  return value === usual ? undefined : value;
}

/** As a shell reads it back. */
export function quoted(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
