/**
 * The conversion rules of an ad account, by reading them: there is no way to try an event, each one sent is real.
 * Source: learn.microsoft.com/linkedin/marketing/conversions/conversions-workflow.
 */

import type { Secret } from '../secret.ts';
import type { LinkedIn } from './client.ts';
import { everyItem, mapAnswer, nextStart, type RestAnswer, restGet } from './rest.ts';
import { encodeValue } from './restli.ts';
import { conversionRulesPage } from './wire.ts';

export interface ConversionRule {
  /** Whether it counts events that a server sends, and not those of a website's tag. */
  readonly takesServerEvents: boolean;
}

/** An account that does not exist has an empty list, and so has one whose rules the token may not read. */
export async function conversionRules(
  accountId: string,
  token: Secret,
  linkedin: LinkedIn,
): Promise<RestAnswer<readonly ConversionRule[]>> {
  const address = `conversions?q=account&account=${encodeValue(`urn:li:sponsoredAccount:${accountId}`)}`;
  return await everyItem(async (next) => {
    const at = next === undefined ? address : `${address}&start=${next}`;
    const answer = await restGet(at, conversionRulesPage, token, linkedin);
    return mapAnswer(answer, ({ elements, paging }) => ({
      items: elements.map(({ conversionMethod, enabled }) => ({
        takesServerEvents: conversionMethod === 'CONVERSIONS_API' && enabled !== false,
      })),
      next: nextStart(Number(next ?? 0), elements.length, paging),
    }));
  });
}
