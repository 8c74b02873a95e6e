/** What a report is asked for, and what it consists of: rows of exact numbers, in batches. */

import type { Day, Span } from '../days.ts';
import type { SetupError } from '../faults/fault.ts';
import type { Micros } from '../linkedin/money.ts';

export const granularities = ['daily', 'monthly', 'yearly'] as const;
export type Granularity = (typeof granularities)[number];

export const subjects = ['campaign', 'campaign-group', 'creative', 'account'] as const;
export type Subject = (typeof subjects)[number];

/** What counts as a lead; said in every output. */
export const leadDefinitions = ['form', 'form+conversions'] as const;
export type LeadDefinition = (typeof leadDefinitions)[number];

/** As LinkedIn writes it: the same campaign with a zero in front would not be found among its rows. */
export const campaignIdPattern = /^[1-9]\d{0,14}$/;

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
  /** Digits, each once; empty for the whole account. */
  readonly campaignIds: readonly string[];
}

export interface ReportHead {
  readonly request: ReportRequest;
  /** The name is to the letter: nothing in it is safe for a terminal. */
  readonly account: { readonly id: string; readonly name: string; readonly currency: string };
  /** When the first call was made: LinkedIn revises its numbers later. */
  readonly madeAt: Date;
}

export interface ReportRow {
  /** First day of the period; for daily rows the day itself. */
  readonly date: Day;
  /** The campaign, group, creative or account: digits. */
  readonly id: string;
  /** To the letter; undefined when LinkedIn no longer lists it, or did not tell (`namesFault`). */
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
export interface Gap extends Span {
  /** Undefined where somebody stopped the report. */
  readonly fault: SetupError | undefined;
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
  /** LinkedIn's clock when it was first asked, for comparing; undefined where it did not say. */
  readonly serverTime: Date | undefined;
  /**
   * In date order within a batch only where LinkedIn's answers allow; consumed once. Whoever leaves in the
   * middle starts no more calls, and `missing` says what is left to ask for.
   */
  readonly batches: AsyncIterable<readonly ReportRow[]>;
  /** Complete when `batches` has ended. */
  readonly gaps: readonly Gap[];
  /**
   * The days that are not settled at this moment, whatever the reason; also after a `break` or an abort.
   * Some of their rows may have come.
   */
  missing(): readonly Span[];
  // Known when `batches` has ended:
  /** Why names, statuses or groups are missing from rows. */
  readonly namesFault: SetupError | undefined;
  /** `campaign-unknown`: campaigns were asked for that have no row and that LinkedIn does not list. */
  readonly campaignsFault: SetupError | undefined;
  /** Why there is no row although nothing is missing, as a sentence. */
  readonly whyEmpty: string | undefined;
}
