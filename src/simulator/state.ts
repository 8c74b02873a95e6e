/** One simulated LinkedIn while it runs: its scenario, its clock and what it remembers. */

import type { Scenario } from './scenario.ts';

export interface PendingCode {
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
}

export interface RememberedConsent {
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly at: number;
  /** Counted together with tokens, so that their order is known within one second. */
  readonly n: number;
}

/** Tokens describe themselves; only what happened to them is remembered, and only here. */
export interface Memory {
  /** Number of the consent or token issued last. */
  issued: number;
  /** Codes not yet used. */
  readonly codes: Map<string, PendingCode>;
  readonly revokedTokens: Set<string>;
  readonly consents: RememberedConsent[];
  /** What adAnalytics gave lately, and when, in epoch seconds. */
  metricValues: readonly { readonly at: number; readonly count: number }[];
  /** Calls of programs so far. */
  calls: number;
}

export interface SimulatorState {
  readonly scenario: Scenario;
  readonly now: () => Date;
  readonly memory: Memory;
}

export function createState(scenario: Scenario, now: () => Date): SimulatorState {
  const memory: Memory = {
    issued: 0,
    codes: new Map(),
    revokedTokens: new Set(),
    consents: [],
    metricValues: [],
    calls: 0,
  };
  return { scenario, now, memory };
}

export function epochSeconds(state: SimulatorState): number {
  return Math.floor(state.now().getTime() / 1000);
}

export function nextNumber({ memory }: SimulatorState): number {
  memory.issued += 1;
  return memory.issued;
}
