/** What a report is asked for, and what it consists of: rows of exact numbers, in batches. */

import type { SetupError } from '../errors.ts';
import type { Micros } from '../linkedin/money.ts';

export type Granularity = 'daily' | 'monthly' | 'yearly';
export type Subject = 'campaign' | 'campaign-group' | 'creative' | 'account';

/** What counts as a lead; said in every output. */
export type LeadDefinition = 'form' | 'form+conversions';

/** A UTC day, YYYY-MM-DD. */
export type Day = string;

export interface ReportRequest {
  /** Digits. */
  readonly accountId: string;
  /** Both included, UTC. */
  readonly from: Day;
  readonly to: Day;
  readonly granularity: Granularity;
  readonly by: Subject;
  /** adAnalytics names besides spend, impressions, clicks and leads, in the order asked for. */
  readonly extraMetrics: readonly string[];
  readonly leads: LeadDefinition;
  /** Spend in US dollars beside the account's currency. */
  readonly usd: boolean;
  /** Digits; empty for the whole account. */
  readonly campaignIds: readonly string[];
}

export interface ReportHead {
  readonly request: ReportRequest;
  readonly account: { readonly id: string; readonly name: string; readonly currency: string };
}

export interface ReportRow {
  /** First day of the period; for daily rows the day itself. */
  readonly date: Day;
  /** The campaign, group, creative or account: digits. */
  readonly id: string;
  /** Undefined when LinkedIn no longer lists it. */
  readonly name: string | undefined;
  readonly status: string | undefined;
  /** The campaign's group; undefined where it has none or is not known. */
  readonly group: { readonly id: string; readonly name: string | undefined } | undefined;
  /** Account currency. */
  readonly spend: Micros;
  readonly spendUsd: Micros | undefined;
  readonly impressions: number;
  readonly clicks: number;
  readonly leads: number;
  /** Extra metrics by their adAnalytics name: amounts as decimal texts, exact to the micro. */
  readonly extra: Readonly<Record<string, number | string>>;
}

/** A part of the range that was asked for and did not come. A missing day is never an empty day. */
export interface Gap {
  readonly from: Day;
  readonly to: Day;
  readonly fault: SetupError;
}

export interface ReportProgress {
  readonly rows: number;
  readonly calls: number;
  /** Days of the range that are settled, and all of them. */
  readonly days: number;
  readonly allDays: number;
}

export interface PulledReport {
  readonly head: ReportHead;
  /** In date order within a batch only where LinkedIn's answers allow; consumed once. */
  readonly batches: AsyncIterable<readonly ReportRow[]>;
  /** Complete when `batches` has ended. */
  readonly gaps: readonly Gap[];
}
