/** What a report is asked for, and what it consists of: rows of exact numbers, in batches. */

import type { Day, Span } from '../days.ts';
import type { ExitCode, SetupError } from '../faults/fault.ts';
import type { Micros } from '../linkedin/money.ts';

/** Which days a row adds up. */
export type Granularity = 'daily' | 'monthly' | 'yearly';
export const granularities: readonly Granularity[] = ['daily', 'monthly', 'yearly'];

/** What a row is about: a pivot of LinkedIn's adAnalytics. */
export type Subject = 'campaign' | 'campaign-group' | 'creative' | 'account';
export const subjects: readonly Subject[] = ['campaign', 'campaign-group', 'creative', 'account'];

/**
 * What counts as a lead; said in every output. `form` is Lead Gen Form submits (`oneClickLeads`),
 * `form+conversions` adds website conversions (`externalWebsiteConversions`).
 */
export type LeadDefinition = 'form' | 'form+conversions';
export const leadDefinitions: readonly LeadDefinition[] = ['form', 'form+conversions'];

/** As LinkedIn writes it: the same campaign with a zero in front would not be found among its rows. */
export const campaignIdPattern = /^[1-9]\d{0,14}$/;

/** What a report is about, with every default filled in. */
export interface ReportRequest {
  /** The ad account: digits. */
  readonly accountId: string;
  /** The first day, included; UTC. */
  readonly from: Day;
  /** The last day, included; UTC. */
  readonly to: Day;
  /** Which days a row adds up. */
  readonly granularity: Granularity;
  /** What a row is about. */
  readonly by: Subject;
  /** adAnalytics names besides spend, impressions, clicks and leads, in the order asked for. */
  readonly extraMetrics: readonly string[];
  /** What counts as a lead. */
  readonly leads: LeadDefinition;
  /** Whether spend comes in US dollars too, beside the account's currency. */
  readonly usd: boolean;
  /** Digits, each once; empty for the whole account. */
  readonly campaignIds: readonly string[];
}

/** The ad account of a report, as LinkedIn names it. */
export interface ReportAccount {
  /** Digits. */
  readonly id: string;
  /** To the letter: nothing in it is safe for a terminal. */
  readonly name: string;
  /** ISO 4217, as in `EUR`. */
  readonly currency: string;
}

/** What is known before the first row. */
export interface ReportHead {
  /** What was asked for, with the defaults filled in. */
  readonly request: ReportRequest;
  /** Whose numbers these are. */
  readonly account: ReportAccount;
  /** When the first call was made: LinkedIn revises its numbers later. */
  readonly madeAt: Date;
}

/** A campaign group; campaigns may lie in one. */
export interface CampaignGroup {
  /** Digits. */
  readonly id: string;
  /** To the letter; undefined when LinkedIn does not list it. */
  readonly name: string | undefined;
}

/**
 * The numbers of one subject in one period. LinkedIn sends no row for a period without activity, so there is none.
 * Source: learn.microsoft.com/linkedin/marketing/integrations/ads-reporting/ads-reporting.
 */
export interface ReportRow {
  /** First day of the period; for daily rows the day itself. */
  readonly date: Day;
  /** The campaign, group, creative or account: digits. */
  readonly id: string;
  /** To the letter; undefined when LinkedIn no longer lists it, or did not tell (`namesFault`). */
  readonly name: string | undefined;
  /** LinkedIn's word for its state, `ACTIVE` or `PAUSED` say; undefined as for `name`. */
  readonly status: string | undefined;
  /** The campaign's group; undefined where it has none or is not known. */
  readonly group: CampaignGroup | undefined;
  /** In the account's currency (`costInLocalCurrency`). */
  readonly spend: Micros;
  /** In US dollars (`costInUsd`); undefined unless it was asked for. */
  readonly spendUsd: Micros | undefined;
  /** How often an ad was shown. */
  readonly impressions: number;
  /** Chargeable clicks, as LinkedIn counts them. */
  readonly clicks: number;
  /** As `request.leads` defines them. */
  readonly leads: number;
  /** Extra metrics by their adAnalytics name: counts as numbers, amounts as decimal texts, exact to the micro. */
  readonly extra: Readonly<Record<string, number | string>>;
}

/** A part of the range that was asked for and did not come. A missing day is never an empty day. */
export interface Gap extends Span {
  /** Why it did not come; undefined where somebody stopped the report. */
  readonly fault: SetupError | undefined;
}

export interface ReportProgress {
  readonly rows: number;
  readonly calls: number;
  /** Days of the range that are settled, and all of them. */
  readonly days: number;
  readonly allDays: number;
}

/** A report under way: its rows in batches, and what is known once they have all been read. */
export interface PulledReport {
  /** What it is about. */
  readonly head: ReportHead;
  /** LinkedIn's clock when it was first asked, for comparing; undefined where it did not say. */
  readonly serverTime: Date | undefined;
  /**
   * The rows, as LinkedIn's answers arrive: no order is promised. Can be read once. Whoever leaves in the middle
   * starts no more calls, and `missing` says what is left to ask for.
   */
  readonly batches: AsyncIterable<readonly ReportRow[]>;
  /** What did not come, and why; complete when `batches` has ended. */
  readonly gaps: readonly Gap[];
  /**
   * The days that are not settled at this moment, whatever the reason; also after a `break` or an abort.
   * Some of their rows may have come.
   */
  missing(): readonly Span[];
  /** Why names, statuses or groups are missing from rows; known when `batches` has ended. */
  readonly namesFault: SetupError | undefined;
  /**
   * `campaign-unknown`: campaigns were asked for that have no row and that LinkedIn does not list. Known when
   * `batches` has ended.
   */
  readonly campaignsFault: SetupError | undefined;
  /** Why there is no row although nothing is missing, as a sentence; known when `batches` has ended. */
  readonly whyEmpty: string | undefined;
}

// --- formats ----------------------------------------------------------------------------------------

export const reportFormats = ['table', 'csv', 'json', 'ndjson', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** How a report ends. */
export interface ReportEnding {
  /** `ok`, `cancelled`, or the code of what keeps the report from being complete. */
  readonly outcome: string;
  readonly exitCode: ExitCode;
  readonly gaps: readonly Gap[];
  /** The sentence that people read where there was no row. */
  readonly whyEmpty?: string | undefined;
}

/**
 * `opening`, `rows` for every batch, `end` once: put together they are the document, whose last line
 * ends with a line break; a piece may be empty. No format keeps the rows.
 */
export interface ReportWriter {
  readonly opening: string;
  rows(batch: readonly ReportRow[]): string;
  end(ending: ReportEnding): string;
}
