/**
 * The LinkedIn Pages that the member administers.
 * Source: learn.microsoft.com/linkedin/marketing/community-management/organizations/organization-access-control-by-role.
 */

import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { everyItem, mapAnswer, nextStart, type RestAnswer, restGet } from './rest.ts';
import { idOf } from './restli.ts';
import { pageRolesPage } from './wire.ts';

/** Ids of organizations, each once. LinkedIn opens the list to tokens with an admin scope of Pages only. */
export async function administeredPages(
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<readonly string[]>> {
  const address = 'organizationAcls?q=roleAssignee&role=ADMINISTRATOR&state=APPROVED';
  const answer = await everyItem(async (next) => {
    const at = next === undefined ? address : `${address}&start=${next}`;
    return mapAnswer(await restGet(at, pageRolesPage, token, linkedin), ({ elements, paging }) => ({
      // One client of 2026 sees `organizationTarget` in place of `organization`.
      items: elements.flatMap(({ organization, organizationTarget }) => {
        const page = organization ?? organizationTarget;
        return page === undefined ? [] : [idOf(page)];
      }),
      next: nextStart(Number(next ?? 0), elements.length, paging),
    }));
  });
  return mapAnswer(answer, (pages) => [...new Set(pages)]);
}
