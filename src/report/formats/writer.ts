/** What every format does: it turns a report into text piece by piece, in the order it arrives. */

import type { Gap, ReportHead, ReportRow } from '../report.ts';

export const reportFormats = ['table', 'csv', 'json', 'ndjson', 'html'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/**
 * `begin` once, `rows` for every batch, `end` once. The pieces put together are the document, whose
 * last line ends with a line break; a piece may be empty. No format keeps the rows.
 */
export interface ReportWriter {
  begin(head: ReportHead): string;
  rows(batch: readonly ReportRow[]): string;
  /** `whyEmpty` is the sentence that people read where there was no row. */
  end(gaps: readonly Gap[], whyEmpty?: string): string;
}
