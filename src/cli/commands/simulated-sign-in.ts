/** What a sign-in with a simulated LinkedIn leaves: the variables of an `.env`. */

import { isoSeconds } from '../../days.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { createSimulator } from '../../simulator/simulator.ts';
import { type Values, variables } from '../../variables.ts';
import type { World } from '../../world.ts';

const reporting = ['r_ads', 'r_ads_reporting'];

/** Of what most people tick, else of all that the app has; nothing but the keys where it has nothing. */
export function simulatedSignIn(
  scenario: Scenario,
  daysAgo: number,
  { clock }: Pick<World, 'clock'>,
): Values {
  const { app, accounts, member } = scenario;
  const keys = {
    [variables.clientId]: app.clientId,
    [variables.clientSecret]: app.clientSecret,
  };
  if (app.scopes.length === 0) return keys;
  const isUsual = reporting.every((scope) => app.scopes.includes(scope));
  // By a LinkedIn of its own: the one that is played shows its consent page again.
  const simulator = createSimulator({ scenario, now: clock.now });
  const issued = simulator.issueTokens(isUsual ? reporting : app.scopes, daysAgo);
  const { refreshToken, refreshExpiresAt } = issued;
  const [account] = accounts;
  return {
    ...keys,
    ...(refreshToken && { [variables.refreshToken]: refreshToken }),
    [variables.accessToken]: issued.accessToken,
    [variables.accessExpiresAt]: isoSeconds(issued.accessExpiresAt),
    ...(refreshExpiresAt && { [variables.refreshExpiresAt]: isoSeconds(refreshExpiresAt) }),
    [variables.scopes]: issued.scopes.join(','),
    ...(account && { [variables.adAccountId]: String(account.id) }),
    [variables.memberUrn]: member.urn,
  };
}
