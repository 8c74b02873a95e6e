/** What `report` is asked for on the command line. */

import { extname } from 'node:path';
import { type Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { again, type Command as RunAgain } from '../../faults/fix.ts';
import { knownMetrics } from '../../linkedin/analytics-metrics.ts';
import { mostIds } from '../../report/fetch/plan.ts';
import {
  campaignIdPattern,
  granularities,
  leadDefinitions,
  type ReportFormat,
  reportFormats,
  subjects,
} from '../../report/report.ts';
import type { RequestedReport } from '../../report/request/options.ts';
import { commonFlags, type OptionsOf, offering } from '../flags.ts';

const days = ['7d', '30d', '12m', 'yesterday', 'today'];

export const flags = (command: Command) =>
  offering(ownFlags(command), { from: days, to: days, metrics: knownMetrics });

const ownFlags = (command: Command) =>
  commonFlags(command)
    .optionsGroup('Days:')
    .option('--from <day>', `first day: YYYY-MM-DD, ${days.join(', ')} (default: 30 days)`)
    .option('--to <day>', 'last day, included, said like the first (default: yesterday)')
    .addOption(
      new Option('--granularity <period>', 'which days a row adds up')
        .choices(granularities)
        .default('daily'),
    )
    .optionsGroup('Rows and columns:')
    .addOption(
      new Option('--by <subject>', 'what a row is about').choices(subjects).default('campaign'),
    )
    .option('--metrics <names>', 'adAnalytics metrics, separated by commas', listed, [])
    .option('--ad-account <id>', "this ad account instead of the file's")
    .option('--campaign <id>', 'only this campaign (repeatable)', campaignId, [])
    .addOption(
      new Option('--leads <what>', 'what counts as a lead')
        .choices(leadDefinitions)
        .default('form'),
    )
    .option('--usd', 'spend in US dollars beside the account currency', false)
    .optionsGroup('Output:')
    .addOption(
      new Option('--format <format>', 'how it is written')
        .choices(reportFormats)
        .default(undefined, 'as --output ends, or table')
        .conflicts('json'),
    )
    .option('--output <path>', 'the file; with days missing, it is <path>.partial')
    .option('--force', 'replace the file that is there', false);

export interface ReportOptions extends Omit<OptionsOf<typeof flags>, 'output'> {
  readonly output?: string | undefined;
}

function campaignId(text: string, before: readonly string[]): readonly string[] {
  if (!campaignIdPattern.test(text)) {
    const rule = 'It must be a campaign number: at most 15 digits, without leading zeros.';
    throw new InvalidArgumentError(rule);
  }
  if (before.includes(text)) return before;
  // All of them go into one query.
  if (before.length >= mostIds) {
    const rule = `No more than ${mostIds}; leave the flag out for the whole account.`;
    throw new InvalidArgumentError(rule);
  }
  return [...before, text];
}

function listed(text: string, before: readonly string[]): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  return [...before, ...names.filter((name) => name !== '')];
}

export function formatOf({ json, format, output = '' }: ReportOptions): ReportFormat {
  if (json) return 'json';
  const ending = extname(output).slice(1).toLowerCase();
  return format ?? reportFormats.find((one) => one === ending) ?? 'table';
}

export function requestedReport(options: ReportOptions): RequestedReport {
  const { from, to, granularity, by, leads, usd, metrics, campaign } = options;
  const campaignIds = campaign.length === 0 ? undefined : campaign;
  return { from, to, granularity, by, leads, usd, metrics, campaignIds };
}

/** Rows and nothing else: what is to be said about them has no place among them. */
export function isBare(format: ReportFormat): boolean {
  return format === 'csv' || format === 'ndjson';
}

/** The same report on stdout; its format no longer follows from the ending of `--output`. */
export function onStdout(options: ReportOptions): RunAgain {
  const format = formatOf(options);
  const named = options.json || format === 'table' ? {} : { '--format': format };
  return again({ ...named, '--output': undefined, '--force': false });
}
