/**
 * The rules that say what counts as a conversion of an account.
 * Source: learn.microsoft.com/linkedin/marketing/conversions/conversions-workflow.
 */

import { countedPage } from './element-lists.ts';
import * as refuse from './rest-refusals.ts';
import { idOfUrn, type RestliQuery, textOf } from './restli-value.ts';
import type { SimulatedAccount, SimulatedConversionRule } from './scenario.ts';
import type { SimulatorState } from './state.ts';

const usualRules: readonly SimulatedConversionRule[] = [
  { name: 'Signed up', conversionMethod: 'CONVERSIONS_API', enabled: true },
  { name: 'Thank-you page', conversionMethod: 'INSIGHT_TAG', enabled: true },
];

/** An account that nobody knows has an empty list, not an error. */
export function conversionRules({ scenario }: SimulatorState, query: RestliQuery) {
  const urn = textOf(query, 'account');
  if (urn === undefined) throw refuse.paramInvalid('account');
  const id = idOfUrn(urn, 'account', 'sponsoredAccount');
  const account = scenario.accounts.find((candidate) => candidate.id === id);
  const elements = (account === undefined ? [] : rulesOf(account)).map((rule) => ({
    ...rule,
    type: 'LEAD',
    account: urn,
    attributionType: 'LAST_TOUCH_BY_CAMPAIGN',
  }));
  return countedPage(elements, query);
}

export function rulesOf({ id, conversionRules: rules = usualRules }: SimulatedAccount) {
  const first = 700_000_000 + (id % 100_000) * 100;
  return rules.map((rule, index) => ({ ...rule, id: first + index }));
}
