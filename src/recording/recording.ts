/** A recording: what one run asked LinkedIn and what came back, in the form in which it is kept and read again. */

import * as z from 'zod';

/** What the JSON of a body can be. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

const texts = z.record(z.string(), z.string());

const recordedRequest = z.object({
  method: z.enum(['GET', 'POST']),
  /** As at LinkedIn, wherever it was sent: `/oauth/v2/…` or `/rest/…`. */
  path: z.string(),
  /** Of a long query that travelled as a form, the form. */
  query: z.string().optional(),
  headers: texts,
  form: texts.optional(),
});

const recordedResponse = z.object({
  status: z.number().int(),
  headers: texts,
  /** Left out where the answer was empty. */
  body: z.json().optional(),
  /** Of an answer that is no JSON. */
  text: z.string().optional(),
});

const recordedExchange = z.object({
  /** Milliseconds since the start. */
  at: z.number(),
  took: z.number(),
  request: recordedRequest,
  response: recordedResponse.optional(),
  /** The system's code where no answer came. */
  failure: z.string().optional(),
});

const recordingShape = z.object({
  recording: z.literal(1),
  note: z.string(),
  tool: z.string(),
  recordedAt: z.iso.datetime(),
  asked: z.string(),
  /** Whether LinkedIn itself was asked, and not another address in its place. */
  askedLinkedIn: z.boolean(),
  /** What the tool made of it. */
  verdict: z.record(z.string(), z.json()).optional(),
  /** The credentials that were used. */
  variables: texts,
  exchanges: z.array(recordedExchange),
});

export type RecordedRequest = z.infer<typeof recordedRequest>;
export type RecordedResponse = z.infer<typeof recordedResponse>;
export type RecordedExchange = z.infer<typeof recordedExchange>;
export type Recording = z.infer<typeof recordingShape>;

/** Undefined where the text is none. */
export function parseRecording(text: string): Recording | undefined {
  try {
    return recordingShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Nothing in it moves a cursor or hides words where the file is shown. */
export function recordingText(recording: Recording): string {
  const text = JSON.stringify(recording, undefined, 2);
  const escaped = (character: string) =>
    [...Array(character.length).keys()]
      .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join('');
  return `${text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped)}\n`;
}
