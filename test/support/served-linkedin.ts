/** The simulator as a server for one test, with what a journey wants to know about its requests. */

import { onTestFinished } from 'vitest';
import type { Scenario } from '../../src/simulator/scenarios.ts';
import { serveSimulator } from '../../src/simulator/serve.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';

export interface ServedLinkedIn {
  readonly simulator: Simulator;
  readonly origin: string;
  /** Resolves when a request to the silent path has arrived. */
  readonly unanswered: Promise<void>;
  /** When the newest answer was ready, on the clock of `performance.now()`. */
  lastAnswerAt(): number;
}

/** Requests to the silent path are never answered. */
export async function serveLinkedIn(
  scenario: Scenario,
  silentAt?: string,
): Promise<ServedLinkedIn> {
  const simulator = createSimulator({ scenario, now: () => new Date() });
  let answeredAt = 0;
  let arrive: () => void = () => {};
  const unanswered = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const server = await serveSimulator({
    async fetch(request) {
      if (new URL(request.url).pathname === silentAt) {
        arrive();
        return await new Promise<never>(() => {});
      }
      const response = await simulator.fetch(request);
      answeredAt = performance.now();
      return response;
    },
  });
  onTestFinished(() => server.close());
  return { simulator, origin: server.origin, unanswered, lastAnswerAt: () => answeredAt };
}
