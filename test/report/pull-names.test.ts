/** Names beside the numbers: exact where they come, and no reason to lose the numbers where they do not. */

import { describe, expect, it } from 'vitest';
import type { Scenario } from '../../src/simulator/scenarios.ts';
import {
  dayThrottle,
  inOrder,
  ledger,
  minuteThrottle,
  openReportWorld,
  withCampaigns,
} from './report-world.ts';

const scenario = withCampaigns(5);
const days = { from: '2026-11-01', to: '2026-11-21' };
const entries = inOrder(ledger(scenario, days));

const forbidden = () => Response.json({ status: 403, code: 'ACCESS_DENIED' }, { status: 403 });
const broken = () => Response.json({ status: 500, message: 'no' }, { status: 500 });
const odd = () => Response.json({ elements: [{ id: 'one' }] });

/** Another answer from this list on, from its first page. */
const at =
  (list: 'adCampaigns' | 'adCampaignGroups', answer: () => Response) =>
  (path: string): Response | undefined =>
    path.endsWith(`/${list}`) ? answer() : undefined;

describe('names that do not come', () => {
  it.each([
    ['adCampaigns', 'is refused', forbidden, 'access-denied'],
    ['adCampaigns', 'has no calls left today', dayThrottle, 'quota-exhausted'],
    ['adCampaigns', 'does not answer', broken, 'linkedin-unavailable'],
    ['adCampaigns', 'has another shape', odd, 'linkedin-unavailable'],
    ['adCampaigns', 'throttles for too long', minuteThrottle, 'throttled'],
  ] as const)('leave their columns empty, and the report says why: %s %s', async (...it) => {
    const [list, , answer, code] = it;
    const { pull } = await openReportWorld(scenario, undefined, { intercept: at(list, answer) });
    const { rows, gaps, missing, namesFault } = await pull(days);
    const nameless = { name: undefined, status: undefined, group: undefined };
    expect(inOrder(rows)).toEqual(entries.map((row) => ({ ...row, ...nameless })));
    expect({ gaps, missing }).toEqual({ gaps: [], missing: [] });
    expect(namesFault?.code).toBe(code);
  });

  it('of groups leave the names of campaigns', async () => {
    const { pull } = await openReportWorld(scenario, undefined, {
      intercept: at('adCampaignGroups', forbidden),
    });
    const { rows, namesFault } = await pull(days);
    const unnamed = entries.map((row) => ({
      ...row,
      group: row.group && { ...row.group, name: undefined },
    }));
    expect(inOrder(rows)).toEqual(unnamed);
    expect(namesFault?.code).toBe('access-denied');
  });

  it('on the second page leave those of the first', async () => {
    const many = withCampaigns(1_200);
    const { pull } = await openReportWorld(many, undefined, {
      intercept: (path, call) =>
        path.endsWith('/adCampaigns') && call === 2 ? broken() : undefined,
    });
    // The calls are made again by themselves: it is no outage.
    expect((await pull({ from: days.to })).namesFault).toBeUndefined();
    const { pull: again } = await openReportWorld(many, undefined, {
      intercept: (path, call) =>
        path.endsWith('/adCampaigns') && call >= 2 ? broken() : undefined,
    });
    const { rows, namesFault } = await again({ from: days.to });
    const named = rows.filter(({ name }) => name !== undefined);
    expect(named.length).toBeGreaterThan(600);
    expect(named.length).toBeLessThan(rows.length);
    expect(namesFault?.code).toBe('linkedin-unavailable');
  });
});

describe('names that come', () => {
  const element = {
    id: Number(entries[0]?.id),
    name: '  Spring\u00a0promo\t\u202e2026 \u001b[1m'.padEnd(300, '!'),
    status: 'ACTIVE',
    campaignGroup: `urn:li:sponsoredCampaignGroup:${entries[0]?.group?.id}`,
  };

  it.each([
    ['no metadata', {}],
    ['null for it', { metadata: null }],
    ['null for the next page', { metadata: { nextPageToken: null } }],
    ['nothing for the next page', { metadata: { nextPageToken: '' } }],
  ])('are exact to the letter, and end with a page that has %s', async (_, end) => {
    const { pull } = await openReportWorld(scenario, undefined, {
      intercept: at('adCampaigns', () => Response.json({ elements: [element], ...end })),
    });
    const { rows, namesFault } = await pull({ from: days.to });
    expect(rows.find(({ id }) => id === entries[0]?.id)?.name).toBe(element.name);
    expect(namesFault).toBeUndefined();
  });

  it('are exact for an account, too', async () => {
    const name = `Acme  Europe${'!'.repeat(90)}`;
    const accounts = scenario.accounts.map((account) => ({ ...account, name }));
    const renamed: Scenario = { ...scenario, accounts };
    const { head, rows } = await (await openReportWorld(renamed)).pull({
      from: days.to,
      by: 'account',
    });
    expect([head.account.name, rows[0]?.name]).toEqual([name, name]);
  });
});
