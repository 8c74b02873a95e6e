/** A simulated LinkedIn that can become another one at any time, and single answers of which a test can replace. */

import { defaultRedirectUris } from '../../src/consent/redirect.ts';
import { type Scenario, scenarios } from '../../src/simulator/scenarios.ts';
import {
  createSimulator,
  type LoggedRequest,
  type Simulator,
} from '../../src/simulator/simulator.ts';
import type { Fetch } from './exchange.ts';

/** Another answer, or undefined for LinkedIn's own, which `answer` fetches. */
export type Intercept = (
  request: Request,
  answer: () => Promise<Response>,
) => Response | undefined | Promise<Response | undefined>;

export interface LinkedInOptions {
  readonly scenario?: Scenario;
  readonly intercept?: Intercept;
  /** The app lists it where it would list the usual one. */
  readonly redirectUri: string;
  readonly now: () => Date;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}

export interface TestLinkedIn {
  readonly fetch: Fetch;
  /** As it is now. */
  simulator(): Simulator;
  /** From now on LinkedIn is another one; its tokens stay what they are. */
  setScenario(scenario: Scenario): void;
  changeScenario(change: (scenario: Scenario) => Scenario): void;
  /** All since the start. */
  requests(): readonly LoggedRequest[];
}

export function createTestLinkedIn(options: LinkedInOptions): TestLinkedIn {
  const { redirectUri, intercept, now, sleep } = options;
  let scenario = options.scenario ?? scenarios.ready;
  const create = () =>
    createSimulator({
      scenario: registeredAt(redirectUri, scenario),
      now,
      ...(sleep && { sleep }),
    });
  let simulator = create();
  const simulators = [simulator];

  function setScenario(next: Scenario): void {
    scenario = next;
    simulator = create();
    simulators.push(simulator);
  }

  return {
    setScenario,
    changeScenario: (change) => setScenario(change(scenario)),
    simulator: () => simulator,
    requests: () => simulators.flatMap(({ log }) => log),
    async fetch(request) {
      const answer = () => simulator.fetch(request);
      const response = (await intercept?.(request, answer)) ?? (await answer());
      // Ctrl-C ends a request that is under way.
      request.signal.throwIfAborted();
      return response;
    },
  };
}

function registeredAt(redirectUri: string, { app, ...rest }: Scenario): Scenario {
  const [usual] = defaultRedirectUris;
  const redirectUris = app.redirectUris.map((uri) => (uri === usual ? redirectUri : uri));
  return { ...rest, app: { ...app, redirectUris } };
}

/** Never answers requests to the path. */
export function silentAt(path: string): {
  readonly intercept: Intercept;
  /** Resolves when there was one. */
  readonly asked: Promise<void>;
} {
  let arrive = () => {};
  const asked = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  return {
    asked,
    async intercept({ url }) {
      if (new URL(url).pathname !== path) return undefined;
      arrive();
      return await new Promise<never>(() => {});
    },
  };
}
