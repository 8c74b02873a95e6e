/** One simulated LinkedIn while it runs: its scenario, its clock and what it remembers. */

import type { Scenario } from './scenario.ts';

export interface RememberedConsent {
  readonly scopes: readonly string[];
  /** Epoch seconds. */
  readonly at: number;
  /** Counted together with tokens, so that their order is known within one second. */
  readonly n: number;
}

export type SimulatorState = Readonly<ReturnType<typeof createState>>;

/** Tokens describe themselves; only what happened to them is remembered, and only here. */
export function createState(scenario: Scenario, now: () => Date) {
  const memory = {
    /** Number of the consent or token issued last. */
    issued: 0,
    /** Not yet used; issued at that epoch second. */
    codes: new Map<string, { scopes: readonly string[]; redirectUri: string; issuedAt: number }>(),
    revokedTokens: new Set<string>(),
    consents: [] as RememberedConsent[],
    /** What adAnalytics gave lately, and when, in epoch seconds. */
    metricValues: [] as { readonly at: number; readonly count: number }[],
    /** Calls of programs so far. */
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
