/** One simulated LinkedIn while it runs: its scenario, its clock and what it remembers. */

import { appOf } from './portal-app.ts';
import type { Scenario } from './scenario.ts';
import type { SigningKeys } from './signing-keys.ts';

export type SimulatorState = Readonly<ReturnType<typeof createState>>;
export type RememberedConsent = SimulatorState['memory']['consents'][number];

/** Tokens describe themselves; only what happened to them is remembered, and only here. */
export function createState(scenario: Scenario, now: () => Date) {
  const memory = {
    app: appOf(scenario),
    /** Number of the consent or token issued last. */
    issued: 0,
    /** Not yet used; issued at that epoch second. */
    codes: new Map<string, { scopes: readonly string[]; redirectUri: string; issuedAt: number }>(),
    revokedTokens: new Set<string>(),
    /** When, in epoch seconds; counted together with tokens, so that their order is known within one second. */
    consents: [] as {
      /** False of what was there before the first of them. */
      readonly isNew: boolean;
      readonly scopes: readonly string[];
      readonly at: number;
      readonly n: number;
    }[],
    /** What adAnalytics gave lately, and when, in epoch seconds. */
    metricValues: [] as { readonly at: number; readonly count: number }[],
    /** What ID tokens are signed with, once one was asked for. */
    signingKeys: undefined as Promise<SigningKeys> | undefined,
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
