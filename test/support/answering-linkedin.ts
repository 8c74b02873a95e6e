/** A client of LinkedIn whose requests are answered by a function and kept. */

import { createLinkedIn, type LinkedIn, type LinkedInSettings } from '../../src/linkedin/client.ts';
import type { HttpRequest, HttpResponse } from '../../src/world.ts';

export interface AnsweringLinkedIn {
  readonly linkedin: LinkedIn;
  readonly requests: readonly HttpRequest[];
}

export function answeringLinkedIn(
  answer: (request: HttpRequest) => HttpResponse,
  settings?: LinkedInSettings,
): AnsweringLinkedIn {
  const requests: HttpRequest[] = [];
  const world = {
    exchange: async (request: HttpRequest) => {
      requests.push(request);
      return answer(request);
    },
    clock: { now: () => new Date('2026-11-22T10:00:00Z'), sleep: async () => {} },
    env: {},
    signal: new AbortController().signal,
  };
  return { linkedin: createLinkedIn(world, settings), requests };
}

/** An answer with this body. */
export function json(
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  return { status, headers: new Map(Object.entries(headers)), body: bytes };
}
