/** What an earlier sign-in left in the `.env`: the simulator knows its tokens by what is written in them. */

import { scenarios } from '../../src/simulator/scenarios.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { minted } from './credentials.ts';

const day = 86_400_000;

export interface EarlierSignIn {
  readonly daysAgo?: number;
  /** More than LinkedIn's sixty stand for a renewal in between. */
  readonly accessDays?: number;
  readonly scopes?: readonly string[];
}

export function storedCredentials(signIn: EarlierSignIn = {}): Record<string, string> {
  const { daysAgo = 0, accessDays = 60, scopes } = signIn;
  const { ready } = scenarios;
  const simulator = createSimulator({
    scenario: { ...ready, tokens: { ...ready.tokens, accessSeconds: accessDays * 86_400 } },
    now: () => new Date(Date.now() - daysAgo * day),
  });
  return minted({ simulator: () => simulator }, { scopes });
}
