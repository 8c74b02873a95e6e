/**
 * organizationAcls: which Pages the member administers.
 * Source: learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
 */

import { countedPage } from './element-lists.ts';
import { type RestliQuery, wholeNumberOf } from './restli-value.ts';
import type { SimulatorState } from './state.ts';

/** The Pages that the member administers. */
export function pageRoles({ scenario }: SimulatorState, query: RestliQuery) {
  const { disputed, member, pages } = scenario;
  const start = wholeNumberOf(query, 'start');
  if (disputed.emptyFirstPage && start === undefined) {
    const next = { rel: 'next', type: 'application/json', href: '/rest/organizationAcls?start=10' };
    return { elements: [], paging: { start: 0, count: 10, links: [next] } };
  }
  const elements = pages.map((id) => ({
    [disputed.pageKey]: `urn:li:organization:${id}`,
    roleAssignee: member.urn,
    role: 'ADMINISTRATOR',
    state: 'APPROVED',
  }));
  return disputed.emptyFirstPage
    ? { elements, paging: { start, count: 10, links: [] } }
    : countedPage(elements, query);
}
