/** How a selection falls apart into smaller ones, so that no row is in two of them, and none in none. */

import type { Selection } from '../fetch/plan.ts';
import type { Subject } from '../report.ts';

export type Parts =
  | { readonly kind: 'known'; readonly parts: readonly Selection[] }
  /** LinkedIn has to say which ones have numbers: lists of campaigns leave out what was removed. */
  | { readonly kind: 'to-be-asked'; readonly pivot: 'CAMPAIGN_GROUP' | 'CAMPAIGN' }
  | { readonly kind: 'none' };

/** So many ids fit into a query, tunnelled, of 28 KB at most. */
export const mostIds = 500;

export function partsOf(selection: Selection, by: Subject): Parts {
  if (!isSplit(selection, by)) return { kind: 'none' };
  if (selection.kind === 'account') return { kind: 'to-be-asked', pivot: 'CAMPAIGN_GROUP' };
  if (selection.ids.length > 1) return { kind: 'known', parts: inParts(selection) };
  return selection.kind === 'groups'
    ? { kind: 'to-be-asked', pivot: 'CAMPAIGN' }
    : { kind: 'none' };
}

/** A row about a group stays whole only in a selection of groups, and one about the account in the account. */
function isSplit({ kind }: Selection, by: Subject): boolean {
  return by !== 'account' && !(by === 'campaign-group' && kind === 'campaigns');
}

/** Two at least, if there are ids for it. */
export function inParts({ kind, ids }: Exclude<Selection, { kind: 'account' }>): Selection[] {
  const size = Math.min(mostIds, Math.ceil(ids.length / 2));
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, part) => ({
    kind,
    ids: ids.slice(part * size, (part + 1) * size),
  }));
}
