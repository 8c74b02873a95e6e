/** What `report` is asked for on the command line. */

import { extname } from 'node:path';
import { again, type Command } from '../../faults/fix.ts';
import { type ReportFormat, reportFormats } from '../../report/formats/writer.ts';
import type { RequestedReport } from '../../report/request/options.ts';
import type { CommonOptions } from './options.ts';

export interface ReportOptions extends CommonOptions, Omit<RequestedReport, 'campaignIds'> {
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

export function askingOf(options: ReportOptions): RequestedReport {
  const { from, to, granularity, by, leads, usd, metrics, campaign } = options;
  const campaignIds = campaign.length === 0 ? undefined : campaign;
  return { from, to, granularity, by, leads, usd, metrics, campaignIds };
}

/** Rows and nothing else: what is to be said about them has no place among them. */
export function isBare(format: ReportFormat): boolean {
  return format === 'csv' || format === 'ndjson';
}

/** The same report on stdout; its format no longer follows from the ending of `--output`. */
export function onStdout(options: ReportOptions): Command {
  const format = formatOf(options);
  const named = options.json || format === 'table' ? {} : { '--format': format };
  return again({ ...named, '--output': undefined, '--force': false });
}
